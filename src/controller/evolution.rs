//! Regularized evolution (Real, Aggarwal, Huang & Le 2019, Regularized evolution for image classifier architecture search,
//! arXiv 1802.01548).
//!
//! The newest P trials are alive: the oldest dies, not the worst. Of S of them, drawn at random with replacement, the best
//! is the parent, and its child differs from it by one mutation. The mutations are ours, since the paper's are those of
//! its cells: at a random slot, add, drop or swap a base, take another hull or sharing, or copy the mix of a neighbour.

use super::{Past, random};
use crate::activation::Mix;
use crate::seed::Stream;
use crate::space::{Candidate, Choices, Space};
use crate::yaml::{Shape, integer, record};

/// How evolution goes about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evolution {
    /// P, how many trials are alive: the newest that did not fail. So many are random at first.
    pub population: usize,
    /// S, how many of them compete to be the parent.
    pub tournament: usize,
}

impl Default for Evolution {
    fn default() -> Self {
        Self { population: 16, tournament: 8 }
    }
}

/// How often a child that was proposed before is changed further.
const MOST_MUTATIONS: usize = 32;

/// How often a mutation is drawn until one makes a difference.
const MOST_DRAWS: usize = 64;

impl Evolution {
    /// A child of one of the best of the living; at random while there are too few.
    pub(super) fn propose(self, space: &Space, past: Past<'_>, stream: &mut Stream) -> Option<Candidate> {
        if past.proposed.len() < self.population {
            return random::propose(space, past, stream);
        }
        self.child(space, past, stream).or_else(|| random::propose(space, past, stream))
    }

    fn child(self, space: &Space, past: Past<'_>, stream: &mut Stream) -> Option<Candidate> {
        let mut mixes = self.parent(space, past, stream)?;
        for _ in 0..MOST_MUTATIONS {
            mutate(&mut mixes, &space.choices, stream)?;
            let child = space.assemble(&mixes);
            if !past.has(&child) {
                return Some(child);
            }
        }
        None
    }

    /// The mixes of the winner of a tournament.
    fn parent(self, space: &Space, past: Past<'_>, stream: &mut Stream) -> Option<Vec<Mix>> {
        let fits = |found: &super::Seen| found.accuracy.is_some() && space.mixes(found.candidate).is_some();
        let newest_first = past.seen.iter().rev().filter(|found| fits(found)).take(self.population);
        let mut alive: Vec<super::Seen> = newest_first.copied().collect();
        alive.reverse();
        if alive.is_empty() {
            return None;
        }
        let ranking = Past { seen: &alive, ..past }.ranking();
        let winner = (0..self.tournament).map(|_| stream.index(alive.len())).min()?;
        let mixes = space.mixes(alive[ranking[winner]].candidate)?;
        Some(mixes.into_iter().map(|mix| bring_inside(mix, &space.choices, stream)).collect())
    }

    /// How the parameters are read and described.
    pub(super) fn shape() -> Shape<Self> {
        record("regularized evolution", |fields| {
            let Self { population, tournament } = Self::default();
            let mut count = |key, about: &str, default| {
                usize::try_from(fields.or(key, about, integer(1..=10_000), default as u64)).ok()
            };
            let population = count(
                "population",
                "how many trials are alive, the newest; so many are random at first",
                population,
            );
            let tournament = count("tournament", "how many of them compete to be the parent", tournament);
            Some(Self { population: population?, tournament: tournament? })
        })
    }
}

/// The nearest mix that the choices have: without bases that they do not have, with as many as they ask for.
fn bring_inside(mix: &Mix, choices: &Choices, stream: &mut Stream) -> Mix {
    let mut has: Vec<bool> = choices.bases().iter().map(|base| mix.bases.contains(base)).collect();
    while count(&has) > *choices.sizes().end() {
        flip_one(&mut has, true, stream);
    }
    while count(&has) < *choices.sizes().start() {
        flip_one(&mut has, false, stream);
    }
    with_bases(&has, mix, choices, stream)
}

/// Changes the mixes by one mutation; nothing if none was found that makes a difference.
fn mutate(mixes: &mut [Mix], choices: &Choices, stream: &mut Stream) -> Option<()> {
    for _ in 0..MOST_DRAWS {
        let slot = stream.index(mixes.len());
        let Some(mix) = mutation(mixes, slot, choices, stream) else { continue };
        if mix != mixes[slot] {
            mixes[slot] = mix;
            return Some(());
        }
    }
    None
}

/// What becomes of the mix at a slot; nothing if the drawn mutation leads out of the space.
fn mutation(mixes: &[Mix], slot: usize, choices: &Choices, stream: &mut Stream) -> Option<Mix> {
    let mix = &mixes[slot];
    let mut has: Vec<bool> = choices.bases().iter().map(|base| mix.bases.contains(base)).collect();
    let (most, all) = (*choices.sizes().end(), has.len());
    match stream.below(5) {
        0 if mix.bases.len() < most => flip_one(&mut has, false, stream),
        1 if mix.bases.len() > *choices.sizes().start() => flip_one(&mut has, true, stream),
        2 if mix.bases.len() < all => {
            let before = has.clone();
            flip_one(&mut has, true, stream);
            let others: Vec<usize> = (0..all).filter(|place| !before[*place]).collect();
            has[others[stream.index(others.len())]] = true;
        }
        3 => {
            let forms = choices.forms(mix.bases.len());
            let (hull, sharing) = forms[stream.index(forms.len())];
            return Some(Mix::new(mix.bases.clone(), hull, sharing));
        }
        4 => return neighbour(mixes, slot, stream).cloned(),
        _ => return None,
    }
    Some(with_bases(&has, mix, choices, stream))
}

fn neighbour<'m>(mixes: &'m [Mix], slot: usize, stream: &mut Stream) -> Option<&'m Mix> {
    let place = if stream.below(2) == 0 { slot.checked_sub(1)? } else { slot + 1 };
    mixes.get(place)
}

fn count(has: &[bool]) -> usize {
    has.iter().filter(|has| **has).count()
}

/// Turns a random one of those that are `from` into its opposite.
fn flip_one(has: &mut [bool], from: bool, stream: &mut Stream) {
    let places: Vec<usize> = (0..has.len()).filter(|place| has[*place] == from).collect();
    has[places[stream.index(places.len())]] = !from;
}

/// The mix of these bases, in the hull and sharing of another where there is such a mix, else in random ones.
fn with_bases(has: &[bool], like: &Mix, choices: &Choices, stream: &mut Stream) -> Mix {
    let bases: Vec<_> =
        choices.bases().iter().zip(has).filter(|(_, has)| **has).map(|(base, _)| *base).collect();
    let forms = choices.forms(bases.len());
    let kept = Mix::new(bases.clone(), like.hull, like.sharing);
    if forms.contains(&(kept.hull, kept.sharing)) && !(like.is_plain() && bases.len() > 1) {
        return kept;
    }
    let (hull, sharing) = forms[stream.index(forms.len())];
    Mix::new(bases, hull, sharing)
}
