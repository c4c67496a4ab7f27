//! Where learned mixes come from.

use serde::{Deserialize, Serialize};

/// Where learned mixes come from: enough to find the trial again, or to repeat it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The name of the search, as its space file gives it.
    pub search: String,
    /// The number of the trial in the search.
    pub trial: u32,
    /// The share of validation samples that the trial got right, from 0 to 1.
    pub validation_accuracy: f64,
    /// The share of test samples that it got right, from 0 to 1; none where the test part was never read.
    pub test_accuracy: Option<f64>,
    /// How many trials there were when the test part was read first, if the budget was changed after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tested_among: Option<u64>,
    /// The SHA-256 of the space file, with the overrides of the command line and the definitions that it names behind it,
    /// in hexadecimal.
    pub space_sha256: String,
    /// The data set, as the space file names it; none where it is not known.
    #[serde(default)]
    pub dataset: Option<String>,
    /// The SHA-256 of all its values and labels; none where nobody looked at them.
    #[serde(default)]
    pub dataset_sha256: Option<String>,
    /// The master seed of the search.
    pub seed: u64,
    /// The program that searched, with its version.
    pub program: String,
}
