//! Progress on stderr: bars on a terminal, plain lines elsewhere.

mod bars;
mod line;
mod lines;
mod pace;
mod so_far;

use super::talk::say;
use super::terminal;
use crate::trial::{Budget, History, Trial};
use crate::worker::{Board, guarded};
use bars::Bars;
use indicatif::MultiProgress;
use pace::Pace;
use so_far::{SoFar, Stopped};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often the history is looked at.
const TICK: Duration = Duration::from_millis(100);

/// Does some work on a run while its progress is shown.
pub(super) fn watch<T>(board: &Board<'_>, run: &Path, bars: &MultiProgress, work: impl FnOnce() -> T) -> T {
    say(&format!("run folder: {}", run.display()));
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let shown = scope.spawn(|| guarded(|| show_until(&done, board, bars)));
        let set_even_in_a_panic = Flag(&done);
        let worked = work();
        drop(set_even_in_a_panic);
        if let Ok(Err(crash)) = shown.join() {
            say(&format!(
                "the progress could not be shown to the end: {crash}; the run does not depend on it"
            ));
        }
        worked
    })
}

struct Flag<'a>(&'a AtomicBool);

impl Drop for Flag<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn show_until(done: &AtomicBool, board: &Board<'_>, multi: &MultiProgress) {
    let mut watched = Watched::new(board);
    let mut bars = terminal::talks_to_people().then(|| Bars::new(multi));
    while !done.load(Ordering::Relaxed) {
        watched.look(board, bars.as_mut());
        std::thread::sleep(TICK);
    }
    match bars {
        Some(bars) => bars.clear(),
        None => watched.look(board, None),
    }
}

/// A run, how far it is, and how fast.
struct Watched {
    so_far: SoFar,
    pace: Pace,
    began: Instant,
    budget: Budget,
}

impl Watched {
    fn new(board: &Board<'_>) -> Self {
        let budget = board.look(|history| board.plan.budget_of(history));
        let mut so_far = SoFar::new(board.plan, budget);
        // What ended before is not told again.
        so_far.see(board, board.seconds());
        let pace = Pace::new(&so_far, board.look(History::earlier_seconds));
        Self { so_far, pace, began: Instant::now(), budget }
    }

    /// Shows how far the run is now.
    fn look(&mut self, board: &Board<'_>, bars: Option<&mut Bars>) {
        let (worked, now) = (board.seconds(), self.began.elapsed().as_secs_f64());
        let stopped = self.so_far.see(board, worked);
        let hours = self.budget.hours.map(|hours| hours * 3600.0 - worked);
        self.pace.update(now, &self.so_far, hours);
        let (left, so_far) = (self.pace.left(now), &self.so_far);
        let left = line::time_left(left, self.budget.may_end_early(), so_far.is_ended);
        if let Some(bars) = bars {
            return bars.show(so_far, left.as_deref(), terminal::talk_width());
        }
        let left = left.as_deref().filter(|_| !so_far.is_ended);
        for line in lines::of_all(&stopped, so_far, left) {
            say(&line);
        }
    }
}

impl SoFar {
    fn see(&mut self, board: &Board<'_>, seconds: f64) -> Vec<Stopped> {
        let mut write = |trial: &Trial| trial.candidate.to_string();
        board.look(|history| self.update(board.plan, history, seconds, &mut write))
    }
}

#[cfg(test)]
mod tests;
