//! ASHA: successive halving that never waits (Li, Jamieson, Rostamizadeh, Gonina, Ben-tzur, Hardt, Recht & Talwalkar 2020,
//! A System for Massively Parallel Hyperparameter Tuning, arXiv 1810.05934).
//!
//! Whenever a worker is free, a trial goes on that is among the best 1/η of all that have come as far, on the highest level
//! where there is one; else a new trial begins. Who that is depends on who happened to have come as far by then: with another
//! number of workers, or on another machine, other trials go on.

use super::Field;
use super::epochs_left::{EpochsLeft, float};
use super::halving::{Halving, best};
use crate::trial::{Trial, TrialId};

/// The levels of a race, from the lowest up.
pub(super) struct Race<'a> {
    racers: &'a [&'a Trial],
    field: Field<'a>,
    levels: Vec<u32>,
    eta: usize,
}

impl<'a> Race<'a> {
    pub(super) fn new(racers: &'a [&'a Trial], halving: Halving, field: Field<'a>) -> Self {
        Self { racers, field, levels: halving.levels(field.epochs), eta: halving.eta as usize }
    }

    /// The trial that goes on now, if one does.
    pub(super) fn promotion(&self) -> Option<TrialId> {
        (0..self.levels.len() - 1).rev().find_map(|rung| {
            let go_on = best(self.there(rung), self.levels[rung], self.there(rung).count() / self.eta);
            go_on.into_iter().find(|trial| self.waits(trial, rung)).map(|trial| trial.id)
        })
    }

    /// The trials that stopped and may go on: the better half of each level. Others would have to be overtaken by as many more
    /// as there are.
    pub(super) fn open(&self) -> Vec<TrialId> {
        let half =
            |rung: usize| best(self.there(rung), self.levels[rung], self.there(rung).count().div_ceil(2));
        let waiting = |rung: usize| half(rung).into_iter().filter(move |trial| self.waits(trial, rung));
        (0..self.levels.len() - 1).flat_map(waiting).map(|trial| trial.id).collect()
    }

    /// How many epochs are left of those that begin when so many are still to come, and of those that go on.
    ///
    /// As large a share of each level goes on as did so far, which is more than 1/η: whoever was among the best when few were
    /// there went on.
    pub(super) fn epochs_left(&self, to_come: usize) -> EpochsLeft {
        let mut left = EpochsLeft::of(to_come, self.levels[0]);
        if to_come == 0
            && self.racers.iter().all(|trial| trial.outcome.is_some())
            && self.promotion().is_none()
        {
            return left;
        }
        let mut expected = float(self.racers.len() + to_come);
        for rung in 1..self.levels.len() {
            let went_on = self.racers.iter().filter(|trial| trial.promotions as usize >= rung).count();
            let share = float(went_on + 1) / float(self.there(rung - 1).count() + self.eta);
            expected = (expected * share).max(float(went_on));
            left.all += (expected - float(went_on)) * f64::from(self.levels[rung] - self.levels[rung - 1]);
        }
        left
    }

    /// Those that have come as far as a rung.
    fn there(&self, rung: usize) -> impl Iterator<Item = &'a Trial> {
        let is_there = move |trial: &&Trial| match (trial.promotions as usize).cmp(&rung) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => trial.outcome.is_some(),
            std::cmp::Ordering::Greater => true,
        };
        self.racers.iter().copied().filter(is_there)
    }

    /// Whether a trial stopped on a rung and could go on.
    fn waits(&self, trial: &Trial, rung: usize) -> bool {
        let came_to_level = trial.reports.len() >= self.levels[rung] as usize;
        let waits = trial.promotions as usize == rung && trial.result().is_some() && came_to_level;
        waits && !self.field.has_ended_by_itself(trial)
    }
}
