//! Which values are in the same memory.

use super::named::word;
use crate::pt2::{Effect, Graph, Node, Output, Random, ValueId};

/// Functions whose outputs are, or may be, views of their first argument. A view too many costs a copy; one too few would
/// be a wrong number.
pub(super) const VIEWS: [&str; 41] = [
    "alias",
    "as_strided",
    "atleast_1d",
    "atleast_2d",
    "broadcast_tensors",
    "broadcast_to",
    "chunk",
    "contiguous",
    "detach",
    "diagonal",
    "dropout",
    "einsum",
    "expand",
    "expand_as",
    "flatten",
    "meshgrid",
    "moveaxis",
    "movedim",
    "narrow",
    "permute",
    "ravel",
    "reshape",
    "reshape_as",
    "select",
    "slice",
    "split",
    "split_with_sizes",
    "squeeze",
    "swapaxes",
    "swapdims",
    "t",
    "tensor_split",
    "to",
    "transpose",
    "type_as",
    "unbind",
    "unflatten",
    "unfold",
    "unsqueeze",
    "view",
    "view_as",
];

/// For each value, the first one that is in the same memory.
pub(super) struct Memory(Vec<ValueId>);

impl Memory {
    pub fn of(graph: &Graph) -> Self {
        let mut root: Vec<ValueId> = (0..graph.values.len()).map(ValueId).collect();
        for node in graph.nodes.iter().filter(|node| shares(node)) {
            let sources = node.arguments.first().map_or_else(Vec::new, |(_, argument)| argument.values());
            let made: Vec<ValueId> = node.outputs.iter().flat_map(Output::values).collect();
            let Some(first) = sources.first() else { continue };
            for (at, id) in made.iter().enumerate() {
                // Lists are views one by one; what is made of one tensor is a view of that.
                let source = if sources.len() == made.len() { sources[at] } else { *first };
                root[id.0] = root[source.0];
            }
        }
        Self(root)
    }

    /// The first value that is in the same memory.
    pub fn root(&self, id: ValueId) -> ValueId {
        self.0[id.0]
    }

    /// Whether a node writes into the memory of a value.
    pub fn is_written(&self, node: &Node, id: ValueId) -> bool {
        let target = node.arguments.first().and_then(|(_, argument)| argument.values().first().copied());
        writes(node) && target.is_some_and(|target| self.root(target) == self.root(id))
    }
}

/// Whether the outputs of a node may be in the memory of its first argument.
fn shares(node: &Node) -> bool {
    writes_or_turns(node) || word(node).is_some_and(|word| VIEWS.contains(&word))
}

fn writes_or_turns(node: &Node) -> bool {
    match node.function.effect {
        Effect::InPlace | Effect::Random(Random::DropoutInPlace | Random::Bernoulli) => true,
        Effect::None | Effect::Empty | Effect::Normalisation | Effect::Random(_) => false,
    }
}

/// Whether a node changes the numbers of its first argument.
pub(super) fn writes(node: &Node) -> bool {
    const TURNS: [&str; 5] = ["detach", "squeeze", "t", "transpose", "unsqueeze"];
    writes_or_turns(node) && !word(node).is_some_and(|word| TURNS.contains(&word))
}
