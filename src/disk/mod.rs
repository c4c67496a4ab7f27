//! The only door to `std::fs`: whole files, written atomically, with errors that name the path and the way out.
//!
//! A file that this module writes is either the old one or the new one, never half of either: the bytes go to a
//! temporary file in the same folder, which is synced and then renamed over the old one.

mod aligned;
mod entries;
mod error;
mod guard;
mod limited;
mod lock;
mod size_limit;
mod stamp;

pub use aligned::{Aligned, read_aligned};
pub use entries::{Entry, EntryKind, entries};
pub use error::Error;
pub use guard::Guard;
pub use limited::{read_limited, read_text_limited};
pub use lock::Lock;
pub use size_limit::survive_size_limits;
pub use stamp::{Stamp, stamp};

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What an operation on a file comes to.
pub type Result<T> = std::result::Result<T, Error>;

/// Reads a whole file that this program wrote; for one that the user names there is [`read_limited`].
///
/// # Errors
/// If the file is missing or unreadable.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| Error::new("read", path, error))
}

/// Whether there is a file of this name; a folder is none.
///
/// # Errors
/// If that cannot be found out, because a folder above it may not be looked into.
pub fn is_file(path: &Path) -> Result<bool> {
    is(path, fs::Metadata::is_file)
}

/// Whether there is a folder of this name.
///
/// # Errors
/// If that cannot be found out, because a folder above it may not be looked into.
pub fn is_folder(path: &Path) -> Result<bool> {
    is(path, fs::Metadata::is_dir)
}

/// Whether there is something of this name that is neither a file nor a folder: a pipe, a socket, a device.
///
/// # Errors
/// If that cannot be found out, because a folder above it may not be looked into.
pub fn is_special(path: &Path) -> Result<bool> {
    is(path, |found| !found.is_file() && !found.is_dir())
}

fn is(path: &Path, kind: impl Fn(&fs::Metadata) -> bool) -> Result<bool> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match fs::metadata(path) {
        Ok(found) => Ok(kind(&found)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(false),
        Err(error) => Err(Error::new("look at", path, error)),
    }
}

/// Reads a whole file as UTF-8 text.
///
/// # Errors
/// If the file is missing or unreadable, or is no text.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Error::new("read", path, error))
}

/// Replaces a file by these bytes: afterwards it holds all of them, or it is as it was before.
///
/// # Errors
/// If the folder is missing, read-only or full.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_if(path, bytes, || Ok(()))
}

/// The same, unless this forbids it once the bytes are on the disk.
fn write_if(path: &Path, bytes: &[u8], is_allowed: impl Fn() -> Result<()>) -> Result<()> {
    let temporary = temporary_beside(path);
    let failed = |error| Error::new("write", path, error);
    let written = write_and_sync(&temporary, bytes).map_err(failed).and_then(|()| is_allowed());
    let written = written.and_then(|()| fs::rename(&temporary, path).map_err(failed));
    if written.is_err() {
        // The first error is the one to tell; what is left of the temporary file is in nobody's way.
        let _ = fs::remove_file(&temporary);
        return written;
    }
    sync_folder_of(path)
}

fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}{UNFINISHED}", std::process::id()))
}

/// How the name of a file ends that is still being written.
const UNFINISHED: &str = ".tmp";

fn write_and_sync(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_folder_of(path: &Path) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| Error::new("sync", folder, error))
}

/// Gives a finished file another name, over whatever has it.
///
/// # Errors
/// If the place is missing or read-only.
pub fn replace(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|error| Error::new("write", to, error))?;
    sync_folder_of(to)
}

/// How many bytes a file has; none if it is not there.
///
/// # Errors
/// If that cannot be found out.
pub fn length(path: &Path) -> Result<u64> {
    match fs::metadata(path) {
        Ok(found) => Ok(found.len()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(Error::new("look at", path, error)),
    }
}

/// Makes a folder and all folders above it; one that is there already is fine.
///
/// # Errors
/// If something else has the name, or the place is read-only or full.
pub fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|error| Error::new("make the folder", path, error))
}

/// Gives a finished folder its name, at once and whole.
///
/// Returns false, and changes nothing, if the name is taken by anything but an empty folder.
///
/// # Errors
/// If the place is missing or read-only.
pub fn rename_folder(from: &Path, to: &Path) -> Result<bool> {
    use std::io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, NotADirectory};
    match fs::rename(from, to) {
        Ok(()) => sync_folder_of(to).map(|()| true),
        Err(error) if matches!(error.kind(), AlreadyExists | DirectoryNotEmpty | NotADirectory) => Ok(false),
        Err(error) => Err(Error::new("make the folder", to, error)),
    }
}

/// Removes a folder with all that is in it; one that is not there is fine.
///
/// # Errors
/// If it is there and cannot be removed.
pub fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::new("remove", path, error)),
        _ => Ok(()),
    }
}

/// Removes what is left of files that a killed process was writing in a folder.
///
/// # Errors
/// If the folder cannot be read, or a file in it not be removed.
pub fn remove_unfinished(folder: &Path) -> Result<()> {
    let unfinished = |name: &String| name.starts_with('.') && name.strip_suffix(UNFINISHED).is_some();
    list(folder)?.iter().filter(|name| unfinished(name)).try_for_each(|name| remove(&folder.join(name)))
}

/// Removes a file; one that is not there is fine.
///
/// # Errors
/// If the file is there and cannot be removed.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::new("remove", path, error)),
        _ => Ok(()),
    }
}

/// The names of what lies in a folder, sorted; none for a folder that is not there.
///
/// # Errors
/// If the folder is there and cannot be read.
pub fn list(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| Error::new("list", folder, error))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Error::new("list", folder, error))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Opens a file to which lines are appended, making it where it is missing.
///
/// # Errors
/// If the folder is missing, read-only or full.
pub fn append(path: &Path) -> Result<File> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(|error| Error::new("append to", path, error))
}

#[cfg(test)]
mod tests;
