//! Our own optimizers, with a state that can be saved: one pass over the numbers on the CPU, tensor operations elsewhere.

mod numbers;
mod tensors;

use super::group::Group;
use crate::task::Optimizer;
use tch::{Device, Tensor};

/// How far one update goes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pace {
    /// Learning rate at this step.
    lr: f64,
    weight_decay: f64,
    /// How many updates were made, this one included.
    step: u64,
}

/// How many tensors the optimizer remembers for each weight.
pub(super) fn moments(optimizer: Optimizer) -> usize {
    match optimizer {
        Optimizer::Sgd { .. } | Optimizer::RmsProp { .. } => 1,
        Optimizer::Adam(_) | Optimizer::AdamW(_) => 2,
    }
}

/// One update of a group from the gradients of its members; `step` is counted from 1, and the learning rate is multiplied
/// by `factor`. Members without a gradient stay as they are, whatever their weight decay, as in PyTorch.
pub(super) fn update(
    optimizer: Optimizer,
    group: &mut Group,
    gradients: &[Option<Tensor>],
    step: u64,
    factor: f64,
) {
    let pace = Pace { lr: group.rule.lr * factor, weight_decay: group.rule.weight_decay, step };
    if group.flat.device() == Device::Cpu {
        group.each_member(gradients, |numbers| numbers::update(optimizer, pace, numbers));
    } else {
        group.each_run(gradients, |run| tensors::update(optimizer, pace, run));
    }
}

/// √(1 − β₂ᵗ) and what the change is multiplied by: with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ), lr·m̂/(√v̂ + ε) is
/// scale·m/(√v + ε·√(1 − β₂ᵗ)).
fn corrected(moments: crate::task::Moments, pace: Pace) -> (f64, f64) {
    let t = i32::try_from(pace.step).unwrap_or(i32::MAX);
    let root = (1.0 - moments.beta2.powi(t)).sqrt();
    (root, pace.lr * root / (1.0 - moments.beta1.powi(t)))
}

#[cfg(test)]
mod tests;
