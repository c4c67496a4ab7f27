//! What can be wrong with a run folder.

use crate::{disk, log};
use std::path::{Path, PathBuf};

/// Why a run folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file in it cannot be read or written.
    #[error(transparent)]
    Disk(#[from] disk::Error),
    /// Its log cannot be read or written.
    #[error(transparent)]
    Log(#[from] log::Error),
    /// There is no run in it.
    #[error("`{}` is no run folder: it has no `run.json`; the runs of this place are: {known}", path.display())]
    NoRun {
        /// The folder.
        path: PathBuf,
        /// Run folders near by.
        known: String,
    },
    /// Something is in it already.
    #[error("{}", taken(path, *by_a_run))]
    Taken {
        /// The folder.
        path: PathBuf,
        /// Whether that is a run.
        by_a_run: bool,
    },
    /// Another process works on it.
    #[error("`{}` is in use by {holder}; wait until it is done, or stop it: nothing is lost by that", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
        /// The process.
        holder: String,
    },
    /// `run.json` is not what this program writes.
    #[error(
        "`{}` is damaged or from a newer actsearch: {reason}; put a copy from before in its place, or begin a new search",
        path.display()
    )]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file that never changes was changed.
    #[error(
        "`{}` is not the file that the run began with: its SHA-256 is {found}, and that in `run.json` is {needed}; put the file \
         back as it was, or begin a new search",
        path.display()
    )]
    Changed {
        /// The file.
        path: PathBuf,
        /// Its SHA-256.
        found: String,
        /// That of the file that the run began with.
        needed: String,
    },
    /// The frozen space file has problems, although it had none when the run began.
    #[error("the frozen space file was changed:\n{0}")]
    Space(String),
}

fn taken(path: &Path, by_a_run: bool) -> String {
    let path = path.display();
    if by_a_run {
        return format!(
            "`{path}` holds a run already; go on with it by `actsearch resume {path}`, or name another folder"
        );
    }
    format!("`{path}` is there already, and no run is in it; name another folder")
}
