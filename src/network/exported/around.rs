//! What stands around a mix that it can do along the way: the bias of a convolution before it, the maximum behind it.

use crate::pt2::{Argument, Graph, Node, Output, ValueId};
use crate::task::exported::{CallNodes, InPlace, Uses};

/// A graph, and who makes and reads its values.
pub(super) struct Around<'g> {
    graph: &'g Graph,
    uses: Uses,
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

impl<'g> Around<'g> {
    pub fn of(graph: &'g Graph) -> Self {
        Self { graph, uses: Uses::of(graph) }
    }

    /// The convolution before a call that nobody else reads, with its bias.
    pub fn bias_before(&self, call: &CallNodes) -> Option<(usize, ValueId)> {
        let node = self.uses.maker[call.x.0]?;
        let convolution = &self.graph.nodes[node];
        let is_convolution = ["conv1d", "conv2d", "conv3d"].iter().any(|name| convolution.function.is(name));
        let bias = convolution.argument("bias")?.values().first().copied()?;
        let is_its_alone = !self.uses.is_output[call.x.0]
            && self.uses.readers[call.x.0].iter().all(|reader| call.nodes.contains(reader));
        let is_of_model = self.uses.tensor[bias.0].is_some();
        (is_convolution && is_its_alone && is_of_model).then_some((node, bias))
    }

    /// The maximum over squares that do not overlap, if that is all that reads what a call makes.
    pub fn pool_behind(&self, call: &CallNodes) -> Option<Pool> {
        let is_unseen = matches!(call.in_place, InPlace::No | InPlace::Unseen);
        let [at] = self.uses.readers[call.y.0][..] else { return None };
        if !is_unseen || self.uses.is_output[call.y.0] {
            return None;
        }
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
