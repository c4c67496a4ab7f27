//! The `onnx` format: a model for each mix, or one for a whole network, that any runtime of ONNX takes.
//!
//! Models have nodes of the standard operators only. [`structure`] proves of the bytes of a model that they hang together,
//! [`values`] computes the model of a mix in f64, and [`listing`] shows what is in a model.

mod base;
mod check;
mod documentation;
mod evaluate;
mod graph;
mod listing;
mod mix;
mod model;
mod network;
mod op;
mod proto;
mod site;
mod term;

#[cfg(test)]
mod tests;

use super::names::Identifiers;
use super::{Definition, File, Form, What};
use crate::activation::LearnedMix;
use prost::Message as _;
use proto::ModelProto;

pub use check::{Summary, check as structure};
pub use evaluate::evaluate as values;
pub use listing::listing;

/// Writes a model for each mix, or one for the network.
pub(super) fn files(what: What<'_>, form: Form) -> Vec<File> {
    match what {
        What::Mix(definition) => mixes(definition, form),
        What::Network(trained) => vec![file("network", &network::model(trained, form))],
    }
}

fn mixes(definition: &Definition, form: Form) -> Vec<File> {
    let mut taken = Identifiers::default();
    let file = |learned: &LearnedMix| {
        let identifier = taken.take(&learned.site, "activation");
        file(&identifier, &mix::model(&identifier, learned, definition.provenance(), form))
    };
    definition.sites().iter().map(file).collect()
}

fn file(name: &str, model: &ModelProto) -> File {
    File { name: format!("{name}.onnx"), bytes: model.encode_to_vec() }
}

/// A model from its bytes.
fn read(bytes: &[u8]) -> Result<ModelProto, String> {
    ModelProto::decode(bytes).map_err(|error| format!("no ONNX model: {error}"))
}
