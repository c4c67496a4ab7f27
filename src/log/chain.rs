//! How the entries of a log hang together: the hash of each follows from the one before it.
//!
//! ```text
//! hash of an entry = SHA-256(hash before, seq, time, event; a line each), in hexadecimal
//! hash before the first = the run that the log belongs to
//! ```
//!
//! So an entry that was changed, taken out, put in or moved shows, and so does the log of another run.

use super::Row;
use crate::digest::sha256;
use crate::trial::{Entry, Event};

/// A place in a log up to which it hangs together.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) seq: u64,
    pub(super) hash: String,
}

/// An entry as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) seq: u64,
    pub(super) time: f64,
    pub(super) text: String,
    pub(super) hash: String,
}

impl Place {
    /// The place before the first entry of the log that belongs to this run.
    pub(super) fn start(run: &str) -> Self {
        Self { seq: 0, hash: run.to_owned() }
    }

    /// The hash of the entry that follows.
    pub(super) fn next_hash(&self, time: f64, text: &str) -> String {
        sha256(format!("{}\n{}\n{time}\n{text}", self.hash, self.seq + 1).as_bytes())
    }

    /// Goes on to the entry that is stored next, and says what it is or what is wrong with it.
    ///
    /// Behind one that is wrong the next is right again if it follows from what stands there.
    pub(super) fn step(&mut self, stored: Stored) -> Row {
        let Stored { seq, time, text, hash } = stored;
        let entry = self.verdict(seq, time, &text, &hash);
        *self = Self { seq, hash };
        Row { seq, time, text, entry }
    }

    /// The row that stands for all that follows, where the file cannot be read any further.
    pub(super) fn unreadable(&self, error: &str) -> Row {
        let entry = Err(format!("from here on the file cannot be read: {error}"));
        Row { seq: self.seq + 1, time: f64::NAN, text: String::new(), entry }
    }

    fn verdict(&self, seq: u64, time: f64, text: &str, hash: &str) -> Result<Entry, String> {
        let wanted = self.seq + 1;
        if seq != wanted {
            return Err(format!("the entries from {wanted} to {} are missing", seq.saturating_sub(1)));
        }
        if self.next_hash(time, text) != hash {
            return Err(match seq {
                1 => "it was changed, or belongs to another run: its hash does not follow from `run.json`",
                _ => "it or the one before was changed: its hash does not follow from that before it",
            }
            .to_owned());
        }
        let event: Event = serde_json::from_str(text).map_err(|error| format!("it is no event: {error}"))?;
        Ok(Entry { seq, time, event })
    }
}
