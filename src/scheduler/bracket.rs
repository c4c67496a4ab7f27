//! Brackets: so many trials that start together and of which ever fewer go on.
//!
//! Successive halving (Jamieson & Talwalkar 2016, arXiv 1502.07943) trains n trials for a few epochs, keeps the best n/η, trains
//! these η times as long, and so on until one is left. Hyperband (Li, Jamieson, `DeSalvo`, Rostamizadeh & Talwalkar 2018,
//! arXiv 1603.06560) does that with brackets that begin with ever fewer trials and ever more epochs, in turn, because nobody
//! knows whether accuracies after a few epochs say much about those at the end.
//!
//! A comparison waits until all trials of the bracket have come as far, so it does not depend on the number of workers. A
//! bracket that is closed before it is full is cut down from what it has; its best goes on to the end.

use super::Field;
use super::epochs_left::{EpochsLeft, float};
use super::halving::{Halving, best};
use crate::trial::{Trial, TrialId};

/// How trials are divided into brackets: these kinds in turn.
#[derive(Clone, Debug)]
pub(super) struct Brackets {
    kinds: Vec<Kind>,
    eta: usize,
}

#[derive(Clone, Debug)]
struct Kind {
    size: usize,
    levels: Vec<u32>,
}

/// The trials of one bracket.
#[derive(Debug)]
pub(super) struct Bracket<'a> {
    pub(super) number: usize,
    pub(super) trials: &'a [&'a Trial],
    pub(super) levels: &'a [u32],
    is_full: bool,
    eta: usize,
}

impl Brackets {
    /// Brackets of as many trials as leave one.
    pub(super) fn halving(halving: Halving, epochs: u32) -> Self {
        let (levels, eta) = (halving.levels(epochs), halving.eta as usize);
        let size = power(eta, levels.len() - 1);
        Self { kinds: vec![Kind { size, levels }], eta }
    }

    /// The brackets of Hyperband: s = most levels … 1 comparisons, with ⌈(most + 1)/(s + 1)·η^s⌉ trials.
    pub(super) fn hyperband(halving: Halving, epochs: u32) -> Self {
        let (levels, eta) = (halving.levels(epochs), halving.eta as usize);
        let most = levels.len() - 1;
        let kind = |s: usize| Kind {
            size: ((most + 1) * power(eta, s)).div_ceil(s + 1),
            levels: levels[most - s..].to_vec(),
        };
        Self { kinds: (0..=most).rev().map(kind).collect(), eta }
    }

    pub(super) fn first_size(&self) -> u32 {
        u32::try_from(self.kinds[0].size).unwrap_or(u32::MAX)
    }

    /// The number of the bracket of a racer, its kind, and its first racer.
    fn find(&self, place: usize) -> (usize, &Kind, usize) {
        let round: usize = self.kinds.iter().map(|kind| kind.size).sum();
        let (rounds, mut rest) = (place / round, place % round);
        for (number, kind) in self.kinds.iter().enumerate() {
            if rest < kind.size {
                return (rounds * self.kinds.len() + number, kind, place - rest);
            }
            rest -= kind.size;
        }
        unreachable!("the rest is smaller than a round")
    }

    /// The number of the bracket of a racer.
    pub(super) fn number(&self, place: usize) -> usize {
        self.find(place).0
    }

    /// After how many epochs a racer is compared.
    pub(super) fn levels(&self, place: usize) -> Vec<u32> {
        self.find(place).1.levels.clone()
    }

    /// The bracket of a racer.
    fn around<'a>(&'a self, racers: &'a [&'a Trial], place: usize) -> Bracket<'a> {
        let (number, kind, first) = self.find(place);
        let trials = &racers[first..racers.len().min(first + kind.size)];
        let is_full = trials.len() == kind.size;
        Bracket { number, trials, levels: &kind.levels, is_full, eta: self.eta }
    }

    /// All brackets that have begun, in turn.
    pub(super) fn of<'a>(&'a self, racers: &'a [&'a Trial]) -> impl Iterator<Item = Bracket<'a>> {
        let mut first = 0;
        std::iter::from_fn(move || {
            (first < racers.len()).then(|| {
                let bracket = self.around(racers, first);
                first += bracket.trials.len();
                bracket
            })
        })
    }

    /// How many epochs are left of those that begin when so many are still to come, and of those that go on.
    pub(super) fn epochs_left(&self, field: Field<'_>, racers: &[&Trial], to_come: usize) -> EpochsLeft {
        let (mut place, mut left) = (0, EpochsLeft::default());
        let all = racers.len() + to_come;
        while place < all {
            let (_, kind, _) = self.find(place);
            let size = kind.size.min(all - place);
            let begun = racers.get(place..racers.len().min(place + size)).unwrap_or_default();
            let bracket =
                Bracket { number: 0, trials: begun, levels: &kind.levels, is_full: true, eta: self.eta };
            bracket.add_epochs_left(field, size, &mut left);
            place += size;
        }
        left
    }

    /// How many epochs so many trials are trained for.
    pub(super) fn total_epochs(&self, trials: u32) -> u64 {
        let (mut place, mut total) = (0, 0);
        while place < trials as usize {
            let (_, kind, _) = self.find(place);
            let mut left = kind.size.min(trials as usize - place);
            place += left;
            let mut before = 0;
            for level in &kind.levels {
                total += left as u64 * u64::from(level - before);
                (before, left) = (*level, (left / self.eta).max(1));
            }
        }
        total
    }
}

