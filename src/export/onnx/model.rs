//! A graph with everything around it: versions, documentation, where it comes from.

use super::proto::{GraphProto, IR_VERSION, ModelProto, OPSET, OperatorSetIdProto, StringStringEntryProto};

/// The model of a graph, with a text for people and entries for programs.
pub(super) fn of(graph: GraphProto, doc: String, entries: Vec<(&str, String)>) -> ModelProto {
    let entry = |(key, value): (&str, String)| StringStringEntryProto { key: key.to_owned(), value };
    ModelProto {
        ir_version: IR_VERSION,
        producer_name: env!("CARGO_PKG_NAME").to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        doc_string: doc,
        graph: Some(graph),
        opset_import: vec![OperatorSetIdProto { domain: String::new(), version: OPSET }],
        metadata_props: entries.into_iter().map(entry).collect(),
    }
}
