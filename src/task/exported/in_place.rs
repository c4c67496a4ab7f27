//! Who sees that a call changes its x.

use super::call::InPlace;
use super::found::Found;
use super::known::Known;
use crate::pt2::{Output, ValueId};

/// Who sees that each of some calls changes its x; the calls are in the order of their last nodes.
pub(super) fn seen(known: &Known, calls: &[Found]) -> Vec<InPlace> {
    let Known { graph, uses, memory, .. } = known;
    let mut latest = vec![Latest::default(); graph.values.len()];
    let add = |latest: &mut Vec<Latest>, id: ValueId| {
        if let Some(read) = uses.last_read(id) {
            latest[memory.root(id).0].add(read, id);
        }
    };
    let is_made = |at: usize| uses.maker[at].is_some();
    (0..graph.values.len()).filter(|at| !is_made(*at)).for_each(|at| add(&mut latest, ValueId(at)));
    let mut passed = 0;
    let mut found = Vec::new();
    for Found { x, y, nodes, .. } in calls {
        let last = nodes.last().copied().unwrap_or(passed);
        while passed <= last {
            let made = graph.nodes[passed].outputs.iter().flat_map(Output::values);
            made.for_each(|id| add(&mut latest, id));
            passed += 1;
        }
        let is_written = nodes.iter().any(|at| memory.is_written(&graph.nodes[*at], *x));
        let root = memory.root(*x);
        let is_read = |id| uses.last_read(id).is_some_and(|read| read > last);
        found.push(if !is_written {
            InPlace::No
        } else if uses.tensor[root.0].is_some() || latest[root.0].is_read_after(last, [*x, *y]) {
            InPlace::Memory
        } else if is_read(*x) {
            InPlace::Name
        } else {
            InPlace::Unseen
        });
    }
    found
}

/// The three values of one memory that are read last: x, y and one more are all that is asked for.
#[derive(Clone, Default)]
struct Latest(Vec<(usize, ValueId)>);

impl Latest {
    fn add(&mut self, read: usize, id: ValueId) {
        self.0.push((read, id));
        self.0.sort_unstable_by(|a, b| b.cmp(a));
        self.0.truncate(3);
    }

    fn is_read_after(&self, node: usize, but: [ValueId; 2]) -> bool {
        self.0.iter().any(|(read, id)| *read > node && !but.contains(id))
    }
}
