//! What can go wrong with a log.

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
    /// A newer program wrote it.
    #[error(
        "the log `{}` has format {found}, and this program reads up to {known}; use the newer actsearch that wrote it",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The latest format that this program reads.
        known: i64,
    },
    /// An entry is no event that this program knows.
    #[error("the log `{}` is damaged at entry {seq}: {source}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The entry's place.
        seq: u64,
        /// What is wrong with it.
        source: serde_json::Error,
    },
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
