//! Progress as lines that are redrawn in place.

use super::line;
use super::so_far::SoFar;
use crate::numbers::count;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// More trials than these are counted, not shown.
const SHOWN: usize = 16;

/// What stands in the lines.
pub(super) fn texts(so_far: &SoFar, left: Option<&str>, width: usize) -> Vec<String> {
    let mut texts = vec![line::of_run(so_far, left, width)];
    let trials = so_far.running.iter().take(SHOWN);
    texts.extend(trials.map(|running| line::of_trial(running, so_far.epochs_per_trial, width)));
    if so_far.running.len() > SHOWN {
        texts.push(format!("  and {} more", count(so_far.running.len() - SHOWN)));
    }
    texts
}

/// A bar for the run, and a line for each trial that is being trained.
pub(super) struct Bars {
    multi: MultiProgress,
    lines: Vec<ProgressBar>,
}

impl Bars {
    pub(super) fn new(multi: &MultiProgress) -> Self {
        Self { multi: multi.clone(), lines: Vec::new() }
    }

    /// Redraws everything in so many columns; `left` says what time is left.
    pub(super) fn show(&mut self, so_far: &SoFar, left: Option<&str>, width: usize) {
        let texts = texts(so_far, left, width);
        self.resize(texts.len());
        self.lines.iter().zip(texts).for_each(|(line, text)| line.set_message(text));
    }

    fn resize(&mut self, count: usize) {
        while self.lines.len() > count {
            self.lines.pop().into_iter().for_each(|line| line.finish_and_clear());
        }
        while self.lines.len() < count {
            let style = ProgressStyle::with_template("{msg}").expect("a valid template");
            self.lines.push(self.multi.add(ProgressBar::new_spinner().with_style(style)));
        }
    }

    /// Takes everything off the terminal.
    pub(super) fn clear(mut self) {
        self.resize(0);
    }
}
