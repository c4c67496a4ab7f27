//! A log that lives as long as the process: for benches and for what need not survive.

use super::{Error, RunLog, now};
use crate::trial::{Entry, Event};
use std::sync::{Mutex, PoisonError};

/// A log in memory.
#[derive(Debug, Default)]
pub struct MemoryLog(Mutex<Vec<Entry>>);

impl RunLog for MemoryLog {
    fn read_after(&self, seq: u64) -> Result<Vec<Entry>, Error> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let start = usize::try_from(seq).unwrap_or(usize::MAX).min(entries.len());
        Ok(entries[start..].to_vec())
    }

    fn append(&self, last_seq: u64, event: &Event) -> Result<Option<Entry>, Error> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() as u64 != last_seq {
            return Ok(None);
        }
        let entry = Entry { seq: last_seq + 1, time: now(), event: event.clone() };
        entries.push(entry.clone());
        Ok(Some(entry))
    }
}
