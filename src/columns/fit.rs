//! What is fitted on the cells of the training part.

use std::collections::BTreeMap;

/// The middle of the numbers; of an even count the mean of the two in the middle. Nothing where there is no number.
#[must_use]
pub fn median(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some(lower / 2.0 + upper / 2.0)
}

/// Σx/n, added up as deviations from the first number, so that a large offset costs no digits. Nothing where there is no
/// number.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "there are far fewer than 2^52 rows")]
pub fn mean(numbers: &[f64]) -> Option<f64> {
    let first = *numbers.first()?;
    let deviations: f64 = numbers.iter().map(|number| number - first).sum();
    Some(first + deviations / numbers.len() as f64)
}

/// What is there most often; of equally frequent ones the least. Nothing where there is nothing.
#[must_use]
pub fn most_frequent<T: Ord>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counts = BTreeMap::new();
    for each in all {
        *counts.entry(each).or_insert(0_usize) += 1;
    }
    // Of equal counts `max_by_key` takes the last, so the order is turned round.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(each, _)| each)
}

/// The number that is there most often; of equally frequent ones the least.
#[must_use]
pub fn most_frequent_number(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    // Runs of equal numbers; of equally long ones `max_by_key` takes the last, so the order is turned round.
    sorted.chunk_by(|one, other| one == other).rev().max_by_key(|run| run.len()).map(|run| run[0])
}

/// How numbers are spread, added up one by one: so much as says whether single precision can tell them apart.
///
/// Mean and squares are those of the deviations from the first number, so that a large offset costs no digits (Welford 1962).
#[derive(Clone, Debug, Default)]
pub struct Spread {
    count: f64,
    first: f64,
    mean: f64,
    squares: f64,
    moved: f64,
}

impl Spread {
    /// One number more.
    #[expect(clippy::cast_possible_truncation, reason = "what rounding to single precision does is asked")]
    pub fn add(&mut self, number: f64) {
        if self.count == 0.0 {
            self.first = number;
        }
        self.count += 1.0;
        let deviation = number - self.first;
        let before = deviation - self.mean;
        self.mean += before / self.count;
        self.squares += before * (deviation - self.mean);
        self.moved = self.moved.max((f64::from(number as f32) - number).abs());
    }

    /// What has to be subtracted before these numbers are rounded to single precision; see [`offset`].
    #[must_use]
    pub fn offset(&self) -> f64 {
        const SHARE: f64 = 1.0 / 4096.0;
        let std = (self.squares / self.count).sqrt();
        if !std.is_normal() || !self.moved.is_finite() || self.moved <= SHARE * std {
            return 0.0;
        }
        let (mean, step) = (self.first + self.mean, 10_f64.powf(std.log10().floor()));
        let rounded = (mean / step).round() * step;
        if rounded.is_finite() { rounded } else { mean }
    }
}

/// What has to be subtracted from numbers before they are rounded to single precision; 0 where rounding loses nothing.
///
/// Rounding loses something where it moves a number by more than 1/4096 of the standard deviation, as it does with seconds
/// since 1970 or Julian days. The offset is then the mean, rounded to the power of ten below the standard deviation, so
/// that it has few digits.
#[must_use]
pub fn offset(numbers: &[f64]) -> f64 {
    let mut spread = Spread::default();
    for number in numbers {
        spread.add(*number);
    }
    spread.offset()
}
