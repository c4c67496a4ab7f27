//! The fused operator: one pass forward, one backward, and no tensor kept but x, beside the small ones of α, θ and b.
//!
//! ```text
//! y = Σ αᵢ·fᵢ(x + b)     ∂x = g·Σ αᵢ·fᵢ′(x + b)     ∂αᵢ = Σ g·fᵢ(x + b)     ∂θᵢ = Σ g·αᵢ·∂fᵢ/∂θᵢ(x + b)     ∂b = Σ ∂x
//! ```
//!
//! The backward pass computes fᵢ and fᵢ′ again from x. There is no kernel for each combination of bases: the tensor is
//! cut into [strips](strip), these into blocks that stay in the nearest cache, and over a block runs one vector loop for
//! each base ([kernel], [lane], [vector]). The loops are plain Rust, compiled once for each set of
//! [instructions] and chosen at run time. `autograd.cpp`, behind [bridge], makes the operator a node of libtorch's graph. It
//! is differentiated once: a second derivative is an error that names the way out.
//! The bias b of the layer before is added in the same pass, and its gradient is summed up there, which costs less than in a
//! convolution. The maximum over squares behind a mix is taken in the same pass, too, image by image ([pool]).
//!
//! Beside rounding it differs from the reference in one thing: g is multiplied by the sum, not by each of its terms. Where the
//! sum is infinite and g is 0, ∂x is NaN, and 0 in the reference.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled without the instructions of its caller; benches/mix.rs shows the rest"
)]
#![expect(clippy::many_single_char_names, reason = "the letters of the formulas")]

mod bridge;
mod instructions;
mod kernel;
mod lane;
mod pass;
mod pool;
mod slots;
mod strip;
mod vector;

use super::Learned;
use crate::activation::Base;
use tch::{Device, Kind, Tensor};

/// Why the fused operator does not compute a mix of these bases on such tensors; nothing if it does.
pub(super) fn obstacle(bases: &[Base], device: Device, kind: Kind) -> Option<String> {
    if let Some(base) = bases.iter().find(|base| !base.is_elementwise()) {
        return Some(format!("`{base}` is not elementwise"));
    }
    if device != Device::Cpu {
        return Some(format!("it runs on the CPU, not on {device:?}"));
    }
    (kind != Kind::Float).then(|| format!("it takes f32, not {kind:?}"))
}

/// Σ αᵢ·fᵢ(x + b) of a tensor of f32 on the CPU.
///
/// It is not copied if it is contiguous, or if it has 4 or 5 dimensions and its channels come last; another one is made
/// contiguous first, and then the copy is what is kept.
pub(super) fn mix(bases: &[Base], learned: Learned<'_>, x: &Tensor) -> Tensor {
    bridge::mix(bases, learned, x, None)
}

/// The maximum of Σ αᵢ·fᵢ(x + b) over squares of so many pixels a side that do not overlap; nothing if `x` is no tensor of images
/// with their channels last and a whole number of squares each way.
pub(super) fn max_pooled(bases: &[Base], learned: Learned<'_>, x: &Tensor, square: usize) -> Option<Tensor> {
    let [_, channels, height, width] = x.size()[..] else { return None };
    let side = i64::try_from(square).ok().filter(|side| (1..=LARGEST_SQUARE).contains(side))?;
    let is_whole = height > 0 && width > 0 && height % side == 0 && width % side == 0;
    let has_channels_last = x.stride() == [channels * height * width, 1, width * channels, channels];
    (is_whole && has_channels_last).then(|| bridge::mix(bases, learned, x, Some(square)))
}

/// Which of its pixels is the maximum of a square is kept in a byte.
const LARGEST_SQUARE: i64 = 15;

#[cfg(test)]
mod tests;
