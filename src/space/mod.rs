//! The search space: which mix may stand at which site, and the candidates that come of it.

mod candidate;
mod choices;
mod file;
mod learned;
mod subsets;

pub use candidate::{AS_IT_IS, Candidate, SiteMix};
pub use choices::Choices;
pub use file::{Activations, Sites, baseline, mix};
pub use learned::{Unfit, Written};

use crate::activation::Mix;
use crate::seed::Stream;
use std::collections::BTreeMap;

/// Every candidate that a run may propose: one mix per slot, where a slot is a group of sites that share one choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    /// The mixes that may stand at a slot, the same for each.
    pub choices: Choices,
    /// The names of the sites, slot by slot. Sites of one slot get the same mix, but each learns its own α.
    slots: Vec<Vec<String>>,
    /// The names of the sites in the order of the network.
    sites: Vec<String>,
    /// The slot of each site.
    slot_of: Vec<usize>,
}

impl Space {
    /// The space over these sites.
    ///
    /// # Panics
    /// If the slots do not hold every site exactly once.
    #[must_use]
    pub fn new(choices: Choices, sites: Vec<String>, slots: Vec<Vec<String>>) -> Self {
        let mut held: Vec<&String> = slots.iter().flatten().collect();
        let mut wanted: Vec<&String> = sites.iter().collect();
        held.sort();
        wanted.sort();
        assert_eq!(held, wanted, "the slots hold every site once");
        let numbered = |(slot, sites): (usize, &'_ Vec<String>)| {
            sites.iter().map(move |site| (site.clone(), slot)).collect::<Vec<_>>()
        };
        let slot_of: BTreeMap<String, usize> = slots.iter().enumerate().flat_map(numbered).collect();
        let slot_of = sites.iter().map(|site| slot_of[site]).collect();
        Self { choices, slots, sites, slot_of }
    }

    /// How many candidates there are; nothing if they are more than 2^128.
    #[must_use]
    pub fn count(&self) -> Option<u128> {
        let per_slot = self.choices.count();
        self.slots.iter().try_fold(1_u128, |count, _| count.checked_mul(per_slot))
    }

    /// The names of the sites that share each choice, slot by slot.
    #[must_use]
    pub fn slots(&self) -> &[Vec<String>] {
        &self.slots
    }

    /// The names of the sites in the order of the network.
    #[must_use]
    pub fn sites(&self) -> &[String] {
        &self.sites
    }

    /// The slot of each site, in the order of the network.
    #[must_use]
    pub fn slot_of_sites(&self) -> &[usize] {
        &self.slot_of
    }

    /// A candidate, uniform among all.
    pub fn draw(&self, stream: &mut Stream) -> Candidate {
        let count = self.choices.count();
        self.candidate(|_| stream.below(count))
    }

    /// The candidate of this number, counted from 0: a bijection with `0..count`.
    #[must_use]
    pub fn nth(&self, mut number: u128) -> Candidate {
        let count = self.choices.count();
        self.candidate(|_| {
            let choice = number % count;
            number /= count;
            choice
        })
    }

    /// The number of a candidate: the inverse of [`Space::nth`]; nothing if it lies outside the space.
    #[must_use]
    pub fn number_of(&self, candidate: &Candidate) -> Option<u128> {
        let count = self.choices.count();
        self.mixes(candidate)?.into_iter().rev().try_fold(0_u128, |number, mix| {
            number.checked_mul(count)?.checked_add(self.choices.number_of(mix)?)
        })
    }

    /// The candidate with one mix at every site.
    #[must_use]
    pub fn everywhere(&self, mix: &Mix) -> Candidate {
        let at = |site: &String| SiteMix::new(site, mix.clone());
        Candidate(self.sites.iter().map(at).collect())
    }

    /// The candidate that has these mixes at its slots.
    ///
    /// # Panics
    /// If there is not one for each.
    #[must_use]
    pub fn assemble(&self, mixes: &[Mix]) -> Candidate {
        assert_eq!(mixes.len(), self.slots.len(), "there is a mix for each slot");
        let at = |(site, slot): (&String, &usize)| SiteMix::new(site, mixes[*slot].clone());
        Candidate(self.sites.iter().zip(&self.slot_of).map(at).collect())
    }

    /// The mixes that a candidate has at the slots; nothing if it has other sites, several mixes at the sites of a slot, or a start
    /// of its own.
    #[must_use]
    pub fn mixes<'c>(&self, candidate: &'c Candidate) -> Option<Vec<&'c Mix>> {
        if candidate.0.len() != self.sites.len() {
            return None;
        }
        let mut mixes = vec![None; self.slots.len()];
        for ((at, site), slot) in candidate.0.iter().zip(&self.sites).zip(&self.slot_of) {
            if at.site != *site || !at.start.is_empty() || *mixes[*slot].get_or_insert(&at.mix) != &at.mix {
                return None;
            }
        }
        mixes.into_iter().collect()
    }

    fn candidate(&self, mut choice_of: impl FnMut(usize) -> u128) -> Candidate {
        let mixes: Vec<Mix> = (0..self.slots.len()).map(|slot| self.choices.nth(choice_of(slot))).collect();
        self.assemble(&mixes)
    }
}

#[cfg(test)]
mod tests;
