//! Many runs of one plan, replayed from different seeds, and what is true of the middle ones.

use actsearch::plan::Plan;
use actsearch::table::{Epoch, Table, Truth, replay};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// What came out of all runs together.
pub struct Measured {
    /// One row for each number of trials, counted from 1.
    pub rows: Vec<Row>,
    /// Trials until the median run has trained a top candidate for all epochs; infinite if it never has.
    pub trials_to_top: f64,
    /// Epochs until then.
    pub epochs_to_top: f64,
    /// Trials until the best of the median run is a top candidate.
    pub trials_to_best_in_top: f64,
}

/// The runs after so many trials.
pub struct Row {
    /// How many trials.
    pub trials: usize,
    /// How many epochs, the median over the runs.
    pub epochs: f64,
    /// The regret of the run that a quarter of the runs are better than.
    pub q25: f64,
    /// The regret of the run in the middle.
    pub median: f64,
    /// The regret of the run that three quarters of the runs are better than.
    pub q75: f64,
}

/// One run.
struct Run {
    /// Epochs and regret after each number of trials.
    after: Vec<(f64, f64)>,
    trials_to_top: f64,
    epochs_to_top: f64,
    trials_to_best_in_top: f64,
}

/// Replays a plan from so many seeds, with one worker each: proposals do not depend on how many there are.
pub fn measure(table: &Table, plan: &Plan, seeds: u64) -> Measured {
    let truth = Truth::of(table);
    let run = |seed| summary(&replay(table, &Plan { seed, ..plan.clone() }, 1), &truth);
    let runs: Vec<Run> = (0..seeds).into_par_iter().map(run).collect();
    let median = |of: fn(&Run) -> f64| quantile(runs.iter().map(of), 0.5);
    let longest = runs.iter().map(|run| run.after.len()).max().unwrap_or(0);
    Measured {
        rows: (1..=longest).map(|trials| row(&runs, trials)).collect(),
        trials_to_top: median(|run| run.trials_to_top),
        epochs_to_top: median(|run| run.epochs_to_top),
        trials_to_best_in_top: median(|run| run.trials_to_best_in_top),
    }
}

fn row(runs: &[Run], trials: usize) -> Row {
    // A run that ended with fewer trials holds what it held at its end.
    let after = |run: &Run| run.after[trials.min(run.after.len()) - 1];
    let regret = |share| quantile(runs.iter().map(|run| after(run).1), share);
    let epochs = quantile(runs.iter().map(|run| after(run).0), 0.5);
    Row { trials, epochs, q25: regret(0.25), median: regret(0.5), q75: regret(0.75) }
}

#[expect(clippy::cast_precision_loss, reason = "a run has few epochs")]
fn summary(epochs: &[Epoch], truth: &Truth) -> Run {
    let trials = epochs.last().map_or(0, |epoch| epoch.trials);
    let after = |trials| {
        let until = epochs.partition_point(|epoch| epoch.trials <= trials);
        let last = until.checked_sub(1).map(|place| epochs[place]);
        (last.map_or(0.0, |last| last.epochs as f64), truth.regret(last.and_then(|last| last.held)))
    };
    let is_top = |candidate: Option<usize>| candidate.is_some_and(|candidate| truth.is_top(candidate));
    let trained = epochs.iter().find(|epoch| is_top(epoch.finished));
    let held = epochs.iter().find(|epoch| is_top(epoch.held));
    let trials_of = |epoch: Option<&Epoch>| epoch.map_or(f64::INFINITY, |epoch| epoch.trials as f64);
    Run {
        after: (1..=trials).map(after).collect(),
        trials_to_top: trials_of(trained),
        epochs_to_top: trained.map_or(f64::INFINITY, |epoch| epoch.epochs as f64),
        trials_to_best_in_top: trials_of(held),
    }
}

/// The number that this share of the numbers lie below.
fn quantile(numbers: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place among a few runs"
    )]
    let place = (share * (numbers.len() - 1) as f64).round() as usize;
    numbers[place]
}
