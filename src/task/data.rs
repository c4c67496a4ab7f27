//! Which samples of a data set a run uses.

use super::{Facts, InputKind, Source};
use crate::yaml::{Interval, Record, Shape, integer, number, record, word};

/// The share that is held out for validation where none is given.
const SHARE: f64 = 0.2;

/// The `data` part of a space file.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// The data set.
    pub source: Source,
    /// What is known of it.
    pub facts: Facts,
    /// The share of the training part that is held out for validation, stratified by label; 0.2 if there is no
    /// number. Of data with a validation part of its own nothing is held out, whatever the number.
    pub validation: Option<f64>,
    /// How many samples of the training part are used, validation included unless it is a part of its own; all of them if
    /// there is no number.
    pub samples: Option<usize>,
    /// How values are scaled before a network sees them, if the space file says so; see [`Data::normalisation_for`].
    pub normalisation: Option<Normalisation>,
}

/// How values are scaled before a network sees them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Normalisation {
    /// (x − mean)/std of the training samples, for each channel of an image, each entry of a vector, and each place along the
    /// first size of any other array: the channels of a signal or a volume.
    #[default]
    Standard,
    /// The same for each place along the last size of an array: the features of a sequence.
    StandardLast,
    /// Pixels between 0 and 1; numbers as they are.
    Unit,
    /// All values as they are stored.
    None,
}

impl Normalisation {
    /// Every normalisation, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Standard, Self::StandardLast, Self::Unit, Self::None];

    /// Its name in space files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::StandardLast => "standard_last",
            Self::Unit => "unit",
            Self::None => "none",
        }
    }
}

impl Data {
    /// How values are scaled for a network of this kind: tokens never are, and numbers are brought to mean 0 and deviation 1
    /// unless the space file says something else.
    #[must_use]
    pub fn normalisation_for(&self, kind: InputKind) -> Normalisation {
        match kind {
            InputKind::Tokens => Normalisation::None,
            InputKind::Numbers => self.normalisation.unwrap_or_default(),
        }
    }

    /// How many samples are used in all, validation included.
    #[must_use]
    pub fn used_samples(&self) -> usize {
        let own = self.facts.validation_samples.unwrap_or(0);
        own + self.samples.unwrap_or(usize::MAX).min(self.facts.training_samples - own)
    }

    /// What should be known before anything is learned from it: of the data set, and of shares that it leaves unused.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let own = self.facts.validation_samples;
        let unused = self.validation.zip(own).map(|(share, own)| {
            format!("`validation: {share}` is not used, because the data has a validation part of its own, of {own} samples")
        });
        self.facts.notes.iter().cloned().chain(unused).collect()
    }

    /// How many samples are held out for validation.
    #[must_use]
    pub fn validation_samples(&self) -> usize {
        self.facts.validation_samples.unwrap_or_else(|| self.held_out(self.used_samples()))
    }

    /// How many of so many samples are held out for validation: their share, rounded.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count far below 2^52"
    )]
    pub fn held_out(&self, used: usize) -> usize {
        (used as f64 * self.validation.unwrap_or(SHARE)).round() as usize
    }

    /// How many samples are trained on.
    #[must_use]
    pub fn training_samples(&self) -> usize {
        self.used_samples() - self.validation_samples()
    }

    /// How the `data` part of a space file is read and described; `facts` is what was found out about files, or why
    /// that could not be had, where somebody looked at them.
    pub(crate) fn shape(facts: Option<Result<Facts, String>>) -> Shape<Self> {
        record("the data set; its test part is read once, for the winner", move |fields| {
            let source = fields.required("source", "the data set", Source::shape());
            let validation = fields.optional(
                "validation",
                "share of the training part that is held out for validation, stratified by label, where the data brings no \
                 validation part of its own; 0.2 where not given",
                number(Interval::above(0.0).below(1.0)),
            );
            let samples = fields.optional(
                "samples",
                "use only this many samples of the training part, stratified by label; validation included, unless it is a part of its \
                 own",
                integer(20..=1_000_000_000),
            );
            let samples = samples.and_then(|samples| usize::try_from(samples).ok());
            let names = Normalisation::ALL.iter().map(|each| (each.name(), *each)).collect();
            let normalisation = fields.optional(
                "normalisation",
                "standard: mean 0 and deviation 1 over the training samples, by channel (the first size of an array) or column; \
                 standard_last: by the last size of an array; unit: pixels from 0 to 1; none: values as they are; standard where \
                 not given, none for networks that take whole numbers",
                word(names),
            );
            let source = source?;
            let facts = known(&source, facts.as_ref(), fields)?;
            let data = Self { source, facts, validation, samples, normalisation };
            data.check_samples(fields);
            data.check_split(fields);
            Some(data)
        })
    }

    fn check_samples(&self, fields: &mut Record) {
        let name = &self.source;
        let there = self.facts.training_samples - self.facts.validation_samples.unwrap_or(0);
        if let Some(samples) = self.samples.filter(|samples| *samples > there) {
            let message = format!("is `{samples}`, but the training part of {name} has only {there} samples");
            fields.complain("samples", message, Some("leave it out to use all of them".to_owned()));
        }
    }

    /// Every label needs at least one sample on either side of the split, unless the data is split already.
    fn check_split(&self, fields: &mut Record) {
        let (training, validation) = (self.training_samples(), self.validation_samples());
        let classes = self.facts.classes();
        if self.facts.validation_samples.is_some() {
            self.check_own_validation(fields);
        } else if training < classes || validation < classes {
            let share = self.validation.unwrap_or(SHARE);
            let message = format!(
                "is `{share}`, which cuts the samples into {training} for training and {validation} for validation, but \
                 both need at least one of each of the {classes} labels"
            );
            let help = "choose a share nearer to one half, or more `samples`".to_owned();
            fields.complain("validation", message, Some(help));
        }
    }

    /// What is split already is not split again.
    fn check_own_validation(&self, fields: &mut Record) {
        let (name, training, classes) = (&self.source, self.training_samples(), self.facts.classes());
        if training < classes {
            let message = format!(
                "leaves {training} samples of {name} for training, but at least one of each of the {classes} labels is needed"
            );
            let at = if self.samples.is_some() { "samples" } else { "source" };
            fields.complain(at, message, Some("take more of them".to_owned()));
        }
    }
}

/// What is known of a data set: by heart, or from its files.
fn known(source: &Source, found: Option<&Result<Facts, String>>, fields: &mut Record) -> Option<Facts> {
    let nobody = || Err(format!("nobody has looked at `{source}`"));
    let facts = source.facts().map_or_else(|| found.cloned().unwrap_or_else(nobody), Ok);
    facts.map_err(|reason| fields.complain("source", format!("cannot be used: {reason}"), None)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_for_validation_beside_a_part_of_its_own_is_told_not_to_be_used() {
        let notes = |validation, own| {
            let facts = Source::Digits.facts().unwrap();
            let notes = vec!["a column was left out".to_owned()];
            let facts = Facts { validation_samples: own, notes, ..facts };
            Data { source: Source::Digits, facts, validation, samples: None, normalisation: None }.notes()
        };
        let unused = "`validation: 0.25` is not used, because the data has a validation part of its own, of 50 samples";
        assert_eq!(notes(Some(0.25), Some(50)), ["a column was left out", unused]);
        for (validation, own) in [(Some(0.25), None), (None, Some(50)), (None, None)] {
            assert_eq!(notes(validation, own), ["a column was left out"]);
        }
    }
}
