//! The differentiable mix: y = Σ αᵢ fᵢ(x + b), with gradients for x, for what α is made of, for learned parameters and for
//! the bias b of the layer before.
//!
//! α is never learned itself: a free tensor is, and [`alpha`] maps it into the hull, so the hull's law holds exactly by
//! construction, whatever the optimizer does. How y is computed is an [`Operator`].

mod constraint;
mod fused;
mod memory;
mod reference;

pub use constraint::{alpha, start};
pub use memory::keep_freed_memory;

use crate::activation::Base;
use crate::task::Operator;
use tch::{Device, Kind, Tensor};

/// What is learned beside the weights of the layers, where a mix stands. Tensors have the device and the type of number of
/// its x.
#[derive(Clone, Copy, Debug, Default)]
pub struct Learned<'a> {
    /// α, of shape (rows, bases): one row serves all channels, and as many rows as channels serve one each. Without it
    /// every αᵢ is 1.
    pub alpha: Option<&'a Tensor>,
    /// The learned parameters of those bases that have one, in their order, of shape (rows, parameters).
    pub theta: Option<&'a Tensor>,
    /// b, of shape (channels): what the layer before adds to x last, left to the mix. Without it nothing is added.
    pub bias: Option<&'a Tensor>,
}

/// y = Σ αᵢ fᵢ(x + b), elementwise (softmax: over the channels), for x of shape (batch, channels, …).
///
/// # Panics
/// If `alpha` or `theta` has neither one row nor one per channel, another number of columns than there are bases or learned
/// parameters, or another number of rows than the other; if `bias` has not one number per channel; if one of them has
/// another device or type of number than `x`; or if libtorch fails, for want of memory say.
pub fn apply(operator: Operator, bases: &[Base], learned: Learned<'_>, x: &Tensor) -> Tensor {
    check(bases, learned, x);
    match operator {
        Operator::Fused if obstacle(bases, x.device(), x.kind()).is_none() => fused::mix(bases, learned, x),
        Operator::Fused | Operator::Reference => reference::mix(bases, learned, x),
    }
}

/// The maximum of [`apply`] over squares of so many pixels a side that do not overlap; rows and columns that are left over
/// are dropped.
///
/// `x` has the shape (batch, channels, height, width). The fused operator computes both at once where the channels come last
/// in memory, and keeps a number and a byte for each maximum.
///
/// # Panics
/// As [`apply`].
pub fn max_pooled(
    operator: Operator,
    bases: &[Base],
    learned: Learned<'_>,
    x: &Tensor,
    square: usize,
) -> Tensor {
    check(bases, learned, x);
    let is_fused = operator == Operator::Fused && obstacle(bases, x.device(), x.kind()).is_none();
    let fused = is_fused.then(|| fused::max_pooled(bases, learned, x, square)).flatten();
    fused.unwrap_or_else(|| {
        let side = i64::try_from(square).expect("smaller than an image");
        let y = apply(operator, bases, learned, x);
        y.max_pool2d([side, side], [side, side], [0, 0], [1, 1], false)
    })
}

/// Why the fused operator leaves a mix of these bases on such tensors to the reference; nothing if it does not.
#[must_use]
pub fn obstacle(bases: &[Base], device: Device, kind: Kind) -> Option<String> {
    fused::obstacle(bases, device, kind)
}

fn check(bases: &[Base], Learned { alpha, theta, bias }: Learned<'_>, x: &Tensor) {
    let learned = Base::count_learned(bases);
    let sizes = x.size();
    let channels = sizes.get(1).copied().unwrap_or(1);
    let is_like_x = |tensor: &Tensor| tensor.device() == x.device() && tensor.kind() == x.kind();
    let fits = |rows: &Tensor, columns: usize| match rows.size()[..] {
        [count, found] => {
            is_like_x(rows) && (count == 1 || count == channels) && usize::try_from(found) == Ok(columns)
        }
        _ => false,
    };
    assert!(!bases.is_empty(), "a mix has at least one base");
    assert!(alpha.is_none_or(|alpha| fits(alpha, bases.len())), "alpha does not fit {bases:?} on {sizes:?}");
    assert!(
        theta.map_or(learned == 0, |theta| fits(theta, learned)),
        "theta does not fit {bases:?} on {sizes:?}"
    );
    let rows = alpha.zip(theta).map(|(alpha, theta)| alpha.size()[0] == theta.size()[0]);
    assert!(rows != Some(false), "alpha and theta have different numbers of rows");
    assert!(
        bias.is_none_or(|bias| is_like_x(bias) && bias.size() == [channels]),
        "bias does not fit {sizes:?}"
    );
}

#[cfg(test)]
mod tests;
