//! What is taken home from a search: the learned mixes of one trial, as a portable file or as code.
//!
//! A [`Definition`] is checked when it is made, so [`render`] cannot fail: as [`Format::Yaml`] it is the mixes
//! themselves, readable by any program and by [`read_yaml`]; as [`Format::Pytorch`] it is a Python module that imports
//! nothing but torch and keeps every coefficient in its hull while it is trained further. Both keep what was learned as
//! it is, and where the same function has a [`Simplified`](crate::activation::Simplified) form they have that as well.

mod check;
mod definition;
mod format;
mod identifier;
mod layout;
mod literal;
mod problem;
mod provenance;
mod pytorch;
mod yaml;

#[cfg(test)]
mod tests;

pub use definition::Definition;
pub use format::{Format, render};
pub use problem::{Error, Fault, Problem};
pub use provenance::Provenance;
pub use yaml::read_yaml;
