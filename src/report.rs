//! The results of a run as a table, the same to the last byte whenever the run was the same.

use crate::trial::{History, Trial, TrialId};
use serde::Serialize;

/// One trial in the results table. Accuracies are shares of samples, losses are nats.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The place by validation accuracy, counted from 1; nothing for a trial that did not finish.
    pub rank: Option<usize>,
    /// The trial's number.
    pub trial: u32,
    /// Why it was proposed: `baseline` or `controller`.
    pub origin: crate::trial::Origin,
    /// `finished`, `failed` or `unfinished`.
    pub status: &'static str,
    /// How many epochs it was trained for.
    pub epochs: usize,
    /// Validation accuracy at the last epoch: what trials are ranked by.
    pub validation_accuracy: Option<f64>,
    /// Validation loss at the last epoch.
    pub validation_loss: Option<f64>,
    /// Training loss in the last epoch.
    pub training_loss: Option<f64>,
    /// The highest validation accuracy of all epochs.
    pub best_validation_accuracy: Option<f64>,
    /// The epoch in which it was reached first.
    pub best_epoch: Option<u32>,
    /// Accuracy on the test part, for the winner and the baselines.
    pub test_accuracy: Option<f64>,
    /// The mixes that stand at the sites.
    pub candidate: String,
    /// Why it failed.
    pub reason: Option<String>,
}

/// All trials: the finished ones best first, then the others by number.
#[must_use]
pub fn rows(history: &History) -> Vec<Row> {
    let ranking = history.ranking();
    let ranked = ranking.iter().enumerate().map(|(place, trial)| row(history, trial, Some(place + 1)));
    let others = history.trials().iter().filter(|trial| trial.result().is_none());
    ranked.chain(others.map(|trial| row(history, trial, None))).collect()
}

fn row(history: &History, trial: &Trial, rank: Option<usize>) -> Row {
    let (last, best) = (trial.reports.last(), trial.best_epoch());
    Row {
        rank,
        trial: trial.id.0,
        origin: trial.origin,
        status: trial.status(),
        epochs: trial.reports.len(),
        validation_accuracy: last.map(|report| report.validation_accuracy),
        validation_loss: last.map(|report| report.validation_loss),
        training_loss: last.map(|report| report.training_loss),
        best_validation_accuracy: best.map(|report| report.validation_accuracy),
        best_epoch: best.map(|report| report.epoch),
        test_accuracy: test_accuracy(history, trial.id),
        candidate: trial.candidate.to_string(),
        reason: trial.failure().map(str::to_owned),
    }
}

/// The accuracy of a trial on the test part, if it was measured.
#[must_use]
pub fn test_accuracy(history: &History, trial: TrialId) -> Option<f64> {
    let result = history.tested()?.iter().find(|result| result.trial == trial)?;
    Some(result.accuracy)
}

/// The table as CSV with a header line; numbers are the shortest that read back to the same.
///
/// # Panics
/// Never: rows are plain data.
#[must_use]
pub fn csv(rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).expect("a row is plain data");
    }
    writer.into_inner().expect("memory does not fail")
}
