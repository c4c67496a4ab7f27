//! A test part for data that brings none.

use super::Part;
use super::split::draw;
use crate::seed::Seed;

/// The share that is cut off where none is given.
const SHARE: f64 = 0.2;

/// Cuts a share off as the test part, stratified by label: the training part, and the test part.
///
/// The cut depends on the labels alone and not on the seed of a run, so results of all runs can be compared.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count far below 2^52"
)]
pub(super) fn cut_test(all: &Part, share: Option<f64>) -> (Part, Part) {
    let test = (all.len() as f64 * share.unwrap_or(SHARE)).round() as usize;
    let cut = draw(all.labels(), all.len(), test, &Seed::new(0).of("test part"));
    (all.select(&cut.training), all.select(&cut.validation))
}
