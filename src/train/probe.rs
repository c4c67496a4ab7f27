//! How long training takes, from a few measured steps.

use super::epoch::{self, Epoch, Progress};
use super::feed::Feed;
use super::model::Model;
use super::trainer::TorchTrainer;
use crate::seed::Seed;
use crate::space::Candidate;
use crate::trial::Failure;
use std::time::{Duration, Instant};

/// How long an epoch of one candidate takes, validation included, if nothing else is at work, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochSeconds(pub f64);

/// One training step that was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimedStep {
    /// How long it took.
    pub seconds: f64,
    /// The mean loss over its batch, before the weights were changed.
    pub loss: f64,
}

/// Steps that are timed, after as many that are not, unless they take long.
const STEPS: usize = 5;
/// Some training steps: on how many samples, and how long they took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    pub(super) samples: usize,
    seconds: f64,
}

/// Validation samples that are timed.
const LOOK: usize = 1000;

impl TorchTrainer<'_> {
    /// Times a few training steps of a candidate and a look at some validation samples, and scales them to an epoch;
    /// nothing is saved. After about `most` no further step is taken; one always is.
    ///
    /// # Errors
    /// If the candidate diverges in its first steps.
    pub fn probe(&self, candidate: &Candidate, most: Duration) -> Result<EpochSeconds, Failure> {
        self.setting.set_threads();
        let few = self.setting.training.first(STEPS * self.setting.plan.task.training.batch_size);
        let mut model = Model::new(self.setting.plan, candidate, self.setting.device);
        let seed = self.setting.plan.root_seed().of("probe");
        let warm = self.steps(&mut model, &few, seed, most / 2)?;
        // A step that takes so long is slowed down by little else.
        let is_slow = warm.seconds > most.as_secs_f64() / 2.0;
        let steps = if is_slow { warm } else { self.steps(&mut model, &few, seed, most / 2)? };
        let trained = steps.seconds * ratio(self.setting.training.len(), steps.samples);
        let look = if steps.samples < few.len() { steps.samples } else { LOOK };
        let few = self.setting.validation.first(look);
        let started = Instant::now();
        epoch::measure(&model, &few);
        let looked = started.elapsed().as_secs_f64() * ratio(self.setting.validation.len(), few.len());
        Ok(EpochSeconds(trained + looked))
    }

    /// Trains on some samples once, or on as many of them as its steps reach in about so long, one step at least.
    pub(super) fn steps(
        &self,
        model: &mut Model<'_>,
        few: &Feed,
        seed: Seed,
        most: Duration,
    ) -> Result<Steps, Failure> {
        let training = &self.setting.plan.task.training;
        let (started, mut taken) = (Instant::now(), 0);
        let epoch = Epoch { feed: few, training, seed };
        let trained = epoch.train(model, Progress::default(), &mut |_, progress| {
            taken = progress.steps;
            if started.elapsed() < most { Ok(()) } else { Err(Failure::Interrupted) }
        });
        let samples = match trained {
            Ok(_) => few.len(),
            Err(Failure::Interrupted) => taken * training.batch_size,
            Err(failure) => return Err(failure),
        };
        Ok(Steps { samples, seconds: started.elapsed().as_secs_f64() })
    }

    /// How many samples of a candidate so many workers train in a second, all together, over about so long.
    ///
    /// # Errors
    /// If the candidate diverges in its first steps.
    pub fn samples_per_second(
        &self,
        candidate: &Candidate,
        workers: usize,
        time: Duration,
    ) -> Result<f64, Failure> {
        let batch = self.setting.training.first(self.setting.plan.task.training.batch_size);
        let work = || {
            self.setting.set_threads();
            let mut model = Model::new(self.setting.plan, candidate, self.setting.device);
            let seed = self.setting.plan.root_seed().of("probe");
            // The first steps are slower: memory is still being asked for.
            for _ in 0..2 {
                self.pass(&mut model, &batch, seed)?;
            }
            let (started, mut trained) = (Instant::now(), 0);
            while started.elapsed() < time {
                self.pass(&mut model, &batch, seed)?;
                trained += batch.len();
            }
            #[expect(clippy::cast_precision_loss, reason = "far fewer samples than 2^52")]
            let trained = trained as f64;
            Ok(trained / started.elapsed().as_secs_f64())
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            // Whoever called knows what to do about a panic.
            let joined = |panic| std::panic::resume_unwind(panic);
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(joined)).sum()
        })
    }

    /// Single training steps of some candidates: for each candidate, one of each round.
    ///
    /// In a round every candidate takes one step on the same batch, the first samples of the training part, so that what
    /// slows the machine down for a while slows all of them down alike.
    ///
    /// # Errors
    /// If a candidate diverges.
    pub fn timed_steps(
        &self,
        candidates: &[Candidate],
        rounds: usize,
    ) -> Result<Vec<Vec<TimedStep>>, Failure> {
        self.setting.set_threads();
        let batch = self.setting.training.first(self.setting.plan.task.training.batch_size);
        let mut models: Vec<Model> = candidates
            .iter()
            .map(|candidate| Model::new(self.setting.plan, candidate, self.setting.device))
            .collect();
        let mut steps = vec![Vec::new(); candidates.len()];
        for round in 0..rounds {
            let seed = self.setting.plan.root_seed().of("steps").of(round);
            for (model, steps) in models.iter_mut().zip(&mut steps) {
                let started = Instant::now();
                let loss = self.pass(model, &batch, seed)?;
                steps.push(TimedStep { seconds: started.elapsed().as_secs_f64(), loss });
            }
        }
        Ok(steps)
    }

    /// Trains on some samples once; the mean loss over them.
    fn pass(&self, model: &mut Model<'_>, feed: &Feed, seed: Seed) -> Result<f64, Failure> {
        let epoch = Epoch { feed, training: &self.setting.plan.task.training, seed };
        epoch.train(model, Progress::default(), &mut |_, _| Ok(()))
    }
}

/// How many times as many all samples are as some of them.
#[expect(clippy::cast_precision_loss, reason = "data sets are far smaller than 2^52")]
fn ratio(all: usize, some: usize) -> f64 {
    all as f64 / some as f64
}
