//! Schedulers: how long a trial may live, and who is trained on.
//!
//! A scheduler decides after every epoch of a trial whether it stops there, and, whenever a worker is free, whether a trial
//! that stopped goes on after all. Both are pure functions of the trials so far: rungs and brackets are worked out anew from
//! them each time, so nothing of a scheduler can be lost. Baselines are always trained for all epochs.

mod asha;
mod bracket;
mod epochs_left;
mod halving;
mod left;
mod median;

pub use epochs_left::EpochsLeft;
pub use halving::Halving;
pub use left::ToCome;
pub use median::Median;

use crate::task::EarlyStopping;
use crate::trial::{Decision, Origin, Trial, TrialId};
use crate::yaml::{Shape, Tag, nothing, tagged};
use asha::Race;
use bracket::Brackets;

/// A way of dividing the epochs of the budget among the trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduler {
    /// Every trial is trained for all epochs.
    Full,
    /// Brackets of equal size, each of which is cut down to its best η times over.
    SuccessiveHalving(Halving),
    /// Brackets that begin with ever fewer trials and ever more epochs.
    Hyperband(Halving),
    /// Whoever is among the best of those that came as far goes on, as soon as a worker is free.
    Asha(Halving),
    /// Whoever falls below the median of the trials before it stops.
    Median(Median),
}

/// What a scheduler looks at.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// All trials so far, by number.
    pub trials: &'a [Trial],
    /// For how many epochs a trial is trained that is not cut short.
    pub epochs: u32,
    /// Trial n is compared with the trials up to n − lookahead.
    pub lookahead: u32,
    /// When a trial ends by itself, if it does.
    pub stopping: Option<EarlyStopping>,
}

impl Field<'_> {
    /// Whether more epochs are of no use to a trial, because it no longer got better.
    fn has_ended_by_itself(&self, trial: &Trial) -> bool {
        let accuracies = trial.reports.iter().map(|report| report.validation_accuracy);
        self.stopping.is_some_and(|stopping| stopping.is_over(accuracies))
    }
}

impl Default for Scheduler {
    fn default() -> Self {
        Self::Hyperband(Halving::default())
    }
}

impl Scheduler {
    /// What becomes of a trial with these validation accuracies at the ends of its epochs.
    #[must_use]
    pub fn decide(self, field: Field<'_>, trial: TrialId, accuracies: &[f64]) -> Decision {
        let end = match self {
            Self::Median(median) if median.stops(field, trial, accuracies) => 0,
            Self::Full
            | Self::Median(_)
            | Self::SuccessiveHalving(_)
            | Self::Hyperband(_)
            | Self::Asha(_) => self.next_level(field, trial),
        };
        if accuracies.len() < end as usize { Decision::Continue } else { Decision::Stop }
    }

    /// The trial that stopped and goes on now, if one does. A bracket that is not full waits for more trials, unless it
    /// `is_closed` because no more will come.
    #[must_use]
    pub fn promotion(self, field: Field<'_>, is_closed: bool) -> Option<TrialId> {
        match self {
            Self::Full | Self::Median(_) => None,
            Self::SuccessiveHalving(_) | Self::Hyperband(_) => {
                let racers = racers(field.trials);
                self.brackets(field.epochs)?
                    .of(&racers)
                    .find_map(|bracket| bracket.promotion(field, is_closed))
            }
            Self::Asha(halving) => Race::new(&racers(field.trials), halving, field).promotion(),
        }
    }

    /// Up to the end of which epoch the results of the first `visible` trials may be seen when the next one is proposed;
    /// nothing as long as one of them is not there.
    ///
    /// For all schedulers but ASHA the answer depends on the number of the next trial only, so any number of workers proposes
    /// the same: of the bracket that is being filled, and of the one before, which may still be going on, the results on the
    /// first level are seen, and those of earlier brackets once these are over.
    #[must_use]
    pub fn sights(self, field: Field<'_>, visible: usize) -> Option<Vec<u32>> {
        let trials = &field.trials[..visible];
        match self {
            Self::Full | Self::Median(_) => {
                trials.iter().map(|trial| trial.outcome.as_ref().map(|_| field.epochs)).collect()
            }
            Self::SuccessiveHalving(_) | Self::Hyperband(_) => self.sights_by_bracket(field, visible),
            Self::Asha(halving) => {
                let first = halving.levels(field.epochs)[0];
                trials.iter().map(|trial| has_come_to(trial, first).then_some(field.epochs)).collect()
            }
        }
    }

    fn sights_by_bracket(self, field: Field<'_>, visible: usize) -> Option<Vec<u32>> {
        let (racers, brackets) = (racers(field.trials), self.brackets(field.epochs)?);
        let own = brackets.number(racers.len());
        let mut sights = vec![0; visible];
        let baselines = field.trials[..visible].iter().filter(|trial| trial.origin == Origin::Baseline);
        for trial in baselines {
            sights[trial.id.index()] = trial.outcome.as_ref().map(|_| field.epochs)?;
        }
        for bracket in brackets.of(&racers) {
            let is_recent = bracket.number + 1 >= own;
            let level = if is_recent { bracket.levels[0] } else { field.epochs };
            let is_over = !is_recent && bracket.is_over(field);
            for trial in bracket.trials.iter().filter(|trial| trial.id.index() < visible) {
                let is_there = is_over || is_recent && has_come_to(trial, level);
                sights[trial.id.index()] = is_there.then_some(level)?;
            }
        }
        Some(sights)
    }

