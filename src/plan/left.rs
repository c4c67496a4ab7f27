//! How much of a run is still to be done: a pure function of plan and history.

use super::Plan;
use crate::scheduler::{EpochsLeft, ToCome};
use crate::trial::{History, Origin};

impl Plan {
    /// How many epochs a run with this history is still trained for, on which processes have worked for so many seconds. It
    /// may be fewer where the budget [may end it early](crate::trial::Budget::may_end_early).
    #[must_use]
    pub fn epochs_left(&self, history: &History, seconds: f64) -> EpochsLeft {
        if history.ended().is_some() {
            return EpochsLeft::default();
        }
        if self.budget_of(history).is_used_after(seconds) {
            return self.scheduler.epochs_running(self.field(history));
        }
        self.scheduler.epochs_left(self.field(history), self.to_come(history))
    }

    /// The trials that are still proposed, if nothing ends the run early.
    fn to_come(&self, history: &History) -> ToCome {
        let decided = self.decided(history);
        let is_closed = self.reason_to_end(history, decided.as_deref()).is_some();
        if is_closed {
            return ToCome { baselines: 0, racers: 0 };
        }
        let begun = history.trials();
        let come = (self.total_trials(self.budget_of(history)) as usize).saturating_sub(begun.len());
        let baselines = begun.iter().filter(|trial| trial.origin == Origin::Baseline).count();
        let baselines = self.baselines.len().saturating_sub(baselines).min(come);
        ToCome { baselines, racers: come - baselines }
    }
}
