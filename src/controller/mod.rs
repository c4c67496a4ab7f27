//! Controllers: which candidate to try next.
//!
//! A controller is a pure function of the space, of what was proposed and found before, and of a stream of random
//! numbers that belongs to the trial. It has no state of its own, so a resumed run proposes what an uninterrupted one would
//! have.

mod random;

use crate::seed::Stream;
use crate::space::{Candidate, Space};
use crate::trial::Trial;
use crate::yaml::{Shape, Tag, nothing, tagged};

/// A way of proposing candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Controller {
    /// Uniform over the candidates that were not proposed yet.
    Random,
}

/// What a controller may look at: all trials before the one to be proposed, and the results of the older ones only.
///
/// The last `lookahead` trials may still be running on some machine and be done on another. Their results are out
/// of sight, so the proposal is the same for any number of workers.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    /// All earlier trials, by number: what was proposed.
    pub proposed: &'a [Trial],
    /// The oldest of them, all decided: what was found.
    pub decided: &'a [Trial],
}

impl Controller {
    /// The next candidate; nothing if every candidate was proposed.
    #[must_use]
    pub fn propose(self, space: &Space, past: Past<'_>, stream: &mut Stream) -> Option<Candidate> {
        match self {
            Self::Random => random::propose(space, past, stream),
        }
    }

    /// How the `controller` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        tagged(vec![Tag::new(
            "random",
            "uniform over the candidates that were not proposed yet",
            nothing(Self::Random),
        )])
    }
}

#[cfg(test)]
mod tests;
