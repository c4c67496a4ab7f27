//! `actsearch show`.

use super::learned;
use super::paint::Paint;
use super::print::{print, print_json};
use super::samples;
use super::table::{Cell, Field, fields, number, table};
use super::terminal::{Screen, columns};
use super::view::View;
use crate::activation::{LearnedMix, SimpleTerm};
use crate::definition::Samples;
use crate::numbers::{count, many, measured, percent, span};
use crate::report;
use crate::search;
use crate::trial::{ForeignTrial, History, Origin, Report, Status, Trial};
use serde::Serialize;
use std::path::PathBuf;

/// The arguments of `actsearch show`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The run folder
    run: PathBuf,
    /// The trial's number; the best one where not given
    trial: Option<u32>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    trial: u32,
    origin: Origin,
    candidate: &'a crate::space::Candidate,
    status: Status,
    reason: Option<&'a str>,
    test_accuracy: Option<f64>,
    /// Whether it was tested as the winner of a budget that was changed since.
    was_winner: bool,
    /// How many trials there were when the test part was read first, if the budget was changed after that.
    tested_among: Option<usize>,
    /// Which of its epochs were trained in another run.
    taken_over: Option<Taken<'a>>,
    reports: &'a [Report],
    learned: Option<&'a [LearnedMix]>,
    simplified: Vec<SimplifiedSite<'a>>,
    samples: Samples,
}

#[derive(Serialize)]
struct Taken<'a> {
    from: &'a ForeignTrial,
    epochs: usize,
}

/// A site whose learned mix has a simpler form.
#[derive(Serialize)]
struct SimplifiedSite<'a> {
    site: &'a str,
    terms: Vec<SimpleTerm>,
}

/// Shows one trial.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let view = View::of_what_is_sound(&arguments.run)?;
    let trial = view.trial(arguments.trial)?;
    let shown = shown(&view, trial);
    if arguments.json { print_json(&shown) } else { print(&text(&shown, Screen::stdout())) }
}

fn shown<'a>(view: &View, trial: &'a Trial) -> Shown<'a> {
    Shown {
        trial: trial.id.0,
        origin: trial.origin,
        candidate: &trial.candidate,
        status: view.plan.status(trial),
        reason: trial.failure(),
        test_accuracy: report::test_accuracy(&view.history, trial.id),
        was_winner: was_winner(&view.history, trial),
        tested_among: view.history.tested_among(),
        taken_over: trial.taken_over.as_ref().map(|it| Taken { from: &it.from, epochs: it.epochs }),
        reports: &trial.reports,
        learned: trial.learned(),
        simplified: trial.learned().unwrap_or_default().iter().filter_map(simplified).collect(),
        samples: search::samples(&view.plan),
    }
}

/// Whether a trial was tested because it had won, before the budget was changed and another won or may win.
fn was_winner(history: &History, trial: &Trial) -> bool {
    let is_compared = trial.origin == Origin::Baseline || history.is_compared(trial);
    history.test_result(trial.id).is_some() && !is_compared
}

fn simplified(learned: &LearnedMix) -> Option<SimplifiedSite<'_>> {
    learned.simplified().map(|simplified| SimplifiedSite { site: &learned.site, terms: simplified.terms })
}

fn text(shown: &Shown<'_>, screen: Screen) -> String {
    let origin = match shown.origin {
        Origin::Baseline => "baseline",
        Origin::Enqueued => "enqueued by the space file",
        Origin::Controller => "proposed by the controller",
    };
    let reason = shown.reason.map_or(String::new(), |reason| format!(": {reason}"));
    let title = Cell::from(format!("trial {}, {origin}, {}{reason}", shown.trial, shown.status));
    let mut parts = vec![
        fields(&[Field::new("", title.painted(Paint::of(shown.status)))], 0, screen),
        sites(shown, screen),
    ];
    parts.splice(1..1, shown.taken_over.as_ref().map(|taken| taken_over(taken, shown.reports.len(), screen)));
    if !shown.reports.is_empty() {
        parts.push(format!("\n{}", epochs(shown.reports, screen)));
    }
    parts
        .extend(shown.test_accuracy.map(|test| format!("\ntest accuracy {}{}", percent(test), since(shown))));
    if let Some(learned) = shown.learned {
        parts.push(format!("\nlearned\n{}", learned::indented(learned, screen)));
    }
    parts.push(String::new());
    parts.push(fields(&samples::fields(&shown.samples), 9, screen));
    parts.join("\n")
}

/// What the test accuracy has to do with a budget that was changed.
fn since(shown: &Shown<'_>) -> String {
    match shown.tested_among {
        _ if shown.was_winner => ", as the winner before the budget was changed".to_owned(),
        Some(trials) => format!(
            "; the test part was read first after {}, before the budget was changed",
            many(trials, "trial", "trials")
        ),
        None => String::new(),
    }
}

/// Where it was trained, as far as it was not trained here.
fn taken_over(taken: &Taken<'_>, all: usize, screen: Screen) -> String {
    let what = if taken.epochs == all { "not trained here" } else { "its last epochs were trained here" };
    let run: String = taken.from.run.chars().take(12).collect();
    let told = format!("taken over from {} (run {run}), {what}", taken.from);
    fields(&[Field::new("", told)], 2, screen)
}

/// What stands at each site, in full.
fn sites(shown: &Shown<'_>, screen: Screen) -> String {
    let sites = &shown.candidate.0;
    let fields_of: Vec<Field> =
        sites.iter().map(|at| Field::mix(format!("  {}", at.site), at.to_string())).collect();
    let longest = sites.iter().map(|at| columns(&at.site)).max().unwrap_or(0);
    fields(&fields_of, longest + 4, screen)
}

fn epochs(reports: &[Report], screen: Screen) -> String {
    let line = |report: &Report| {
        let cells = [
            count(report.epoch),
            measured(report.training_loss),
            measured(report.validation_loss),
            percent(report.validation_accuracy),
            span(report.seconds),
        ];
        cells.map(Cell::from).to_vec()
    };
    let columns = ["epoch", "training loss", "validation loss", "validation", "time"].map(number);
    table(&columns, reports.iter().map(line).collect(), screen)
}
