//! How long an epoch takes, from a few measured steps.

use super::epoch;
use super::model::Model;
use super::samples::Samples;
use super::trainer::TorchTrainer;
use crate::space::Candidate;
use crate::trial::Failure;
use std::time::Instant;

/// How long an epoch of one candidate takes, validation included, if nothing else is at work, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochSeconds(pub f64);

/// Steps that are timed, after as many that are not.
const STEPS: usize = 5;
/// Validation samples that are timed.
const LOOK: i64 = 1000;

impl TorchTrainer<'_> {
    /// Times a few training steps of a candidate and a look at some validation samples, and scales them to an epoch;
    /// nothing is saved.
    ///
    /// # Errors
    /// If the candidate diverges in its first steps.
    pub fn probe(&self, candidate: &Candidate) -> Result<EpochSeconds, Failure> {
        self.set_threads();
        let [training, validation] = self.samples();
        let batch_size = self.plan.task.training.batch_size;
        let rows = i64::try_from(STEPS * batch_size).unwrap_or(i64::MAX).min(training.len());
        let few = training.first(rows);
        let mut model = Model::new(self.plan, candidate, self.device);
        let seed = self.plan.root_seed().of("probe");
        epoch::train(&mut model, &few, batch_size, &seed, self.stop)?;
        let started = Instant::now();
        epoch::train(&mut model, &few, batch_size, &seed, self.stop)?;
        let trained = started.elapsed().as_secs_f64() * share(&training, &few);
        let few = validation.first(LOOK.min(validation.len()));
        let started = Instant::now();
        epoch::measure(&model, &few);
        Ok(EpochSeconds(trained + started.elapsed().as_secs_f64() * share(&validation, &few)))
    }

    /// How long single training steps of some candidates take, in seconds: for each candidate, of each round.
    ///
    /// In a round every candidate takes one step on the same batch, so that what slows the machine down for a while slows
    /// all of them down alike.
    ///
    /// # Errors
    /// If a candidate diverges.
    pub fn step_seconds(&self, candidates: &[Candidate], rounds: usize) -> Result<Vec<Vec<f64>>, Failure> {
        self.set_threads();
        let batch_size = self.plan.task.training.batch_size;
        let [training, _] = self.samples();
        let batch = training.first(i64::try_from(batch_size).unwrap_or(i64::MAX).min(training.len()));
        let mut models: Vec<Model> =
            candidates.iter().map(|candidate| Model::new(self.plan, candidate, self.device)).collect();
        let mut seconds = vec![Vec::new(); candidates.len()];
        for round in 0..rounds {
            let seed = self.plan.root_seed().of("steps").of(round);
            for (model, seconds) in models.iter_mut().zip(&mut seconds) {
                let started = Instant::now();
                epoch::train(model, &batch, batch_size, &seed, self.stop)?;
                seconds.push(started.elapsed().as_secs_f64());
            }
        }
        Ok(seconds)
    }
}

/// How many times as many all samples are.
#[expect(clippy::cast_precision_loss, reason = "data sets are far smaller than 2^52")]
fn share(all: &Samples, few: &Samples) -> f64 {
    all.len() as f64 / few.len() as f64
}
