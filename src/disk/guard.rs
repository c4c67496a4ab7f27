//! Writing into a folder only as long as it is the one that this process began with.

use super::{Error, Lock, Result};
use std::path::Path;
use std::sync::Arc;

/// The one door through which a process writes into a folder that it holds by a lock.
///
/// A process can be stopped for days, and its folder be moved, replaced or removed meanwhile: then nothing is written any more.
/// Without a lock, everything is.
#[derive(Clone, Debug, Default)]
pub struct Guard(Option<Arc<Lock>>);

impl Guard {
    /// The guard of the folder in which this lock is held.
    #[must_use]
    pub fn new(lock: Lock) -> Self {
        Self(Some(Arc::new(lock)))
    }

    /// Whether the folder is still the one in which the lock was taken.
    ///
    /// # Errors
    /// If not, with the folder; [`Error::is_displaced`] tells this error from others.
    pub fn check(&self) -> Result<()> {
        self.0.as_ref().map_or(Ok(()), |lock| lock.check())
    }

    /// Replaces a file by these bytes, as [`write`](super::write()) does.
    ///
    /// # Errors
    /// If the folder is another one by now, or as `write` says.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.check()?;
        // Once more at the last moment: syncing takes long enough to be stopped in.
        super::write_if(path, bytes, || self.check())
    }

    /// Removes a file; one that is not there is fine.
    ///
    /// # Errors
    /// If the folder is another one by now, or the file cannot be removed.
    pub fn remove(&self, path: &Path) -> Result<()> {
        self.check()?;
        super::remove(path)
    }
}

impl Error {
    /// Whether the folder that was held is another one by now.
    #[must_use]
    pub fn is_displaced(&self) -> bool {
        self.source.kind() == DISPLACED
    }

    pub(super) fn displaced(folder: &Path) -> Self {
        let reason = "it is no longer the run that this process began with; nothing more is written there, and what was found is \
                      where that folder is now";
        Self::new("write to", folder, std::io::Error::new(DISPLACED, reason))
    }
}

/// The kind that the system has for a file whose name stands for another one by now.
const DISPLACED: std::io::ErrorKind = std::io::ErrorKind::StaleNetworkFileHandle;
