//! The catalogue of base activation functions, and mixes of them as plain data.
//!
//! Everything here is exact mathematics in f64, without tensors: the ground truth that the differentiable operator
//! and every exporter are tested against.

mod base;
mod catalogue;
mod function;
mod learned;
mod mix;
pub(crate) mod shape;
mod simplify;
mod written;

pub use base::Base;
pub use catalogue::{Allowed, Facts, Parameter};
pub use function::{GELU_CUBIC, GELU_SCALE, SELU_ALPHA, SELU_SCALE, erf, softmax};
pub use learned::LearnedMix;
pub use mix::{Hull, Mix, SMALLEST_SHARE, Sharing};
pub use simplify::{SimpleTerm, Simplified};
pub use written::Setting;

#[cfg(test)]
mod tests;
