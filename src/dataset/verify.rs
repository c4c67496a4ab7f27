//! Whether files are the official ones, to the last bit.

use super::checksum::md5;
use super::idx_files::official;
use super::official::md5_of;
use super::{Error, Places, cache, source};
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

/// Makes sure that the files of a data set with a name are the official ones, to the last bit. They are hashed when they are new
/// or were touched, and not again after that.
///
/// # Errors
/// If they are not in any of the places, or one of them has another checksum.
pub fn check_official(source: &Source, places: &Places) -> Result<(), Error> {
    let name = source.to_string();
    if !Source::named().iter().any(|(known, _)| *known == name) {
        return Ok(());
    }
    let Some(origin) = source::origin(source, places)? else { return Ok(()) };
    cache::once(places.decoded(), &origin, "official", || {
        let verified = verify(source, places)?;
        let other = verified.into_iter().find(|file| !file.is_right());
        other.map_or(Ok(()), |Verified { path, found, needed }| {
            let needed = needed.unwrap_or("not known").to_owned();
            Err(Error::Unofficial { name, path, found, needed })
        })
    })
}
