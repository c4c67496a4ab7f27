//! How weights and coefficients are learned.

use crate::yaml::{Interval, Shape, Tag, integer, number, record, tagged, word};

/// The rule by which a gradient changes the weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Optimizer {
    /// Stochastic gradient descent: v ← momentum·v + g, w ← w − lr·v.
    Sgd {
        /// Learning rate of the weights.
        lr: f64,
        /// How much of the last step's velocity stays.
        momentum: f64,
    },
    /// Adam (Kingma & Ba 2015, arXiv 1412.6980) with bias correction.
    Adam {
        /// Learning rate of the weights.
        lr: f64,
        /// Decay of the mean of gradients.
        beta1: f64,
        /// Decay of the mean of squared gradients.
        beta2: f64,
        /// What keeps the quotient finite.
        eps: f64,
    },
}

impl Optimizer {
    /// Its learning rate for the weights.
    #[must_use]
    pub fn lr(&self) -> f64 {
        match self {
            Self::Sgd { lr, .. } | Self::Adam { lr, .. } => *lr,
        }
    }
}

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

/// The `training` part of a space file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// How often the training samples are passed.
    pub epochs: u32,
    /// Samples per step; the last step of an epoch takes what is left.
    pub batch_size: usize,
    /// The rule for the weights, and for the coefficients with their own learning rate.
    pub optimizer: Optimizer,
    /// Learning rate of the coefficients α and of learned parameters of bases.
    pub coefficients_lr: f64,
    /// L2 penalty: so much of each weight is added to its gradient; never for biases and coefficients.
    pub weight_decay: f64,
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

    /// How the `training` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        record("how weights and coefficients are learned", |fields| {
            let epochs = fields.required("epochs", "passes over the training samples", integer(1..=100_000));
            let batch_size = fields.or("batch_size", "samples per step", integer(1..=65_536), 128);
            let adam = Optimizer::Adam { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8 };
            let optimizer = fields.optional("optimizer", "adam where none is given", optimizer());
            let coefficients_lr = fields.optional(
                "coefficients",
                "what is learned beside the weights: α, and learned parameters of bases",
                coefficients(),
            );
            let weight_decay = fields.or(
                "weight_decay",
                "L2 penalty on weights; biases and coefficients are exempt",
                number(Interval::at_least(0.0).below(1.0)),
                0.0,
            );
            let threads = fields.or("threads", "threads inside one tensor operation", integer(1..=256), 1);
            let operators = Operator::ALL.iter().map(|operator| (operator.name(), *operator)).collect();
            let operator =
                fields.optional("operator", "how mixes are computed; fused where not given", word(operators));
            Some(Self {
                epochs: u32::try_from(epochs?).ok()?,
                batch_size: usize::try_from(batch_size).ok()?,
                optimizer: optimizer.unwrap_or(adam),
                coefficients_lr: coefficients_lr.unwrap_or(COEFFICIENTS_LR),
                weight_decay,
                threads: u32::try_from(threads).ok()?,
                operator: operator.unwrap_or_default(),
            })
        })
    }
}

/// Between 1e-3, below which α barely moves, and 1e-1, above which training degrades.
const COEFFICIENTS_LR: f64 = 0.01;

fn learning_rate() -> Shape<f64> {
    number(Interval::above(0.0).up_to(100.0))
}

fn coefficients() -> Shape<f64> {
    record("the learned α, and learned parameters of bases", |fields| {
        Some(fields.or(
            "lr",
            "learning rate of α and of learned parameters; they have no weight decay",
            learning_rate(),
            COEFFICIENTS_LR,
        ))
    })
}

fn optimizer() -> Shape<Optimizer> {
    let share = || number(Interval::at_least(0.0).below(1.0));
    tagged(vec![
        Tag::new(
            "sgd",
            "stochastic gradient descent with momentum",
            record("parameters of sgd", move |fields| {
                let lr = fields.or("lr", "learning rate", learning_rate(), 0.1);
                let momentum = fields.or("momentum", "share of the last velocity that stays", share(), 0.9);
                Some(Optimizer::Sgd { lr, momentum })
            }),
        ),
        Tag::new(
            "adam",
            "Adam with bias correction (Kingma & Ba 2015)",
            record("parameters of adam", move |fields| {
                let lr = fields.or("lr", "learning rate", learning_rate(), 0.001);
                let beta1 = fields.or("beta1", "decay of the mean gradient", share(), 0.9);
                let beta2 = fields.or("beta2", "decay of the mean squared gradient", share(), 0.999);
                let eps = fields.or(
                    "eps",
                    "added to the denominator",
                    number(Interval::above(0.0).up_to(1.0)),
                    1e-8,
                );
                Some(Optimizer::Adam { lr, beta1, beta2, eps })
            }),
        ),
    ])
}
