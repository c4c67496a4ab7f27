//! How much a data set may hold, and memory that is asked for before it is taken.

use super::Error;
use std::path::Path;

/// A data set is held in memory as a whole; none may need more than 4 GiB.
pub(super) const MOST_BYTES: u64 = 4 << 30;

/// Deflate, which packs PNG, gzip and zip, makes at most 1,032 bytes of one; a little is added for short files.
pub(super) fn most_unpacked(packed: u64) -> u64 {
    packed.saturating_mul(1032).saturating_add(1024)
}

/// An empty list that has room for so many values, of which one comes from what lies at `path`.
pub(super) fn room<T>(count: usize, path: &Path) -> Result<Vec<T>, Error> {
    let bytes = (count as u64).saturating_mul(size_of::<T>() as u64);
    let refused = |limit| Error::TooLarge { path: path.to_owned(), bytes, limit };
    if bytes > MOST_BYTES {
        return Err(refused(Some(MOST_BYTES)));
    }
    let mut room = Vec::new();
    room.try_reserve_exact(count).map_err(|_| refused(None))?;
    Ok(room)
}
