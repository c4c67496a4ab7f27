//! What the values of a graph depend on.

use super::memory::writes;
use super::named::{number, word};
use super::pointwise::{is_pointwise, splat, values};
use super::uses::Uses;
use crate::pt2::{DType, Graph, Input, Node, Output, Program, Role, Tensor, ValueId, ValueKind};

/// What a value depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// On nothing but shapes and constants.
    Fixed,
    /// On what the model has learned: parameters, and what is made of them number by number.
    Learned,
    /// On that alone, but passed through weights, as the first state of a recurrent cell is.
    Computed,
    /// On whole numbers or truth values of the samples, which have passed no weights yet.
    Mask,
    /// On the samples.
    Data,
}

/// What the values of a graph depend on, and which of them are one number everywhere.
pub(super) struct Levels {
    level: Vec<Level>,
    number: Vec<Option<f64>>,
}

impl Levels {
    pub fn of(program: &Program, graph: &Graph, uses: &Uses) -> Self {
        let count = graph.values.len();
        let mut levels = Self { level: vec![Level::Fixed; count], number: vec![None; count] };
        for input in &graph.inputs {
            match input {
                Input::User { value } => {
                    let is_float = matches!(graph.values[value.0].kind, ValueKind::Tensor { dtype, .. } if dtype.is_float());
                    levels.level[value.0] = if is_float { Level::Data } else { Level::Mask };
                }
                Input::Tensor { value, tensor } => {
                    let tensor = &program.tensors[*tensor];
                    let is_constant = tensor.role == Role::Constant;
                    levels.level[value.0] = if is_constant { Level::Fixed } else { Level::Learned };
                    levels.number[value.0] = is_constant.then(|| scalar(tensor, program)).flatten();
                }
            }
        }
        for node in &graph.nodes {
            let level = levels.made(node, uses);
            let number = if level == Level::Fixed { levels.constant(node, uses) } else { None };
            let changed = given(node).next().filter(|_| writes(node));
            for id in node.outputs.iter().flat_map(Output::values).chain(changed) {
                levels.level[id.0] = level;
                levels.number[id.0] = number;
            }
        }
        levels
    }

    /// What a value depends on.
    pub fn level(&self, id: ValueId) -> Level {
        self.level[id.0]
    }

    /// Whether a value depends on the samples.
    pub fn varies(&self, id: ValueId) -> bool {
        self.level(id) > Level::Computed
    }

    /// The number that a value is everywhere.
    pub fn number(&self, id: ValueId) -> Option<f64> {
        self.number[id.0]
    }

    fn made(&self, node: &Node, uses: &Uses) -> Level {
        const SHAPES: [&str; 10] = [
            "empty",
            "empty_like",
            "full_like",
            "new_empty",
            "new_full",
            "new_ones",
            "new_zeros",
            "ones_like",
            "sym_size",
            "zeros_like",
        ];
        if word(node).is_none_or(|word| SHAPES.contains(&word)) {
            return Level::Fixed;
        }
        let given: Vec<Level> = given(node).map(|id| self.level(id)).collect();
        let most = given.iter().copied().max().unwrap_or(Level::Fixed);
        let is_weighed = || given.contains(&Level::Learned) && !is_pointwise(node, uses);
        match most {
            Level::Mask if is_weighed() => Level::Data,
            Level::Learned if word(node).is_some_and(multiplies_matrices) => Level::Computed,
            most => most,
        }
    }

    /// The number that a node makes everywhere, of nothing else than such numbers.
    fn constant(&self, node: &Node, uses: &Uses) -> Option<f64> {
        const VIEWS: [&str; 10] = [
            "broadcast_to",
            "expand",
            "expand_as",
            "flatten",
            "permute",
            "reshape",
            "squeeze",
            "unsqueeze",
            "view",
            "view_as",
        ];
        match word(node)? {
            "zeros" | "zeros_like" | "new_zeros" | "zero" => Some(0.0),
            "ones" | "ones_like" | "new_ones" => Some(1.0),
            "full" | "full_like" | "new_full" => number(node, "fill_value", f64::NAN),
            "fill" => number(node, "value", f64::NAN),
            "scalar_tensor" => number(node, "s", f64::NAN),
            word if VIEWS.contains(&word) => given(node).next().and_then(|id| self.number(id)),
            _ => values(node, uses, &|id| self.number(id).map(splat)).map(|values| values[0]),
        }
    }
}

/// Whether a function multiplies by a matrix or a kernel.
fn multiplies_matrices(word: &str) -> bool {
    ["addmm", "baddbmm", "bmm", "linear", "matmul", "mm", "mv"].contains(&word) || word.starts_with("conv")
}

/// The values of which a node computes something, and not only the shape or the type.
pub(super) fn given(node: &Node) -> impl Iterator<Item = ValueId> {
    let is_like_another =
        word(node).is_some_and(|word| ["expand_as", "reshape_as", "type_as", "view_as"].contains(&word));
    let read = if is_like_another { 1 } else { node.arguments.len() };
    node.arguments.iter().take(read).flat_map(|(_, argument)| argument.values())
}

/// The number of a tensor that has one.
fn scalar(tensor: &Tensor, program: &Program) -> Option<f64> {
    if tensor.strided.sizes.iter().any(|size| *size != 1) {
        return None;
    }
    let bytes = &program.storages.get(tensor.storage)?.bytes;
    let start = usize::try_from(tensor.strided.offset.checked_mul(tensor.strided.dtype.width())?).ok()?;
    let bytes = bytes.get(start..)?;
    Some(match tensor.strided.dtype {
        DType::Float32 => f64::from(f32::from_le_bytes(*bytes.first_chunk()?)),
        DType::Float64 => f64::from_le_bytes(*bytes.first_chunk()?),
        DType::BFloat16 => {
            f64::from(f32::from_bits(u32::from(u16::from_le_bytes(*bytes.first_chunk()?)) << 16))
        }
        DType::Int64 => super::named::exact(i64::from_le_bytes(*bytes.first_chunk()?)),
        DType::Int32 => f64::from(i32::from_le_bytes(*bytes.first_chunk()?)),
        DType::Bool | DType::UInt8 => f64::from(*bytes.first()?),
        DType::Int8 | DType::Int16 | DType::Float16 => return None,
    })
}
