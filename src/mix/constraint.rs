//! From what the optimizer moves freely to coefficients that obey their hull.

use crate::activation::{Hull, Mix, SMALLEST_SHARE};
use tch::{Kind, Tensor};

/// α from the free tensor w, row by row.
///
/// | hull | α |
/// | --- | --- |
/// | affine | w + (1 − Σw) / N |
/// | convex | softmax(w) |
/// | linear, frozen | w |
///
/// The affine map is the orthogonal projection onto Σα = 1; unlike w / Σw it has no singularity. These maps are this
/// program's own choice: how Manessi & Rozza 2018 keep α in its hull is not known to us.
pub fn alpha(hull: Hull, free: &Tensor) -> Tensor {
    match hull {
        Hull::Affine => {
            let bases = free.size().last().copied().unwrap_or(1);
            #[expect(clippy::cast_precision_loss, reason = "a mix has a few bases")]
            let share = (1.0 - free.sum_dim_intlist(-1, true, Kind::Float)) / bases as f64;
            free + share
        }
        Hull::Convex => free.softmax(-1, Kind::Float),
        Hull::Linear | Hull::Frozen => free.shallow_clone(),
    }
}

/// The values that one row of the free tensor starts from: those that give this α, or 1/N everywhere where none is given.
#[must_use]
pub fn start(mix: &Mix, alpha: &[f32]) -> Vec<f32> {
    if !alpha.is_empty() {
        return match mix.hull {
            Hull::Convex => alpha.iter().map(|share| share.max(SMALLEST_SHARE).ln()).collect(),
            Hull::Affine | Hull::Linear | Hull::Frozen => alpha.to_vec(),
        };
    }
    #[expect(clippy::cast_precision_loss, reason = "a mix has a few bases")]
    let share = 1.0 / mix.bases.len() as f32;
    match mix.hull {
        Hull::Convex => vec![0.0; mix.bases.len()],
        Hull::Affine | Hull::Linear | Hull::Frozen => vec![share; mix.bases.len()],
    }
}
