//! `actsearch top`.

use super::paint::Paint;
use super::print::{print, print_json};
use super::table::{Cell, Column, mix, number, table, word};
use super::terminal::Screen;
use super::view::View;
use crate::numbers::{count, measured, percent, percent_or_dash};
use crate::report::Row;
use clap::ValueEnum;
use std::cmp::Ordering;
use std::path::PathBuf;

/// The arguments of `actsearch top`.
#[derive(clap::Args)]
#[command(after_help = "\
Trials are ranked by their validation accuracy at the end of the epoch that is kept: the last one, or the best where
`training.keep_epoch` says so. `epochs` are those that were trained, of all; a trial that is `cut` was stopped before its end by
the scheduler. The best epoch, which `--wide` lists, has the highest validation accuracy; where it is not kept it counts for
nothing. On a terminal long mixes take several lines; where the output goes into a file or a pipe nothing is wrapped.")]
pub(super) struct Arguments {
    /// The run folder
    run: PathBuf,
    /// How many trials are listed
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    count: usize,
    /// What they are ordered by
    #[arg(long, value_name = "KEY", value_enum, default_value_t = Sort::Rank)]
    sort: Sort,
    /// List everything that is known of a trial, with nothing shortened or wrapped
    #[arg(long)]
    wide: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// What trials are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// The rank: the best validation accuracy first, of equals the lowest loss
    Rank,
    /// The highest validation accuracy of any epoch first
    BestValidation,
    /// The highest test accuracy first, then those that were not tested
    Test,
    /// The lowest validation loss first
    Loss,
    /// The lowest training loss first
    TrainingLoss,
    /// Those that were trained longest first
    Epochs,
    /// In the order in which they were proposed
    Trial,
    /// Finished, cut, failed, unfinished
    Status,
}

impl Sort {
    /// Orders trials that are ordered by rank.
    fn sort(self, rows: &mut [Row]) {
        match self {
            Self::Rank => {}
            Self::BestValidation => {
                rows.sort_by(|a, b| highest(a.best_validation_accuracy, b.best_validation_accuracy));
            }
            Self::Test => rows.sort_by(|a, b| highest(a.test_accuracy, b.test_accuracy)),
            Self::Loss => rows.sort_by(|a, b| lowest(a.validation_loss, b.validation_loss)),
            Self::TrainingLoss => rows.sort_by(|a, b| lowest(a.training_loss, b.training_loss)),
            Self::Epochs => rows.sort_by_key(|row| std::cmp::Reverse(row.epochs)),
            Self::Trial => rows.sort_by_key(|row| row.trial),
            Self::Status => rows.sort_by_key(|row| row.status as u8),
        }
    }
}

/// The highest first, and nothing last.
fn highest(one: Option<f64>, other: Option<f64>) -> Ordering {
    let known = |number: Option<f64>| number.unwrap_or(f64::NEG_INFINITY);
    known(other).total_cmp(&known(one))
}

/// The lowest first, and nothing last.
fn lowest(one: Option<f64>, other: Option<f64>) -> Ordering {
    highest(one.map(|number| -number), other.map(|number| -number))
}

/// Lists the best trials.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let view = View::of_what_is_sound(&arguments.run)?;
    let mut rows = view.rows();
    arguments.sort.sort(&mut rows);
    rows.truncate(arguments.count);
    if arguments.json {
        return print_json(&rows);
    }
    let (best, epochs) = (view.history.best().map(|best| best.id.0), view.plan.task.training.epochs);
    if arguments.wide {
        return print(&all_of(&rows, best, epochs, Screen::stdout().without_end()));
    }
    print(&best_trials(&rows, best, epochs, Screen::stdout()))
}

