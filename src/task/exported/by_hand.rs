//! Activation functions that are written out by hand: x·sigmoid(x), the forms of gelu, …
//!
//! From a value backwards, the pointwise nodes that nobody else reads are taken in one by one, the latest first. Whenever
//! all that is left is one value x, the function of x is looked at; the largest that is known is the one that was meant.

use super::call::Standing;
use super::known::Known;
use super::levels::given;
use super::named::{standing, word};
use super::recognised::by_hand;
use super::region::Region;
use crate::pt2::{Output, ValueId};
use std::collections::BTreeSet;

/// No formula has more nodes.
const MOST_NODES: usize = 20;
/// Nor are its nodes farther apart.
const WIDEST: usize = 80;

/// The largest formula that ends with a node and is a known function.
pub(super) fn formula(known: &Known, last: usize, claimed: &[bool]) -> Option<(Region, Standing)> {
    let mut growing = Growing::from(known, last, claimed)?;
    let mut best = None;
    loop {
        if let [x] = growing.open[..]
            && known.floats(x)? == known.floats(growing.y)?
            && !growing.is_trivial()
        {
            let region = Region { x, y: growing.y, nodes: growing.nodes.clone() };
            let base = region.values(known).and_then(|values| by_hand(&values));
            best = base.map(|base| (region, base)).or(best);
        }
        if !growing.grow() {
            break;
        }
    }
    best.map(|(region, base)| {
        let is_learned = region.is_learned(known);
        let learned = || Standing::Other(format!("{} with a learned parameter", base.name()));
        (region, if is_learned { learned() } else { Standing::Base(base) })
    })
}

/// A formula that is found from its end backwards.
struct Growing<'k, 'g> {
    known: &'k Known<'g>,
    claimed: &'k [bool],
    last: usize,
    y: ValueId,
    nodes: BTreeSet<usize>,
    /// The values that it is computed of.
    open: Vec<ValueId>,
}

impl<'k, 'g> Growing<'k, 'g> {
    fn from(known: &'k Known<'g>, last: usize, claimed: &'k [bool]) -> Option<Self> {
        let [Output::Value(y)] = known.graph.nodes[last].outputs[..] else { return None };
        let mut growing = Self { known, claimed, last, y, nodes: BTreeSet::new(), open: Vec::new() };
        (known.levels.varies(y) && growing.is_pointwise(last)).then_some(())?;
        growing.add(last);
        Some(growing)
    }

    /// Takes in the node that makes the latest of the open values, if it belongs to the formula.
    fn grow(&mut self) -> bool {
        let Some(latest) = self.open.iter().copied().max_by_key(|id| self.known.uses.maker[id.0]) else {
            return false;
        };
        let Some(maker) = self.known.uses.maker[latest.0] else { return false };
        self.add_checks(latest);
        let shape = self.known.floats(self.y).unwrap_or_default();
        let belongs = self.known.is_inside(latest, |reader| self.nodes.contains(&reader))
            && !self.claimed[maker]
            && self.last - maker <= WIDEST
            && self.nodes.len() < MOST_NODES
            && self.known.has_shape(latest, shape)
            && self.is_pointwise(maker)
            && !(self.is_named(self.last) && self.is_named(maker));
        if belongs {
            self.open.retain(|id| *id != latest);
            self.add(maker);
        }
        belongs
    }

    /// Takes in a node with what makes its constants.
    fn add(&mut self, at: usize) {
        let mut waiting = vec![at];
        while let Some(at) = waiting.pop() {
            self.nodes.insert(at);
            for id in given(&self.known.graph.nodes[at]) {
                let maker = self.known.uses.maker[id.0];
                if self.known.levels.varies(id) {
                    let is_read = self.known.graph.nodes[at]
                        .outputs
                        .iter()
                        .flat_map(Output::values)
                        .any(|id| self.known.levels.varies(id));
                    if is_read && !self.open.contains(&id) {
                        self.open.push(id);
                    }
                } else if let Some(maker) = maker
                    && self.nodes.len() < MOST_NODES
                    && !self.claimed[maker]
                    && self.known.is_inside(id, |reader| self.nodes.contains(&reader))
                {
                    waiting.push(maker);
                }
            }
        }
    }

    /// Takes in the checks of types that read a value: they go with it.
    fn add_checks(&mut self, id: ValueId) {
        let is_check = |at: &&usize| word(&self.known.graph.nodes[**at]) == Some("_assert_tensor_metadata");
        let checks: Vec<usize> = self.known.uses.readers[id.0].iter().filter(is_check).copied().collect();
        self.nodes.extend(checks.into_iter().filter(|at| *at < self.last));
    }

    fn is_pointwise(&self, at: usize) -> bool {
        self.known.pointwise[at] && word(&self.known.graph.nodes[at]) != Some("detach")
    }

    /// Two functions one behind the other are two calls, however their values come out.
    fn is_named(&self, at: usize) -> bool {
        standing(&self.known.graph.nodes[at], &self.known.uses).is_some()
    }

    /// Whether it is a function by name and nothing else.
    fn is_trivial(&self) -> bool {
        self.nodes.len() == 1 && self.is_named(self.last)
    }
}
