//! Which mixes a slot should have by the coefficients of the super-candidate.

use crate::activation::{Base, Hull, Mix};
use crate::controller::standing::count;
use crate::space::Space;
use std::cmp::Ordering;

/// So many mixes are ranked at a slot.
const MOST_MIXES: usize = 128;
/// So many sets of bases of each size are kept.
const MOST_SETS: usize = 64;
/// What a form loses for every form that the space lists before it.
const LATER_FORM: f64 = 0.01;

/// A mix and what it is worth at a slot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ranked {
    pub score: f64,
    pub mix: Mix,
}

/// What the coefficients of a slot say of one base, each a share of Σ|α|, averaged over the sites of the slot.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    /// |α|.
    all: f64,
    /// The positive part of α.
    positive: f64,
}

/// For each slot, the mixes that may stand there, best first, and not more than 128 of them.
///
/// The score of a mix is the share of Σ|α| that its bases have, less `penalty` for every base in units of an equal share,
/// 1/N of N bases: at 1, a base is worth taking if it has more than an equal share. A convex mix counts the positive α only,
/// a frozen one no more than N times the smallest share in it, because its α are equal. Equal scores go to the form that the
/// space lists first. The score is ours.
pub(super) fn ranked(space: &Space, coefficients: &[Vec<f32>], penalty: f64) -> Vec<Vec<Ranked>> {
    let mut alphas: Vec<Vec<&Vec<f32>>> = vec![Vec::new(); space.slots().len()];
    for (slot, alpha) in space.slot_of_sites().iter().zip(coefficients) {
        alphas[*slot].push(alpha);
    }
    alphas.iter().map(|alphas| ranked_at(space, &shares(alphas), penalty)).collect()
}

fn shares(alphas: &[&Vec<f32>]) -> Vec<Share> {
    let mut shares = vec![Share::default(); alphas.first().map_or(0, |alpha| alpha.len())];
    for alpha in alphas {
        let total: f64 = alpha.iter().map(|alpha| f64::from(alpha.abs())).sum();
        let scale = 1.0 / (total.max(1e-30) * count(alphas.len()));
        for (share, alpha) in shares.iter_mut().zip(*alpha) {
            share.all += f64::from(alpha.abs()) * scale;
            share.positive += f64::from(alpha.max(0.0)) * scale;
        }
    }
    shares
}

fn ranked_at(space: &Space, shares: &[Share], penalty: f64) -> Vec<Ranked> {
    let choices = &space.choices;
    let mut ranked = Vec::new();
    for set in sets(shares, choices.sizes().into_inner()) {
        let bases: Vec<Base> = set.iter().map(|base| choices.bases()[*base]).collect();
        let cost = penalty * count(set.len()) / count(shares.len());
        for (place, (hull, sharing)) in choices.forms(set.len()).into_iter().enumerate() {
            let score = worth(&set, hull, shares) - cost - LATER_FORM * count(place);
            ranked.push(Ranked { score, mix: Mix::new(bases.clone(), hull, sharing) });
        }
    }
    ranked.sort_by(|one, other| descending(one.score, other.score));
    ranked.truncate(MOST_MIXES);
    ranked
}

fn worth(set: &[usize], hull: Hull, shares: &[Share]) -> f64 {
    let of_all = set.iter().map(|base| shares[*base].all);
    let plain = set.len() == 1;
    match hull {
        Hull::Convex if !plain => set.iter().map(|base| shares[*base].positive).sum(),
        Hull::Frozen if !plain => count(set.len()) * of_all.fold(f64::INFINITY, f64::min),
        Hull::Affine | Hull::Convex | Hull::Linear | Hull::Frozen => of_all.sum(),
    }
}

/// Sets of bases of these sizes, their items rising: of each size those with the largest shares, not more than 64, found by
/// adding one base at a time to the best of the size below.
fn sets(shares: &[Share], (fewest, most): (usize, usize)) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|one, other| descending(shares[*one].all, shares[*other].all));
    let worth = |set: &Vec<usize>| set.iter().map(|place| shares[order[*place]].all).sum::<f64>();
    let (mut beam, mut found) = (vec![Vec::new()], Vec::new());
    for size in 1..=most {
        // Only with bases of smaller shares than those in it, so that every set comes up once.
        let grown = beam.iter().flat_map(|set: &Vec<usize>| {
            let first = set.last().map_or(0, |last| last + 1);
            (first..order.len()).map(move |place| [set.as_slice(), &[place]].concat())
        });
        let mut scored: Vec<(f64, Vec<usize>)> = grown.map(|set| (worth(&set), set)).collect();
        scored.sort_by(|one, other| descending(one.0, other.0));
        scored.truncate(MOST_SETS);
        beam = scored.into_iter().map(|(_, set)| set).collect();
        if size >= fewest {
            found.extend(beam.iter().map(|set| {
                let mut items: Vec<usize> = set.iter().map(|place| order[*place]).collect();
                items.sort_unstable();
                items
            }));
        }
    }
    found
}

fn descending(one: f64, other: f64) -> Ordering {
    other.total_cmp(&one)
}
