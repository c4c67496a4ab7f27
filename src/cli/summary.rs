//! What a search prints when it has ended.

use super::paint::Paint;
use super::print::{print, print_json};
use super::status::Status;
use super::table::{Cell, Field, fields};
use super::talk::say;
use super::terminal::Screen;
use super::view::View;
use super::{exit, learned, top};
use crate::numbers::{correlation, count, percent, percent_or_dash, points, span};
use crate::report::{self, Margin, Row};
use crate::search::OpenRun;
use crate::statistics::{self, Interval};
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
    margins: Vec<Margin>,
    results: String,
}

/// Prints the results of a run that has ended; its exit code.
pub(super) fn print_results(run: &OpenRun, json: bool) -> anyhow::Result<ExitCode> {
    let view = View::of(run.folder.path())?;
    let (status, rows) = (Status::of(&view), view.rows());
    if json {
        let summary = Summary {
            status: &status,
            winner: view.history.best().and_then(|best| rows.iter().find(|row| row.trial == best.id.0)),
            baselines: rows.iter().filter(|row| row.origin == Origin::Baseline).collect(),
            margins: report::margins(&view.history),
            results: view.folder.results().display().to_string(),
        };
        print_json(&summary)?;
    } else {
        print_text(&view, &status, &rows)?;
    }
    if status.ranked() == 0 {
        say(&format!("no trial finished; `actsearch top {}` tells why", view.folder.path().display()));
    }
    Ok(exit::of_run(status.ranked()))
}

/// How many columns the names of the lines take.
const NAMES: usize = 10;

fn print_text(view: &View, status: &Status, rows: &[Row]) -> anyhow::Result<()> {
    let screen = Screen::stdout();
    let (listed, winner) = (&rows[..rows.len().min(LISTED)], view.history.best());
    let epochs = view.plan.task.training.epochs;
    print(&top::best_trials(listed, winner.map(|winner| winner.id.0), epochs, screen))?;
    print("")?;
    let trials = status.trials_cell().followed_by(&format!(", in {}", span(status.seconds)));
    print(&fields(&[Field::new("trials", trials)], NAMES, screen))?;
    if let Some(winner) = winner {
        print_winner(view, status, winner, screen)?;
    }
    let ended = status.early_end().map(|reason| Field::new("ended", reason));
    let lines = ended.into_iter().chain([
        Field::new("results", view.folder.results().display().to_string()),
        Field::new("run", view.folder.path().display().to_string()),
    ]);
    print(&fields(&lines.collect::<Vec<_>>(), NAMES, screen))
}

fn print_winner(view: &View, status: &Status, winner: &Trial, screen: Screen) -> anyhow::Result<()> {
    let told = |trial: &Trial| Cell::from(format!("{}  {}", accuracies(view, trial), trial.candidate));
    let baselines = view.history.trials().iter().filter(|trial| trial.origin == Origin::Baseline);
    let mut lines = vec![Field::mix("winner", told(winner).painted(Paint::Good))];
    lines.extend(baselines.map(|baseline| Field::mix("baseline", told(baseline))));
    let notes = notes(view, winner).into_iter().chain(status.tested_before()).chain(misled(view));
    lines.extend(notes.map(|note| Field::new("note", note)));
    print(&fields(&lines, NAMES, screen))?;
    if let Some(learned) = winner.learned() {
        print(&format!("learned\n{}", learned::indented(learned, screen)))?;
    }
    Ok(())
}

/// What the test accuracies say, and what they do not.
fn notes(view: &View, winner: &Trial) -> Vec<String> {
    let mut notes: Vec<String> = report::margins(&view.history).iter().map(margin).collect();
    if let (true, Some(result)) = (notes.is_empty(), view.history.test_result(winner.id)) {
        let samples = u32::try_from(result.answers.0.len()).unwrap_or(u32::MAX);
        let Interval { lower, upper } = statistics::of_share(result.accuracy, samples);
        notes.push(format!(
            "test accuracy on {} samples, 95 % interval {} to {}",
            count(samples),
            percent(lower),
            percent(upper)
        ));
    }
    let finished = view.history.ranking().len();
    let picked = format!(
        "trial {} is the best of {} by validation, which flatters it there",
        winner.id.0,
        count(finished)
    );
    notes.push(if finished > 1 { format!("one seed; {picked}") } else { "one seed".to_owned() });
    notes
}

fn margin(margin: &Margin) -> String {
    let Margin { winner, candidate, samples, difference, lower, upper, .. } = margin;
    let verdict = if margin.may_be_chance() { "may well be chance" } else { "more than chance explains" };
    format!(
        "trial {winner} − {candidate} on the {} test samples: {} points, 95 % interval {} to {}: {verdict}",
        count(*samples),
        points(*difference),
        points(*lower),
        points(*upper)
    )
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
         (rank correlation {}): `scheduler: full` may find better ones",
        correlation(agreement)
    ))
}

fn accuracies(view: &View, trial: &Trial) -> String {
    let validation = trial.result().map(|report| report.validation_accuracy);
    let test = report::test_accuracy(&view.history, trial.id).map_or("-".to_owned(), percent);
    format!("trial {:<3} validation {}  test {test}", trial.id.0, percent_or_dash(validation))
}
