//! How much a data set may hold, and memory that is asked for before it is taken.

use super::Error;
use std::path::Path;

/// A data set is held in memory as a whole; the values of none, of whatever source, may need more than 4 GiB.
pub(super) const MOST_BYTES: u64 = 4 << 30;

/// Makes sure that a data set which comes from what lies at `path` may need so much memory.
pub(super) fn check(bytes: u64, path: &Path) -> Result<(), Error> {
    let limit = Some(MOST_BYTES);
    if bytes > MOST_BYTES { Err(Error::TooLarge { path: path.to_owned(), bytes, limit }) } else { Ok(()) }
}

/// How many bytes so many samples of so many values take, each of so many bytes; the most that can be said where that is more.
pub(super) fn bytes_of(samples: usize, values: usize, width: usize) -> u64 {
    [samples, values, width].iter().fold(1, |product: u64, factor| product.saturating_mul(*factor as u64))
}

/// Deflate, which packs PNG, gzip and zip, makes at most 1,032 bytes of one; a little is added for short files.
pub(super) fn most_unpacked(packed: u64) -> u64 {
    packed.saturating_mul(1032).saturating_add(1024)
}

/// An empty list that has room for so many values, of which one comes from what lies at `path`.
pub(super) fn room<T>(count: usize, path: &Path) -> Result<Vec<T>, Error> {
    let bytes = bytes_of(count, 1, size_of::<T>());
    check(bytes, path)?;
    let mut room = Vec::new();
    let refused = |_| Error::TooLarge { path: path.to_owned(), bytes, limit: None };
    room.try_reserve_exact(count).map_err(refused)?;
    Ok(room)
}
