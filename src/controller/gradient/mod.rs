//! One candidate with everything in it tells, by the coefficients that it learned, which sparse candidates to try: in the
//! spirit of DARTS (Liu, Simonyan & Yang 2019, arXiv 1806.09055), which relaxes a choice among operations to a weighted sum,
//! trains the weights, and keeps the strongest.
//!
//! The first proposal of a run is the super-candidate: all bases of the space at every slot, in a hull that learns α, the
//! first of affine, convex and linear that the space has. A space whose only hull is frozen has nothing to learn from, so the
//! super-candidate is linear there. It is recognised by its bases, so one that another run trained serves as well, and it is
//! meant to lie outside the space where mixes are smaller.
//!
//! Once its result is seen, the candidates of the space follow in the order of their scores, which [`ranked`] defines: the
//! derived one first, then those around it. While the result is out of sight, if it failed, or once the ranked candidates
//! are exhausted, proposals are random. Unlike DARTS, α is trained on the same samples as the weights, and every derived
//! candidate is trained on its own and judged by its accuracy.

mod best_first;
mod ranked;

use super::{Past, random};
use crate::activation::{Hull, Mix, Sharing};
use crate::seed::Stream;
use crate::space::{Candidate, Space};
use crate::yaml::{Interval, Shape, number, record};
use best_first::BestFirst;
use ranked::Ranked;

/// How coefficients are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradient {
    /// What a base costs a mix, in units of an equal share of Σ|α|.
    pub penalty: f64,
}

impl Default for Gradient {
    fn default() -> Self {
        Self { penalty: 1.0 }
    }
}

impl Gradient {
    /// The super-candidate, or the best candidate by its coefficients that was not proposed yet.
    pub(super) fn propose(self, space: &Space, past: Past<'_>, stream: &mut Stream) -> Option<Candidate> {
        let mut results = past.seen.iter().filter(|seen| is_super(space, seen.candidate));
        let learned = results.find(|seen| is_usable(space, seen.candidate, seen.coefficients));
        if let Some(seen) = learned {
            let ranked = ranked::ranked(space, seen.coefficients, self.penalty);
            return derived(space, past, &ranked).or_else(|| random::propose(space, past, stream));
        }
        let was_tried = past.proposed.iter().map(|trial| &trial.candidate).any(|it| is_super(space, it))
            || past.seen.iter().any(|seen| is_super(space, seen.candidate));
        if was_tried { random::propose(space, past, stream) } else { Some(super_candidate(space)) }
    }

    pub(super) fn shape() -> Shape<Self> {
        record("how coefficients are read", |fields| {
            let about = "what a base costs a mix; at 1 it is worth it from an equal share of Σ|α| on";
            let default = Self::default().penalty;
            Some(Self { penalty: fields.or("penalty", about, number(Interval::at_least(0.0)), default) })
        })
    }
}

/// The candidate with all bases of the space at every slot, with which the controller `gradient` begins. It may lie outside
/// the space.
#[must_use]
pub fn super_candidate(space: &Space) -> Candidate {
    let all = space.choices.bases();
    let size = *space.choices.sizes().end();
    let forms = space.choices.forms(size.max(2));
    let learns = [Hull::Affine, Hull::Convex, Hull::Linear];
    let hull = learns.into_iter().find(|hull| forms.iter().any(|(known, _)| known == hull));
    let sharing = if forms.iter().any(|(_, sharing)| *sharing == Sharing::Layer) {
        Sharing::Layer
    } else {
        Sharing::Channel
    };
    space.everywhere(&Mix::new(all.to_vec(), hull.unwrap_or(Hull::Linear), sharing))
}

/// Whether a candidate of this network has all bases at every slot.
fn is_super(space: &Space, candidate: &Candidate) -> bool {
    let has_all = |mix: &Mix| space.choices.bases() == mix.bases;
    candidate.0.iter().all(|at| has_all(&at.mix)) && space.mixes(candidate).is_some()
}

/// Whether the coefficients are finite numbers, one for every base of every site.
fn is_usable(space: &Space, candidate: &Candidate, coefficients: &[Vec<f32>]) -> bool {
    let fits = |alpha: &Vec<f32>| {
        alpha.len() == space.choices.bases().len() && alpha.iter().all(|alpha| alpha.is_finite())
    };
    coefficients.len() == candidate.0.len() && coefficients.iter().all(fits)
}

/// The best candidate that was not proposed yet, if it is among those that are ranked.
///
/// Earlier proposals came in the same order, so the next one in the past is nearly always the one that comes next here.
fn derived(space: &Space, past: Past<'_>, ranked: &[Vec<Ranked>]) -> Option<Candidate> {
    let scores: Vec<Vec<f64>> =
        ranked.iter().map(|mixes| mixes.iter().map(|ranked| ranked.score).collect()).collect();
    let mut next = 0;
    for ranks in BestFirst::new(&scores) {
        let mixes: Vec<&Mix> = ranked.iter().zip(&ranks).map(|(mixes, rank)| &mixes[*rank].mix).collect();
        let is_it = |candidate: &Candidate| space.mixes(candidate).is_some_and(|its| its == mixes);
        if past.proposed.get(next).is_some_and(|trial| is_it(&trial.candidate)) {
            next += 1;
            continue;
        }
        let mixes: Vec<Mix> = mixes.into_iter().cloned().collect();
        let candidate = space.assemble(&mixes);
        match past.proposed.iter().position(|trial| trial.candidate == candidate) {
            Some(place) => next = place + 1,
            None => return Some(candidate),
        }
    }
    None
}

#[cfg(test)]
mod tests;
