//! How weights and coefficients are learned.

mod augmentation;
mod keeping;
mod optimizer;
mod schedule;
mod stopping;

pub use augmentation::{Augmentation, View};
pub use keeping::KeepEpoch;
pub use optimizer::{Moments, Optimizer};
pub use schedule::{Moment, Schedule};
pub use stopping::EarlyStopping;

use crate::yaml::{Interval, Record, Shape, integer, number, record, word};
use optimizer::learning_rate;

/// A way of computing mixes. All of them give the same values and gradients up to rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Operator {
    /// One libtorch operation after the other, differentiated by libtorch: slow, and obviously right.
    Reference,
    /// One pass forward and one backward; where it does not reach, the reference.
    #[default]
    Fused,
}

impl Operator {
    /// Every operator, in the order in which they are listed.
    pub const ALL: [Self; 2] = [Self::Reference, Self::Fused];

    /// Its name in space files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Fused => "fused",
        }
    }
}

/// In which numbers convolutions and matrix products are computed; all else, weights included, is f32.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// 32 bits.
    #[default]
    F32,
    /// 16 bits with the exponent of f32: faster on machines that have instructions for it, and less exact.
    Bf16,
}

impl Precision {
    /// Every precision, in the order in which they are listed.
    pub const ALL: [Self; 2] = [Self::F32, Self::Bf16];

    /// Its name in space files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::Bf16 => "bf16",
        }
    }
}

/// The `training` part of a space file.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// How often the training samples are passed, at most.
    pub epochs: u32,
    /// Samples per step; the last step of an epoch takes what is left.
    pub batch_size: usize,
    /// The rule for the weights, and for the coefficients with their own learning rate.
    pub optimizer: Optimizer,
    /// How the learning rates change in the course of training.
    pub schedule: Schedule,
    /// Over how many epochs the learning rates rise linearly at the start.
    pub warm_up: f64,
    /// Learning rate of the coefficients α and of learned parameters of bases.
    pub coefficients_lr: f64,
    /// L2 penalty, or decoupled decay with `AdamW`; only for weights: never for biases, norms and coefficients.
    pub weight_decay: f64,
    /// The largest length that the gradient may have; a longer one is scaled down to it.
    pub clip_norm: Option<f64>,
    /// The share of the target that is spread over all labels: (1 − s)·y + s/K for K labels.
    pub label_smoothing: f64,
    /// When a trial ends before its last epoch.
    pub early_stopping: Option<EarlyStopping>,
    /// Which epoch's weights are kept: what a trial is ranked by, tested and exported.
    pub keep_epoch: KeepEpoch,
    /// How training images are changed at random.
    pub augmentation: Augmentation,
    /// In which numbers convolutions and matrix products are computed.
    pub precision: Precision,
    /// After how many seconds at the latest a running trial is saved between the ends of epochs.
    pub checkpoint_seconds: f64,
    /// Threads inside one tensor operation; part of the plan, because the order of sums depends on it.
    pub threads: u32,
    /// How mixes are computed; part of the plan, because the last bits depend on it.
    pub operator: Operator,
}

impl Training {
    /// How many steps one epoch has on so many training samples.
    #[must_use]
    pub fn steps_per_epoch(&self, samples: usize) -> usize {
        samples.div_ceil(self.batch_size)
    }

    /// What the learning rates are multiplied by at a step, counted from 0, with so many steps in an epoch.
    #[must_use]
    pub fn lr_factor(&self, step: u64, per_epoch: u64) -> f64 {
        let moment = Moment { step, per_epoch, epochs: self.epochs };
        self.schedule.factor(self.warm_up, moment) * self.optimizer.own_factor(step)
    }

