//! How far a run is, at one moment.

use crate::trial::{History, Outcome, Trial, TrialId};
use crate::worker::Board;
use std::time::Instant;

/// What progress shows of a history.
pub(super) struct Snapshot {
    at: Instant,
    pub(super) trials: u32,
    pub(super) epochs_per_trial: u32,
    /// How many epochs are behind the run; those that a failed trial will never have count too.
    pub(super) epochs: u64,
    pub(super) total_epochs: u64,
    /// The decided trials, by number: how they ended.
    pub(super) decided: Vec<(TrialId, Ending)>,
    pub(super) running: Vec<Running>,
    pub(super) best: Option<(TrialId, f64)>,
}

/// Where a process began, to tell how fast it goes.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    at: Instant,
    epochs: u64,
}

/// A trial that is being trained.
pub(super) struct Running {
    pub(super) trial: TrialId,
    pub(super) epoch: usize,
    pub(super) accuracy: Option<f64>,
    pub(super) candidate: String,
}

/// How a trial ended.
pub(super) struct Ending {
    pub(super) accuracy: Option<f64>,
    pub(super) failure: Option<String>,
    pub(super) candidate: String,
}

impl Snapshot {
    /// The progress of a history.
    pub(super) fn of(history: &History, board: &Board<'_>) -> Self {
        let (decided, running): (Vec<&Trial>, Vec<&Trial>) =
            history.trials().iter().partition(|trial| trial.outcome.is_some());
        let epochs_per_trial = board.plan.task.training.epochs;
        let best = history.best().and_then(|trial| Some((trial.id, trial.result()?.validation_accuracy)));
        Self {
            at: Instant::now(),
            trials: board.plan.budget.trials,
            epochs_per_trial,
            epochs: history.trials().iter().map(|trial| epochs_behind(trial, epochs_per_trial)).sum(),
            total_epochs: board.plan.total_epochs(),
            decided: decided.into_iter().map(|trial| (trial.id, ending(trial))).collect(),
            running: running.into_iter().map(self::running).collect(),
            best,
        }
    }

    /// The moment, and how many epochs were done.
    pub(super) fn mark(&self) -> Mark {
        Mark { at: self.at, epochs: self.epochs }
    }

    /// How many seconds are left if every epoch takes as long as those since `start` did on average.
    pub(super) fn seconds_left(&self, start: Mark) -> Option<f64> {
        let done = self.epochs.checked_sub(start.epochs).filter(|done| *done > 0)?;
        #[expect(clippy::cast_precision_loss, reason = "far fewer epochs than 2^52")]
        let ratio = self.total_epochs.saturating_sub(self.epochs) as f64 / done as f64;
        Some((self.at - start.at).as_secs_f64() * ratio)
    }
}

fn epochs_behind(trial: &Trial, epochs_per_trial: u32) -> u64 {
    match &trial.outcome {
        Some(_) => epochs_per_trial.into(),
        None => trial.reports.len() as u64,
    }
}

fn running(trial: &Trial) -> Running {
    Running {
        trial: trial.id,
        epoch: trial.reports.len(),
        accuracy: trial.reports.last().map(|report| report.validation_accuracy),
        candidate: trial.candidate.to_string(),
    }
}

fn ending(trial: &Trial) -> Ending {
    let failure = match &trial.outcome {
        Some(Outcome::Failed { reason }) => Some(reason.clone()),
        _ => None,
    };
    let accuracy = trial.result().map(|report| report.validation_accuracy);
    Ending { accuracy, failure, candidate: trial.candidate.to_string() }
}
