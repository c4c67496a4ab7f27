//! How many epochs a run still trains, by what its scheduler can still ask for.
//!
//! What a trial is asked for is not always trained: it may be stopped by the median, end by itself, or fail. The share of what
//! was asked for that the trials so far were trained for is expected of those in training and to come, too.

use super::asha::Race;
use super::epochs_left::{EpochsLeft, float};
use super::{Field, Scheduler, racers};
use crate::trial::Trial;

/// The trials that have not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToCome {
    /// How many of them are baselines.
    pub baselines: usize,
    /// How many are not.
    pub racers: usize,
}

impl Scheduler {
    /// How many epochs are left when so many trials are still to come.
    #[must_use]
    pub fn epochs_left(self, field: Field<'_>, to_come: ToCome) -> EpochsLeft {
        let racing = racers(field.trials);
        let running = self.epochs_running(field);
        let baselines = EpochsLeft::of(to_come.baselines, field.epochs);
        let raced = match self {
            Self::Full => EpochsLeft::of(to_come.racers, field.epochs),
            Self::Median(median) => {
                let before = median.first_compared(field.lookahead).saturating_sub(field.trials.len());
                let plain = to_come.racers.min(before);
                let compared = EpochsLeft::of(to_come.racers - plain, field.epochs);
                let plain = EpochsLeft::of(plain, field.epochs);
                return running.and(baselines).and(plain).and(compared.times(median.share_trained(field)));
            }
            Self::SuccessiveHalving(_) | Self::Hyperband(_) => {
                let brackets = self.brackets(field.epochs);
                brackets.map_or_else(EpochsLeft::default, |it| it.epochs_left(field, &racing, to_come.racers))
            }
            Self::Asha(halving) => Race::new(&racing, halving, field).epochs_left(to_come.racers),
        };
        running.and(baselines).and(raced).times(self.share_trained(field))
    }

    /// How many epochs those in training are trained until they are compared, or to their end.
    #[must_use]
    pub fn epochs_running(self, field: Field<'_>) -> EpochsLeft {
        let running = field.trials.iter().filter(|trial| trial.outcome.is_none());
        running
            .map(|trial| EpochsLeft::of(1, self.rest(field, trial)))
            .fold(EpochsLeft::default(), EpochsLeft::and)
    }

    /// How many epochs a trial is still trained until it is compared, or to the end.
    fn rest(self, field: Field<'_>, trial: &Trial) -> u32 {
        let trained = u32::try_from(trial.reports.len()).unwrap_or(u32::MAX);
        self.next_level(field, trial.id).saturating_sub(trained)
    }

    /// Which share of the epochs that they were asked for the trials so far were trained for. One that was trained for all of
    /// them is put to them, for nothing is known before the first.
    fn share_trained(self, field: Field<'_>) -> f64 {
        let (mut trained, mut asked) = (f64::from(field.epochs), f64::from(field.epochs));
        for trial in field.trials.iter().filter(|trial| trial.outcome.is_some()) {
            trained += float(trial.reports.len());
            asked += float(trial.reports.len()) + f64::from(self.rest(field, trial));
        }
        trained / asked
    }
}
