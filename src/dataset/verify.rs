//! Whether files are the official ones, to the last bit.

use super::checksum::md5;
use super::idx_files::official;
use super::official::md5_of;
use super::{Error, Places, source};
use crate::disk;
use crate::task::Source;
use std::path::PathBuf;

/// No official file is half as large.
const MOST_FILE: u64 = 1 << 29;

/// A file with its checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Where it lies.
    pub path: PathBuf,
    /// Its MD5.
    pub found: String,
    /// The MD5 of the official file.
    pub needed: Option<&'static str>,
}

impl Verified {
    /// Whether it is the official file.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.needed == Some(self.found.as_str())
    }
}

/// Reads every file of a data set that has a name, and compares its checksum.
///
/// # Errors
/// If the files are not in any of the places, or cannot be read.
pub fn verify(source: &Source, places: &Places) -> Result<Vec<Verified>, Error> {
    let name = source.to_string();
    let verified = source::locate(source, places)?.into_iter().map(|path| {
        let found = md5(&disk::read_limited(&path, MOST_FILE)?);
        let file = official(&path.file_name().unwrap_or_default().to_string_lossy());
        Ok(Verified { needed: md5_of(&name, &file), path, found })
    });
    verified.collect()
}
