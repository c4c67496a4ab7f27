//! What can go wrong with a log.

use crate::disk;
use crate::trial::Contradiction;
use rusqlite::ErrorCode;
use std::path::PathBuf;

/// What can go wrong with a log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read or written.
    #[error("cannot {action} the log `{}`: {source}{}", path.display(), way_out(source))]
    Sqlite {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The folder in which it lies is another one by now.
    #[error(transparent)]
    Displaced(#[from] disk::Error),
    /// It has another format than this program's.
    #[error("the log `{}` has format {found}, and this program reads {known}; {}", path.display(), of_format(*found, *known))]
    Format {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The format that this program reads.
        known: i64,
    },
    /// An entry is not what was written there.
    #[error(
        "the log `{}` is damaged at entry {seq}: {reason}; `actsearch log` prints every entry with whether it is intact; put a \
         copy of the file from before in its place, or begin a new search",
        path.display()
    )]
    Broken {
        /// The file.
        path: PathBuf,
        /// The entry's place.
        seq: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// An entry cannot be true of the run.
    #[error("entry {seq} of the log contradicts those before it: {source}")]
    Contradicts {
        /// The entry's place.
        seq: u64,
        /// What contradicts what.
        source: Contradiction,
    },
}

impl Error {
    /// Whether the folder in which the log lies is another one by now.
    #[must_use]
    pub fn is_displaced(&self) -> bool {
        matches!(self, Self::Displaced(_))
    }
}

fn of_format(found: i64, known: i64) -> &'static str {
    if found > known { "use the newer actsearch that wrote it" } else { "it is no log, or it is damaged" }
}

fn way_out(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => {
            "; if the disk is full, make room: every event before is safe"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            "; is it there, and is the run folder readable and writable?"
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "; it is no log, or it is damaged",
        _ => "",
    }
}
