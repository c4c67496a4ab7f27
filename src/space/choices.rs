//! The mixes that may stand at one slot, numbered.

use super::subsets::{binomial, number_of_subset, subset};
use crate::activation::{Base, Hull, Mix, Sharing};
use std::ops::RangeInclusive;

/// All mixes of `sizes` bases out of `bases`, in these hulls and sharings, each function class once.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    bases: Vec<Base>,
    sizes: RangeInclusive<usize>,
    hulls: Vec<Hull>,
    sharings: Vec<Sharing>,
}

impl Choices {
    /// The mixes of these parts.
    ///
    /// # Panics
    /// If a part is empty, or a size is 0 or more than there are bases.
    #[must_use]
    pub fn new(
        bases: Vec<Base>,
        sizes: RangeInclusive<usize>,
        hulls: Vec<Hull>,
        sharings: Vec<Sharing>,
    ) -> Self {
        assert!(!hulls.is_empty() && !sharings.is_empty() && !sizes.is_empty(), "no part is empty");
        assert!(*sizes.start() > 0 && *sizes.end() <= bases.len(), "sizes lie in 1..=bases");
        Self { bases, sizes, hulls, sharings }
    }

    /// The bases, in the order of the space file.
    #[must_use]
    pub fn bases(&self) -> &[Base] {
        &self.bases
    }

    /// How many bases a mix may have.
    #[must_use]
    pub fn sizes(&self) -> RangeInclusive<usize> {
        self.sizes.clone()
    }

    /// How many mixes there are.
    #[must_use]
    pub fn count(&self) -> u128 {
        self.sizes.clone().map(|size| self.count_of_size(size)).sum()
    }

    fn count_of_size(&self, size: usize) -> u128 {
        binomial(self.bases.len(), size) * self.forms(size).len() as u128
    }

    /// The mix of this number, counted from 0.
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn nth(&self, mut number: u128) -> Mix {
        for size in self.sizes.clone() {
            let count = self.count_of_size(size);
            if number < count {
                return self.nth_of_size(size, number);
            }
            number -= count;
        }
        panic!("a choice beyond the last one was asked for");
    }

    fn nth_of_size(&self, size: usize, number: u128) -> Mix {
        let forms = self.forms(size);
        let count = forms.len() as u128;
        let form = usize::try_from(number % count).expect("there are few forms");
        let items = subset(self.bases.len(), size, number / count);
        let (hull, sharing) = forms[form];
        Mix::new(items.into_iter().map(|item| self.bases[item]).collect(), hull, sharing)
    }

    /// The number of a mix: the inverse of [`Choices::nth`]; nothing if it is not among them.
    #[must_use]
    pub fn number_of(&self, mix: &Mix) -> Option<u128> {
        let size = mix.bases.len();
        let place = |base: &Base| self.bases.iter().position(|known| known == base);
        let items: Vec<usize> = mix.bases.iter().map(place).collect::<Option<_>>()?;
        let forms = self.forms(size);
        let form = forms.iter().position(|form| *form == (mix.hull, mix.sharing))?;
        if !self.sizes.contains(&size) || !items.is_sorted() {
            return None;
        }
        let smaller: u128 = (*self.sizes.start()..size).map(|size| self.count_of_size(size)).sum();
        Some(smaller + number_of_subset(self.bases.len(), &items) * forms.len() as u128 + form as u128)
    }

    /// The pairs of hull and sharing that are different function classes for mixes of this size.
    #[must_use]
    pub fn forms(&self, size: usize) -> Vec<(Hull, Sharing)> {
        let mut forms = Vec::new();
        for &hull in &self.hulls {
            for &sharing in &self.sharings {
                let mix = Mix::new(vec![Base::Identity; size], hull, sharing);
                if !forms.contains(&(mix.hull, mix.sharing)) {
                    forms.push((mix.hull, mix.sharing));
                }
            }
        }
        forms
    }
}
