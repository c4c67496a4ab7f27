//! Progress as plain lines, one for each trial that ends.

use super::super::table::{percent, span};
use super::super::talk::say;
use super::snapshot::{Ending, Mark, Snapshot};
use crate::trial::TrialId;
use std::collections::HashSet;

/// Which trials were told already.
pub(super) struct Lines {
    told: HashSet<TrialId>,
    start: Mark,
}

impl Lines {
    /// The lines of a run that is as far as `start` when this process begins; what ended before is not told again.
    pub(super) fn new(start: &Snapshot) -> Self {
        Self { told: start.decided.iter().map(|(trial, _)| *trial).collect(), start: start.mark() }
    }

    /// Tells what is new.
    pub(super) fn show(&mut self, now: &Snapshot) {
        for (trial, ending) in &now.decided {
            if self.told.insert(*trial) {
                say(&self.line(*trial, ending, now));
            }
        }
    }

    fn line(&self, trial: TrialId, ending: &Ending, now: &Snapshot) -> String {
        let result = match (&ending.failure, ending.accuracy) {
            (Some(reason), _) => format!("failed: {reason}"),
            (None, accuracy) => percent(accuracy.unwrap_or(0.0)),
        };
        let head =
            format!("[{}/{}] trial {trial}: {result}  {}", self.told.len(), now.trials, ending.candidate);
        let best = now.best.map(|(best, accuracy)| format!("best {} (trial {best})", percent(accuracy)));
        let left = now.seconds_left(self.start).map(|seconds| format!("{} left", span(seconds)));
        let tail: Vec<String> = [best, left].into_iter().flatten().collect();
        format!("{head}  [{}]", tail.join(", "))
    }
}
