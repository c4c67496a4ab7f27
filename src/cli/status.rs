//! `actsearch status`.

use super::paint::Paint;
use super::print::{print, print_json};
use super::table::{Cell, Field, fields};
use super::terminal::Screen;
use super::view::View;
use crate::numbers::{count, percent, span};
use crate::report;
use crate::trial::{self, EndReason, History};
use serde::Serialize;
use std::path::PathBuf;

/// The arguments of `actsearch status`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The run folder
    run: PathBuf,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// How far a run is. Seconds are those that processes worked on it.
#[derive(Debug, Serialize)]
pub(super) struct Status {
    name: String,
    run: String,
    state: &'static str,
    reason: Option<String>,
    /// Whether it ended before all trials of the budget were done.
    ended_early: bool,
    trials: u32,
    pub(super) finished: usize,
    pub(super) cut: usize,
    pub(super) failed: usize,
    unfinished: usize,
    epochs: usize,
    total_epochs: u64,
    /// How many trials of other runs it began with.
    foreign: usize,
    /// How many of its own trials were taken over from these, and not trained.
    taken_over: usize,
    pub(super) seconds: f64,
    best_trial: Option<u32>,
    best_validation_accuracy: Option<f64>,
    test_accuracy: Option<f64>,
    /// How many trials there were when the test part was read first, if the budget was changed after that.
    tested_among: Option<usize>,
}

/// Says how far a run is.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let view = View::of_what_is_sound(&arguments.run)?;
    let status = Status::of(&view);
    if arguments.json { print_json(&status) } else { print(&status.text(Screen::stdout())) }
}

impl Status {
    /// How far a run is.
    pub(super) fn of(view: &View) -> Self {
        let history = &view.history;
        let budget = view.plan.budget_of(history);
        let words: Vec<trial::Status> =
            history.trials().iter().map(|trial| view.plan.status(trial)).collect();
        let count = |status| words.iter().filter(|word| **word == status).count();
        let best = history.best();
        Self {
            name: view.plan.name.clone(),
            run: view.folder.path().display().to_string(),
            state: state(history),
            reason: history.ended().map(|(reason, _)| reason.to_string()),
            ended_early: history.ended().is_some_and(|(reason, _)| reason != EndReason::Trials),
            trials: budget.trials,
            finished: count(trial::Status::Finished),
            cut: count(trial::Status::Cut),
            failed: count(trial::Status::Failed),
            unfinished: count(trial::Status::Unfinished),
            epochs: history.trials().iter().map(|trial| trial.reports.len()).sum(),
            total_epochs: view.plan.total_epochs(budget),
            foreign: view.plan.foreign.len(),
            taken_over: history.trials().iter().filter(|trial| trial.is_taken_over()).count(),
            seconds: history.seconds(),
            best_trial: best.map(|trial| trial.id.0),
            best_validation_accuracy: best.and_then(|trial| Some(trial.result()?.validation_accuracy)),
            test_accuracy: best.and_then(|trial| report::test_accuracy(history, trial.id)),
            tested_among: history.tested_among(),
        }
    }

    /// Why it ended before all trials of the budget were done, if so.
    pub(super) fn early_end(&self) -> Option<&str> {
        self.reason.as_deref().filter(|_| self.ended_early)
    }

    fn text(&self, screen: Screen) -> String {
        let state = match &self.reason {
            Some(reason) => format!("{}: {reason}", self.state),
            None => format!("{}; `actsearch resume {}` goes on if nobody works on it", self.state, self.run),
        };
        let best =
            self.best_trial.zip(self.best_validation_accuracy).map_or("none".to_owned(), |(trial, best)| {
                let test =
                    self.test_accuracy.map_or(String::new(), |test| format!(", test {}", percent(test)));
                format!("trial {trial}, validation {}{test}", percent(best))
            });
        let epochs = format!("{} of at most {}", count(self.epochs), count(self.total_epochs));
        let lines = [
            Field::new("search", format!("{} in {}", self.name, self.run)),
            Field::new("state", state),
            Field::new("trials", self.trials_cell()),
            Field::new("epochs", epochs),
            Field::new("time", span(self.seconds)),
            Field::new("best", Cell::from(best).painted(Paint::Good)),
        ];
        let lines = lines.into_iter().chain(self.tested_before().map(|note| Field::new("note", note)));
        fields(&lines.collect::<Vec<_>>(), 8, screen)
    }

    /// That the test part was looked at before the budget was changed, if it was.
    pub(super) fn tested_before(&self) -> Option<String> {
        let trials = count(self.tested_among?);
        Some(format!(
            "the test part was read first after {trials} trials, before the budget was changed; no trial was proposed, stopped or \
             ranked by it"
        ))
    }

    /// How many trials have a result: one of them wins.
    pub(super) fn ranked(&self) -> usize {
        self.finished + self.cut
    }

    /// The same with a colour where some failed.
    pub(super) fn trials_cell(&self) -> Cell {
        let paint = if self.failed > 0 { Paint::Careful } else { Paint::Plain };
        Cell::from(self.trials_text()).painted(paint)
    }

    /// `24 of 24: 20 finished, 3 cut, 1 failed, 0 unfinished`.
    fn trials_text(&self) -> String {
        let Self { trials, finished, cut, failed, unfinished, foreign, taken_over, .. } = self;
        let known = if *foreign > 0 {
            format!("; {} of other runs are known", count(*foreign))
        } else {
            String::new()
        };
        let taken = match taken_over {
            0 => String::new(),
            taken => format!(", {} were taken over from there, not trained", count(*taken)),
        };
        let ended = count(finished + cut + failed);
        let [trials, finished] = [count(*trials), count(*finished)];
        let [cut, failed, unfinished] = [cut, failed, unfinished].map(|number| count(*number));
        format!(
            "{ended} of {trials}: {finished} finished, {cut} cut, {failed} failed, {unfinished} unfinished{known}{taken}"
        )
    }
}

fn state(history: &History) -> &'static str {
    match history.ended() {
        None => "unfinished",
        Some(_) if history.is_complete() => "ended",
        Some(_) => "ended, but not tested",
    }
}
