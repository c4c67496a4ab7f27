//! Which nodes each call of a module has.

use super::named::word;
use crate::pt2::{Graph, Module, Node};
use std::collections::HashMap;

/// How many nodes stand in each call of a module, and in the modules that it calls in turn.
pub(super) struct ModuleCalls<'a>(HashMap<(&'a str, usize), usize>);

impl<'a> ModuleCalls<'a> {
    pub fn of(graph: &'a Graph) -> Self {
        let mut calls = HashMap::new();
        for module in graph.nodes.iter().filter(|node| computes(node)).flat_map(|node| &node.place.modules) {
            *calls.entry((module.path.as_str(), module.call)).or_default() += 1;
        }
        Self(calls)
    }

    /// The innermost module that all these nodes stand in.
    pub fn around<'n>(graph: &'n Graph, nodes: &[usize]) -> Option<&'n Module> {
        let stack = |at: usize| &graph.nodes[at].place.modules;
        let (first, rest) = nodes.split_first()?;
        let shared = |stack: &'n [Module], other: &usize| {
            let count = stack.iter().zip(self::stack(graph, *other)).take_while(|(a, b)| a == b).count();
            &stack[..count]
        };
        rest.iter().fold(&stack(*first)[..], shared).last()
    }

    /// Whether the nodes are all that this call of a module does.
    pub fn is_all(&self, module: &Module, nodes: &[usize], graph: &Graph) -> bool {
        let count = nodes.iter().filter(|at| computes(&graph.nodes[**at])).count();
        self.0.get(&(module.path.as_str(), module.call)).is_some_and(|all| *all == count)
    }
}

fn stack(graph: &Graph, at: usize) -> &[Module] {
    &graph.nodes[at].place.modules
}

/// Whether a node computes tensors, and not only looks at their shapes.
fn computes(node: &Node) -> bool {
    const LOOKS: [&str; 5] =
        ["_assert_scalar", "_assert_tensor_metadata", "sym_numel", "sym_size", "sym_stride"];
    word(node).is_some_and(|word| !LOOKS.contains(&word))
}
