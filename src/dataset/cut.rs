//! A test part for data that brings none.

use super::Part;
use super::split::draw;
use crate::seed::Seed;

/// The share that is cut off where none is given.
const SHARE: f64 = 0.2;

/// The rows of the training part, and of the test part.
pub(super) type Cut = (Vec<u32>, Vec<u32>);

/// What is said where data brings a test part of its own, and a share is given to be cut off.
pub(super) fn unused(share: Option<f64>) -> Option<String> {
    share.map(|share| format!("`test: {share}` is not used, because the data has a test part of its own"))
}

/// Cuts a share off as the test part, stratified by label: the rows of the training part, and of the test part.
///
/// The cut depends on the labels alone and not on the seed of a run, so results of all runs can be compared.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count far below 2^52"
)]
pub(super) fn cut_rows(labels: &[u16], share: Option<f64>) -> Cut {
    let test = (labels.len() as f64 * share.unwrap_or(SHARE)).round() as usize;
    let cut = draw(labels, labels.len(), test, &Seed::new(0).of("test part"));
    (cut.training, cut.validation)
}

/// The same of a whole part.
pub(super) fn cut_test(all: &Part, share: Option<f64>) -> (Part, Part) {
    let (training, test) = cut_rows(all.labels(), share);
    (all.select(&training), all.select(&test))
}
