//! Which candidate promises most.

use super::points::Points;
use super::pool::{Picks, Pool};
use super::process::Process;
use crate::seed::Stream;
use std::collections::BTreeSet;

/// Random candidates: as many as take a third of a millisecond, within these bounds.
const FEWEST_RANDOM: usize = 16;
const MOST_RANDOM: usize = 256;
const RANDOM_WORK: usize = 60_000;
/// Candidates with one mix everywhere.
const UNIFORM: usize = 8;
/// Children of each good candidate.
const CHILDREN: usize = 8;
/// Steps uphill from the most promising, each the best of so many neighbours.
const STEPS: usize = 6;
const NEIGHBOURS: usize = 10;

/// The search for the largest expected improvement: among random candidates and children of good ones, and then among the
/// neighbours of the most promising so far, step by step.
pub(super) struct Search<'a> {
    pool: &'a mut Pool,
    points: &'a Points<'a>,
    process: &'a Process,
    n_slots: usize,
    /// The mean that is to be improved on.
    best: f64,
    tried: BTreeSet<Picks>,
    scored: Vec<(f64, Picks)>,
}

impl<'a> Search<'a> {
    pub(super) fn new(pool: &'a mut Pool, points: &'a Points<'a>, process: &'a Process, best: f64) -> Self {
        let n_slots = points.n_slots();
        Self { pool, points, process, n_slots, best, tried: BTreeSet::new(), scored: Vec::new() }
    }

    /// Candidates by their expected improvement, the largest first.
    pub(super) fn run(mut self, parents: &[Picks], stream: &mut Stream) -> Vec<Picks> {
        self.look_anywhere(stream);
        self.look_at_children(parents, stream);
        self.climb(stream);
        self.scored.sort_by(|one, other| other.0.total_cmp(&one.0));
        self.scored.into_iter().map(|(_, picks)| picks).collect()
    }

    fn look_anywhere(&mut self, stream: &mut Stream) {
        let n = self.points.len() + 1;
        let random = RANDOM_WORK / (n * (self.n_slots + n / 4));
        for _ in 0..random.clamp(FEWEST_RANDOM, MOST_RANDOM) {
            let picks = (0..self.n_slots).map(|_| self.pool.draw(stream)).collect();
            self.score(picks);
        }
        for _ in 0..UNIFORM {
            let pick = self.pool.draw(stream);
            self.score(vec![pick; self.n_slots]);
        }
    }

    fn look_at_children(&mut self, parents: &[Picks], stream: &mut Stream) {
        for parent in parents {
            for _ in 0..CHILDREN {
                let child = match stream.below(4) {
                    0 => cross(parent, &parents[stream.index(parents.len())], stream),
                    _ => self.mutant(parent, stream),
                };
                self.score(child);
            }
        }
    }

    fn climb(&mut self, stream: &mut Stream) {
        for _ in 0..STEPS {
            let top = self.scored.iter().max_by(|one, other| one.0.total_cmp(&other.0));
            let Some(top) = top.map(|(_, picks)| picks.clone()) else { return };
            for _ in 0..NEIGHBOURS {
                let mutant = self.mutant(&top, stream);
                self.score(mutant);
            }
        }
    }

    fn score(&mut self, picks: Picks) {
        if !self.tried.contains(&picks) {
            let mut covariances = self.pool.covariances(&picks, self.points);
            let prediction = self.process.predict(1.0, &mut covariances);
            self.tried.insert(picks.clone());
            self.scored.push((prediction.improvement_on(self.best), picks));
        }
    }

    /// A candidate with another mix at one slot, sometimes at two.
    fn mutant(&self, parent: &Picks, stream: &mut Stream) -> Picks {
        let mut child = parent.clone();
        for _ in 0..=usize::from(stream.below(4) == 0) {
            child[stream.index(self.n_slots)] = self.pool.draw(stream);
        }
        child
    }
}

/// A candidate that has the mix of the one or of the other at each slot.
fn cross(one: &Picks, other: &Picks, stream: &mut Stream) -> Picks {
    one.iter().zip(other).map(|(a, b)| if stream.below(2) == 0 { *a } else { *b }).collect()
}
