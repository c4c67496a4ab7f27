//! Progress as bars that are redrawn in place.

use super::super::table::{percent, percent_or_dash, span};
use super::snapshot::{Mark, Running, Snapshot};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// One bar for the run, and a line for each trial that is being trained.
pub(super) struct Bars {
    multi: MultiProgress,
    run: ProgressBar,
    lines: Vec<ProgressBar>,
    start: Mark,
}

impl Bars {
    /// The bars of a run that is as far as `start` when this process begins.
    pub(super) fn new(multi: &MultiProgress, start: &Snapshot) -> Self {
        let style = ProgressStyle::with_template("{bar:30} {prefix}  {wide_msg}").expect("a valid template");
        let run = multi.add(ProgressBar::new(start.total_epochs).with_style(style));
        Self { multi: multi.clone(), run, lines: Vec::new(), start: start.mark() }
    }

    /// Redraws everything.
    pub(super) fn show(&mut self, now: &Snapshot) {
        self.run.set_position(now.epochs);
        self.run.set_prefix(trials(now));
        let best = now.best.map(|(trial, accuracy)| format!("best {} (trial {trial})", percent(accuracy)));
        let left = now.seconds_left(self.start).map(|seconds| format!("{} left", span(seconds)));
        self.run.set_message([best, left].into_iter().flatten().collect::<Vec<_>>().join(", "));
        self.resize(now.running.len());
        for (line, running) in self.lines.iter().zip(&now.running) {
            line.set_message(text(running, now.epochs_per_trial));
        }
    }

    fn resize(&mut self, count: usize) {
        while self.lines.len() > count {
            self.lines.pop().into_iter().for_each(|line| line.finish_and_clear());
        }
        while self.lines.len() < count {
            let style = ProgressStyle::with_template("  {wide_msg}").expect("a valid template");
            self.lines.push(self.multi.add(ProgressBar::new_spinner().with_style(style)));
        }
    }

    /// Takes everything off the terminal.
    pub(super) fn clear(mut self) {
        self.resize(0);
        self.run.finish_and_clear();
    }
}

fn trials(now: &Snapshot) -> String {
    let failed = now.decided.iter().filter(|(_, ending)| ending.failure.is_some()).count();
    let failed = if failed == 0 { String::new() } else { format!(", {failed} failed") };
    format!("{} of {} trials{failed}", now.decided.len(), now.trials)
}

fn text(running: &Running, epochs: u32) -> String {
    let Running { trial, epoch, accuracy, candidate } = running;
    format!("trial {trial}: epoch {epoch} of {epochs}, {}  {candidate}", percent_or_dash(*accuracy))
}
