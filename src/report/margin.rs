//! How far the winner is from each baseline on the test part, and how much of that may be chance.

use crate::statistics::{Interval, Paired};
use crate::trial::{History, Origin, TestResult};
use serde::Serialize;

/// The winner and a baseline, compared sample by sample on the test part. Differences are shares of the samples.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Margin {
    /// The number of the winner's trial.
    pub winner: u32,
    /// The number of the baseline's trial.
    pub baseline: u32,
    /// What stands at the sites of the baseline.
    pub candidate: String,
    /// How many test samples there are.
    pub samples: u32,
    /// On how many of them only the winner was right.
    pub only_winner: u32,
    /// On how many of them only the baseline was right.
    pub only_baseline: u32,
    /// Accuracy of the winner less that of the baseline.
    pub difference: f64,
    /// The lower end of its 95 % interval ([`Paired::interval`]).
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

impl Margin {
    /// Whether a difference of this size is likely between two networks that are equally good.
    #[must_use]
    pub fn may_be_chance(&self) -> bool {
        self.lower <= 0.0 && 0.0 <= self.upper
    }

    fn of(winner: &TestResult, baseline: &TestResult, candidate: String) -> Option<Self> {
        let paired = Paired::of(&winner.answers.0, &baseline.answers.0)?;
        let Interval { lower, upper } = paired.interval();
        Some(Self {
            winner: winner.trial.0,
            baseline: baseline.trial.0,
            candidate,
            samples: paired.samples,
            only_winner: paired.only_first,
            only_baseline: paired.only_second,
            difference: paired.difference(),
            lower,
            upper,
        })
    }
}

/// The winner of a run against each baseline that was tested with it.
#[must_use]
pub fn margins(history: &History) -> Vec<Margin> {
    let (Some((_, Some(winner))), Some(tested)) = (history.ended(), history.tested()) else {
        return Vec::new();
    };
    let Some(of_winner) = tested.iter().find(|result| result.trial == winner) else { return Vec::new() };
    let compared = |result: &TestResult| {
        let trial = history.trial(result.trial).filter(|trial| trial.origin == Origin::Baseline)?;
        (trial.id != winner).then(|| Margin::of(of_winner, result, trial.candidate.to_string()))?
    };
    tested.iter().filter_map(compared).collect()
}
