//! The fused operator: one pass forward, one backward, and nothing kept but x.
//!
//! ```text
//! y = Σ α_i·f_i(x)     ∂x = g·Σ α_i·f_i′(x)     ∂α_i = Σ g·f_i(x)     ∂θ_i = Σ g·α_i·∂f_i/∂θ_i(x)
//! ```
//!
//! The backward pass computes f_i and f_i′ again from x. There is no kernel for each combination of bases: the tensor is
//! cut into [strips](strip), these into blocks that stay in the nearest cache, and over a block runs one vector loop for
//! each base ([kernel], [lane], [vector]). The loops are plain Rust, compiled once for each set of
//! [instructions] and chosen at run time. `autograd.cpp`, behind [bridge], makes the operator a node of libtorch's graph.

mod bridge;
mod instructions;
mod kernel;
mod lane;
mod pass;
mod slots;
mod strip;
mod vector;

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

/// Σ α_i·f_i(x) of a dense tensor of f32 on the CPU, without copying it if its channels come second or last.
pub(super) fn mix(bases: &[Base], alpha: Option<&Tensor>, theta: Option<&Tensor>, x: &Tensor) -> Tensor {
    bridge::mix(bases, alpha, theta, x)
}

#[cfg(test)]
mod tests;
