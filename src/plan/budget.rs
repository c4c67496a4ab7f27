//! What the budget of a run makes of its results.

use crate::controller::{Past, Seen};
use crate::trial::{Budget, EndReason};

/// Why nothing more is proposed after these results, in the order of the trials, if so.
pub(super) fn reason_to_end(budget: Budget, seen: &[Seen<'_>]) -> Option<EndReason> {
    let reaches = |target: f64| seen.iter().any(|seen| seen.accuracy.is_some_and(|found| found >= target));
    if budget.target.is_some_and(reaches) {
        return Some(EndReason::Target);
    }
    let patience = budget.patience?;
    let best = Past { proposed: &[], pending: &[], seen }.ranking().first().copied()?;
    (seen.len() - 1 - best >= patience as usize).then_some(EndReason::NoImprovement)
}
