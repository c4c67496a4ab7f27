//! The words for how far a trial is.

use serde::Serialize;
use std::fmt;

/// How far a trial is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It was trained for all its epochs, or until it no longer got better.
    Finished,
    /// The scheduler stopped it before that; it may still let it go on.
    Cut,
    /// It could not be trained to its end.
    Failed,
    /// It is in training, or was when the run was interrupted.
    Unfinished,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Finished, Self::Cut, Self::Failed, Self::Unfinished];

    /// The word: `finished`, `cut`, `failed` or `unfinished`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Cut => "cut",
            Self::Failed => "failed",
            Self::Unfinished => "unfinished",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
