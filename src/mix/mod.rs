//! The differentiable mix: y = Σ αᵢ fᵢ(x), with gradients for x and for what α is made of.
//!
//! α is never learned itself: a free tensor is, and [`alpha`] maps it into the hull, so the hull's law holds exactly by
//! construction, whatever the optimizer does. How y is computed is an [`Operator`].

mod constraint;
mod reference;

pub use constraint::{alpha, start};

use crate::activation::Base;
use tch::Tensor;

/// A way of computing a mix. All of them give the same values and gradients up to rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Operator {
    /// One libtorch operation after the other, differentiated by libtorch.
    #[default]
    Reference,
}

impl Operator {
    /// y = Σ αᵢ fᵢ(x), elementwise.
    ///
    /// `x` has the shape (batch, channels, …); `alpha` has the shape (rows, bases), where one row serves all channels
    /// and as many rows as channels serve one each.
    ///
    /// # Panics
    /// If `alpha` has neither one row nor one per channel, or another number of columns than there are bases.
    pub fn apply(self, bases: &[Base], alpha: &Tensor, x: &Tensor) -> Tensor {
        match self {
            Self::Reference => reference::mix(bases, alpha, x),
        }
    }

    /// f(x) of one base, elementwise: a mix without coefficients.
    pub fn apply_plain(self, base: Base, x: &Tensor) -> Tensor {
        match self {
            Self::Reference => reference::value(base, x),
        }
    }
}

#[cfg(test)]
mod tests;
