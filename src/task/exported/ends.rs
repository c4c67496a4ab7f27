//! What becomes of a value: followed forwards until it meets other values that depend on the samples.

use super::known::Known;
use super::levels::{Level, given};
use super::memory::VIEWS;
use super::named::word;
use super::pointwise::{POINTS, splat, values};
use super::recognised::is_affine;
use crate::pt2::{Node, Output, ValueId};
use std::collections::{BTreeSet, HashMap};

/// So many nodes are followed from one call, so that all calls together take linear time.
const MOST_NODES: usize = 100;
/// And so many values backwards.
const MOST_VALUES: usize = 2000;

/// What a value ends in.
#[derive(Debug, Default)]
pub(super) struct Ends {
    /// What multiplies it number by number, or is divided by it.
    pub products: Vec<ValueId>,
    /// What it is multiplied with as a matrix.
    pub matrices: Vec<ValueId>,
    /// Whether it is an output, with nothing between that is learned.
    reaches_output: bool,
    /// Whether it ends in anything else.
    has_others: bool,
}

/// How a value was reached.
#[derive(Clone, Copy)]
struct Way {
    /// Moved and scaled at most.
    is_plain: bool,
    /// By functions of its own, without weights.
    is_unlearned: bool,
}

impl Ends {
    pub fn of(known: &Known, y: ValueId) -> Self {
        let mut ends = Self::default();
        let mut ways = HashMap::from([(y, Way { is_plain: true, is_unlearned: true })]);
        let mut waiting: BTreeSet<usize> = known.uses.readers[y.0].iter().copied().take(MOST_NODES).collect();
        ends.reaches_output = known.uses.is_output[y.0];
        let mut left = MOST_NODES;
        // In the order of the graph: both of two ways that meet again are known then.
        while let Some(at) = waiting.pop_first() {
            left -= 1;
            let node = &known.graph.nodes[at];
            let Some(way) = ends.meet(known, node, &ways) else { continue };
            if left == 0 {
                ends.has_others = true;
                break;
            }
            for id in node.outputs.iter().flat_map(Output::values) {
                ways.insert(id, way);
                if known.uses.is_output[id.0] {
                    ends.reaches_output |= way.is_unlearned;
                    ends.has_others |= !way.is_unlearned;
                }
                waiting.extend(known.uses.readers[id.0].iter().take(MOST_NODES));
            }
        }
        ends
    }

    /// Whether it ends in outputs alone.
    pub fn is_output(&self) -> bool {
        self.reaches_output && !self.has_others && self.products.is_empty() && self.matrices.is_empty()
    }

    /// How the outputs of the next node are reached; nothing where the way ends.
    fn meet(&mut self, known: &Known, node: &Node, ways: &HashMap<ValueId, Way>) -> Option<Way> {
        let varying = || given(node).filter(|id| known.levels.level(*id) >= Level::Computed);
        let own: Vec<ValueId> = varying().filter(|id| ways.contains_key(id)).collect();
        let others: Vec<ValueId> = varying().filter(|id| !ways.contains_key(id)).collect();
        let is_plain = own.iter().all(|id| ways[id].is_plain);
        let is_unlearned = own.iter().all(|id| ways[id].is_unlearned);
        if others.is_empty() {
            let passes = own.len() == 1 && passes(known, node, own[0]);
            let has_weights = given(node).any(|id| known.levels.level(id) == Level::Learned);
            if has_weights && !passes {
                self.has_others = true;
                return None;
            }
            return Some(Way { is_plain: is_plain && passes, is_unlearned: is_unlearned && !has_weights });
        }
        match word(node) {
            Some("mul" | "multiply" | "div" | "divide" | "true_divide" | "addcmul" | "addcdiv" | "lerp")
                if is_plain =>
            {
                self.products.extend(others);
            }
            Some("matmul" | "bmm" | "baddbmm" | "mm" | "einsum") if is_plain => self.matrices.extend(others),
            _ => self.has_others = true,
        }
        None
    }
}

/// Whether a node moves and scales one of its values at most.
pub(super) fn passes(known: &Known, node: &Node, id: ValueId) -> bool {
    let Some(word) = word(node) else { return false };
    let constant = |other| known.levels.number(other).unwrap_or(0.731);
    let of = |other| Some(if other == id { POINTS } else { splat(constant(other)) });
    let is_view = VIEWS.contains(&word) || word.starts_with("upsample") || word.starts_with("repeat");
    is_view || values(node, &known.uses, &of).is_some_and(|values| is_affine(&values))
}

/// Whether a value was computed of another one.
pub(super) fn descends(known: &Known, id: ValueId, from: ValueId) -> bool {
    let begin = known.uses.maker[from.0];
    let mut waiting = vec![id];
    let mut seen = BTreeSet::from([id]);
    while let Some(id) = waiting.pop() {
        if id == from {
            return true;
        }
        let Some(maker) = known.uses.maker[id.0].filter(|maker| Some(*maker) > begin) else { continue };
        if seen.len() < MOST_VALUES {
            waiting.extend(given(&known.graph.nodes[maker]).filter(|id| seen.insert(*id)));
        }
    }
    false
}
