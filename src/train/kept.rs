//! The best epoch so far of a trial in training: its weights stand by while later epochs are trained.
//!
//! That is one more copy of what the network is, without what the optimizer remembers. A checkpoint holds it as tensors
//! whose names begin with `kept/`.

use super::model::{Model, Stored};
use crate::activation::LearnedMix;
use crate::task::KeepEpoch;
use crate::trial::{KeptEpoch, Report};

/// How the names of its tensors begin in a checkpoint.
pub(super) const PREFIX: &str = "kept/";

/// What a network was at the end of an epoch.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) report: Report,
    pub(super) learned: Vec<LearnedMix>,
    /// Weights, running values, coefficients and learned parameters by their names.
    pub(super) values: Vec<Stored>,
}

impl Kept {
    /// What is kept after an epoch with this report, if something stood by `before`; nothing where the last epoch is kept, because
    /// that is what the model is.
    pub(super) fn after(
        keep: KeepEpoch,
        before: Option<Self>,
        report: &Report,
        learned: &[LearnedMix],
        model: &Model<'_>,
    ) -> Option<Self> {
        let measured = |report: &Report| (report.validation_accuracy, report.validation_loss);
        match (keep, before) {
            (KeepEpoch::Last, _) => None,
            (KeepEpoch::Best, Some(before)) if !keep.prefers(measured(report), measured(&before.report)) => {
                Some(before)
            }
            (KeepEpoch::Best, _) => {
                Some(Self { report: report.clone(), learned: learned.to_vec(), values: model.values() })
            }
        }
    }

    /// The epoch, and what was learned by its end.
    pub(super) fn epoch(&self) -> KeptEpoch {
        KeptEpoch { epoch: self.report.epoch, learned: self.learned.clone() }
    }

    /// Takes it over into a model, which forgets what it was.
    pub(super) fn show(&self, model: &mut Model<'_>) {
        let shown = model.show(|name, count| {
            let of_name =
                self.values.iter().find(|(known, ..)| known == name).filter(|it| it.2.len() == count);
            of_name.map(|(.., values)| values.clone()).ok_or(())
        });
        shown.expect("it was taken from a model of the same candidate");
    }

    /// Its tensors as a checkpoint names them.
    pub(super) fn state(&self) -> impl Iterator<Item = Stored> {
        self.values
            .iter()
            .map(|(name, dims, values)| (format!("{PREFIX}{name}"), dims.clone(), values.clone()))
    }
}
