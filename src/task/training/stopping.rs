//! When a trial ends before its last epoch.

use crate::yaml::{Interval, Shape, integer, number, record};

/// A trial ends when its best validation accuracy has not risen for some epochs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlyStopping {
    /// For how many epochs the best accuracy may stand.
    pub patience: u32,
    /// By how much the accuracy must rise above the best to count, as a share of the samples.
    pub min_gain: f64,
}

impl EarlyStopping {
    /// Whether a trial with these validation accuracies, epoch by epoch, has ended.
    #[must_use]
    pub fn is_over(&self, accuracies: impl IntoIterator<Item = f64>) -> bool {
        let (mut best, mut since) = (f64::NEG_INFINITY, 0);
        for accuracy in accuracies {
            let has_risen = accuracy > best + self.min_gain;
            since = if has_risen { 0 } else { since + 1 };
            best = if has_risen { accuracy } else { best };
        }
        since >= self.patience
    }

    /// How it is read and described.
    pub(super) fn shape() -> Shape<Self> {
        record("when a trial ends before its last epoch", |fields| {
            let patience =
                fields.or("patience", "epochs without a new best accuracy", integer(1..=100_000), 5);
            let gain = number(Interval::at_least(0.0).below(1.0));
            let min_gain = fields.or("min_gain", "by how much a new best must be better", gain, 0.0);
            Some(Self { patience: u32::try_from(patience).ok()?, min_gain })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_ends_when_its_best_has_stood_for_long_enough() {
        let stopping = EarlyStopping { patience: 2, min_gain: 0.0 };
        assert!(!stopping.is_over([]));
        assert!(!stopping.is_over([0.5]));
        assert!(!stopping.is_over([0.5, 0.4]));
        assert!(stopping.is_over([0.5, 0.4, 0.5]), "as good as the best is no new best");
        assert!(!stopping.is_over([0.5, 0.4, 0.6]));
        assert!(stopping.is_over([0.5, 0.4, 0.6, 0.6, 0.6]));
    }

    #[test]
    fn a_gain_that_is_too_small_does_not_count() {
        let stopping = EarlyStopping { patience: 2, min_gain: 0.1 };
        assert!(stopping.is_over([0.5, 0.55, 0.58]));
        assert!(!stopping.is_over([0.5, 0.55, 0.62]));
    }
}
