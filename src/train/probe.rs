//! How long an epoch takes, from a few measured steps.

use super::epoch;
use super::model::Model;
use super::trainer::TorchTrainer;
use crate::space::Candidate;
use crate::trial::Failure;
use std::time::Instant;

/// How long an epoch of one candidate takes on one thread that has a core to itself, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochSeconds(pub f64);

/// Steps that are timed, after as many that are not.
const STEPS: usize = 5;

impl TorchTrainer<'_> {
    /// Times a few training steps of a candidate and scales them to an epoch; nothing is saved.
    ///
    /// # Errors
    /// If the candidate diverges in its first steps.
    pub fn probe(&self, candidate: &Candidate) -> Result<EpochSeconds, Failure> {
        self.set_threads();
        let [training, _] = self.samples();
        let batch_size = self.plan.task.training.batch_size;
        let rows = i64::try_from(STEPS * batch_size).unwrap_or(i64::MAX).min(training.len());
        let few = training.first(rows);
        let mut model = Model::new(self.plan, candidate, self.device);
        let seed = self.plan.root_seed().of("probe");
        epoch::train(&mut model, &few, batch_size, &seed, self.stop())?;
        let started = Instant::now();
        epoch::train(&mut model, &few, batch_size, &seed, self.stop())?;
        #[expect(clippy::cast_precision_loss, reason = "data sets are far smaller than 2^52")]
        let scale = training.len() as f64 / rows as f64;
        Ok(EpochSeconds(started.elapsed().as_secs_f64() * scale))
    }
}
