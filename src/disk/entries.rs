//! What lies in a folder of the user, whatever it is called and whatever it is.

use super::limited::irregular;
use super::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Something in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is, to the last byte.
    pub path: PathBuf,
    /// Its name as text; where that is not UTF-8, what is none is replaced.
    pub name: String,
    /// What it is, or what it leads to.
    pub kind: EntryKind,
}

/// What something in a folder is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// Neither; what it is, to go on where its name ends.
    Other(String),
}

/// What lies in a folder, in the order of the bytes of its names.
///
/// # Errors
/// If the folder cannot be read.
pub fn entries(folder: &Path) -> Result<Vec<Entry>> {
    let failed = |error| Error::new("list", folder, error);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(failed)?;
        let kind = if kind.is_symlink() { behind_link(&path) } else { kind_of(kind) };
        entries.push(Entry { path, name, kind });
    }
    entries.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
    Ok(entries)
}

fn behind_link(path: &Path) -> EntryKind {
    match fs::metadata(path) {
        Ok(found) => kind_of(found.file_type()),
        Err(error) => EntryKind::Other(format!("is a link that leads nowhere ({error})")),
    }
}

fn kind_of(kind: fs::FileType) -> EntryKind {
    match irregular(kind) {
        None => EntryKind::File,
        Some(_) if kind.is_dir() => EntryKind::Folder,
        Some(other) => EntryKind::Other(other.replacen("it is", "is", 1)),
    }
}
