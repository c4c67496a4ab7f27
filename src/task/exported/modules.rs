//! Which nodes each call of a module has.

use super::named::word;
use crate::pt2::{Graph, Module, Node};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// The calls of the modules of a graph, by path and number.
pub(super) struct ModuleCalls<'a>(HashMap<(&'a str, usize), (&'a Module, Span)>);

/// The nodes that stand in one call of a module, or in the modules that it calls in turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// The first.
    pub first: usize,
    /// The last; others may stand between.
    pub last: usize,
    /// How many compute something.
    count: usize,
}

impl<'a> ModuleCalls<'a> {
    pub fn of(graph: &'a Graph) -> Self {
        let mut calls: HashMap<(&str, usize), (&Module, Span)> = HashMap::new();
        for (at, node) in graph.nodes.iter().enumerate().filter(|(_, node)| computes(node)) {
            for module in &node.place.modules {
                let new = (module, Span { first: at, last: at, count: 0 });
                let (_, span) = calls.entry((&module.path, module.call)).or_insert(new);
                span.last = at;
                span.count += 1;
            }
        }
        Self(calls)
    }

    /// The calls with at most so many nodes that are at most so far apart: those with the most nodes first, and of two with
    /// the same the inner one.
    pub fn small(&self, most: usize, widest: usize) -> Vec<(&'a Module, Span)> {
        let is_small = |(_, span): &&(&Module, Span)| span.count <= most && span.last - span.first <= widest;
        let mut calls: Vec<(&Module, Span)> = self.0.values().filter(is_small).copied().collect();
        calls.sort_by_key(|(module, span)| (Reverse(span.count), span.first, Reverse(module.path.len())));
        calls
    }

    /// The modules that all these nodes stand in, from the outside.
    pub fn around<'n, 'i>(graph: &'n Graph, nodes: impl IntoIterator<Item = &'i usize>) -> &'n [Module] {
        let stack = |at: usize| &graph.nodes[at].place.modules[..];
        let shared = |one: &'n [Module], other: &'n [Module]| {
            let count = one.iter().zip(other).take_while(|(a, b)| a == b).count();
            &one[..count]
        };
        nodes.into_iter().map(|at| stack(*at)).reduce(shared).unwrap_or_default()
    }

    /// How often a module is called.
    pub fn calls(&self, path: &str) -> usize {
        let numbers = self.0.keys().filter(|(other, _)| *other == path).map(|(_, call)| call + 1);
        numbers.max().unwrap_or(0)
    }

    /// The class of a module.
    pub fn class(&self, path: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|((other, _), _)| *other == path);
        found.map(|(_, (module, _))| module.class.as_str())
    }

    /// Whether the nodes are all that this call of a module does.
    pub fn is_all(&self, module: &Module, nodes: &BTreeSet<usize>, graph: &Graph) -> bool {
        let count = nodes.iter().filter(|at| computes(&graph.nodes[**at])).count();
        self.0.get(&(module.path.as_str(), module.call)).is_some_and(|(_, span)| span.count == count)
    }
}

/// Whether a node computes tensors, and not only looks at their shapes.
fn computes(node: &Node) -> bool {
    const LOOKS: [&str; 5] =
        ["_assert_scalar", "_assert_tensor_metadata", "sym_numel", "sym_size", "sym_stride"];
    word(node).is_some_and(|word| !LOOKS.contains(&word))
}
