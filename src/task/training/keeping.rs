//! Which epoch's weights are kept of a trial.

use crate::yaml::{Shape, word};

/// The epoch whose weights are what a trial is ranked by, tested and exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeepEpoch {
    /// The last one that was trained.
    #[default]
    Last,
    /// The one with the highest validation accuracy; of equals the one with the lower validation loss, then the earlier one.
    Best,
}

impl KeepEpoch {
    /// Every choice, in the order in which they are listed.
    pub const ALL: [Self; 2] = [Self::Last, Self::Best];

    /// Its name in space files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::Best => "best",
        }
    }

    /// Whether an epoch with this validation accuracy and loss is kept in place of an earlier one.
    #[must_use]
    pub fn prefers(self, (accuracy, loss): (f64, f64), (kept_accuracy, kept_loss): (f64, f64)) -> bool {
        match self {
            Self::Last => true,
            Self::Best => accuracy > kept_accuracy || (accuracy >= kept_accuracy && loss < kept_loss),
        }
    }

    /// Which of these epochs is kept, from the validation accuracy and loss of each, counted from 0; nothing of none.
    #[must_use]
    pub fn choose(self, epochs: impl IntoIterator<Item = (f64, f64)>) -> Option<usize> {
        let mut epochs = epochs.into_iter().enumerate();
        let first = epochs.next()?;
        let later = |kept: (usize, (f64, f64)), epoch: (usize, (f64, f64))| {
            if self.prefers(epoch.1, kept.1) { epoch } else { kept }
        };
        Some(epochs.fold(first, later).0)
    }

    /// How it is read and described.
    pub(super) fn shape() -> Shape<Self> {
        word(Self::ALL.iter().map(|choice| (choice.name(), *choice)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_epoch_has_the_highest_accuracy_then_the_lowest_loss_then_comes_first() {
        let best = |epochs: &[(f64, f64)]| KeepEpoch::Best.choose(epochs.iter().copied());
        assert_eq!(best(&[]), None);
        assert_eq!(best(&[(0.5, 1.0)]), Some(0));
        assert_eq!(best(&[(0.5, 1.0), (0.7, 2.0), (0.6, 0.1)]), Some(1));
        assert_eq!(best(&[(0.7, 1.0), (0.7, 0.9), (0.6, 0.1)]), Some(1));
        assert_eq!(best(&[(0.7, 1.0), (0.7, 1.0)]), Some(0));
    }

    #[test]
    fn the_last_epoch_is_the_last_whatever_it_is() {
        let last = |epochs: &[(f64, f64)]| KeepEpoch::Last.choose(epochs.iter().copied());
        assert_eq!(last(&[]), None);
        assert_eq!(last(&[(0.9, 0.1), (0.2, 3.0)]), Some(1));
    }
}
