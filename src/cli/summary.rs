//! What a search prints when it has ended.

use super::status::Status;
use super::table::{count, percent, percent_or_dash, print, print_json, span};
use super::talk::say;
use super::view::View;
use super::{exit, learned, top};
use crate::report::{self, Row};
use crate::search::OpenRun;
use crate::trial::{Origin, Trial};
use serde::Serialize;
use std::process::ExitCode;

/// How many of the best trials are listed.
const LISTED: usize = 10;

#[derive(Serialize)]
struct Summary<'a> {
    status: &'a Status,
    winner: Option<&'a Row>,
    baselines: Vec<&'a Row>,
    results: String,
}

/// Prints the results of a run that has ended; its exit code.
pub(super) fn print_results(run: &OpenRun, json: bool) -> anyhow::Result<ExitCode> {
    let view = View::of(run.folder.path())?;
    let (status, rows) = (Status::of(&view), report::rows(&view.history));
    if json {
        let summary = Summary {
            status: &status,
            winner: view.history.best().and_then(|best| rows.iter().find(|row| row.trial == best.id.0)),
            baselines: rows.iter().filter(|row| row.origin == Origin::Baseline).collect(),
            results: view.folder.results().display().to_string(),
        };
        print_json(&summary)?;
    } else {
        print_text(&view, &status, &rows)?;
    }
    if status.finished == 0 {
        say(&format!("no trial finished; `actsearch top {}` tells why", view.folder.path().display()));
    }
    Ok(exit::of_run(status.finished))
}

fn print_text(view: &View, status: &Status, rows: &[Row]) -> anyhow::Result<()> {
    let listed = &rows[..rows.len().min(LISTED)];
    print(&top::best_trials(listed))?;
    print("")?;
    print(&format!("trials    {}, in {}", status.trials_text(), span(status.seconds)))?;
    if let Some(winner) = view.history.best() {
        print_winner(view, winner)?;
    }
    if let Some(reason) = status.early_end() {
        print(&format!("ended     {reason}"))?;
    }
    print(&format!("results   {}", view.folder.results().display()))?;
    print(&format!("run       {}", view.folder.path().display()))
}

fn print_winner(view: &View, winner: &Trial) -> anyhow::Result<()> {
    print(&format!("winner    {}  {}", accuracies(view, winner), winner.candidate))?;
    for baseline in view.history.trials().iter().filter(|trial| trial.origin == Origin::Baseline) {
        print(&format!("baseline  {}  {}", accuracies(view, baseline), baseline.candidate))?;
    }
    print(&format!("note      {}", chance(view, winner)))?;
    if let Some(warning) = misled(view) {
        print(&format!("note      {warning}"))?;
    }
    if let Some(learned) = winner.learned() {
        print("learned")?;
        learned::lines(learned).iter().try_for_each(|line| print(&format!("  {line}")))?;
    }
    Ok(())
}

/// How far apart two accuracies p on n test samples may be by chance: twice the standard error √(2·p·(1 − p) / n) of the
/// difference between two independent ones.
#[expect(clippy::cast_precision_loss, reason = "data sets are far smaller than 2^52")]
fn chance(view: &View, winner: &Trial) -> String {
    let samples = view.plan.task.data.facts.test_samples;
    let p = report::test_accuracy(&view.history, winner.id).unwrap_or(0.5);
    let points = 200.0 * (2.0 * p * (1.0 - p) / samples as f64).sqrt();
    let samples = count(samples as u128);
    format!("one seed, {samples} test samples: differences below {points:.1} points may well be chance")
}

/// Below such a rank correlation the first epochs are a bad guide.
const BAD_GUIDE: f64 = 0.2;

/// What to think of a scheduler that stopped trials by what does not seem to matter.
fn misled(view: &View) -> Option<String> {
    let epochs = view.plan.task.training.epochs;
    let level = view.plan.scheduler.first_level(epochs)?;
    let agreement =
        report::early_agreement(view.history.trials(), level, epochs).filter(|it| *it < BAD_GUIDE)?;
    Some(format!(
        "of the trials that were trained to the end, who was ahead after {level} of {epochs} epochs says little \
         (rank correlation {agreement:.2}): `scheduler: full` may find better ones"
    ))
}

fn accuracies(view: &View, trial: &Trial) -> String {
    let validation = trial.result().map(|report| report.validation_accuracy);
    let test = report::test_accuracy(&view.history, trial.id).map_or("-".to_owned(), percent);
    format!("trial {:<3} validation {}  test {test}", trial.id.0, percent_or_dash(validation))
}
