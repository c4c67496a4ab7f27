//! How learned numbers are read, and how many of something there may be.

use crate::yaml::{Complaint, Interval, Shape, number};
use std::ops::RangeInclusive;

/// The length of a list that only the size of the file limits.
pub(super) const ANY_NUMBER: RangeInclusive<usize> = 0..=usize::MAX;
/// The same, but it is not empty.
pub(super) const AT_LEAST_ONE: RangeInclusive<usize> = 1..=usize::MAX;

/// A number that is learned.
#[expect(clippy::cast_possible_truncation, reason = "rounding to single precision is meant")]
pub(super) fn single() -> Shape<f32> {
    number(Interval::any()).try_map(|wide| {
        let narrow = wide as f32;
        if narrow.is_finite() {
            Ok(narrow)
        } else {
            Err(Complaint::allowed("a number that 32 bits can hold"))
        }
    })
}
