//! Schedulers: how long a trial may live.
//!
//! A scheduler decides after every epoch of a trial, as a pure function without a state of its own. Its decision is data;
//! the worker acts on it.

use crate::trial::Decision;
use crate::yaml::{Shape, Tag, nothing, tagged};

/// A way of dividing the epochs of the budget among the trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduler {
    /// Every trial is trained for all epochs.
    Full,
}

impl Scheduler {
    /// What becomes of a trial that has finished so many of so many epochs.
    #[must_use]
    pub fn decide(self, finished: u32, epochs: u32) -> Decision {
        match self {
            Self::Full if finished < epochs => Decision::Continue,
            Self::Full => Decision::Stop,
        }
    }

    /// How many epochs all trials together are trained for.
    #[must_use]
    pub fn total_epochs(self, trials: u32, epochs: u32) -> u64 {
        match self {
            Self::Full => u64::from(trials) * u64::from(epochs),
        }
    }

    /// How the `scheduler` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        tagged(vec![Tag::new("full", "every trial is trained for all epochs", nothing(Self::Full))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_training_ends_with_the_last_epoch() {
        assert_eq!(Scheduler::Full.decide(1, 3), Decision::Continue);
        assert_eq!(Scheduler::Full.decide(2, 3), Decision::Continue);
        assert_eq!(Scheduler::Full.decide(3, 3), Decision::Stop);
        assert_eq!(Scheduler::Full.total_epochs(48, 10), 480);
    }
}
