//! What tells that a file has most likely not been changed.

use super::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The place, length and time of last change of a file: none of them moves as long as nobody writes to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Its one path without links and detours.
    pub path: PathBuf,
    /// Its length in bytes.
    pub len: u64,
    /// When it was changed, in nanoseconds since 1970.
    pub changed: u128,
    /// Whether that is long enough ago for another change to have another time, on every file system.
    pub is_settled: bool,
}

/// The coarsest time that a file system in use has is 2 s.
const SETTLED: Duration = Duration::from_secs(3);

/// Looks at a file without reading it.
///
/// # Errors
/// If the file is missing, or may not be looked at.
pub fn stamp(path: &Path) -> Result<Stamp> {
    let failed = |error| Error::new("look at", path, error);
    let found = fs::metadata(path).map_err(failed)?;
    let changed = found.modified().map_err(failed)?;
    Ok(Stamp {
        path: fs::canonicalize(path).map_err(failed)?,
        len: found.len(),
        changed: changed.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos(),
        is_settled: SystemTime::now().duration_since(changed).is_ok_and(|age| age > SETTLED),
    })
}
