//! The optimizers in tensor operations on a whole group, for any device.

use super::super::group::Group;
use super::{Pace, corrected};
use crate::task::{Moments, Optimizer};
use tch::Tensor;

/// One update of a group by its flat gradient.
pub(super) fn update(optimizer: Optimizer, pace: Pace, group: &mut Group, gradient: Tensor) {
    let Pace { lr, weight_decay, .. } = pace;
    let change = match optimizer {
        Optimizer::AdamW(moments) => {
            let _ = group.flat.g_mul_scalar_(1.0 - lr * weight_decay);
            adam(group, &gradient, moments, pace)
        }
        Optimizer::Adam(moments) => adam(group, &decayed(gradient, weight_decay, group), moments, pace),
        Optimizer::Sgd { momentum, nesterov, .. } => {
            sgd(group, &decayed(gradient, weight_decay, group), momentum, nesterov) * lr
        }
        Optimizer::RmsProp { rho, eps, .. } => {
            rms_prop(group, &decayed(gradient, weight_decay, group), rho, eps) * lr
        }
    };
    let _ = group.flat.g_sub_(&change);
}

/// g + decay·w
fn decayed(gradient: Tensor, decay: f64, group: &Group) -> Tensor {
    if decay == 0.0 { gradient } else { gradient + &group.flat * decay }
}

/// v ← μ·v + g; the change is v, or g + μ·v in Nesterov's form.
fn sgd(group: &mut Group, g: &Tensor, momentum: f64, nesterov: bool) -> Tensor {
    let v = &mut group.moments[0];
    let _ = v.g_mul_scalar_(momentum).g_add_(g);
    if nesterov { g + &*v * momentum } else { v.shallow_clone() }
}

/// m ← m + (1 − β₁)·(g − m), v ← v + (1 − β₂)·(g² − v)
fn adam(group: &mut Group, g: &Tensor, moments: Moments, pace: Pace) -> Tensor {
    let [m, v] = group.moments.as_mut_slice() else { unreachable!("adam remembers two tensors") };
    let _ = m.lerp_(g, 1.0 - moments.beta1);
    let _ = v.lerp_(&g.square(), 1.0 - moments.beta2);
    let (root, scale) = corrected(moments, pace);
    &*m / (v.sqrt() + moments.eps * root) * scale
}

/// v ← v + (1 − ρ)·(g² − v); the change is g / (√v + ε).
fn rms_prop(group: &mut Group, g: &Tensor, rho: f64, eps: f64) -> Tensor {
    let v = &mut group.moments[0];
    let _ = v.lerp_(&g.square(), 1.0 - rho);
    g / (v.sqrt() + eps)
}
