//! The rules by which a gradient changes the weights.

use crate::yaml::{Interval, Record, Shape, Tag, boolean, number, record, tagged};

/// The rule by which a gradient g changes a weight w.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Optimizer {
    /// Stochastic gradient descent: v ← momentum·v + g, w ← w − lr·v; Nesterov's form takes w ← w − lr·(g + momentum·v).
    Sgd {
        /// Learning rate of the weights.
        lr: f64,
        /// How much of the last step's velocity stays.
        momentum: f64,
        /// Whether the step looks ahead (Sutskever et al. 2013).
        nesterov: bool,
    },
    /// Adam (Kingma & Ba 2015, arXiv 1412.6980) with bias correction; weight decay is added to the gradient.
    Adam(Moments),
    /// Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv 1711.05101): w ← w − lr·decay·w beside the step.
    AdamW(Moments),
    /// `RMSprop` (Hinton 2012, lecture 6e): v ← ρ·v + (1 − ρ)·g², w ← w − lr/(1 + decay·t)·g/(√v + ε) at step t from 0.
    RmsProp {
        /// Learning rate of the weights at the first step.
        lr: f64,
        /// Decay of the mean squared gradient.
        rho: f64,
        /// What keeps the quotient finite.
        eps: f64,
        /// By how much the learning rate shrinks with every step, as in the examples of Keras 1.
        decay: f64,
    },
}

/// The parameters that Adam and `AdamW` have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Learning rate of the weights.
    pub lr: f64,
    /// Decay of the mean of gradients.
    pub beta1: f64,
    /// Decay of the mean of squared gradients.
    pub beta2: f64,
    /// What keeps the quotient finite.
    pub eps: f64,
}

impl Default for Moments {
    fn default() -> Self {
        Self { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8 }
    }
}

impl Default for Optimizer {
    fn default() -> Self {
        Self::Adam(Moments::default())
    }
}

impl Optimizer {
    /// Its learning rate for the weights, before any schedule.
    #[must_use]
    pub fn lr(&self) -> f64 {
        match self {
            Self::Sgd { lr, .. }
            | Self::Adam(Moments { lr, .. })
            | Self::AdamW(Moments { lr, .. })
            | Self::RmsProp { lr, .. } => *lr,
        }
    }

    /// What the rule itself makes of the learning rate at a step, counted from 0.
    #[must_use]
    pub fn own_factor(&self, step: u64) -> f64 {
        match self {
            Self::RmsProp { decay, .. } => {
                #[expect(clippy::cast_precision_loss, reason = "far fewer steps than 2^52")]
                let step = step as f64;
                1.0 / (1.0 + decay * step)
            }
            Self::Sgd { .. } | Self::Adam(_) | Self::AdamW(_) => 1.0,
        }
    }

    /// How it is read and described.
    pub(super) fn shape() -> Shape<Self> {
        tagged(vec![
            Tag::new("sgd", "stochastic gradient descent with momentum", sgd()),
            Tag::new("adam", "Adam with bias correction (Kingma & Ba 2015)", moments("adam").map(Self::Adam)),
            Tag::new(
                "adamw",
                "Adam with decoupled weight decay (Loshchilov & Hutter 2019)",
                moments("adamw").map(Self::AdamW),
            ),
            Tag::new("rmsprop", "RMSprop with a learning rate that may shrink with every step", rms_prop()),
        ])
    }
}

/// The shape of a learning rate.
pub(super) fn learning_rate() -> Shape<f64> {
    number(Interval::above(0.0).up_to(100.0))
}

fn share() -> Shape<f64> {
    number(Interval::at_least(0.0).below(1.0))
}

fn eps(fields: &mut Record, default: f64) -> f64 {
    fields.or("eps", "added to the denominator", number(Interval::above(0.0).up_to(1.0)), default)
}

fn sgd() -> Shape<Optimizer> {
    record("parameters of sgd", |fields| {
        let lr = fields.or("lr", "learning rate", learning_rate(), 0.1);
        let momentum = fields.or("momentum", "share of the last velocity that stays", share(), 0.9);
        let nesterov = fields.or("nesterov", "whether the step looks ahead", boolean(), false);
        if nesterov && momentum == 0.0 {
            fields.complain("nesterov", "is `true`, which does nothing without `momentum`", None);
        }
        Some(Optimizer::Sgd { lr, momentum, nesterov })
    })
}

fn moments(name: &str) -> Shape<Moments> {
    record(&format!("parameters of {name}"), |fields| {
        let default = Moments::default();
        let lr = fields.or("lr", "learning rate", learning_rate(), default.lr);
        let beta1 = fields.or("beta1", "decay of the mean gradient", share(), default.beta1);
        let beta2 = fields.or("beta2", "decay of the mean squared gradient", share(), default.beta2);
        let eps = eps(fields, default.eps);
        Some(Moments { lr, beta1, beta2, eps })
    })
}

fn rms_prop() -> Shape<Optimizer> {
    record("parameters of rmsprop", |fields| {
        let lr = fields.or("lr", "learning rate", learning_rate(), 0.001);
        let rho = fields.or("rho", "decay of the mean squared gradient", share(), 0.9);
        let eps = eps(fields, 1e-7);
        let decay = fields.or(
            "decay",
            "the learning rate at step t, counted from 0, is lr / (1 + decay·t)",
            number(Interval::at_least(0.0).up_to(1.0)),
            0.0,
        );
        Some(Optimizer::RmsProp { lr, rho, eps, decay })
    })
}
