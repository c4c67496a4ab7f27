//! One mix by itself as a model.

use super::documentation;
use super::graph::Graph;
use super::model;
use super::proto::{DimensionProto, ModelProto, ValueInfoProto};
use super::site;
use super::term::{n_channels, terms};
use crate::activation::LearnedMix;
use crate::export::{Form, Provenance};

/// The model of a mix, for a batch of images of any size.
///
/// A model must say how many dimensions its input has, and most sites stand behind convolutions; whatever has other
/// dimensions can be seen as such a batch.
pub(super) fn model(
    identifier: &str,
    learned: &LearnedMix,
    provenance: Option<&Provenance>,
    form: Form,
) -> ModelProto {
    let terms = terms(learned, form);
    let n_channels = n_channels(&terms);
    let channels = n_channels.map_or_else(|| DimensionProto::named("channels"), DimensionProto::of);
    let [batch, rows, columns] = ["batch", "rows", "columns"].map(DimensionProto::named);
    let shape = vec![batch, channels, rows, columns];
    let input = ValueInfoProto::floats("x", Some(shape.clone()), "a batch of images, or what is seen as one");
    let output = ValueInfoProto::floats("y", Some(shape), "f(x), number by number");
    let mut graph = Graph::new(input, output);
    let y = site::add(&mut graph, identifier, &terms, "x", &[n_channels.unwrap_or(1), 1, 1]);
    let graph = graph.finish(identifier, &y);
    let doc = documentation::of_mix(identifier, learned, &terms, provenance);
    model::of(graph, doc, documentation::entries(Some(learned), provenance))
}
