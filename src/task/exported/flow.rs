//! Where the tensors of a model go: a parameter that is only looked at in another way is still that parameter.

use crate::pt2::{Argument, Graph, Input, Output, ValueId};
use std::collections::HashMap;

/// Functions whose output is their first argument in another shape, order or type.
const SAME_NUMBERS: [&str; 22] = [
    "alias",
    "broadcast_to",
    "contiguous",
    "detach",
    "expand",
    "flatten",
    "movedim",
    "narrow",
    "permute",
    "reshape",
    "select",
    "slice",
    "squeeze",
    "swapaxes",
    "t",
    "to",
    "transpose",
    "type_as",
    "unflatten",
    "unsqueeze",
    "view",
    "view_as",
];

/// Which values of a graph are tensors of the model.
pub(super) struct Flow(HashMap<ValueId, usize>, HashMap<usize, usize>);

impl Flow {
    pub fn new(graph: &Graph) -> Self {
        let mut tensors = HashMap::new();
        let mut dimensions = HashMap::new();
        for input in &graph.inputs {
            if let Input::Tensor { value, tensor } = input {
                tensors.insert(*value, *tensor);
                dimensions.insert(*tensor, graph.dimensions(*value));
            }
        }
        for node in &graph.nodes {
            if !SAME_NUMBERS.iter().any(|name| node.function.is(name)) {
                continue;
            }
            if let (Some(Argument::Tensor(from)), [Output::Value(to)]) =
                (node.argument("self"), &node.outputs[..])
                && let Some(tensor) = tensors.get(from).copied()
            {
                tensors.insert(*to, tensor);
            }
        }
        Self(tensors, dimensions)
    }

    /// The tensor of the model that a value is, with how many dimensions that has.
    pub fn tensor(&self, value: ValueId) -> Option<(usize, usize)> {
        let tensor = *self.0.get(&value)?;
        Some((tensor, self.1[&tensor]))
    }
}
