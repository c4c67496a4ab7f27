//! A number of epochs that are still to be trained.

/// How many epochs are still to be trained, as far as that can be known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EpochsLeft {
    /// By all trials together.
    pub all: f64,
    /// By a single one of them, one epoch after the other: no number of workers makes that faster.
    pub in_a_row: f64,
}

impl EpochsLeft {
    /// So many trials that are trained for so many epochs each.
    pub(super) fn of(trials: usize, epochs: u32) -> Self {
        Self {
            all: float(trials) * f64::from(epochs),
            in_a_row: if trials > 0 { epochs.into() } else { 0.0 },
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { all: self.all + other.all, in_a_row: self.in_a_row.max(other.in_a_row) }
    }

    pub(super) fn times(self, share: f64) -> Self {
        Self { all: self.all * share, ..self }
    }
}

#[expect(clippy::cast_precision_loss, reason = "far fewer trials and epochs than 2^52")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}
