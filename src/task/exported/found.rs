//! A call in one graph of a program.

use super::call::{CallRole, InPlace, Standing};
use super::known::Known;
use super::modules::ModuleCalls;
use super::named::{standing, word};
use super::region::Region;
use crate::pt2::{Module, ValueId};
use std::collections::BTreeSet;

/// A call in one graph.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub function: Standing,
    pub role: CallRole,
    pub x: ValueId,
    pub y: ValueId,
    pub nodes: BTreeSet<usize>,
    pub in_place: InPlace,
    /// The module that it is named after, and what its name is before it is numbered.
    pub module: Option<Module>,
    pub name: String,
}

impl Found {
    pub fn new(known: &Known, region: Region, function: Standing) -> Self {
        let Region { x, y, nodes } = region;
        let (module, name) = name(known, &nodes, &function);
        Self { function, role: CallRole::Activation, x, y, nodes, in_place: InPlace::No, module, name }
    }

    pub fn region(&self) -> Region {
        Region { x: self.x, y: self.y, nodes: self.nodes.clone() }
    }
}

/// The module that a call is named after, and its name.
fn name(known: &Known, nodes: &BTreeSet<usize>, function: &Standing) -> (Option<Module>, String) {
    let module = ModuleCalls::around(known.graph, nodes).last().cloned();
    let path = module.as_ref().map_or("", |module| module.path.as_str());
    let is_own = module.as_ref().is_some_and(|module| known.modules.is_all(module, nodes, known.graph));
    let only = nodes.first().filter(|_| nodes.len() == 1).map(|at| &known.graph.nodes[*at]);
    let word = match (only, function) {
        (Some(node), _) if standing(node, &known.uses).is_some() => word(node).unwrap_or_default(),
        (_, Standing::Base(base)) => base.name(),
        (_, Standing::Prelu { .. }) => "prelu",
        (_, Standing::Other(words)) => words.split_whitespace().next().unwrap_or_default(),
    };
    let name = match path {
        "" => word.to_owned(),
        path if is_own => path.to_owned(),
        path => format!("{path}.{word}"),
    };
    (module, name)
}