    /// The trials that have ended and may go on: their weights will be asked for.
    #[must_use]
    pub fn open(self, field: Field<'_>) -> Vec<TrialId> {
        let racers = racers(field.trials);
        match self {
            Self::Full | Self::Median(_) => Vec::new(),
            Self::SuccessiveHalving(_) | Self::Hyperband(_) => {
                let brackets = self.brackets(field.epochs);
                let begun = brackets.iter().flat_map(|brackets| brackets.of(&racers));
                let open = begun.filter(|bracket| !bracket.is_over(field));
                open.flat_map(|bracket| bracket.trials).map(|trial| trial.id).collect()
            }
            Self::Asha(halving) => Race::new(&racers, halving, field).open(),
        }
    }

    /// How many epochs all trials together are trained for at most, if so many of them are baselines.
    #[must_use]
    pub fn total_epochs(self, trials: u32, baselines: u32, epochs: u32) -> u64 {
        let racers = trials.saturating_sub(baselines);
        let of_racers = match self.brackets(epochs) {
            Some(brackets) => brackets.total_epochs(racers),
            None => u64::from(racers) * u64::from(epochs),
        };
        u64::from(trials.min(baselines)) * u64::from(epochs) + of_racers
    }

    /// Whether any number of workers finds the same.
    #[must_use]
    pub fn is_the_same_for_any_number_of_workers(self) -> bool {
        !matches!(self, Self::Asha(_))
    }

    /// How many trials fill its first bracket, if it has brackets.
    #[must_use]
    pub fn bracket(self, epochs: u32) -> Option<u32> {
        self.brackets(epochs).map(|brackets| brackets.first_size())
    }

    /// After how many epochs it compares trials first, if it compares any before their end.
    #[must_use]
    pub fn first_level(self, epochs: u32) -> Option<u32> {
        match self {
            Self::Full | Self::Median(_) => None,
            Self::SuccessiveHalving(halving) | Self::Hyperband(halving) | Self::Asha(halving) => {
                halving.levels(epochs).first().copied().filter(|level| *level < epochs)
            }
        }
    }

    /// How it divides trials into brackets, if it does.
    fn brackets(self, epochs: u32) -> Option<Brackets> {
        match self {
            Self::Full | Self::Median(_) | Self::Asha(_) => None,
            Self::SuccessiveHalving(halving) => Some(Brackets::halving(halving, epochs)),
            Self::Hyperband(halving) => Some(Brackets::hyperband(halving, epochs)),
        }
    }

    /// After how many epochs a trial stops next.
    fn next_level(self, field: Field<'_>, id: TrialId) -> u32 {
        let trial = &field.trials[id.index()];
        if trial.origin == Origin::Baseline {
            return field.epochs;
        }
        let levels = match self {
            Self::Asha(halving) => halving.levels(field.epochs),
            Self::Full | Self::Median(_) => vec![field.epochs],
            Self::SuccessiveHalving(_) | Self::Hyperband(_) => {
                let brackets = self.brackets(field.epochs);
                brackets.map_or_else(Vec::new, |brackets| brackets.levels(place(field.trials, id)))
            }
        };
        levels.get(trial.promotions as usize).copied().unwrap_or(field.epochs)
    }

    /// How the `scheduler` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        let halving = Halving::shape;
        tagged(vec![
            Tag::new("full", FULL, nothing(Self::Full)),
            Tag::new("successive_halving", SUCCESSIVE_HALVING, halving().map(Self::SuccessiveHalving)),
            Tag::new("hyperband", HYPERBAND, halving().map(Self::Hyperband)),
            Tag::new("asha", ASHA, halving().map(Self::Asha)),
            Tag::new("median", MEDIAN, Median::shape().map(Self::Median)),
        ])
    }
}

// What each does, when to use it, and where it is from, a line each.

const FULL: &str = "every trial is trained for all epochs
Use it where epochs are few or cheap, or where whoever learns fast is not who ends high: all others then keep the wrong ones.";
const SUCCESSIVE_HALVING: &str = "brackets of trials, each cut down to its best, who are trained eta times as long, and so on
Use it with a budget of several brackets: eta^(levels − 1) trials each, 9 of them with its defaults and 5 epochs or more.
After Jamieson & Talwalkar 2016, Non-stochastic Best Arm Identification and Hyperparameter Optimization, arXiv 1502.07943.";
const HYPERBAND: &str =
    "successive halving with brackets that begin with ever fewer trials and ever more epochs
Use it where nobody knows how much the first epochs say, as is done where nothing is said: one bracket in turn is not cut down.
After Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar 2018, Hyperband, JMLR 18, arXiv 1603.06560.";
const ASHA: &str = "successive halving that never waits; what it finds depends on the number of workers
Use it with many workers, where waiting for the slowest of a bracket costs more than an answer that can be repeated is worth. \
No more trials than `lookahead` says are trained at a time, 8 where nothing is said: set it to their number.
After Li, Jamieson, Rostamizadeh, Gonina, Ben-tzur, Hardt, Recht & Talwalkar 2020, arXiv 1810.05934.";
const MEDIAN: &str = "a trial stops when it falls below the median of those before it
Use it where epochs are many and little is known of how much the first of them say: what is below average stops early.
After Golovin, Solnik, Moitra, Kochanski, Karro & Sculley 2017, Google Vizier, section 3.1.";

/// The trials that are raced: all but the baselines.
fn racers(trials: &[Trial]) -> Vec<&Trial> {
    trials.iter().filter(|trial| trial.origin != Origin::Baseline).collect()
}

/// Whether a trial has come to the end of an epoch, or ended before that.
fn has_come_to(trial: &Trial, epoch: u32) -> bool {
    trial.outcome.is_some() || trial.reports.len() >= epoch as usize
}

/// How many racers come before a trial.
fn place(trials: &[Trial], id: TrialId) -> usize {
    trials[..id.index()].iter().filter(|trial| trial.origin != Origin::Baseline).count()
}

#[cfg(test)]
mod tests;
