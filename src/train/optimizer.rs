//! Our own optimizers: a few operations on flat tensors, with a state that can be saved.

use super::group::Group;
use crate::task::Optimizer;
use tch::Tensor;

/// How many tensors the optimizer remembers for each weight.
pub(super) fn moments(optimizer: Optimizer) -> usize {
    match optimizer {
        Optimizer::Sgd { .. } => 1,
        Optimizer::Adam { .. } => 2,
    }
}

/// One update of a group from the gradients of its members; `step` is counted from 1.
pub(super) fn update(optimizer: Optimizer, group: &mut Group, gradients: &[Tensor], step: u64) {
    let g = group.gradient(gradients);
    let change = match optimizer {
        Optimizer::Sgd { momentum, .. } => sgd(group, &g, momentum),
        Optimizer::Adam { beta1, beta2, eps, .. } => adam(group, &g, [beta1, beta2], eps, step),
    };
    let _ = group.flat.g_sub_(&(change * group.lr));
}

/// v ← μ·v + g; the change is v.
fn sgd(group: &mut Group, g: &Tensor, momentum: f64) -> Tensor {
    let v = &mut group.moments[0];
    let _ = v.g_mul_scalar_(momentum).g_add_(g);
    v.shallow_clone()
}

/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g²; the change is m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
fn adam(group: &mut Group, g: &Tensor, [beta1, beta2]: [f64; 2], eps: f64, step: u64) -> Tensor {
    let [m, v] = group.moments.as_mut_slice() else { unreachable!("adam remembers two tensors") };
    let _ = m.g_mul_scalar_(beta1).g_add_(&(g * (1.0 - beta1)));
    let _ = v.g_mul_scalar_(beta2).g_add_(&(g * g * (1.0 - beta2)));
    let t = i32::try_from(step).unwrap_or(i32::MAX);
    let root = (&*v / (1.0 - beta2.powi(t))).sqrt();
    &*m / (1.0 - beta1.powi(t)) / (root + eps)
}
