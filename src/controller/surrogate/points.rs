//! The candidates that the process knows, laid out so that another one is compared with all of them at a time.

use super::kernel::{Code, Kernel};
use crate::controller::standing::count;

/// The weights of the parts of the covariance. They add up to 1, the variance of every candidate.
const CONSTANT: f64 = 0.1;
const SLOTS: f64 = 0.2;
const SHARED: f64 = 0.5;
const WHOLE: f64 = 0.2;

/// Candidates as the process sees them.
pub(super) struct Points<'k> {
    kernel: &'k Kernel,
    n: usize,
    n_slots: usize,
    /// The mixes, all candidates of the first slot before all of the second.
    codes: Vec<Code>,
    /// The bags of bases, seen through the similarities, all candidates of its first entry before all of the second.
    bags: Vec<f64>,
}

impl<'k> Points<'k> {
    /// Lays out candidates, each given by the mixes at its slots.
    pub(super) fn new(kernel: &'k Kernel, candidates: &[Vec<Code>], n_slots: usize) -> Self {
        let codes = (0..n_slots).flat_map(|slot| candidates.iter().map(move |codes| codes[slot])).collect();
        let bags: Vec<Vec<f64>> = candidates.iter().map(|codes| kernel.bag(codes).1).collect();
        let bags = (0..kernel.bag_len()).flat_map(|base| bags.iter().map(move |bag| bag[base])).collect();
        Self { kernel, n: candidates.len(), n_slots, codes, bags }
    }

    pub(super) fn len(&self) -> usize {
        self.n
    }

    pub(super) fn n_slots(&self) -> usize {
        self.n_slots
    }

    /// How alike a mix is to those that the candidates from `first` on have at a slot.
    pub(super) fn likeness(&self, code: &Code, slot: usize, first: usize) -> Vec<f64> {
        let codes = &self.codes[slot * self.n + first..(slot + 1) * self.n];
        self.kernel.likeness(code, codes)
    }

    /// The covariances of a candidate with those from `first` on, from its mixes and from how alike they are, slot by
    /// slot.
    pub(super) fn covariances(&self, codes: &[Code], likeness: &[&[f64]], first: usize) -> Vec<f64> {
        let n = self.n - first;
        let (mut sum, mut shared) = (vec![0.0; n], vec![0.0; n]);
        for alike in likeness {
            add(&mut sum, alike, 1.0);
        }
        let (bag, _) = self.kernel.bag(codes);
        for (entry, amount) in bag.into_iter().enumerate().filter(|(_, amount)| *amount != 0.0) {
            add(&mut shared, &self.bags[entry * self.n + first..(entry + 1) * self.n], amount);
        }
        let n_slots = count(likeness.len());
        for (shared, sum) in shared.iter_mut().zip(&sum) {
            let mean = sum / n_slots;
            *shared = CONSTANT + SLOTS * mean + SHARED * *shared + WHOLE * (mean * mean * mean);
        }
        shared
    }

    /// The covariances among them, column by column, each from the diagonal on; what lies above it is 0.
    pub(super) fn gram(&self, candidates: &[Vec<Code>]) -> Vec<f64> {
        let mut gram = Vec::with_capacity(self.n * self.n);
        for (place, codes) in candidates.iter().enumerate() {
            let likeness: Vec<Vec<f64>> =
                codes.iter().enumerate().map(|(slot, code)| self.likeness(code, slot, place)).collect();
            let likeness: Vec<&[f64]> = likeness.iter().map(Vec::as_slice).collect();
            gram.resize(place * self.n + place, 0.0);
            gram.extend(self.covariances(codes, &likeness, place));
        }
        gram
    }
}

fn add(to: &mut [f64], numbers: &[f64], factor: f64) {
    to.iter_mut().zip(numbers).for_each(|(entry, number)| *entry += factor * number);
}
