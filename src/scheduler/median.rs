//! Median stopping (Golovin, Solnik, Moitra, Kochanski, Karro & Sculley 2017, Google Vizier: A Service for Black-Box
//! Optimization): a trial stops where its best accuracy so far is below the median of what the trials before it had on
//! average up to the same epoch.
//!
//! It is compared with those trials only that its proposal may have depended on, so that any number of workers stops the same
//! ones.

use super::Field;
use super::epochs_left::float;
use crate::trial::{Origin, Trial, TrialId};
use crate::yaml::{Shape, integer, record};

/// The parameters of median stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Median {
    /// No trial stops before so many epochs.
    pub min_epochs: u32,
    /// No trial stops before it can be compared with so many.
    pub min_trials: u32,
}

impl Default for Median {
    fn default() -> Self {
        Self { min_epochs: 1, min_trials: 5 }
    }
}

impl Median {
    /// Whether a trial with these accuracies stops. A baseline never does: it is what others are compared with.
    pub(super) fn stops(self, field: Field<'_>, id: TrialId, accuracies: &[f64]) -> bool {
        if field.trials[id.index()].origin == Origin::Baseline {
            return false;
        }
        if accuracies.len() < self.min_epochs as usize || accuracies.len() >= field.epochs as usize {
            return false;
        }
        let visible = (id.index() + 1).saturating_sub(field.lookahead as usize);
        let average = |trial: &Trial| {
            let reports = trial.reports.get(..accuracies.len())?;
            #[expect(clippy::cast_precision_loss, reason = "a few epochs")]
            let count = reports.len() as f64;
            Some(reports.iter().map(|report| report.validation_accuracy).sum::<f64>() / count)
        };
        let mut averages: Vec<f64> = field.trials[..visible].iter().filter_map(average).collect();
        if averages.is_empty() || averages.len() < self.min_trials as usize {
            return false;
        }
        averages.sort_by(f64::total_cmp);
        let best = accuracies.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        best < middle(&averages)
    }

    /// The number of the first trial that may stop.
    pub(super) fn first_compared(self, lookahead: u32) -> usize {
        (lookahead + self.min_trials.max(1) - 1) as usize
    }

    /// Which share of its epochs a trial that may stop is trained for, as far as the trials so far say. Three are put to
    /// them, one of which stopped as early as can be, for nothing is known before the first.
    pub(super) fn share_trained(self, field: Field<'_>) -> f64 {
        let all = f64::from(field.epochs);
        let (mut stopped, mut went_on, mut trained) = (1.0, 2.0, f64::from(self.min_epochs).min(all));
        for trial in field.trials.iter().skip(self.first_compared(field.lookahead)) {
            let epochs = trial.reports.len();
            if trial.outcome.is_some() && epochs < field.epochs as usize {
                stopped += 1.0;
                trained += float(epochs);
            } else if epochs >= self.min_epochs as usize {
                went_on += 1.0;
            }
        }
        (went_on * all + trained) / ((went_on + stopped) * all)
    }

    pub(super) fn shape() -> Shape<Self> {
        record("when the median begins to count", |fields| {
            let default = Self::default();
            let epochs = fields.or(
                "min_epochs",
                "no trial stops before so many epochs",
                integer(1..=1_000_000),
                default.min_epochs.into(),
            );
            let trials = fields.or(
                "min_trials",
                "no trial stops before it can be compared with so many",
                integer(1..=1_000_000),
                default.min_trials.into(),
            );
            Some(Self { min_epochs: u32::try_from(epochs).ok()?, min_trials: u32::try_from(trials).ok()? })
        })
    }
}

/// The median of numbers in ascending order.
fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) }
}
