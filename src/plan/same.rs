//! Whether two searches train a candidate in the same way: then what one of them has trained the other need not train again.

use super::Plan;
use crate::space::Candidate;
use crate::task::{Facts, Task, Training};
use crate::trial::ForeignRecord;

impl Plan {
    /// What other runs have on record of a candidate that they trained as it is trained here: the longest record.
    #[must_use]
    pub fn record_of(&self, candidate: &Candidate) -> Option<&ForeignRecord> {
        let same = self.foreign.iter().filter(|foreign| foreign.candidate == *candidate);
        same.filter_map(|foreign| foreign.record.as_ref()).max_by_key(|record| record.reports.len())
    }

    /// Which part of a space file makes another plan train candidates in another way than this one, if one does.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<&'static str> {
        let (own, others) = (&self.task, &other.task);
        let parts = [
            ("seed", self.seed == other.seed),
            ("data", is_same_data(own, others)),
            ("network", own.network == others.network),
        ];
        let differs = parts.into_iter().find(|(_, is_same)| !is_same).map(|(name, _)| name);
        differs.or_else(|| training_difference(&own.training, &others.training))
    }
}

/// Whether the same samples are trained on, validated and scaled in the same way, wherever the files lie.
fn is_same_data(one: &Task, other: &Task) -> bool {
    let facts = |task: &Task| Facts { notes: Vec::new(), ..task.data.facts.clone() };
    let parts =
        |task: &Task| (task.data.used_samples(), task.data.validation_samples(), task.normalisation());
    let is_known = one.data.facts.content.is_some();
    is_known && facts(one) == facts(other) && parts(one) == parts(other)
}

/// The first key of `training` that differs and decides what is learned.
fn training_difference(one: &Training, other: &Training) -> Option<&'static str> {
    // How often a trial is saved decides nothing.
    let other = &Training { checkpoint_seconds: one.checkpoint_seconds, ..other.clone() };
    if one == other {
        return None;
    }
    let keys = [
        ("training.epochs", one.epochs == other.epochs),
        ("training.batch_size", one.batch_size == other.batch_size),
        ("training.optimizer", one.optimizer == other.optimizer),
        ("training.schedule", one.schedule == other.schedule),
        ("training.warm_up", one.warm_up == other.warm_up),
        ("training.coefficients.lr", one.coefficients_lr == other.coefficients_lr),
        ("training.weight_decay", one.weight_decay == other.weight_decay),
        ("training.clip_norm", one.clip_norm == other.clip_norm),
        ("training.label_smoothing", one.label_smoothing == other.label_smoothing),
        ("training.early_stopping", one.early_stopping == other.early_stopping),
        ("training.keep_epoch", one.keep_epoch == other.keep_epoch),
        ("training.augmentation", one.augmentation == other.augmentation),
        ("training.precision", one.precision == other.precision),
        ("training.threads", one.threads == other.threads),
        ("training.operator", one.operator == other.operator),
    ];
    keys.into_iter().find(|(_, is_same)| !is_same).map(|(key, _)| key).or(Some("training"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: &str = "
name: test
seed: 3
data: {source: digits}
network: {preset: {mlp: {hidden: [4]}}}
activations: {bases: [identity, relu, tanh], size: {max: 2}, hull: [affine]}
training: {epochs: 2}
budget: {trials: 6}
";

    fn plan(sets: &[&str]) -> Plan {
        let sets: Vec<_> = sets.iter().map(|text| text.parse().unwrap()).collect();
        let mut plan = super::super::read(SPACE, &sets).unwrap();
        plan.task.data.facts.content = Some("ab".repeat(32));
        plan
    }

    #[test]
    fn whatever_decides_what_is_learned_is_a_difference_and_is_named() {
        for (set, key) in [
            ("seed=4", "seed"),
            ("data.validation=0.3", "data"),
            ("data.samples=900", "data"),
            ("data.normalisation=unit", "data"),
            ("network.preset.mlp.hidden=[5]", "network"),
            ("training.epochs=3", "training.epochs"),
            ("training.batch_size=64", "training.batch_size"),
            ("training.optimizer=sgd", "training.optimizer"),
            ("training.optimizer.adam.lr=0.1", "training.optimizer"),
            ("training.schedule=cosine", "training.schedule"),
            ("training.warm_up=1", "training.warm_up"),
            ("training.coefficients.lr=0.5", "training.coefficients.lr"),
            ("training.weight_decay=0.1", "training.weight_decay"),
            ("training.clip_norm=1", "training.clip_norm"),
            ("training.label_smoothing=0.1", "training.label_smoothing"),
            ("training.early_stopping={patience: 1}", "training.early_stopping"),
            ("training.keep_epoch=best", "training.keep_epoch"),
            ("training.precision=bf16", "training.precision"),
            ("training.threads=2", "training.threads"),
            ("training.operator=reference", "training.operator"),
        ] {
            assert_eq!(plan(&[]).difference(&plan(&[set])), Some(key), "{set}");
        }
        let mut other = plan(&[]);
        other.task.training.augmentation.flip = true;
        assert_eq!(plan(&[]).difference(&other), Some("training.augmentation"));
        other = plan(&[]);
        other.task.data.facts.content = Some("cd".repeat(32));
        assert_eq!(plan(&[]).difference(&other), Some("data"), "other samples");
        let unknown = || {
            let mut plan = plan(&[]);
            plan.task.data.facts.content = None;
            plan
        };
        assert_eq!(unknown().difference(&unknown()), Some("data"), "nobody knows whether they are the same");
    }

    #[test]
    fn what_decides_who_is_proposed_and_for_how_long_he_lives_is_none() {
        for set in [
            "name=other",
            "budget.trials=9",
            "controller=random",
            "scheduler=full",
            "lookahead=2",
            "keep=1",
            "activations.bases=[relu, sine]",
            "baselines=[tanh]",
            "training.checkpoint_seconds=7",
            "data.validation=0.2",
            "data.normalisation=standard",
        ] {
            assert_eq!(plan(&[]).difference(&plan(&[set])), None, "{set}");
        }
    }
}
