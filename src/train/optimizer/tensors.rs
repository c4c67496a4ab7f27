//! The optimizers in tensor operations on many members at once, for any device.

use super::super::group::Run;
use super::{Pace, corrected};
use crate::task::{Moments, Optimizer};
use tch::Tensor;

/// One update of members that lie side by side.
pub(super) fn update(optimizer: Optimizer, pace: Pace, run: Run) {
    let Run { mut w, g, mut moments } = run;
    let Pace { lr, weight_decay, .. } = pace;
    let change = match optimizer {
        Optimizer::AdamW(parameters) => {
            let _ = w.g_mul_scalar_(1.0 - lr * weight_decay);
            adam(&mut moments, &g, parameters, pace)
        }
        Optimizer::Adam(parameters) => adam(&mut moments, &decayed(g, weight_decay, &w), parameters, pace),
        Optimizer::Sgd { momentum, nesterov, .. } => {
            sgd(&mut moments[0], &decayed(g, weight_decay, &w), momentum, nesterov) * lr
        }
        Optimizer::RmsProp { rho, eps, .. } => {
            rms_prop(&mut moments[0], &decayed(g, weight_decay, &w), rho, eps) * lr
        }
    };
    let _ = w.g_sub_(&change);
}

/// g + decay·w
fn decayed(g: Tensor, decay: f64, w: &Tensor) -> Tensor {
    if decay == 0.0 { g } else { g + w * decay }
}

/// v ← μ·v + g; the change is v, or g + μ·v in Nesterov's form.
fn sgd(v: &mut Tensor, g: &Tensor, momentum: f64, nesterov: bool) -> Tensor {
    let _ = v.g_mul_scalar_(momentum).g_add_(g);
    if nesterov { g + &*v * momentum } else { v.shallow_clone() }
}

/// m ← m + (1 − β₁)·(g − m), v ← v + (1 − β₂)·(g² − v)
fn adam(moments: &mut [Tensor], g: &Tensor, parameters: Moments, pace: Pace) -> Tensor {
    let [m, v] = moments else { unreachable!("adam remembers two tensors") };
    let _ = m.lerp_(g, 1.0 - parameters.beta1);
    let _ = v.lerp_(&g.square(), 1.0 - parameters.beta2);
    let (root, scale) = corrected(parameters, pace);
    &*m / (v.sqrt() + parameters.eps * root) * scale
}

/// v ← v + (1 − ρ)·(g² − v); the change is g / (√v + ε).
fn rms_prop(v: &mut Tensor, g: &Tensor, rho: f64, eps: f64) -> Tensor {
    let _ = v.lerp_(&g.square(), 1.0 - rho);
    g / (v.sqrt() + eps)
}