/// Trials as a table with what matters; `best` is the number of the best one, which is marked.
pub(super) fn best_trials(rows: &[Row], best: Option<u32>, epochs: u32, screen: Screen) -> String {
    let columns = [
        number("rank"),
        number("trial"),
        word("status"),
        number("epochs"),
        number("validation"),
        number("loss"),
        number("test"),
        mix("mixes"),
    ];
    let cells = |row: &Row| -> Vec<Cell> {
        vec![
            rank(row),
            row.trial.to_string().into(),
            status(row),
            trained(row, epochs),
            percent_or_dash(row.validation_accuracy).into(),
            loss(row.validation_loss),
            percent_or_dash(row.test_accuracy).into(),
            mixes(row),
        ]
    };
    shown(&columns, rows, best, screen, cells)
}

/// Trials as a table with all that is known.
fn all_of(rows: &[Row], best: Option<u32>, epochs: u32, screen: Screen) -> String {
    let columns = [
        number("rank"),
        number("trial"),
        word("origin"),
        word("status"),
        number("epochs"),
        number("kept epoch"),
        number("validation"),
        number("loss"),
        number("training loss"),
        number("best epoch"),
        number("best validation"),
        number("test"),
        mix("mixes"),
    ];
    let epoch = |epoch: Option<u32>| Cell::from(epoch.map_or("-".to_owned(), count));
    let cells = |row: &Row| -> Vec<Cell> {
        vec![
            rank(row),
            row.trial.to_string().into(),
            row.origin.word().into(),
            status(row),
            trained(row, epochs),
            epoch(row.kept_epoch),
            percent_or_dash(row.validation_accuracy).into(),
            loss(row.validation_loss),
            loss(row.training_loss),
            epoch(row.best_epoch),
            row.best_validation_accuracy.map_or("-".to_owned(), percent).into(),
            percent_or_dash(row.test_accuracy).into(),
            mixes(row),
        ]
    };
    shown(&columns, rows, best, screen, cells)
}

/// The best trial is green, and those that were cut or failed have a colour where that is said.
fn shown(
    columns: &[Column],
    rows: &[Row],
    best: Option<u32>,
    screen: Screen,
    cells: impl Fn(&Row) -> Vec<Cell>,
) -> String {
    let painted = |row: &Row| {
        let cells = cells(row);
        if best != Some(row.trial) {
            return cells;
        }
        cells.into_iter().map(|cell| cell.painted(Paint::Good)).collect()
    };
    table(columns, rows.iter().map(painted).collect(), screen)
}

fn rank(row: &Row) -> Cell {
    row.rank.map_or("-".to_owned(), count).into()
}

fn status(row: &Row) -> Cell {
    Cell::from(row.status.word()).painted(Paint::of(row.status))
}

/// How many epochs a trial was trained for, of all: `3/20`.
fn trained(row: &Row, epochs: u32) -> Cell {
    format!("{}/{}", count(row.epochs), count(epochs)).into()
}

fn loss(loss: Option<f64>) -> Cell {
    loss.map_or("-".to_owned(), measured).into()
}

