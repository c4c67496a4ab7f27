//! The values of a data set as they are learned from, for whoever compares them.

use crate::dataset::{Decoded, Part, Values};
use serde::Serialize;

/// All samples, part by part.
#[derive(Debug, Serialize)]
pub(super) struct Samples {
    /// What the entries of a sample are called, where they have names.
    entries: Vec<String>,
    /// The samples of an own validation part are the last ones.
    training: Rows,
    test: Rows,
}

/// The samples of one part, in the order of its files.
#[derive(Debug, Serialize)]
struct Rows {
    /// Pixels as they are stored, numbers less the offset of their column; before they are standardised.
    values: Vec<Vec<f32>>,
    /// The number of the class of each.
    labels: Vec<u16>,
}

impl Samples {
    pub fn of(decoded: &Decoded) -> Self {
        Self {
            entries: decoded.columns.entry_names(),
            training: Rows::of(&decoded.training),
            test: Rows::of(&decoded.test),
        }
    }
}

impl Rows {
    fn of(part: &Part) -> Self {
        let size = part.dims.size();
        let values = match part.values() {
            Values::Bytes { all, .. } => all
                .chunks_exact(size)
                .map(|sample| sample.iter().map(|byte| f32::from(*byte)).collect())
                .collect(),
            Values::Numbers(all) => all.chunks_exact(size).map(<[f32]>::to_vec).collect(),
        };
        Self { values, labels: part.labels().to_vec() }
    }
}
