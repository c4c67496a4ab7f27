//! The optimizers in one pass over plain numbers: each weight is read and written once, and nothing is allocated.

use super::super::group::Numbers;
use super::{Pace, corrected};
use crate::task::{Moments, Optimizer};

/// One update of a member.
pub(super) fn update(optimizer: Optimizer, pace: Pace, numbers: Numbers<'_>) {
    let Numbers { w, g, moments } = numbers;
    let mut moments = moments.into_iter();
    let mut moment = || moments.next().expect("as many as the optimizer remembers");
    match optimizer {
        Optimizer::Sgd { momentum, nesterov, .. } => sgd(pace, w, g, moment(), momentum, nesterov),
        Optimizer::Adam(parameters) => adam(pace, w, g, [moment(), moment()], parameters, false),
        Optimizer::AdamW(parameters) => adam(pace, w, g, [moment(), moment()], parameters, true),
        Optimizer::RmsProp { rho, eps, .. } => rms_prop(pace, w, g, moment(), rho, eps),
    }
}

/// v ← μ·v + g; w ← w − lr·v, or w − lr·(g + μ·v) in Nesterov's form.
fn sgd(pace: Pace, w: &mut [f32], g: &[f32], v: &mut [f32], momentum: f64, nesterov: bool) {
    let (lr, decay, momentum) = (single(pace.lr), single(pace.weight_decay), single(momentum));
    for ((w, g), v) in w.iter_mut().zip(g).zip(v) {
        let g = g + decay * *w;
        *v = momentum * *v + g;
        let change = if nesterov { g + momentum * *v } else { *v };
        *w -= lr * change;
    }
}

/// m ← m + (1 − β₁)·(g − m), v ← v + (1 − β₂)·(g² − v), w ← w − scale·m/(√v + ε'); see [`corrected`].
fn adam(pace: Pace, w: &mut [f32], g: &[f32], [m, v]: [&mut [f32]; 2], parameters: Moments, decoupled: bool) {
    let (root, scale) = corrected(parameters, pace);
    let (eps, scale) = (single(parameters.eps * root), single(scale));
    let (of_m, of_v) = (single(1.0 - parameters.beta1), single(1.0 - parameters.beta2));
    let (kept, decay) = if decoupled {
        (single(1.0 - pace.lr * pace.weight_decay), 0.0)
    } else {
        (1.0, single(pace.weight_decay))
    };
    for (((w, g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
        let g = g + decay * *w;
        *m += of_m * (g - *m);
        *v += of_v * (g * g - *v);
        *w = kept * *w - scale * *m / (v.sqrt() + eps);
    }
}

/// v ← v + (1 − ρ)·(g² − v), w ← w − lr·g/(√v + ε)
fn rms_prop(pace: Pace, w: &mut [f32], g: &[f32], v: &mut [f32], rho: f64, eps: f64) {
    let (lr, decay) = (single(pace.lr), single(pace.weight_decay));
    let (of_v, eps) = (single(1.0 - rho), single(eps));
    for ((w, g), v) in w.iter_mut().zip(g).zip(v) {
        let g = g + decay * *w;
        *v += of_v * (g * g - *v);
        *w -= lr * g / (v.sqrt() + eps);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "rounding to f32 is meant")]
fn single(number: f64) -> f32 {
    number as f32
}
