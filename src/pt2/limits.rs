//! How much a file may make this program hold.

/// More entries than any model has.
pub(super) const MOST_ENTRIES: u64 = 200_000;
/// A description in JSON is at most so large, unpacked.
pub(super) const MOST_JSON: u64 = 64 << 20;
/// All tensors that are packed are at most so large together, unpacked; those that are not packed stay in the file.
pub(super) const MOST_UNPACKED: u64 = 4 << 30;
/// A model brings at most so many starts.
pub(super) const MOST_STARTS: usize = 1000;
/// A graph has at most so many nodes.
pub(super) const MOST_NODES: usize = 100_000;
/// A function has at most so many arguments.
pub(super) const MOST_ARGUMENTS: usize = 64;
/// A tensor has at most so many dimensions.
pub(super) const MOST_DIMENSIONS: usize = 16;

/// Deflate makes at most 1,032 bytes of one; a little is added for short entries.
pub(super) fn most_unpacked(packed: u64) -> u64 {
    packed.saturating_mul(1032).saturating_add(1024)
}
