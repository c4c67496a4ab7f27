//! How much of a text is read at most, so that every text gets an answer at once.

/// Collections that are nested more deeply than this, the uses of aliases counted, are refused.
pub(super) const MOST_DEPTH: usize = 128;

/// How much one text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes.
    pub bytes: u64,
    /// The most values, keys and every use of an alias counted.
    pub values: usize,
}

impl Limits {
    /// What a person writes: 1 MiB.
    pub const BY_HAND: Limits = Limits { bytes: 1 << 20, values: 100_000 };
    /// What a program writes: 16 MiB, enough for a million numbers.
    pub const BY_PROGRAM: Limits = Limits { bytes: 16 << 20, values: 2_000_000 };
}
