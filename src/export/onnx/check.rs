//! Whether the bytes of a model hang together: what every runtime asks for, found out without one.

use super::op::Op;
use super::proto::{
    DimensionProto, FLOAT, GraphProto, INT64, IR_VERSION, ModelProto, NodeProto, OPSET, TensorProto,
    ValueInfoProto,
};
use super::read;
use std::collections::HashSet;

/// What is in a model that hangs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many nodes.
    pub nodes: usize,
    /// How many numbers in all tensors, constants in formulas included.
    pub parameters: usize,
    /// The version of the operators.
    pub opset: i64,
}

/// Proves of a model that its versions are those that are written here, that everything has a name of its own, that every
/// node is one of the operators used here, with as many inputs as it takes, all of them known before, that every tensor has
/// all of its numbers, that outputs are computed, and that a batch may have any size.
///
/// # Errors
/// If something is otherwise: the first that is found.
pub fn check(bytes: &[u8]) -> Result<Summary, String> {
    let model = read(bytes)?;
    check_versions(&model)?;
    let graph = model.graph.as_ref().ok_or("the model has no graph")?;
    let mut known = HashSet::new();
    if graph.input.is_empty() || graph.output.is_empty() {
        return Err("the graph needs an input and an output".to_owned());
    }
    for input in &graph.input {
        check_batch(input)?;
        define(&mut known, &input.name, "input")?;
    }
    for tensor in &graph.initializer {
        check_size(tensor)?;
        define(&mut known, &tensor.name, "initializer")?;
    }
    check_nodes(graph, &mut known)?;
    for output in &graph.output {
        check_batch(output)?;
        if !graph.node.iter().any(|node| node.output.contains(&output.name)) {
            return Err(format!("no node computes the output `{}`", output.name));
        }
    }
    check_shapes(graph, &known)?;
    let parameters = graph.initializer.iter().filter_map(n_numbers).sum();
    Ok(Summary { nodes: graph.node.len(), parameters, opset: OPSET })
}

fn check_versions(model: &ModelProto) -> Result<(), String> {
    if model.ir_version != IR_VERSION {
        return Err(format!("the IR version is {}, but must be {IR_VERSION}", model.ir_version));
    }
    let opsets: Vec<(&str, i64)> =
        model.opset_import.iter().map(|opset| (&*opset.domain, opset.version)).collect();
    if opsets != [("", OPSET)] {
        return Err(format!("the operator sets are {opsets:?}, but must be that of ONNX in version {OPSET}"));
    }
    Ok(())
}

fn define<'m>(known: &mut HashSet<&'m str>, name: &'m str, what: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err(format!("an {what} has no name"));
    }
    if known.insert(name) { Ok(()) } else { Err(format!("there are two values of the name `{name}`")) }
}

fn check_nodes<'m>(graph: &'m GraphProto, known: &mut HashSet<&'m str>) -> Result<(), String> {
    let mut names = HashSet::new();
    for node in &graph.node {
        if node.name.is_empty() {
            return Err(format!("a node with the operator {} has no name", node.op_type));
        }
        if !names.insert(&node.name) {
            return Err(format!("there are two nodes of the name `{}`", node.name));
        }
        check_node(node, known)?;
        for output in &node.output {
            define(known, output, "output of a node")?;
        }
    }
    Ok(())
}

/// A shape is noted of values that are there, and of each once.
fn check_shapes(graph: &GraphProto, known: &HashSet<&str>) -> Result<(), String> {
    let mut noted = HashSet::new();
    for ValueInfoProto { name, .. } in &graph.value_info {
        if !known.contains(&**name) {
            return Err(format!("there is a shape for `{name}`, but no such value"));
        }
        if !noted.insert(name) {
            return Err(format!("there are two shapes for `{name}`"));
        }
    }
    Ok(())
}

fn check_node(node: &NodeProto, known: &HashSet<&str>) -> Result<(), String> {
    let NodeProto { name, op_type, domain, .. } = node;
    let op = Op::named(op_type).filter(|_| domain.is_empty());
    let op = op.ok_or_else(|| {
        format!("node `{name}` has the operator `{op_type}` of domain `{domain}`, which is not used here")
    })?;
    let (inputs, found) = (op.inputs(), node.input.len());
    if !inputs.contains(&found) {
        let takes = match (*inputs.start(), *inputs.end()) {
            (least, usize::MAX) => format!("at least {least}"),
            (least, most) if least == most => most.to_string(),
            (least, most) => format!("{least} to {most}"),
        };
        return Err(format!(
            "node `{name}`: the number of inputs of {op_type} is {found}, but must be {takes}"
        ));
    }
    if node.output.len() != 1 {
        return Err(format!("node `{name}` has {} outputs, but must have one", node.output.len()));
    }
    match node.input.iter().find(|input| !known.contains(&***input)) {
        Some(unknown) => Err(format!("node `{name}` takes `{unknown}`, which nothing before it computes")),
        None => Ok(()),
    }
}

fn check_size(tensor: &TensorProto) -> Result<(), String> {
    let TensorProto { name, dims, data_type, raw_data } = tensor;
    let size = match *data_type {
        FLOAT => 4,
        INT64 => 8,
        other => {
            return Err(format!(
                "`{name}` has numbers of type {other}, but float is {FLOAT} and int64 {INT64}"
            ));
        }
    };
    let numbers = n_numbers(tensor).ok_or_else(|| format!("`{name}` has the impossible shape {dims:?}"))?;
    if numbers.checked_mul(size) == Some(raw_data.len()) {
        return Ok(());
    }
    Err(format!("`{name}` of shape {dims:?} has {} bytes, but needs {size} for each number", raw_data.len()))
}

fn n_numbers(tensor: &TensorProto) -> Option<usize> {
    let mut sizes = tensor.dims.iter().map(|size| usize::try_from(*size).ok());
    sizes.try_fold(1_usize, |product, size| product.checked_mul(size?))
}

/// What goes in and comes out are batches of any size.
fn check_batch(value: &ValueInfoProto) -> Result<(), String> {
    let name = &value.name;
    let tensor = value.r#type.as_ref().and_then(|kind| kind.tensor_type.as_ref());
    if tensor.map(|tensor| tensor.elem_type) != Some(FLOAT) {
        return Err(format!("`{name}` is no tensor of floats"));
    }
    let is_named = |dim: &DimensionProto| dim.dim_value.is_none() && dim.dim_param.is_some();
    match value.shape().map(<[DimensionProto]>::first) {
        Some(Some(batch)) if is_named(batch) => Ok(()),
        Some(_) => Err(format!("`{name}` has batches of one size only, but any must be possible")),
        None => Err(format!("`{name}` does not say how many dimensions it has")),
    }
}
