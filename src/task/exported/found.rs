//! The calls in one graph of a program.

use super::call::{InPlace, Standing};
use super::channels::sizes;
use super::memory::{self, Memory};
use super::modules::ModuleCalls;
use super::named::{standing, word};
use super::uses::Uses;
use crate::pt2::{Argument, Graph, Module, Node, Output, ValueId};

/// A call in one graph.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub function: Standing,
    pub x: ValueId,
    pub y: ValueId,
    pub nodes: Vec<usize>,
    pub in_place: InPlace,
    /// The module that it is named after, with the number of the call of that, and what its name is before it is numbered.
    pub module: Option<Module>,
    pub name: String,
}

/// All calls of activation functions in a graph, in the order of their last nodes.
pub(super) fn calls(graph: &Graph) -> Vec<Found> {
    let uses = Uses::of(graph);
    let memory = Memory::of(graph);
    let modules = ModuleCalls::of(graph);
    let mut found: Vec<Found> =
        (0..graph.nodes.len()).filter_map(|at| single(graph, &uses, &modules, at)).collect();
    found.sort_by_key(|call| call.nodes.last().copied());
    let calls: Vec<(ValueId, ValueId, &[usize])> =
        found.iter().map(|call| (call.x, call.y, &call.nodes[..])).collect();
    let seen = memory::seen(graph, &uses, &memory, &calls);
    for (call, in_place) in found.iter_mut().zip(seen) {
        call.in_place = in_place;
    }
    found
}

/// The call of a function that is an activation function by its name.
fn single(graph: &Graph, uses: &Uses, modules: &ModuleCalls, at: usize) -> Option<Found> {
    let node = &graph.nodes[at];
    let function = standing(node, uses)?;
    let x = first_tensor(node)?;
    let [Output::Value(y)] = node.outputs[..] else { return None };
    (sizes(graph, x)? == sizes(graph, y)?).then_some(())?;
    let (module, name) = name(graph, modules, &[at], word(node)?);
    Some(Found { function, x, y, nodes: vec![at], in_place: InPlace::No, module, name })
}

/// The tensor that a function computes with first.
fn first_tensor(node: &Node) -> Option<ValueId> {
    match node.arguments.first()? {
        (_, Argument::Tensor(id)) => Some(*id),
        _ => None,
    }
}

/// The module that a call is named after, and its name.
fn name(graph: &Graph, modules: &ModuleCalls, nodes: &[usize], word: &str) -> (Option<Module>, String) {
    let module = ModuleCalls::around(graph, nodes).cloned();
    let path = module.as_ref().map_or("", |module| module.path.as_str());
    let is_own = module.as_ref().is_some_and(|module| modules.is_all(module, nodes, graph));
    let name = match path {
        "" => word.to_owned(),
        path if is_own => path.to_owned(),
        path => format!("{path}.{word}"),
    };
    (module, name)
}
