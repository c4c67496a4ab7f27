//! When a run ends.

use crate::controller::{Past, Seen};
use crate::trial::EndReason;
use crate::yaml::{Interval, Shape, integer, number, record};

/// The `budget` part of a space file: the run ends with whichever is used up first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Budget {
    /// How many trials are claimed, baselines included.
    pub trials: u32,
    /// For how long new trials are claimed, in hours of work over all processes that worked on the run, if there is a limit.
    pub hours: Option<f64>,
    /// The validation accuracy that is enough, if there is one.
    pub target: Option<f64>,
    /// After how many trials without a better one no improvement is expected any more, if ever.
    pub patience: Option<u32>,
}

impl Budget {
    /// Whether so many seconds of work use it up.
    #[must_use]
    pub fn is_used_after(&self, seconds: f64) -> bool {
        self.hours.is_some_and(|hours| seconds >= hours * 3600.0)
    }

    /// Why nothing more is proposed after these results, in the order of the trials, if so.
    pub(super) fn reason_to_end(&self, seen: &[Seen<'_>]) -> Option<EndReason> {
        let reaches =
            |target: f64| seen.iter().any(|seen| seen.accuracy.is_some_and(|found| found >= target));
        if self.target.is_some_and(reaches) {
            return Some(EndReason::Target);
        }
        let patience = self.patience?;
        let best = Past { proposed: &[], pending: &[], seen }.ranking().first().copied()?;
        (seen.len() - 1 - best >= patience as usize).then_some(EndReason::NoImprovement)
    }

    /// How the `budget` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        record("when the search ends", |fields| {
            let trials =
                fields.required("trials", "trials in all, baselines included", integer(1..=1_000_000));
            let hours = fields.optional(
                "hours",
                "no new trial begins after so many hours; which trials that cuts off depends on the machine",
                number(Interval::above(0.0).up_to(100_000.0)),
            );
            let target = fields.optional(
                "target",
                "no new trial begins once one has this validation accuracy, a share of 1",
                number(Interval::above(0.0).up_to(1.0)),
            );
            let patience = fields.optional(
                "patience",
                "no new trial begins once so many after the best one were not better",
                integer(1..=1_000_000),
            );
            let patience = patience.and_then(|patience| u32::try_from(patience).ok());
            Some(Self { trials: u32::try_from(trials?).ok()?, hours, target, patience })
        })
    }
}
