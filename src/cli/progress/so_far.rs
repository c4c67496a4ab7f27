//! How far a run is, kept up to date event by event.

use crate::plan::Plan;
use crate::scheduler::EpochsLeft;
use crate::trial::{Budget, History, Status, Trial, TrialId};

/// What progress shows of a run.
///
/// It is asked ten times a second while workers wait for the same lock: where nothing has happened nothing is looked at, and a
/// candidate is written out once for each time that its trial begins or stops.
#[derive(Debug, Default)]
pub(super) struct SoFar {
    seq: u64,
    /// What is known already of every trial, by number.
    known: Vec<Known>,
    /// How many trials there are in all, if nothing ends the run early.
    pub(super) trials: u32,
    pub(super) epochs_per_trial: u32,
    /// How many epochs were trained, and how long they took together, in seconds.
    pub(super) epochs: usize,
    pub(super) epoch_seconds: f64,
    /// How many epochs are still trained.
    pub(super) left: EpochsLeft,
    /// Whether all trials are done, so that nothing but the test is left.
    pub(super) is_ended: bool,
    pub(super) running: Vec<Running>,
    pub(super) best: Option<(TrialId, f64)>,
}

/// What is known already of a trial.
#[derive(Clone, Copy, Debug)]
struct Known {
    attempt: u32,
    status: Status,
    epochs: usize,
}

/// A trial that is being trained.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) trial: TrialId,
    pub(super) epoch: usize,
    pub(super) accuracy: Option<f64>,
    pub(super) candidate: String,
}

/// A trial that has stopped since the last look.
#[derive(Debug)]
pub(super) struct Stopped {
    pub(super) trial: TrialId,
    pub(super) status: Status,
    pub(super) epochs: usize,
    pub(super) accuracy: Option<f64>,
    pub(super) failure: Option<String>,
    pub(super) candidate: String,
}

impl SoFar {
    /// What a run with this budget is before its first event.
    pub(super) fn new(plan: &Plan, budget: Budget) -> Self {
        let epochs_per_trial = plan.task.training.epochs;
        Self { trials: plan.total_trials(budget), epochs_per_trial, ..Self::default() }
    }

    /// How many trials have such a status.
    pub(super) fn count(&self, status: Status) -> usize {
        self.known.iter().filter(|known| known.status == status).count()
    }

    /// How many trials are done for now.
    pub(super) fn decided(&self) -> usize {
        self.known.len() - self.count(Status::Unfinished)
    }

    /// Brings it up to date after so many seconds of work on the run, and says which trials have stopped meanwhile; `write`
    /// writes out a candidate.
    pub(super) fn update(
        &mut self,
        plan: &Plan,
        history: &History,
        seconds: f64,
        write: &mut dyn FnMut(&Trial) -> String,
    ) -> Vec<Stopped> {
        if history.seq() == self.seq {
            return Vec::new();
        }
        self.seq = history.seq();
        self.is_ended = history.ended().is_some();
        self.left = plan.epochs_left(history, seconds);
        self.best = history.best().and_then(|trial| Some((trial.id, trial.result()?.validation_accuracy)));
        let stopped = history.trials().iter().filter_map(|trial| self.look_at(plan, trial, write)).collect();
        self.running = self.running(history, write);
        stopped
    }

    /// What is new of a trial: that it has stopped.
    fn look_at(
        &mut self,
        plan: &Plan,
        trial: &Trial,
        write: &mut dyn FnMut(&Trial) -> String,
    ) -> Option<Stopped> {
        let unfinished = Known { attempt: trial.attempt, status: Status::Unfinished, epochs: 0 };
        let before = self.known.get(trial.id.index()).copied().unwrap_or(unfinished);
        let is_decided = trial.outcome.is_some();
        if is_decided && before.attempt == trial.attempt && before.status != Status::Unfinished {
            return None;
        }
        let new = &trial.reports[before.epochs..];
        self.epochs += new.len();
        self.epoch_seconds += new.iter().map(|report| report.seconds).sum::<f64>();
        let status = if is_decided { plan.status(trial) } else { Status::Unfinished };
        let known = Known { attempt: trial.attempt, status, epochs: trial.reports.len() };
        match self.known.get_mut(trial.id.index()) {
            Some(place) => *place = known,
            None => self.known.push(known),
        }
        is_decided.then(|| Stopped {
            trial: trial.id,
            status,
            epochs: trial.reports.len(),
            accuracy: trial.result().map(|report| report.validation_accuracy),
            failure: trial.failure().map(str::to_owned),
            candidate: write(trial),
        })
    }

    fn running(&mut self, history: &History, write: &mut dyn FnMut(&Trial) -> String) -> Vec<Running> {
        let mut before = std::mem::take(&mut self.running);
        let mut written = |trial: &Trial| {
            let place = before.iter().position(|running| running.trial == trial.id);
            place.map_or_else(|| write(trial), |place| before.swap_remove(place).candidate)
        };
        let running = history.trials().iter().filter(|trial| history.is_held(trial));
        let running = running.map(|trial| Running {
            trial: trial.id,
            epoch: trial.reports.len(),
            accuracy: trial.reports.last().map(|report| report.validation_accuracy),
            candidate: written(trial),
        });
        running.collect()
    }
}
