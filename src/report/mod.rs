//! The results of a run as a table, the same to the last byte whenever the run was the same.

mod margin;

pub use margin::{Margin, margins};

use crate::trial::{History, Status, Trial, TrialId};
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
    /// `finished`, `cut`, `failed` or `unfinished`.
    pub status: Status,
    /// How many epochs it was trained for.
    pub epochs: usize,
    /// The epoch that is kept, whose weights are tested and exported; the last one of a trial that did not finish.
    pub kept_epoch: Option<u32>,
    /// Validation accuracy at the end of that epoch: what trials are ranked by.
    pub validation_accuracy: Option<f64>,
    /// Validation loss at its end.
    pub validation_loss: Option<f64>,
    /// Training loss in it.
    pub training_loss: Option<f64>,
    /// The highest validation accuracy of all epochs.
    pub best_validation_accuracy: Option<f64>,
    /// The epoch that had it; of equals the one with the lowest validation loss, then the first.
    pub best_epoch: Option<u32>,
    /// Accuracy on the test part, for the winner and the baselines.
    pub test_accuracy: Option<f64>,
    /// The trial of another run that it was taken over from, if it was not trained.
    pub taken_from: Option<String>,
    /// The mixes that stand at the sites.
    pub candidate: String,
    /// Why it failed.
    pub reason: Option<String>,
}

/// All trials: those with a result best first, then the others by number. The plan knows how far each is.
#[must_use]
pub fn rows(history: &History, status: impl Fn(&Trial) -> Status) -> Vec<Row> {
    let ranking = history.ranking();
    let ranked = ranking.into_iter().enumerate().map(|(place, trial)| (trial, Some(place + 1)));
    let others = history.trials().iter().filter(|trial| trial.result().is_none());
    let all = ranked.chain(others.map(|trial| (trial, None)));
    all.map(|(trial, rank)| row(history, trial, rank, status(trial))).collect()
}

fn row(history: &History, trial: &Trial, rank: Option<usize>, status: Status) -> Row {
    let (kept, best) = (trial.result().or(trial.reports.last()), trial.best_epoch());
    Row {
        rank,
        trial: trial.id.0,
        origin: trial.origin,
        status,
        epochs: trial.reports.len(),
        kept_epoch: kept.map(|report| report.epoch),
        validation_accuracy: kept.map(|report| report.validation_accuracy),
        validation_loss: kept.map(|report| report.validation_loss),
        training_loss: kept.map(|report| report.training_loss),
        best_validation_accuracy: best.map(|report| report.validation_accuracy),
        best_epoch: best.map(|report| report.epoch),
        test_accuracy: test_accuracy(history, trial.id),
        taken_from: trial.taken_over.as_ref().filter(|_| trial.is_taken_over()).map(|it| it.from.to_string()),
        candidate: trial.candidate.to_string(),
        reason: trial.failure().map(str::to_owned),
    }
}

/// The accuracy of a trial on the test part, if it was measured.
#[must_use]
pub fn test_accuracy(history: &History, trial: TrialId) -> Option<f64> {
    history.test_result(trial).map(|result| result.accuracy)
}

/// How well the order of the trials after so many epochs agrees with that at the end: the rank correlation (Spearman)
/// between the validation accuracies then and after all `epochs`, over the trials that were trained for all of them. Nothing
/// if these are fewer than six, or all alike.
///
/// Most of these trials went on because they were good early, so the correlation over all candidates is rather higher.
#[must_use]
pub fn early_agreement(trials: &[Trial], early: u32, epochs: u32) -> Option<f64> {
    const FEWEST: usize = 6;
    let at = |trial: &Trial, epoch: u32| {
        trial.reports.get(epoch.checked_sub(1)? as usize).map(|report| report.validation_accuracy)
    };
    let whole = trials.iter().filter_map(|trial| Some((at(trial, early)?, at(trial, epochs)?)));
    let (early, late): (Vec<f64>, Vec<f64>) = whole.unzip();
    if early.len() < FEWEST { None } else { correlation(&ranks(&early), &ranks(&late)) }
}

/// The place of each number among all, equals in the middle of theirs.
#[expect(clippy::cast_precision_loss, reason = "a run has few trials")]
fn ranks(numbers: &[f64]) -> Vec<f64> {
    let below = |number: &f64| numbers.iter().filter(|other| *other < number).count();
    let equal = |number: &f64| numbers.iter().filter(|other| *other == number).count();
    numbers.iter().map(|number| below(number) as f64 + 0.5 * equal(number) as f64).collect()
}

/// The correlation (Pearson) of as many numbers as others; nothing where the one or the other are all alike.
#[expect(clippy::cast_precision_loss, reason = "a run has few trials")]
fn correlation(one: &[f64], other: &[f64]) -> Option<f64> {
    let centred = |numbers: &[f64]| -> Vec<f64> {
        let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
        numbers.iter().map(|number| number - mean).collect()
    };
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let (one, other) = (centred(one), centred(other));
    let spread = (product(&one, &one) * product(&other, &other)).sqrt();
    (spread > 0.0).then(|| product(&one, &other) / spread)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Candidate;
    use crate::trial::{Origin, Report};

    /// A trial with such accuracies at the ends of its epochs.
    fn trial(accuracies: &[f64]) -> Trial {
        let report = |(epoch, accuracy): (u32, &f64)| Report {
            epoch,
            training_loss: 0.0,
            validation_loss: 0.0,
            validation_accuracy: *accuracy,
            mean_coefficients: Vec::new(),
            mean_parameters: Vec::new(),
            weights_sha256: None,
            seconds: 0.0,
        };
        Trial {
            id: TrialId(0),
            attempt: 0,
            origin: Origin::Controller,
            candidate: Candidate(Vec::new()),
            reports: (1..).zip(accuracies).map(report).collect(),
            outcome: None,
            taken_over: None,
            promotions: 0,
            opened: 1,
        }
    }

    #[test]
    fn who_is_ahead_early_may_be_so_at_the_end_or_not() {
        let agreement = |late: [f64; 6]| {
            let early = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
            let mut trials: Vec<Trial> =
                early.into_iter().zip(late).map(|(early, late)| trial(&[early, 0.5, late])).collect();
            // Whoever was cut short says nothing.
            trials.push(trial(&[0.9, 0.1]));
            early_agreement(&trials, 1, 3)
        };
        let is = |found: Option<f64>, expected: f64| (found.unwrap() - expected).abs() < 1e-12;
        assert!(is(agreement([0.7, 0.71, 0.72, 0.8, 0.9, 0.95]), 1.0));
        assert!(is(agreement([0.6, 0.5, 0.4, 0.3, 0.2, 0.1]), -1.0));
        // Ranks 1 2 3 4 5 6 against 2 1 4 3 6 5: 1 − 6·6/(6·35).
        assert!(is(agreement([0.2, 0.1, 0.4, 0.3, 0.6, 0.5]), 1.0 - 36.0 / 210.0));
        assert_eq!(agreement([0.5; 6]), None);
    }

    #[test]
    fn few_trials_say_nothing() {
        let trials: Vec<Trial> =
            [0.1, 0.2, 0.3, 0.4, 0.5].iter().map(|early| trial(&[*early, *early])).collect();
        assert_eq!(early_agreement(&trials, 1, 2), None);
        assert_eq!(early_agreement(&[], 1, 2), None);
    }
}