impl Bracket<'_> {
    /// The trial that goes on now, if one does.
    pub(super) fn promotion(&self, field: Field<'_>, is_closed: bool) -> Option<TrialId> {
        if !self.is_full && !is_closed {
            return None;
        }
        (0..self.levels.len() - 1).find_map(|rung| self.promotion_from(field, rung)).map(|trial| trial.id)
    }

    /// Whether nobody of it is in training or goes on.
    pub(super) fn is_over(&self, field: Field<'_>) -> bool {
        let is_settled = self.trials.iter().all(|trial| trial.outcome.is_some());
        self.is_full && is_settled && self.promotion(field, false).is_none()
    }

    /// Adds the epochs of those that begin, until it has so many trials, and of those that go on.
    fn add_epochs_left(&self, field: Field<'_>, size: usize, left: &mut EpochsLeft) {
        let on_rung =
            |rung: usize| self.trials.iter().filter(|trial| trial.promotions as usize >= rung).count();
        let (mut expected, mut below, mut in_a_row) = (size, 0, 0);
        for (rung, level) in self.levels.iter().enumerate() {
            if let Some(lower) = rung.checked_sub(1) {
                let settled = self.go_on(field, lower).filter(|_| on_rung(lower) == expected);
                let go_on = settled.map_or((expected / self.eta).max(1), |go_on| go_on.len());
                expected = go_on.max(on_rung(rung));
            }
            let come = expected - on_rung(rung);
            left.all += float(come) * f64::from(level - below);
            in_a_row += if come > 0 { level - below } else { self.longest_rest(rung) };
            below = *level;
        }
        left.in_a_row = left.in_a_row.max(in_a_row.into());
    }

    /// How many epochs those in training on a rung have before they are compared, at most.
    fn longest_rest(&self, rung: usize) -> u32 {
        let trained = |trial: &Trial| u32::try_from(trial.reports.len()).unwrap_or(u32::MAX);
        let is_here = |trial: &&&Trial| trial.outcome.is_none() && trial.promotions as usize == rung;
        let rest = |trial: &&Trial| self.levels[rung].saturating_sub(trained(trial));
        self.trials.iter().filter(is_here).map(rest).max().unwrap_or_default()
    }

    /// The best trial on a rung that should be on the next one and is not.
    fn promotion_from(&self, field: Field<'_>, rung: usize) -> Option<&Trial> {
        self.go_on(field, rung)?.into_iter().find(|trial| trial.promotions as usize == rung)
    }

    /// Those on a rung that should be on the next one, best first; nothing as long as not all have come as far.
    fn go_on(&self, field: Field<'_>, rung: usize) -> Option<Vec<&Trial>> {
        let level = self.levels[rung];
        let on_rung = || self.trials.iter().copied().filter(|trial| trial.promotions as usize >= rung);
        let is_there = |trial: &Trial| trial.outcome.is_some() || trial.promotions as usize > rung;
        if !on_rung().all(is_there) {
            return None;
        }
        let count = on_rung().count();
        let mut go_on = best(on_rung(), level, (count / self.eta).max(1));
        // Whoever ended by itself, before the level or just there, has no need of more epochs.
        let may_go_on =
            |trial: &Trial| trial.reports.len() >= level as usize && !field.has_ended_by_itself(trial);
        go_on.retain(|trial| trial.promotions as usize > rung || may_go_on(trial));
        Some(go_on)
    }
}

fn power(base: usize, exponent: usize) -> usize {
    base.saturating_pow(u32::try_from(exponent).unwrap_or(u32::MAX)).min(1 << 32)
}
