//! Progress as plain lines, one whenever a trial stops.

use super::so_far::{SoFar, Stopped};
use crate::numbers::{count, percent};
use crate::trial::Status;

/// The lines of trials that have stopped since the last look.
pub(super) fn of_all(stopped: &[Stopped], so_far: &SoFar, left: Option<&str>) -> Vec<String> {
    // Each is told as if it had been looked at alone.
    let before = so_far.decided().saturating_sub(stopped.len());
    (before + 1..).zip(stopped).map(|(decided, stopped)| of(stopped, decided, so_far, left)).collect()
}

/// The line of a trial that has stopped: `[3/24] trial 5: 91.20 %, cut after 1 of 9 epochs  relu  [best …, 8 s left]`.
fn of(stopped: &Stopped, decided: usize, so_far: &SoFar, left: Option<&str>) -> String {
    let accuracy = percent(stopped.accuracy.unwrap_or(0.0));
    let result = match stopped.status {
        Status::Failed => format!("failed: {}", stopped.failure.as_deref().unwrap_or_default()),
        Status::Cut => {
            let epochs = [count(stopped.epochs), count(so_far.epochs_per_trial)];
            format!("{accuracy}, cut after {} of {} epochs", epochs[0], epochs[1])
        }
        Status::Finished | Status::Unfinished => accuracy,
    };
    let best = so_far.best.map(|(best, accuracy)| format!("best {} (trial {best})", percent(accuracy)));
    let tail: Vec<&str> = best.as_deref().into_iter().chain(left).collect();
    let tail = if tail.is_empty() { String::new() } else { format!("  [{}]", tail.join(", ")) };
    let (decided, trials) = (count(decided), count(so_far.trials));
    format!("[{decided}/{trials}] trial {}: {result}  {}{tail}", stopped.trial, stopped.candidate)
}
