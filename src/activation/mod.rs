//! The catalogue of base activation functions, and mixes of them as plain data.
//!
//! Everything here is exact mathematics in f64, without tensors: the ground truth that the differentiable operator
//! and every exporter are tested against.

mod base;
mod catalogue;
mod function;
mod mix;

pub use base::Base;
pub use catalogue::{Facts, Parameter};
pub use mix::{Hull, LearnedMix, Mix, Sharing};

#[cfg(test)]
mod tests;
