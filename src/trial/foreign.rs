//! What another run found.

use super::{History, Trial};
use crate::space::Candidate;
use serde::{Deserialize, Serialize};

/// A trial of another run, as far as a controller wants to know it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// Its number there.
    pub trial: u32,
    /// What was trained.
    pub candidate: Candidate,
    /// For how many epochs.
    pub epochs: u32,
    /// Whether these were all epochs that it could have been trained for there.
    pub is_whole: bool,
    /// The validation accuracy at the last of them; nothing if it failed.
    pub accuracy: Option<f64>,
    /// The coefficients of every site at that epoch, averaged over the channels.
    pub coefficients: Vec<Vec<f32>>,
}

impl Foreign {
    /// What a run found in trials of so many epochs: all of them that are decided.
    #[must_use]
    pub fn of(history: &History, epochs: u32) -> Vec<Self> {
        let decided = history.trials().iter().filter(|trial| trial.outcome.is_some());
        decided.map(|trial| Self::new(trial, epochs)).collect()
    }

    fn new(trial: &Trial, all: u32) -> Self {
        let last = trial.result();
        let epochs = u32::try_from(trial.reports.len()).unwrap_or(u32::MAX);
        Self {
            trial: trial.id.0,
            candidate: trial.candidate.clone(),
            epochs,
            is_whole: epochs >= all,
            accuracy: last.map(|report| report.validation_accuracy),
            coefficients: last.map_or_else(Vec::new, |report| report.mean_coefficients.clone()),
        }
    }
}
