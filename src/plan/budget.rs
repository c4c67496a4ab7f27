//! When a run ends.

use crate::yaml::{Interval, Shape, integer, number, record};

/// The `budget` part of a space file: the run ends with whichever is used up first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// How many trials are claimed, baselines included.
    pub trials: u32,
    /// For how long new trials are claimed, in hours of work over all processes that worked on the run, if there is a limit.
    pub hours: Option<f64>,
}

impl Budget {
    /// Whether so many seconds of work use it up.
    #[must_use]
    pub fn is_used_after(&self, seconds: f64) -> bool {
        self.hours.is_some_and(|hours| seconds >= hours * 3600.0)
    }

    /// How the `budget` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        record("when the search ends", |fields| {
            let trials =
                fields.required("trials", "trials in all, baselines included", integer(1..=1_000_000));
            let hours = fields.optional(
                "hours",
                "no new trial begins after so many hours; which trials that cuts off depends on the machine",
                number(Interval::above(0.0).up_to(100_000.0)),
            );
            Some(Self { trials: u32::try_from(trials?).ok()?, hours })
        })
    }
}
