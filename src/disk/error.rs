//! What can go wrong with a file, told with the path and what to do about it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file operation that failed.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} `{}`: {source}{}", path.display(), way_out(action, source))]
pub struct Error {
    action: &'static str,
    path: PathBuf,
    pub(super) source: std::io::Error,
}

impl Error {
    /// An error of `action` ("read", "write", …) on `path`.
    pub(super) fn new(action: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self { action, path: path.to_owned(), source }
    }

    /// An error of writing to a file that [`append`](super::append) opened.
    #[must_use]
    pub fn of_writing(path: &Path, source: std::io::Error) -> Self {
        Self::new("write", path, source)
    }

    /// Whether the file is simply not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
    }
}

fn way_out(action: &str, error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "; make room there: what was written before is whole"
        }
        ErrorKind::PermissionDenied if ["read", "list", "look at"].contains(&action) => "; make it readable",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "; make it writable, or name another place"
        }
        ErrorKind::InvalidData => "; save it as UTF-8 text",
        _ => "",
    }
}
