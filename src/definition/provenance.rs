//! Where learned mixes come from.

use crate::yaml::{Shape, integer, number, or_null, record, text};

/// Where learned mixes come from: enough to find the trial again, or to repeat it.
#[derive(Clone, Debug, PartialEq)]
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
    pub tested_among: Option<u64>,
    /// The SHA-256 of the space file, with the overrides of the command line and the definitions that it names behind it,
    /// in hexadecimal.
    pub space_sha256: String,
    /// The data set, as the space file names it; none where it is not known.
    pub dataset: Option<String>,
    /// The SHA-256 of all its values and labels; none where nobody looked at them.
    pub dataset_sha256: Option<String>,
    /// The master seed of the search.
    pub seed: u64,
    /// The program that searched, with its version.
    pub program: String,
}

impl Provenance {
    /// How it is read and described.
    pub(super) fn shape() -> Shape<Self> {
        record("where learned mixes come from", |fields| {
            let share = || number(0.0..=1.0);
            let search = fields.required("search", "the name of the search", text());
            let trial = integer(0..=u32::MAX.into()).map(|trial| u32::try_from(trial).unwrap_or(u32::MAX));
            let trial = fields.required("trial", "the number of the trial", trial);
            let about = "the share of validation samples that it got right";
            let validation_accuracy = fields.required("validation_accuracy", about, share());
            let about = "the share of test samples that it got right; null where never read";
            let test_accuracy = fields.optional("test_accuracy", about, or_null(share()));
            let about = "how many trials there were when the test part was read first, if the budget was changed after that";
            let tested_among = fields.optional("tested_among", about, integer(0..=u64::MAX));
            let about = "the SHA-256 of the space file, its overrides and the definitions that it names";
            let space_sha256 = fields.required("space_sha256", about, text());
            let dataset = fields.optional("dataset", "the data set", or_null(text()));
            let about = "the SHA-256 of its values and labels";
            let dataset_sha256 = fields.optional("dataset_sha256", about, or_null(text()));
            let seed = fields.required("seed", "the master seed of the search", integer(0..=u64::MAX));
            let program = fields.required("program", "the program that searched", text());
            Some(Self {
                search: search?,
                trial: trial?,
                validation_accuracy: validation_accuracy?,
                test_accuracy: test_accuracy.flatten(),
                tested_among,
                space_sha256: space_sha256?,
                dataset: dataset.flatten(),
                dataset_sha256: dataset_sha256.flatten(),
                seed: seed?,
                program: program?,
            })
        })
    }
}
