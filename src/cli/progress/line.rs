//! One line of progress, made to fit: what matters least goes first, and no number is ever cut.

use super::so_far::{Running, SoFar};
use crate::cli::terminal::{columns, shortened};
use crate::numbers::{count, percent, percent_or_dash, span};
use crate::trial::Status;

/// The longest bar, and the shortest that is worth its place.
const BARS: (usize, usize) = (30, 8);

/// The line of the whole run, in so many columns.
pub(super) fn of_run(so_far: &SoFar, left: Option<&str>, width: usize) -> String {
    let text = texts(so_far, left).into_iter().find(|text| columns(text) <= width).unwrap_or_default();
    let bar = width.saturating_sub(columns(&text) + 1).min(BARS.0);
    if bar < BARS.1 { text } else { format!("{} {text}", bar_of(so_far, bar)) }
}

/// The line of a trial in training, in so many columns.
pub(super) fn of_trial(running: &Running, epochs: u32, width: usize) -> String {
    let Running { trial, epoch, accuracy, candidate } = running;
    let head = format!(
        "  trial {trial}: epoch {} of {}, {}  ",
        count(*epoch),
        count(epochs),
        percent_or_dash(*accuracy)
    );
    let mix = shortened(candidate, width.saturating_sub(columns(&head)));
    format!("{head}{mix}").trim_end().to_owned()
}

/// What is left, in words: of a run that may end before all its trials are done it is the most.
pub(super) fn time_left(seconds: Option<f64>, may_end_early: bool, is_ended: bool) -> Option<String> {
    if is_ended {
        return Some("testing".to_owned());
    }
    let most = if may_end_early { "at most " } else { "" };
    seconds.map(|seconds| format!("{most}{} left", span(seconds)))
}

/// The whole text, and what remains of it in less and less room.
fn texts(so_far: &SoFar, left: Option<&str>) -> [String; 5] {
    let decided = format!("{} of {}", count(so_far.decided()), count(so_far.trials));
    let trials = format!("{decided} trials");
    let failed = match so_far.count(Status::Failed) {
        0 => None,
        failed => Some(format!("{} failed", count(failed))),
    };
    let best = so_far.best.map(|(_, accuracy)| format!("best {}", percent(accuracy)));
    let best_trial =
        so_far.best.map(|(trial, accuracy)| format!("best {} (trial {trial})", percent(accuracy)));
    let join = |parts: [Option<&str>; 4]| parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let (trials, failed) = (Some(trials.as_str()), failed.as_deref());
    [
        join([trials, failed, best_trial.as_deref(), left]),
        join([trials, failed, best.as_deref(), left]),
        join([trials, failed, left, None]),
        join([Some(decided.as_str()), left, None, None]),
        join([left, None, None, None]),
    ]
}

/// How much of the run is done, as a bar of so many columns.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of some columns"
)]
fn bar_of(so_far: &SoFar, width: usize) -> String {
    let done = so_far.epochs as f64;
    let share = if so_far.is_ended { 1.0 } else { done / (done + so_far.left.all).max(1.0) };
    let full = (share * width as f64) as usize;
    "█".repeat(full) + &"░".repeat(width - full)
}
