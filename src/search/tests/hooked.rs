//! A trainer around another: what it does besides is said where it is made.

use crate::trial::{Answers, EpochEnd, Failure, Job, Receive, Trainer, TrialId};
use std::sync::atomic::{AtomicU32, Ordering};

type AtEpoch<'a> = dyn Fn(Job<'_>, &mut EpochEnd) -> Result<(), Failure> + Sync + 'a;
type AtTest<'a> = dyn Fn(Job<'_>) + Sync + 'a;

/// Trains and tests as another trainer does, but for what is done at the end of each epoch and before each test.
pub struct Hooked<'a> {
    trainer: &'a dyn Trainer,
    at_epoch: Box<AtEpoch<'a>>,
    at_test: Box<AtTest<'a>>,
}

impl<'a> Hooked<'a> {
    /// Does nothing besides.
    pub fn new(trainer: &'a dyn Trainer) -> Self {
        Self { trainer, at_epoch: Box::new(|_, _| Ok(())), at_test: Box::new(|_| ()) }
    }

    /// Does this at the end of each epoch, before anybody hears of it.
    pub fn at_epoch(self, hook: impl Fn(Job<'_>, &mut EpochEnd) -> Result<(), Failure> + Sync + 'a) -> Self {
        Self { at_epoch: Box::new(hook), ..self }
    }

    /// Does this before each test.
    pub fn at_test(self, hook: impl Fn(Job<'_>) + Sync + 'a) -> Self {
        Self { at_test: Box::new(hook), ..self }
    }

    /// Breaks down after so many reports, as a full disk does.
    pub fn breaking_after(self, reports: u32) -> Self {
        let left = AtomicU32::new(reports);
        self.at_epoch(move |_, _| {
            let spent = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
            spent.map(drop).map_err(|_| Failure::Run("the disk is full".into()))
        })
    }
}

impl Trainer for Hooked<'_> {
    fn train(&self, job: Job<'_>, receive: &mut Receive<'_>) -> Result<(), Failure> {
        self.trainer.train(job, &mut |mut end| {
            (self.at_epoch)(job, &mut end)?;
            receive(end)
        })
    }

    fn test(&self, job: Job<'_>) -> Result<Answers, Failure> {
        (self.at_test)(job);
        self.trainer.test(job)
    }

    fn forget(&self, trials: &[TrialId]) -> Result<(), Failure> {
        self.trainer.forget(trials)
    }
}
