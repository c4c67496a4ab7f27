//! The mix written with libtorch's own operations: slow, and obviously right.

use crate::activation::Base;
use tch::{Kind, Tensor};

/// Σ αᵢ fᵢ(x), summed in the order of the bases.
pub(super) fn mix(bases: &[Base], alpha: &Tensor, x: &Tensor) -> Tensor {
    let mut terms =
        bases.iter().zip(0..).map(|(base, column)| column_for(alpha, column, x) * value(*base, x));
    let first = terms.next().expect("a mix has at least one base");
    terms.fold(first, |sum, term| sum + term)
}

/// The coefficients of one base, shaped so that they are broadcast over everything but the channels of `x`.
fn column_for(alpha: &Tensor, column: i64, x: &Tensor) -> Tensor {
    let mut shape = vec![1; x.dim()];
    shape[1] = alpha.size()[0];
    alpha.select(1, column).view(shape.as_slice())
}

/// f(x).
pub(super) fn value(base: Base, x: &Tensor) -> Tensor {
    match base {
        Base::Identity => x.shallow_clone(),
        Base::Sigmoid => x.sigmoid(),
        Base::Tanh => x.tanh(),
        Base::Softsign => x / (1.0 + x.abs()),
        Base::Relu => x.relu(),
        Base::LeakyRelu { slope } => positive_or(x, &(x * slope)),
        // Without the clamp, e^x − 1 overflows where it is not taken and makes the gradient there 0·∞.
        Base::Elu { alpha } => positive_or(x, &(x.clamp_max(0.0).expm1() * alpha)),
        Base::Softplus => x.softplus(),
        Base::Swish { beta: 1.0 } => x.silu(),
        Base::Swish { beta } => x * (x * beta).sigmoid(),
        Base::Sine => x.sin(),
    }
}

/// x where it is above 0, else `otherwise`.
fn positive_or(x: &Tensor, otherwise: &Tensor) -> Tensor {
    debug_assert_eq!(x.kind(), Kind::Float);
    x.where_self(&x.gt(0.0), otherwise)
}
