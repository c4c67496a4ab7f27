//! The log of a run: a sequence of events with one way to write, compare-and-append.
//!
//! [`RunLog::append`] succeeds only if nobody else appended first; whoever lost reads what is new and decides again.
//! So any number of workers may run the same loop over one log without a master.
//!
//! Entries in a file are chained by hashes that begin with the run, so that what was changed there is found by its place.

mod chain;
mod error;
mod memory;
mod sqlite;

pub use error::Error;
pub use memory::MemoryLog;
pub use sqlite::SqliteLog;

use crate::trial::{Entry, Event};

/// A log that holds the events of one run.
pub trait RunLog: Sync {
    /// The entries after the one with this seq, in order; from the first for 0.
    ///
    /// # Errors
    /// If the log cannot be read.
    fn read_after(&self, seq: u64) -> Result<Vec<Entry>, Error>;

    /// Appends an event if the last entry still has this seq (0 for an empty log), durably; the new entry, or nothing if
    /// somebody else was first.
    ///
    /// # Errors
    /// If the log cannot be written.
    fn append(&self, last_seq: u64, event: &Event) -> Result<Option<Entry>, Error>;
}

/// An entry as it stands in a file, sound or not.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place, counted from 1.
    pub seq: u64,
    /// When it was appended, in seconds since 1970-01-01 UTC.
    pub time: f64,
    /// The event as it is written, in JSON.
    pub text: String,
    /// The entry that it is, or what is wrong with it.
    pub entry: Result<Entry, String>,
}

/// Seconds since 1970-01-01 UTC.
fn now() -> f64 {
    // A clock before 1970 is no reason to lose a run: times are for people, nothing is decided by them but the budget.
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64())
}

#[cfg(test)]
mod tests;
