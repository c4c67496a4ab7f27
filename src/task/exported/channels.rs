//! Which dimension of a value has the channels of images, or the features of vectors and sequences.

use super::named::word;
use crate::pt2::{Argument, Graph, MaybeComputed, Node, Output, Size, ValueId, ValueKind};

/// The dimension of the channels of each value, where it follows from how the value is made.
pub(super) struct Channels(Vec<Option<usize>>);

/// Functions that put channels behind the batch.
const BEHIND_THE_BATCH: [&str; 18] = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "adaptive_max_pool3d",
    "batch_norm",
    "channel_shuffle",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "group_norm",
    "instance_norm",
    "pixel_shuffle",
    "pixel_unshuffle",
];
/// Functions that put features last.
const LAST: [&str; 15] = [
    "addmm",
    "baddbmm",
    "bilinear",
    "bmm",
    "embedding",
    "gru",
    "layer_norm",
    "linear",
    "lstm",
    "matmul",
    "mm",
    "rms_norm",
    "rnn_relu",
    "rnn_tanh",
    "scaled_dot_product_attention",
];

impl Channels {
    pub fn of(graph: &Graph) -> Self {
        let mut channels = Self(vec![None; graph.values.len()]);
        for node in &graph.nodes {
            for id in node.outputs.iter().flat_map(Output::values) {
                channels.0[id.0] = sizes(graph, id).and_then(|sizes| channels.made(graph, node, sizes));
            }
        }
        channels
    }

    /// The dimension of the channels, by how the value is made, else by the number of its dimensions: behind the batch for
    /// vectors and images, last for sequences.
    pub fn axis(&self, graph: &Graph, id: ValueId) -> usize {
        let rank = sizes(graph, id).map_or(0, <[Size]>::len);
        let by_rank = if rank == 3 { 2 } else { 1.min(rank.saturating_sub(1)) };
        self.0[id.0].filter(|axis| *axis < rank).unwrap_or(by_rank)
    }

    /// Where the channels of an output of a node are.
    fn made(&self, graph: &Graph, node: &Node, out: &[Size]) -> Option<usize> {
        let word = word(node)?;
        if LAST.contains(&word) {
            return out.len().checked_sub(1);
        }
        if BEHIND_THE_BATCH.contains(&word) {
            return (out.len() > 1).then_some(1);
        }
        let source = |id: &ValueId| Some((self.0[id.0]?, sizes(graph, *id)?));
        let given = node.arguments.iter().flat_map(|(_, argument)| argument.values());
        let (axis, given) = given.into_iter().find_map(|id| source(&id))?;
        match moved(node, word, axis, given.len()) {
            Some(Moved::To(axis)) => Some(axis),
            Some(Moved::Gone) => None,
            None => followed(axis, given, out),
        }
    }
}

/// The shape of a value, if it is a tensor.
pub(super) fn sizes(graph: &Graph, id: ValueId) -> Option<&[Size]> {
    match &graph.values[id.0].kind {
        ValueKind::Tensor { sizes, .. } => Some(sizes),
        ValueKind::SymInt | ValueKind::SymFloat | ValueKind::SymBool => None,
    }
}

/// What a function that is told about dimensions does with one.
enum Moved {
    To(usize),
    Gone,
}

/// Where functions that are told about dimensions put the channels; nothing for all others.
fn moved(node: &Node, word: &str, axis: usize, rank: usize) -> Option<Moved> {
    let all = |name: &str| dimensions(node.argument(name)?, rank);
    let one = |name: &str, rank| dimensions(node.argument(name)?, rank)?.first().copied();
    match word {
        "permute" => Some(all("dims")?.iter().position(|dim| *dim == axis).map_or(Moved::Gone, Moved::To)),
        "transpose" | "swapaxes" | "swapdims" => {
            let names = if word == "swapaxes" { ["axis0", "axis1"] } else { ["dim0", "dim1"] };
            let (a, b) = (one(names[0], rank)?, one(names[1], rank)?);
            Some(Moved::To(if axis == a {
                b
            } else if axis == b {
                a
            } else {
                axis
            }))
        }
        "unsqueeze" => Some(Moved::To(axis + usize::from(one("dim", rank + 1)? <= axis))),
        "select" | "unbind" => Some(without(axis, &[one("dim", rank).unwrap_or(0)])),
        "mean" | "sum" | "amax" | "amin" | "max" | "min" | "prod" | "std" | "var" => {
            let keeps = node.argument("keepdim") == Some(&Argument::Bool(true));
            (!keeps).then(|| without(axis, &all("dim").unwrap_or_else(|| (0..rank).collect())))
        }
        _ => None,
    }
}

/// Where a dimension is when others are gone.
fn without(axis: usize, gone: &[usize]) -> Moved {
    let before = gone.iter().filter(|dim| **dim < axis).count();
    if gone.contains(&axis) { Moved::Gone } else { Moved::To(axis.saturating_sub(before)) }
}

/// Where the channels are in a shape that was made of another: in the same place, if there are as many dimensions, or
/// where all sizes up to them or from them on are the same.
fn followed(axis: usize, given: &[Size], out: &[Size]) -> Option<usize> {
    if given.len() == out.len() {
        return Some(axis);
    }
    if given.get(..=axis)? == out.get(..=axis).unwrap_or_default() {
        return Some(axis);
    }
    let behind = given.get(axis..)?;
    let place = out.len().checked_sub(behind.len())?;
    (out[place..] == *behind).then_some(place)
}

/// The dimension over which a softmax makes shares.
pub(super) fn shares(graph: &Graph, node: &Node, x: ValueId) -> Option<usize> {
    let rank = sizes(graph, x)?.len();
    let dimension = dimensions(node.argument("dim")?, rank)?.first().copied()?;
    (dimension < rank).then_some(dimension)
}

/// Dimensions that are counted from the front, or from behind by negative numbers.
fn dimensions(argument: &Argument, rank: usize) -> Option<Vec<usize>> {
    let known = |value: &MaybeComputed<i64>| match value {
        MaybeComputed::Known(value) => Some(*value),
        MaybeComputed::Computed(_) => None,
    };
    let values = match argument {
        Argument::Int(value) => vec![*value],
        Argument::Ints(values) => values.clone(),
        Argument::SymInts(values) => values.iter().map(known).collect::<Option<_>>()?,
        _ => return None,
    };
    let dimension = |value: i64| {
        let rank = i64::try_from(rank).ok()?;
        usize::try_from(if value < 0 { value + rank } else { value }).ok()
    };
    values.into_iter().map(dimension).collect()
}
