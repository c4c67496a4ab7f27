//! What successive halving, Hyperband and ASHA have in common: the levels after which trials are compared.

use crate::trial::Trial;
use crate::yaml::{Shape, integer, record};

/// The parameters of successive halving and of what comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Halving {
    /// η: one of so many goes on, for so many times as many epochs.
    pub eta: u32,
    /// The fewest epochs after which trials are compared; a ninth of all epochs where it is not said.
    pub min_epochs: Option<u32>,
}

impl Default for Halving {
    fn default() -> Self {
        Self { eta: 3, min_epochs: None }
    }
}

impl Halving {
    /// After how many epochs trials are compared: all, and 1/η, 1/η², … of them, rounded, as long as that is `min_epochs` or
    /// more. Ascending; the last are all epochs, after which nobody is compared.
    #[must_use]
    pub fn levels(self, epochs: u32) -> Vec<u32> {
        let one_in = |divisor: u64| {
            let level = (u64::from(epochs) * 2 + divisor) / (2 * divisor);
            u32::try_from(level).unwrap_or(epochs)
        };
        let min = self.min_epochs.unwrap_or(one_in(9)).max(1);
        let mut levels = vec![epochs];
        let mut divisor = u64::from(self.eta);
        while let level = one_in(divisor)
            && level >= min
            && level < levels[0]
        {
            levels.insert(0, level);
            divisor *= u64::from(self.eta);
        }
        levels
    }

    pub(super) fn shape() -> Shape<Self> {
        record("levels after which trials are compared", |fields| {
            let default = Self::default();
            let eta = fields.or(
                "eta",
                "one of so many goes on, for so many times as many epochs",
                integer(2..=100),
                default.eta.into(),
            );
            let min = fields.optional(
                "min_epochs",
                "the fewest epochs after which trials are compared; a ninth of all where not given",
                integer(1..=1_000_000),
            );
            let min_epochs = min.map(u32::try_from).transpose().ok()?;
            Some(Self { eta: u32::try_from(eta).ok()?, min_epochs })
        })
    }
}

/// The validation accuracy of a trial after so many epochs, or that of the epoch that is kept of it where it ended by itself
/// before that; nothing if it failed before. What became of it later does not matter.
fn accuracy_at(trial: &Trial, level: u32) -> Option<f64> {
    Some(trial.reports.get(level as usize - 1).or_else(|| trial.result())?.validation_accuracy)
}

/// The best `count` of some trials after so many epochs, best first; of equals the one of the lower number.
pub(super) fn best<'a>(trials: impl Iterator<Item = &'a Trial>, level: u32, count: usize) -> Vec<&'a Trial> {
    let mut found: Vec<(&Trial, f64)> =
        trials.filter_map(|trial| Some((trial, accuracy_at(trial, level)?))).collect();
    found.sort_by(|(one, a), (other, b)| b.total_cmp(a).then(one.id.cmp(&other.id)));
    found.into_iter().take(count).map(|(trial, _)| trial).collect()
}
