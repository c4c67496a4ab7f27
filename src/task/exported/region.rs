//! Several nodes that compute one function of one value together.

use super::known::Known;
use super::levels::given;
use super::memory::writes;
use super::pointwise::{Numbers, POINTS, splat, values};
use crate::pt2::{Output, ValueId};
use std::collections::{BTreeSet, HashMap};

/// Nodes that compute y of x and of constants.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub x: ValueId,
    pub y: ValueId,
    /// In ascending order; the last makes y.
    pub nodes: BTreeSet<usize>,
}

/// What a parameter counts as where a function is looked at: some number of which no formula makes anything special.
const LEARNED: f64 = 0.731;

impl Region {
    /// The values of y where x has the values [`POINTS`]; nothing if some node is not pointwise, or if putting something in the
    /// place of the nodes would change what others read.
    pub fn values(&self, known: &Known) -> Option<Numbers> {
        self.is_undisturbed(known).then_some(())?;
        let mut made: HashMap<ValueId, Numbers> = HashMap::from([(self.x, POINTS)]);
        for at in &self.nodes {
            let node = &known.graph.nodes[*at];
            // What only checks makes nothing.
            let Some(out) = node.outputs.iter().flat_map(Output::values).next() else { continue };
            if !known.levels.varies(out) {
                continue;
            }
            let numbers = values(node, &known.uses, &|id| {
                let learned = || (!known.levels.varies(id)).then(|| splat(LEARNED));
                made.get(&id).copied().or_else(|| known.levels.number(id).map(splat)).or_else(learned)
            })?;
            if let Some(changed) = given(node).next().filter(|_| writes(node)) {
                made.insert(changed, numbers);
            }
            made.insert(out, numbers);
        }
        made.get(&self.y).copied()
    }

    /// Whether x keeps its value from the first node to the last, which alone may change it.
    fn is_undisturbed(&self, known: &Known) -> bool {
        let (Some(first), Some(last)) = (self.nodes.first(), self.nodes.last()) else { return false };
        !(*first..*last).any(|at| known.memory.is_written(&known.graph.nodes[at], self.x))
    }

    /// Whether it has something that the model learns.
    pub fn is_learned(&self, known: &Known) -> bool {
        let mut read = self.nodes.iter().flat_map(|at| given(&known.graph.nodes[*at]));
        read.any(|id| !known.levels.varies(id) && known.levels.number(id).is_none() && is_tensor(known, id))
    }
}

fn is_tensor(known: &Known, id: ValueId) -> bool {
    super::channels::sizes(known.graph, id).is_some()
}
