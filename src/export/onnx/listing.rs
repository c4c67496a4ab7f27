//! A model as text: what a reviewer reads instead of its bytes.

use super::proto::{AttributeProto, DimensionProto, ModelProto, NodeProto, TensorProto, ValueInfoProto};
use super::read;
use crate::export::literal::{single, text};
use std::fmt::Write as _;

/// So many numbers of a tensor are shown.
const SHOWN: usize = 12;

/// Everything that is in a model, line by line; of large tensors the first numbers.
///
/// # Errors
/// If the bytes are no model.
pub fn listing(bytes: &[u8]) -> Result<String, String> {
    let model = read(bytes)?;
    let graph = model.graph.clone().unwrap_or_default();
    let mut lines = head(&model);
    lines.push(format!("graph {}", graph.name));
    lines.extend(graph.input.iter().map(|value| format!("  input {}", typed(value))));
    lines.extend(graph.output.iter().map(|value| format!("  output {}", typed(value))));
    lines.extend(graph.initializer.iter().map(|tensor| format!("  tensor {}", shown(tensor))));
    lines.extend(graph.node.iter().map(node));
    lines.extend(graph.value_info.iter().map(|value| format!("  shape {}", typed(value))));
    lines.push("doc".to_owned());
    lines.extend(model.doc_string.lines().map(|line| format!("  {line}").trim_end().to_owned()));
    Ok(lines.join("\n") + "\n")
}

fn head(model: &ModelProto) -> Vec<String> {
    let mut lines = vec![format!("ir version {}", model.ir_version)];
    let opsets = model.opset_import.iter();
    lines.extend(opsets.map(|it| format!("opset {:?} version {}", it.domain, it.version)));
    lines.push(format!("producer {} {}", model.producer_name, model.producer_version));
    lines.extend(model.metadata_props.iter().map(|it| format!("{}: {}", it.key, text(&it.value))));
    lines
}

fn node(node: &NodeProto) -> String {
    let mut line = format!("  {} = {}({}", node.output.join(", "), node.op_type, node.input.join(", "));
    for attribute in &node.attribute {
        write!(line, ", {}={}", attribute.name, value(attribute)).expect("writing to a string cannot fail");
    }
    line + ")" + &remark(&node.doc_string)
}

fn value(attribute: &AttributeProto) -> String {
    match (attribute.f, attribute.i, &attribute.t) {
        (Some(f), _, _) => single(f),
        (_, Some(i), _) => i.to_string(),
        (_, _, Some(tensor)) => shown(tensor),
        (None, None, None) => format!("{:?}", attribute.ints),
    }
}

fn shown(tensor: &TensorProto) -> String {
    let numbers = tensor.as_floats().map(|values| values.into_iter().map(single).collect::<Vec<String>>());
    let whole = || tensor.as_integers().map(|values| values.iter().map(i64::to_string).collect());
    let numbers: Vec<String> = numbers.or_else(whole).unwrap_or_default();
    let more = if numbers.len() > SHOWN { ", ..." } else { "" };
    let first: Vec<String> = numbers.into_iter().take(SHOWN).collect();
    format!("{}{:?} = {}{more}", tensor.name, tensor.dims, first.join(", "))
}

fn typed(value: &ValueInfoProto) -> String {
    let size = |dim: &DimensionProto| match (&dim.dim_param, dim.dim_value) {
        (Some(name), _) => name.clone(),
        (None, Some(size)) => size.to_string(),
        (None, None) => "?".to_owned(),
    };
    let shape = value.shape().map(|shape| shape.iter().map(size).collect::<Vec<String>>().join(", "));
    let shape = shape.map_or_else(|| "of any shape".to_owned(), |shape| format!("({shape})"));
    format!("{} {shape}{}", value.name, remark(&value.doc_string))
}

fn remark(doc: &str) -> String {
    if doc.is_empty() { String::new() } else { format!("  # {doc}") }
}