/// The mixes, and what has to be said of them.
fn mixes(row: &Row) -> Cell {
    let taken = row.taken_from.as_ref().map(|from| format!("taken over from {from}"));
    let notes: Vec<&str> = [row.reason.as_deref(), taken.as_deref()].into_iter().flatten().collect();
    let notes = if notes.is_empty() { String::new() } else { format!("  ({})", notes.join("; ")) };
    format!("{}{notes}", row.candidate).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{Origin, Status};

    fn row(trial: u32, rank: Option<usize>, status: Status, validation: Option<f64>) -> Row {
        Row {
            rank,
            trial,
            origin: Origin::Controller,
            status,
            epochs: if status == Status::Finished { 20 } else { 3 },
            kept_epoch: validation.map(|_| 2),
            validation_accuracy: validation,
            validation_loss: validation.map(|accuracy| 10.0 * accuracy),
            training_loss: validation.map(|accuracy| 1.0 - accuracy),
            best_validation_accuracy: validation.map(|accuracy| 1.0 - accuracy / 2.0),
            best_epoch: validation.map(|_| 3),
            test_accuracy: None,
            taken_from: None,
            candidate: "fc1: relu | fc2: affine(relu, tanh)".to_owned(),
            reason: (status == Status::Failed).then(|| "diverged: training loss is NaN at step 1".to_owned()),
        }
    }

    fn rows() -> Vec<Row> {
        vec![
            row(7, Some(1), Status::Finished, Some(0.9)),
            Row { test_accuracy: Some(0.8), ..row(3, Some(2), Status::Cut, Some(0.8)) },
            row(0, None, Status::Unfinished, None),
            row(5, None, Status::Failed, None),
        ]
    }

    #[test]
    fn trials_are_listed_with_their_epochs_and_how_they_ended() {
        let screen = |width| Screen { width, has_colours: false };
        let rows = rows();
        let listed = |width| best_trials(&rows, Some(7), 20, screen(width));
        let whole = "\
rank  trial  status      epochs  validation    loss     test  mixes
   1      7  finished     20/20     90.00 %  9.0000        -  fc1: relu | fc2: affine(relu, tanh)
   2      3  cut           3/20     80.00 %  8.0000  80.00 %  fc1: relu | fc2: affine(relu, tanh)
   -      0  unfinished    3/20           -       -        -  fc1: relu | fc2: affine(relu, tanh)
   -      5  failed        3/20           -       -        -  fc1: relu | fc2: affine(relu, tanh)  (diverged: training loss is NaN at step 1)";
        assert_eq!(listed(None), whole);
        let narrow = "\
rank  trial  status      epochs  validation    loss     test
      mixes
   1      7  finished     20/20     90.00 %  9.0000        -
      fc1: relu | fc2: affine(relu, tanh)
   2      3  cut           3/20     80.00 %  8.0000  80.00 %
      fc1: relu | fc2: affine(relu, tanh)
   -      0  unfinished    3/20           -       -        -
      fc1: relu | fc2: affine(relu, tanh)
   -      5  failed        3/20           -       -        -
      fc1: relu |
      fc2: affine(relu, tanh)
      (diverged: training loss is NaN at step 1)";
        assert_eq!(listed(Some(60)), narrow);
        for width in [60, 80, 120] {
            assert!(listed(Some(width)).lines().all(|line| line.chars().count() <= width), "{width}");
        }
        let wide = all_of(&rows, None, 20, screen(None));
        let second = "   2      3  controller  cut           3/20           2     80.00 %  8.0000         0.2000           3          60.00 %  \
                      80.00 %  fc1";
        assert!(wide.lines().nth(2).is_some_and(|line| line.starts_with(second)), "{wide}");
    }

    #[test]
    fn what_matters_has_a_colour_and_nothing_else() {
        let listed = best_trials(&rows(), Some(7), 20, Screen { width: None, has_colours: true });
        let coloured = |line: &str| line.contains('\u{1b}');
        assert_eq!(listed.lines().map(coloured).collect::<Vec<_>>(), [false, true, true, false, true]);
    }

    #[test]
    fn trials_are_ordered_as_asked() {
        let order = |sort: Sort| {
            let mut rows = rows();
            sort.sort(&mut rows);
            rows.iter().map(|row| row.trial).collect::<Vec<_>>()
        };
        assert_eq!(order(Sort::Rank), [7, 3, 0, 5]);
        assert_eq!(order(Sort::BestValidation), [3, 7, 0, 5]);
        assert_eq!(order(Sort::Test), [3, 7, 0, 5]);
        assert_eq!(order(Sort::Loss), [3, 7, 0, 5]);
        assert_eq!(order(Sort::TrainingLoss), [7, 3, 0, 5]);
        assert_eq!(order(Sort::Epochs), [7, 3, 0, 5]);
        assert_eq!(order(Sort::Trial), [0, 3, 5, 7]);
        assert_eq!(order(Sort::Status), [7, 3, 5, 0]);
    }
}
