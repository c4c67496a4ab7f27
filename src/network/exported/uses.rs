//! What stands around a mix that it can do along the way: the bias of a convolution before it, the maximum behind it.

use crate::pt2::{Argument, Graph, Input, Node, Output, ValueId};
use crate::task::exported::{CallNodes, InPlace};
use std::collections::HashSet;

/// Who makes and who reads the values of a graph.
pub(super) struct Uses<'g> {
    graph: &'g Graph,
    /// How often each value is read.
    counts: Vec<usize>,
    /// The node that makes each value.
    makers: Vec<Option<usize>>,
    /// The first node that reads each value.
    readers: Vec<Option<usize>>,
    /// The values that are tensors of the model.
    of_model: HashSet<ValueId>,
}

/// A pool right behind a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    pub node: usize,
    /// The side of its squares.
    pub side: usize,
    /// What it makes.
    pub y: ValueId,
}

impl<'g> Uses<'g> {
    pub fn of(graph: &'g Graph) -> Self {
        let mut counts = vec![0; graph.values.len()];
        let (mut makers, mut readers) = (vec![None; graph.values.len()], vec![None; graph.values.len()]);
        for (at, node) in graph.nodes.iter().enumerate() {
            for value in node.arguments.iter().flat_map(|(_, argument)| argument.values()) {
                counts[value.0] += 1;
                readers[value.0].get_or_insert(at);
            }
            made(node).for_each(|value| makers[value.0] = Some(at));
        }
        for value in graph.outputs.iter().flat_map(Argument::values) {
            counts[value.0] += 1;
        }
        let of_model = graph.inputs.iter().filter_map(|input| match input {
            Input::Tensor { value, .. } => Some(*value),
            Input::User { .. } => None,
        });
        Self { of_model: of_model.collect(), graph, counts, makers, readers }
    }

    /// The convolution before a call that nobody else reads, with its bias.
    pub fn bias_before(&self, call: &CallNodes) -> Option<(usize, ValueId)> {
        let node = self.makers[call.x.0]?;
        let convolution = &self.graph.nodes[node];
        let is_convolution = ["conv1d", "conv2d", "conv3d"].iter().any(|name| convolution.function.is(name));
        let bias = convolution.argument("bias")?.values().first().copied()?;
        let is_its_alone = self.counts[call.x.0] == self.reads_of(call);
        (is_convolution && is_its_alone && self.of_model.contains(&bias)).then_some((node, bias))
    }

    /// How often the nodes of a call read its x.
    fn reads_of(&self, call: &CallNodes) -> usize {
        let nodes = call.nodes.iter().map(|node| &self.graph.nodes[*node]);
        let read = nodes.flat_map(|node| &node.arguments).flat_map(|(_, argument)| argument.values());
        read.filter(|value| *value == call.x).count()
    }

    /// The maximum over squares that do not overlap, if that is all that reads what a call makes.
    pub fn pool_behind(&self, call: &CallNodes) -> Option<Pool> {
        let is_unseen = matches!(call.in_place, InPlace::No | InPlace::Unseen);
        let at = self.readers[call.y.0].filter(|_| is_unseen && self.counts[call.y.0] == 1)?;
        let node = &self.graph.nodes[at];
        let is_of_images = node.function.is("max_pool2d") && self.graph.dimensions(call.x) == 4;
        let size = side(node, "kernel_size", 0).filter(|size| is_of_images && *size > 1)?;
        let is_plain = side(node, "stride", size)? == size
            && side(node, "padding", 0)? == 0
            && side(node, "dilation", 1)? == 1
            && !matches!(node.argument("ceil_mode"), Some(Argument::Bool(true)));
        let [Output::Value(y)] = node.outputs[..] else { return None };
        is_plain.then_some(Pool { node: at, side: size, y })
    }
}

/// What a node makes.
pub(super) fn made(node: &Node) -> impl Iterator<Item = ValueId> {
    node.outputs.iter().flat_map(Output::values)
}

/// An argument that is one number, or two equal ones; `otherwise` where it is left out, and nothing where it is something else.
fn side(node: &Node, name: &str, otherwise: usize) -> Option<usize> {
    match node.argument(name) {
        None => Some(otherwise),
        Some(Argument::Int(side)) => usize::try_from(*side).ok(),
        Some(Argument::Ints(sides)) => match sides[..] {
            [] => Some(otherwise),
            [side] => usize::try_from(side).ok(),
            [height, width] if height == width => usize::try_from(height).ok(),
            _ => None,
        },
        Some(_) => None,
    }
}
