//! How candidates do on validation and test part, epoch by epoch: for tables that searches are measured on.

use super::epoch;
use super::session::Session;
use super::trainer::TorchTrainer;
use crate::space::Candidate;
use crate::table::{Curve, MISSING, Samples};
use crate::trial::{Failure, Job, TrialId};

impl TorchTrainer<'_> {
    /// Trains a candidate for all epochs of the plan and looks at validation and test part after each, until it diverges.
    /// A search never does that.
    ///
    /// # Errors
    /// If the test part cannot be read, or the program is asked to stop.
    pub fn curve(&self, candidate: &Candidate) -> Result<Curve, Failure> {
        self.setting.set_threads();
        let test = self.test_samples()?;
        let mut session = Session::anew(&self.setting, Job { trial: TrialId(0), candidate, reported: 0 });
        let mut curve = Curve::default();
        for _ in 0..self.setting.plan.task.training.epochs {
            match session.train_epoch() {
                Err(Failure::Trial(_)) => break,
                Err(other) => return Err(other),
                Ok(_) => {}
            }
            let right = |feed| count(epoch::measure(&session.model, feed).correct);
            curve.validation.push(right(&self.setting.validation));
            curve.test.push(right(&test));
        }
        Ok(curve)
    }

    /// How many samples validation and test part have.
    ///
    /// # Errors
    /// If the test part cannot be read.
    pub fn samples(&self) -> Result<Samples, Failure> {
        let count = |samples: usize| u16::try_from(samples).ok().filter(|count| *count != MISSING);
        let (validation, test) = (count(self.setting.validation.len()), count(self.test_samples()?.len()));
        let samples = validation.zip(test).map(|(validation, test)| Samples { validation, test });
        samples.ok_or_else(|| Failure::Trial(format!("a table counts fewer than {MISSING} samples")))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number of samples, as `samples` checks"
)]
fn count(correct: f64) -> u16 {
    correct as u16
}
