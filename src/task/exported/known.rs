//! All that is known about a graph before its calls are looked for.

use super::levels::Levels;
use super::memory::Memory;
use super::modules::ModuleCalls;
use super::pointwise::is_pointwise;
use super::uses::Uses;
use crate::pt2::{DType, Graph, Program, Size, ValueId, ValueKind};

/// A graph, and all that is known about it.
pub(super) struct Known<'a> {
    pub graph: &'a Graph,
    pub uses: Uses,
    pub memory: Memory,
    pub levels: Levels,
    pub modules: ModuleCalls<'a>,
    /// For each node, whether it computes each number from one number of each argument.
    pub pointwise: Vec<bool>,
}

impl<'a> Known<'a> {
    pub fn of(program: &Program, graph: &'a Graph) -> Self {
        let uses = Uses::of(graph);
        let levels = Levels::of(program, graph, &uses);
        let pointwise = graph.nodes.iter().map(|node| is_pointwise(node, &uses)).collect();
        Self { pointwise, graph, memory: Memory::of(graph), levels, modules: ModuleCalls::of(graph), uses }
    }

    /// The shape of a tensor of floats.
    pub fn floats(&self, id: ValueId) -> Option<&'a [Size]> {
        match &self.graph.values[id.0].kind {
            ValueKind::Tensor { dtype, sizes } if dtype.is_float() => Some(sizes),
            _ => None,
        }
    }

    /// Whether a value is a tensor of this shape, of floats or of truth values.
    pub fn has_shape(&self, id: ValueId, wanted: &[Size]) -> bool {
        match &self.graph.values[id.0].kind {
            ValueKind::Tensor { dtype, sizes } => {
                (dtype.is_float() || *dtype == DType::Bool) && sizes.as_slice() == wanted
            }
            ValueKind::SymInt | ValueKind::SymFloat | ValueKind::SymBool => false,
        }
    }

    /// Whether nothing but these nodes reads a value.
    pub fn is_inside(&self, id: ValueId, is_among: impl Fn(usize) -> bool) -> bool {
        !self.uses.is_output[id.0] && self.uses.readers[id.0].iter().all(|reader| is_among(*reader))
    }
}
