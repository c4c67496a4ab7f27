//! When a run ends.

use crate::yaml::{Interval, Shape, integer, number, record};
use serde::{Deserialize, Serialize};

/// More trials than these are no budget.
const MOST: u64 = 1_000_000;
/// More hours than these are none, either.
const MOST_HOURS: f64 = 100_000.0;

/// The `budget` part of a space file: the run ends with whichever is used up first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// How many trials are claimed, baselines included.
    pub trials: u32,
    /// For how long new trials are claimed, in hours of work over all processes that worked on the run, if there is a limit.
    pub hours: Option<f64>,
    /// The validation accuracy that is enough, if there is one.
    pub target: Option<f64>,
    /// After how many trials without a better one no improvement is expected any more, if ever.
    pub patience: Option<u32>,
}

impl Budget {
    /// Whether so many seconds of work use it up.
    #[must_use]
    pub fn is_used_after(&self, seconds: f64) -> bool {
        self.hours.is_some_and(|hours| seconds >= hours * 3600.0)
    }

    /// Whether it may end a run before all its trials are done, by what nobody can foresee.
    #[must_use]
    pub fn may_end_early(&self) -> bool {
        self.target.is_some() || self.patience.is_some() || self.hours.is_some()
    }

    /// What of it a space file could not say, if anything.
    pub(super) fn problem(&self) -> Option<String> {
        let within = |count: u32| (1..=MOST).contains(&count.into());
        let share = |share: f64| share > 0.0 && share <= 1.0;
        let Self { trials, hours, target, patience } = *self;
        let hours = hours.filter(|hours| !(*hours > 0.0 && *hours <= MOST_HOURS));
        let told = [
            (!within(trials)).then(|| format!("{trials} trials; allowed: from 1 to {MOST}")),
            hours.map(|hours| format!("{hours} hours; allowed: above 0, up to {MOST_HOURS}")),
            target
                .filter(|it| !share(*it))
                .map(|target| format!("the target {target}; allowed: above 0, up to 1")),
            patience
                .filter(|it| !within(*it))
                .map(|patience| format!("the patience {patience}; allowed: from 1 to {MOST}")),
        ];
        told.into_iter().flatten().next()
    }

    /// How the `budget` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        record("when the search ends", |fields| {
            let trials = fields.required("trials", "trials in all, baselines included", integer(1..=MOST));
            let hours = fields.optional(
                "hours",
                "no new trial begins after so many hours; which trials that cuts off depends on the machine",
                number(Interval::above(0.0).up_to(MOST_HOURS)),
            );
            let target = fields.optional(
                "target",
                "no new trial begins once one has this validation accuracy, a share of 1",
                number(Interval::above(0.0).up_to(1.0)),
            );
            let patience = fields.optional(
                "patience",
                "no new trial begins once so many after the best one were not better",
                integer(1..=MOST),
            );
            let patience = patience.and_then(|patience| u32::try_from(patience).ok());
            Some(Self { trials: u32::try_from(trials?).ok()?, hours, target, patience })
        })
    }
}
