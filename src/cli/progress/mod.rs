//! Progress on stderr: bars on a terminal, plain lines elsewhere.

mod bars;
mod lines;
mod snapshot;

use super::talk::say;
use crate::worker::{Board, guarded};
use bars::Bars;
use indicatif::MultiProgress;
use lines::Lines;
use snapshot::Snapshot;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

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
    let start = board.look(|history| Snapshot::of(history, board));
    let mut bars = std::io::stderr().is_terminal().then(|| Bars::new(multi, &start));
    let mut lines = Lines::new(&start);
    while !done.load(Ordering::Relaxed) {
        let snapshot = board.look(|history| Snapshot::of(history, board));
        match &mut bars {
            Some(bars) => bars.show(&snapshot),
            None => lines.show(&snapshot),
        }
        std::thread::sleep(TICK);
    }
    match bars {
        Some(bars) => bars.clear(),
        None => lines.show(&board.look(|history| Snapshot::of(history, board))),
    }
}