    /// How the `training` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        record("how weights and coefficients are learned", |fields| {
            let epochs = fields.required("epochs", "passes over the training samples", integer(1..=100_000));
            let batch_size = fields.or("batch_size", "samples per step", integer(1..=65_536), 128);
            let optimizer = fields.optional("optimizer", "adam where none is given", Optimizer::shape());
            let schedule = fields.optional(
                "schedule",
                "how the learning rate changes; constant where none is given",
                Schedule::shape(),
            );
            let warm_up = fields.or(
                "warm_up",
                "epochs over which the learning rate rises linearly at the start",
                number(Interval::at_least(0.0).up_to(1000.0)),
                0.0,
            );
            let early_stopping = early_stopping(fields);
            let training = Self {
                epochs: 0,
                batch_size: usize::try_from(batch_size).ok()?,
                optimizer: optimizer.unwrap_or_default(),
                schedule: schedule.unwrap_or_default(),
                warm_up,
                coefficients_lr: coefficients_lr(fields),
                weight_decay: weight_decay(fields),
                clip_norm: clip_norm(fields),
                label_smoothing: label_smoothing(fields),
                keep_epoch: keep_epoch(fields, early_stopping),
                early_stopping,
                augmentation: augmentation(fields),
                precision: precision(fields),
                checkpoint_seconds: checkpoint_seconds(fields),
                threads: threads(fields),
                operator: operator(fields),
            };
            Some(training.with_epochs(u32::try_from(epochs?).ok()?, fields))
        })
    }

    fn with_epochs(self, epochs: u32, fields: &mut Record) -> Self {
        if self.warm_up >= f64::from(epochs) {
            let message = format!("is `{}`, but there are only {epochs} epochs", self.warm_up);
            fields.complain("warm_up", message, Some("choose fewer, or more `epochs`".to_owned()));
        }
        Self { epochs, ..self }
    }
}

/// Between 1e-3, below which α barely moves, and 1e-1, above which training degrades.
const COEFFICIENTS_LR: f64 = 0.01;

fn coefficients_lr(fields: &mut Record) -> f64 {
    let coefficients = record("the learned α, and learned parameters of bases", |fields| {
        let about = "learning rate of α and of learned parameters; they have no weight decay";
        Some(fields.or("lr", about, learning_rate(), COEFFICIENTS_LR))
    });
    let about = "what is learned beside the weights: α, and learned parameters of bases";
    fields.optional("coefficients", about, coefficients).unwrap_or(COEFFICIENTS_LR)
}

fn weight_decay(fields: &mut Record) -> f64 {
    let about = "L2 penalty on weights (decoupled with adamw); biases, norms and coefficients are exempt";
    fields.or("weight_decay", about, number(Interval::at_least(0.0).below(1.0)), 0.0)
}

fn clip_norm(fields: &mut Record) -> Option<f64> {
    let about = "a gradient that is longer, over everything that is learned, is scaled down to this length";
    fields.optional("clip_norm", about, number(Interval::above(0.0).up_to(1e6)))
}

fn label_smoothing(fields: &mut Record) -> f64 {
    let about = "share of the target that is spread over all labels (Szegedy et al. 2016); not in validation";
    fields.or("label_smoothing", about, number(Interval::at_least(0.0).below(1.0)), 0.0)
}

fn early_stopping(fields: &mut Record) -> Option<EarlyStopping> {
    let about = "end a trial when its validation accuracy no longer rises; never where not given";
    fields.optional("early_stopping", about, EarlyStopping::shape())
}

fn keep_epoch(fields: &mut Record, stopping: Option<EarlyStopping>) -> KeepEpoch {
    let about = "the epoch whose weights are what a trial is ranked by, tested and exported: the last, or the best by validation \
                 accuracy; the best where early_stopping is given, the last where it is not";
    let default = if stopping.is_some() { KeepEpoch::Best } else { KeepEpoch::Last };
    fields.optional("keep_epoch", about, KeepEpoch::shape()).unwrap_or(default)
}

fn augmentation(fields: &mut Record) -> Augmentation {
    let about = "how training images are changed at random; not at all where not given";
    fields.optional("augmentation", about, Augmentation::shape()).unwrap_or_default()
}

fn precision(fields: &mut Record) -> Precision {
    let precisions = Precision::ALL.iter().map(|precision| (precision.name(), *precision)).collect();
    let about = "numbers of convolutions and matrix products; f32 where not given";
    fields.optional("precision", about, word(precisions)).unwrap_or_default()
}

fn checkpoint_seconds(fields: &mut Record) -> f64 {
    let about = "a running trial is saved at the end of each epoch, and in between after so many seconds; results do not \
                 depend on it";
    fields.or("checkpoint_seconds", about, number(Interval::above(0.0).up_to(86_400.0)), 60.0)
}

fn threads(fields: &mut Record) -> u32 {
    let threads = fields.or("threads", "threads inside one tensor operation", integer(1..=256), 1);
    u32::try_from(threads).unwrap_or(1)
}

fn operator(fields: &mut Record) -> Operator {
    let operators = Operator::ALL.iter().map(|operator| (operator.name(), *operator)).collect();
    fields
        .optional("operator", "how mixes are computed; fused where not given", word(operators))
        .unwrap_or_default()
}
