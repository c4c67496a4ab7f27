//! `actsearch top`.

use super::numbers::percent_or_dash;
use super::table::{print, print_json, table};
use super::view::View;
use crate::report::Row;
use std::path::PathBuf;

/// The arguments of `actsearch top`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The run folder
    run: PathBuf,
    /// How many trials are listed
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    count: usize,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// Lists the best trials.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let view = View::of_what_is_sound(&arguments.run)?;
    let best: Vec<Row> = view.rows().into_iter().take(arguments.count).collect();
    if arguments.json { print_json(&best) } else { print(&best_trials(&best)) }
}

/// Trials as a table, one line each.
pub(super) fn best_trials(rows: &[Row]) -> String {
    let headings = ["rank", "trial", "validation", "best epoch", "loss", "test", "mixes"];
    table(&headings, &[0, 1, 2, 3, 4, 5], rows.iter().map(line).collect())
}

fn line(row: &Row) -> Vec<String> {
    let best_epoch = row.best_validation_accuracy.zip(row.best_epoch);
    vec![
        row.rank.map_or(row.status.to_string(), |rank| rank.to_string()),
        row.trial.to_string(),
        percent_or_dash(row.validation_accuracy),
        best_epoch
            .map_or("-".to_owned(), |(best, epoch)| format!("{} @{epoch}", percent_or_dash(Some(best)))),
        row.validation_loss.map_or("-".to_owned(), |loss| format!("{loss:.4}")),
        percent_or_dash(row.test_accuracy),
        mixes(row),
    ]
}

/// The mixes, and what has to be said of them.
fn mixes(row: &Row) -> String {
    let taken = row.taken_from.as_ref().map(|from| format!("taken over from {from}"));
    let notes: Vec<&str> = [row.reason.as_deref(), taken.as_deref()].into_iter().flatten().collect();
    if notes.is_empty() {
        row.candidate.clone()
    } else {
        format!("{}  ({})", row.candidate, notes.join("; "))
    }
}
