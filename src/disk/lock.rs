//! A file that one process holds for itself, released by the operating system when the process ends, however it ends.

use super::{Error, Result};
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A held lock; dropping it releases it.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    /// Held for its lock, which ends with it.
    file: File,
}

/// Who holds a lock that could not be taken.
pub type Holder = String;

impl Lock {
    /// Takes the lock at `path`, or says which process holds it.
    ///
    /// # Errors
    /// If the file cannot be made or locked at all.
    pub fn take(path: &Path) -> Result<std::result::Result<Self, Holder>> {
        let failed = |error| Error::new("lock", path, error);
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {
                sign(&mut file).map_err(failed)?;
                Ok(Ok(Self { path: path.to_owned(), file }))
            }
            Err(TryLockError::WouldBlock) => Ok(Err(holder(&mut file))),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

impl Lock {
    /// Whether the file of this path is still the one that is held. Nobody else gets its number as long as it is open.
    pub(super) fn check(&self) -> Result<()> {
        let number = |found: &Metadata| (found.dev(), found.ino());
        let held = self.file.metadata().map_err(|error| Error::new("look at", &self.path, error))?;
        let is_held = fs::metadata(&self.path).is_ok_and(|found| number(&found) == number(&held));
        if is_held { Ok(()) } else { Err(Error::displaced(self.path.parent().unwrap_or(&self.path))) }
    }
}

fn sign(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    write!(file, "{}", std::process::id())
}

fn holder(file: &mut File) -> Holder {
    let mut text = String::new();
    match file.read_to_string(&mut text) {
        Ok(_) if !text.is_empty() => format!("process {text}"),
        _ => "another process".to_owned(),
    }
}
