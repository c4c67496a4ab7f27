//! What is taken home from a search: the learned mixes of one trial, as a portable file or as code.
//!
//! A [`Definition`] is a set of learned mixes, a [`Trained`] network has its layers and weights, too. Both are checked when
//! they are made, and [`export`] writes them in any [`Format`]: [`Format::Yaml`] is the mixes themselves, readable by any
//! program and by [`read_yaml`]; [`Format::Pytorch`] is a Python module that imports nothing but torch and keeps every
//! coefficient in its hull while it is trained further. Code keeps what was learned as it is, and where the same function
//! has a [`Simplified`](crate::activation::Simplified) form it computes that.

mod c;
mod difference;
mod evaluated;
mod format;
mod identifier;
mod jax;
mod json;
mod keras;
mod layout;
mod literal;
mod model;
mod names;
mod onnx;
mod origin;
mod problem;
mod program;
mod pt2;
mod python;
mod pytorch;
mod rust;
mod samples;
mod scalar;
mod script;
mod torchscript;
mod trained;
mod weights;
mod what;
mod write;
mod yaml;

#[cfg(test)]
mod tests;

pub use crate::definition::{
    Definition, Fault, Normalisation, Problem, Provenance, ReadError, Samples, read as read_yaml,
};
pub use difference::{Difference, difference, inputs, largest};
pub use evaluated::{Cost, applied_holds, evaluated, evaluated_network, multiplications};
pub use format::Format;
pub use model::{ModelTensor, TrainedModel};
pub use names::function_names;
pub use onnx::{
    Summary as OnnxSummary, listing as onnx_listing, structure as onnx_structure, values as onnx_values,
};
pub use problem::Error;
pub use script::{Script, ScriptTensor};
pub use trained::{Input, Trained};
pub use weights::{reads_back, state_reads_back};
pub use what::{Exported, File, Form, What};
pub use write::{export, export_model};
pub use yaml::render as yaml;
