//! How alike two mixes are.

use super::shape;
use crate::activation::{Base, Hull, Mix, Sharing};

/// How much of the likeness of two bases is whether they are the same one; the rest is their shape.
const SAME_BASE: f64 = 0.9;
/// How alike two mixes of the same bases are that differ in hull or sharing.
const OTHER_FORM: f64 = 0.2;
/// A base beyond so many shares the last bit with others.
const MOST_BASES: usize = 64;

/// A mix, brief enough to be compared in a few nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Code {
    /// One bit for each base of the mix.
    mask: u64,
    form: (Hull, Sharing),
    /// One over the norm of the sum of its bases.
    scale: f64,
}

/// What mixes are compared by.
#[derive(Debug)]
pub(super) struct Kernel {
    bases: Vec<Base>,
    forms: Vec<(Hull, Sharing)>,
    /// How alike each two bases are, row by row.
    similarities: Vec<f64>,
}

impl Kernel {
    /// Compares mixes of these bases in these forms.
    pub(super) fn new(mut bases: Vec<Base>, forms: Vec<(Hull, Sharing)>) -> Self {
        bases.truncate(MOST_BASES);
        let n = bases.len();
        let mut similarities = shape::similarities(&bases);
        for (place, entry) in similarities.iter_mut().enumerate() {
            let same = f64::from(u8::from(place / n == place % n));
            *entry = SAME_BASE * same + (1.0 - SAME_BASE) * *entry;
        }
        Self { bases, forms, similarities }
    }

    /// How many entries a bag has: one for each base in each form.
    pub(super) fn bag_len(&self) -> usize {
        self.bases.len() * self.forms.len()
    }

    pub(super) fn code(&self, mix: &Mix) -> Code {
        let last = self.bases.len() - 1;
        let bit = |base: &Base| self.bases.iter().position(|known| known == base).unwrap_or(last);
        let mask = mix.bases.iter().fold(0, |mask, base| mask | 1 << bit(base));
        Code { mask, form: (mix.hull, mix.sharing), scale: 1.0 / sum(&self.through(mask), mask).sqrt() }
    }

    /// How alike a mix is to each of others: 1 to itself, between 0 and 1 to any.
    ///
    /// Let c be the cosine between the sums of their bases. Then (c + c²)/2 also knows which pairs of bases they share.
    pub(super) fn likeness(&self, code: &Code, others: &[Code]) -> Vec<f64> {
        let through = self.through(code.mask);
        let alike = |other: &Code| {
            let form = if code.form == other.form { 1.0 } else { OTHER_FORM };
            if code.mask == other.mask {
                return form;
            }
            let cosine = sum(&through, other.mask) * code.scale * other.scale;
            form * 0.5 * (cosine + cosine * cosine)
        };
        others.iter().map(alike).collect()
    }

    /// How much of each base in each form is in these mixes together, and the same seen through the similarities. The product
    /// of the one of a candidate with the other of another is the cosine between their bags of bases.
    pub(super) fn bag(&self, codes: &[Code]) -> (Vec<f64>, Vec<f64>) {
        let n = self.bases.len();
        let mut bag = vec![0.0; self.bag_len()];
        for code in codes {
            let first = n * self.forms.iter().position(|form| *form == code.form).unwrap_or(0);
            bits(code.mask).for_each(|base| bag[first + base] += code.scale);
        }
        let mut through = self.seen_through(&bag);
        let square: f64 = through.iter().zip(&bag).map(|(a, b)| a * b).sum();
        let scale = 1.0 / square.sqrt();
        bag.iter_mut().chain(&mut through).for_each(|entry| *entry *= scale);
        (bag, through)
    }

    /// A base counts in full where the form is the same, and by [`OTHER_FORM`] in all others.
    fn seen_through(&self, bag: &[f64]) -> Vec<f64> {
        let n = self.bases.len();
        let mut through = vec![0.0; bag.len()];
        let mut everywhere = vec![0.0; n];
        for (amounts, seen) in bag.chunks(n).zip(through.chunks_mut(n)) {
            for (row, amount) in
                self.similarities.chunks(n).zip(amounts).filter(|(_, amount)| **amount != 0.0)
            {
                seen.iter_mut().zip(row).for_each(|(entry, alike)| *entry += amount * alike);
            }
            everywhere.iter_mut().zip(&*seen).for_each(|(sum, entry)| *sum += entry);
        }
        for seen in through.chunks_mut(n) {
            let both = seen.iter_mut().zip(&everywhere);
            both.for_each(|(entry, all)| *entry += OTHER_FORM * (all - *entry));
        }
        through
    }

    /// How alike each base is to the sum of the bases of a mix.
    fn through(&self, mask: u64) -> Vec<f64> {
        let mut through = vec![0.0; self.bases.len()];
        for base in bits(mask) {
            let row = &self.similarities[base * through.len()..][..through.len()];
            through.iter_mut().zip(row).for_each(|(entry, alike)| *entry += alike);
        }
        through
    }
}

/// The sum of the entries that have a bit.
fn sum(entries: &[f64], mut mask: u64) -> f64 {
    let mut sum = 0.0;
    while mask != 0 {
        sum += entries[mask.trailing_zeros() as usize];
        mask &= mask - 1;
    }
    sum
}

fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (mask != 0).then(|| mask.trailing_zeros() as usize);
        mask &= mask.wrapping_sub(1);
        place
    })
}
