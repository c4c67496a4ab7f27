//! A graph that grows node by node, in which everything has a name of its own.

use super::op::Op;
use super::proto::{AttributeProto, DimensionProto, GraphProto, NodeProto, TensorProto, ValueInfoProto};
use crate::export::literal;
use std::collections::{BTreeMap, HashSet};

/// A graph with one input and one output.
///
/// Every node has one output, which is called as the node is; only the output of the graph has a name of its own.
#[derive(Debug)]
pub(super) struct Graph {
    input: ValueInfoProto,
    output: ValueInfoProto,
    nodes: Vec<NodeProto>,
    initializers: Vec<TensorProto>,
    shapes: Vec<ValueInfoProto>,
    constants: BTreeMap<u32, String>,
    taken: HashSet<String>,
}

impl Graph {
    pub(super) fn new(input: ValueInfoProto, output: ValueInfoProto) -> Self {
        let taken = [&input, &output].map(|value| value.name.clone()).into();
        let (nodes, initializers, shapes) = (Vec::new(), Vec::new(), Vec::new());
        Self { input, output, nodes, initializers, shapes, constants: BTreeMap::new(), taken }
    }

    /// A node; what comes out of it is called as it is, by the name that is asked for or one like it.
    pub(super) fn node(&mut self, name: &str, op: Op, inputs: &[&str], with: Vec<AttributeProto>) -> String {
        let name = self.free(name);
        self.nodes.push(NodeProto {
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![name.clone()],
            name: name.clone(),
            op_type: op.name().to_owned(),
            attribute: with,
            ..NodeProto::default()
        });
        name
    }

    /// Numbers that were learned, under their name in the file of the weights.
    pub(super) fn tensor(&mut self, name: &str, dims: &[usize], values: &[f32]) -> String {
        let name = self.free(name);
        self.initializers.push(TensorProto::floats(&name, dims, values));
        name
    }

    /// A vector of whole numbers.
    pub(super) fn integers(&mut self, name: &str, values: &[i64]) -> String {
        let name = self.free(name);
        self.initializers.push(TensorProto::integers(&name, values));
        name
    }

    /// A number in a formula, which all nodes share that need it.
    pub(super) fn constant(&mut self, value: f64) -> String {
        self.single(narrow(value))
    }

    /// The smallest f32 that is no smaller than this: x is at least the one if it is at least the other.
    pub(super) fn bound(&mut self, value: f64) -> String {
        let narrow = narrow(value);
        self.single(if f64::from(narrow) < value { narrow.next_up() } else { narrow })
    }

    fn single(&mut self, value: f32) -> String {
        if let Some(name) = self.constants.get(&value.to_bits()) {
            return name.clone();
        }
        let name = self.tensor(&format!("constant/{}", literal::single(value)), &[], &[value]);
        self.constants.insert(value.to_bits(), name.clone());
        name
    }

    /// Gives the last node, which nothing uses yet, another name, and says what it is for.
    pub(super) fn call_last(&mut self, name: &str, doc: &str) -> String {
        let last = self.nodes.last().expect("it is called after a node was made");
        self.taken.remove(&last.name);
        let name = self.free(name);
        let last = self.nodes.last_mut().expect("there was one above");
        (last.name, last.output, last.doc_string) = (name.clone(), vec![name.clone()], doc.to_owned());
        name
    }

    /// Notes the shape of a value: that of a batch, with the dimensions of each sample.
    pub(super) fn note_shape(&mut self, value: &str, dims: &[usize]) {
        self.shapes.push(ValueInfoProto::floats(value, Some(batch_of(dims)), ""));
    }

    /// The finished graph, in which this value is the output.
    pub(super) fn finish(mut self, name: &str, value: &str) -> GraphProto {
        let output = &self.output.name;
        let nodes = self.nodes.iter_mut();
        let names = nodes.flat_map(|node| node.input.iter_mut().chain(&mut node.output));
        names.filter(|name| *name == value).for_each(|name| name.clone_from(output));
        self.shapes.retain(|shape| shape.name != value);
        GraphProto {
            node: self.nodes,
            name: name.to_owned(),
            initializer: self.initializers,
            input: vec![self.input],
            output: vec![self.output],
            value_info: self.shapes,
        }
    }

    /// The name itself or, if something is called so, the first of `name_2`, `name_3`, … that is free.
    fn free(&mut self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| self.taken.insert(name.clone())).expect("only finitely many names are taken")
    }
}

#[expect(clippy::cast_possible_truncation, reason = "graphs are computed in f32")]
fn narrow(value: f64) -> f32 {
    value as f32
}

/// The shape of a batch of samples with these dimensions.
pub(super) fn batch_of(dims: &[usize]) -> Vec<DimensionProto> {
    let sample = dims.iter().map(|size| DimensionProto::of(*size));
    std::iter::once(DimensionProto::named("batch")).chain(sample).collect()
}
