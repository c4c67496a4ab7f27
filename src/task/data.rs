//! The data sets that a space file can name.

use super::Dims;
use crate::yaml::{Interval, Record, Shape, integer, number, record, word};

/// A data set of labelled images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// 1,797 handwritten digits of 8×8 pixels, compiled into the program.
    Digits,
    /// 70,000 pieces of clothing of 28×28 pixels, read from the four IDX files.
    FashionMnist,
}

impl Source {
    /// Every source, in the order in which they are listed.
    pub const ALL: [Self; 2] = [Self::Digits, Self::FashionMnist];

    /// Its name in space files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::FashionMnist => "fashion_mnist",
        }
    }

    /// Channels, height and width of one image.
    #[must_use]
    pub fn dims(self) -> Dims {
        match self {
            Self::Digits => Dims::Image { channels: 1, height: 8, width: 8 },
            Self::FashionMnist => Dims::Image { channels: 1, height: 28, width: 28 },
        }
    }

    /// How many labels there are.
    #[must_use]
    pub fn classes(self) -> usize {
        10
    }

    /// How many samples its training part has, out of which validation is cut.
    #[must_use]
    pub fn training_samples(self) -> usize {
        match self {
            Self::Digits => 1437,
            Self::FashionMnist => 60_000,
        }
    }

    /// How many samples its test part has.
    #[must_use]
    pub fn test_samples(self) -> usize {
        match self {
            Self::Digits => 360,
            Self::FashionMnist => 10_000,
        }
    }
}

/// The `data` part of a space file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Data {
    /// The data set.
    pub source: Source,
    /// The share of the training part that is held out for validation, stratified by label.
    pub validation: f64,
    /// How many samples of the training part are used, validation included; all of them if there is no number.
    pub samples: Option<usize>,
}

impl Data {
    /// How many samples are used in all, validation included.
    #[must_use]
    pub fn used_samples(&self) -> usize {
        self.samples.unwrap_or(usize::MAX).min(self.source.training_samples())
    }

    /// How many samples are held out for validation.
    #[must_use]
    pub fn validation_samples(&self) -> usize {
        self.held_out(self.used_samples())
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
        (used as f64 * self.validation).round() as usize
    }

    /// How many samples are trained on.
    #[must_use]
    pub fn training_samples(&self) -> usize {
        self.used_samples() - self.validation_samples()
    }

    /// How the `data` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        record("the data set; its test part is read once, for the winner", |fields| {
            let sources = Source::ALL.iter().map(|source| (source.name(), *source)).collect();
            let source = fields.required("source", "the data set", word(sources));
            let validation = fields.or(
                "validation",
                "share of the training part that is held out for validation, stratified by label",
                number(Interval::above(0.0).below(1.0)),
                0.2,
            );
            let samples = fields.optional(
                "samples",
                "use only this many samples of the training part, validation included, stratified by label",
                integer(20..=60_000),
            );
            let samples = samples.and_then(|samples| usize::try_from(samples).ok());
            let data = Self { source: source?, validation, samples };
            data.check_samples(fields);
            data.check_split(fields);
            Some(data)
        })
    }

    fn check_samples(&self, fields: &mut Record) {
        let (name, there) = (self.source.name(), self.source.training_samples());
        if let Some(samples) = self.samples.filter(|samples| *samples > there) {
            let message = format!("is `{samples}`, but the training part of {name} has only {there} samples");
            fields.complain("samples", message, Some("leave it out to use all of them".to_owned()));
        }
    }

    /// Every label needs at least one sample on either side of the split.
    fn check_split(&self, fields: &mut Record) {
        let (training, validation) = (self.training_samples(), self.validation_samples());
        let classes = self.source.classes();
        if training < classes || validation < classes {
            let share = self.validation;
            let message = format!(
                "is `{share}`, which cuts the samples into {training} for training and {validation} for validation, but \
                 both need at least one of each of the {classes} labels"
            );
            let help = "choose a share nearer to one half, or more `samples`".to_owned();
            fields.complain("validation", message, Some(help));
        }
    }
}
