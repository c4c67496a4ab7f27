//! The search for all calls in one graph of a program.

use super::by_class::modules;
use super::by_hand::formula;
use super::call::Standing;
use super::channels::sizes;
use super::found::Found;
use super::gates::roles;
use super::in_place::seen;
use super::known::Known;
use super::named::{standing, word};
use super::region::Region;
use crate::pt2::{Argument, Graph, Node, Output, Program, ValueId};
use std::collections::BTreeSet;

/// All calls of activation functions in a graph, in the order of their last nodes.
pub(super) fn calls(program: &Program, graph: &Graph) -> Vec<Found> {
    let known = Known::of(program, graph);
    let mut claimed = vec![false; graph.nodes.len()];
    let mut found = modules(&known, &mut claimed);
    // From behind: what is part of a larger formula is no call of its own.
    for at in (0..graph.nodes.len()).rev().filter(|at| word(&graph.nodes[*at]).is_some()) {
        if claimed[at] {
            continue;
        }
        let call = formula(&known, at, &claimed).or_else(|| single(&known, at));
        if let Some((region, function)) = call {
            region.nodes.iter().for_each(|at| claimed[*at] = true);
            found.push((region, function));
        }
    }
    let mut found: Vec<Found> =
        found.into_iter().map(|(region, function)| Found::new(&known, region, function)).collect();
    found.sort_by_key(|call| call.nodes.last().copied());
    let seen = seen(&known, &found);
    let roles = roles(&known, &found);
    for ((call, in_place), role) in found.iter_mut().zip(seen).zip(roles) {
        (call.in_place, call.role) = (in_place, role);
    }
    found
}

/// The call of a function that is an activation function by its name.
fn single(known: &Known, at: usize) -> Option<(Region, Standing)> {
    let node = &known.graph.nodes[at];
    let function = standing(node, &known.uses)?;
    let x = first_tensor(node)?;
    let [Output::Value(y)] = node.outputs[..] else { return None };
    (sizes(known.graph, x)? == sizes(known.graph, y)?).then_some(())?;
    Some((Region { x, y, nodes: BTreeSet::from([at]) }, function))
}

/// The tensor that a function computes with first.
fn first_tensor(node: &Node) -> Option<ValueId> {
    match node.arguments.first()? {
        (_, Argument::Tensor(id)) => Some(*id),
        _ => None,
    }
}
