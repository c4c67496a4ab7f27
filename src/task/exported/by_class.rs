//! Activation functions that are modules of their own: whatever has one tensor in and one of the same shape out, and
//! computes each number of it from one number.

use super::call::Standing;
use super::known::Known;
use super::levels::given;
use super::named::{standing, word};
use super::recognised::{by_class, is_affine};
use super::region::Region;
use crate::pt2::{Module, Output, ValueId};
use std::collections::BTreeSet;

/// No module that is an activation has more nodes.
const MOST_NODES: usize = 64;
/// Nor are its nodes farther apart.
const WIDEST: usize = 128;

/// The calls of modules that are activations, the outer one where one is inside of another.
pub(super) fn modules(known: &Known, claimed: &mut [bool]) -> Vec<(Region, Standing)> {
    let mut found = Vec::new();
    for (module, span) in known.modules.small(MOST_NODES, WIDEST) {
        if !may_be_activation(module) || claimed[span.last] {
            continue;
        }
        let nodes: BTreeSet<usize> = (span.first..=span.last)
            .filter(|at| {
                known.graph.nodes[*at].place.modules.contains(module)
                    && word(&known.graph.nodes[*at]).is_some()
            })
            .collect();
        if let Some((region, function)) = activation(known, module, nodes) {
            region.nodes.iter().for_each(|at| claimed[*at] = true);
            found.push((region, function));
        }
    }
    found
}

/// Modules of PyTorch are known by their functions, but for those few activations that are written by others.
fn may_be_activation(module: &Module) -> bool {
    let is_of_torch = module.class.starts_with("torch.");
    !module.path.is_empty() && (!is_of_torch || module.class.starts_with("torch.nn.modules.activation."))
}

fn activation(known: &Known, module: &Module, nodes: BTreeSet<usize>) -> Option<(Region, Standing)> {
    let last = *nodes.last()?;
    let is_named = nodes.len() == 1 && standing(&known.graph.nodes[last], &known.uses).is_some();
    let [Output::Value(y)] = known.graph.nodes[last].outputs[..] else { return None };
    let x = only_input(known, &nodes)?;
    (!is_named && known.floats(x)? == known.floats(y)?).then_some(())?;
    let is_among = |at: usize| nodes.contains(&at);
    let makes = |at: &usize| known.graph.nodes[*at].outputs.iter().flat_map(Output::values);
    nodes.iter().flat_map(makes).all(|id| id == y || known.is_inside(id, is_among)).then_some(())?;
    let shape = known.floats(y)?;
    let is_plain = |id: ValueId| !known.levels.varies(id) || known.has_shape(id, shape);
    nodes.iter().flat_map(makes).all(is_plain).then_some(())?;
    let is_detached = nodes.iter().any(|at| word(&known.graph.nodes[*at]) == Some("detach"));
    let region = Region { x, y, nodes };
    let values = region.values(known)?;
    (!is_affine(&values)).then_some(())?;
    let function = if is_detached || region.is_learned(known) { None } else { by_class(&values) };
    if function.is_none() && is_scaled(known, &region) {
        return None;
    }
    let class = module.class.rsplit('.').next().unwrap_or_default();
    Some((region, function.map_or_else(|| Standing::Other(class.to_owned()), Standing::Base)))
}

/// Whether a module calls one function by name, and does nothing but scale and move what that gives: the scale stays, and
/// the function is the call.
fn is_scaled(known: &Known, region: &Region) -> bool {
    let mut named =
        region.nodes.iter().filter(|at| standing(&known.graph.nodes[**at], &known.uses).is_some());
    let (Some(only), None) = (named.next(), named.next()) else { return false };
    let [Output::Value(x)] = known.graph.nodes[*only].outputs[..] else { return false };
    let nodes: BTreeSet<usize> = region.nodes.range(only + 1..).copied().collect();
    let scale = Region { x, y: region.y, nodes };
    only_input(known, &scale.nodes) == Some(x) && scale.values(known).is_some_and(|values| is_affine(&values))
}

/// The one value from outside that depends on the samples.
fn only_input(known: &Known, nodes: &BTreeSet<usize>) -> Option<ValueId> {
    let is_made_outside = |id: &ValueId| known.uses.maker[id.0].is_none_or(|maker| !nodes.contains(&maker));
    let read = nodes.iter().flat_map(|at| given(&known.graph.nodes[*at]));
    let mut outside = read.filter(is_made_outside).filter(|id| known.levels.varies(*id));
    let first = outside.next()?;
    outside.all(|id| id == first).then_some(first)
}
