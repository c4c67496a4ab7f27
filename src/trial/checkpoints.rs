//! Where a trainer may save its trials.

use crate::disk::{self, Guard};
use std::path::{Path, PathBuf};

/// A folder for the weights of trials, and the run that they belong to.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    run: String,
    guard: Guard,
}

impl Checkpoints {
    /// The folder of a run, which is told from others by this text, and written to through a guard.
    #[must_use]
    pub fn new(folder: PathBuf, run: String, guard: Guard) -> Self {
        Self { folder, run, guard }
    }

    /// A folder of its own, which belongs to no run.
    #[must_use]
    pub fn of_no_run(folder: PathBuf) -> Self {
        Self::new(folder, String::new(), Guard::default())
    }

    /// Where they lie.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What tells the run from all others.
    #[must_use]
    pub fn run(&self) -> &str {
        &self.run
    }

    /// Writes a file as a whole.
    ///
    /// # Errors
    /// If it cannot be written, or the folder is another one by now.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> disk::Result<()> {
        self.guard.write(path, bytes)
    }

    /// Removes a file; one that is not there is fine.
    ///
    /// # Errors
    /// If it cannot be removed, or the folder is another one by now.
    pub fn remove(&self, path: &Path) -> disk::Result<()> {
        self.guard.remove(path)
    }
}
