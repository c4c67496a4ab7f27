//! How candidates do on validation and test part, epoch by epoch: for tables that searches are measured on.

use super::epoch;
use super::feed::Feed;
use super::session::Session;
use super::trainer::TorchTrainer;
use crate::space::Candidate;
use crate::table::{Curve, MISSING, Samples};
use crate::trial::{Failure, Job, TrialId};

/// A table looks at so many samples of the test part, the first ones, where it has more: it does so after every epoch.
const MOST_TEST_SAMPLES: usize = 1000;

impl TorchTrainer<'_> {
    /// Trains a candidate for all epochs of the plan and looks at validation part and test part (its first 1,000 samples)
    /// after each, until it diverges. A search never does that.
    ///
    /// # Errors
    /// If the test part cannot be read, or the program is asked to stop.
    pub fn curve(&self, candidate: &Candidate) -> Result<Curve, Failure> {
        self.setting.set_threads();
        let test = self.table_test_samples()?;
        let samples = f64::from(self.samples()?.validation);
        let mut session = Session::anew(&self.setting, Job { trial: TrialId(0), candidate, reported: 0 });
        let mut curve = Curve::default();
        for _ in 0..self.setting.plan.task.training.epochs {
            let report = match session.train_epoch() {
                Err(Failure::Trial(_)) => break,
                Err(other) => return Err(other),
                Ok(end) => end.report,
            };
            curve.coefficients.push(report.mean_coefficients);
            curve.validation.push(count(report.validation_accuracy * samples));
            curve.test.push(count(epoch::measure(&session.model, &test).correct));
        }
        Ok(curve)
    }

    fn table_test_samples(&self) -> Result<Feed, Failure> {
        Ok(self.test_samples()?.first(MOST_TEST_SAMPLES))
    }

    /// How many samples a table looks at.
    ///
    /// # Errors
    /// If the test part cannot be read.
    pub fn samples(&self) -> Result<Samples, Failure> {
        let count = |samples: usize| u16::try_from(samples).ok().filter(|count| *count != MISSING);
        let (validation, test) =
            (count(self.setting.validation.len()), count(self.table_test_samples()?.len()));
        let samples = validation.zip(test).map(|(validation, test)| Samples { validation, test });
        samples.ok_or_else(|| Failure::Run(format!("a table counts fewer than {MISSING} samples").into()))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number of samples, as `samples` checks"
)]
fn count(correct: f64) -> u16 {
    correct.round() as u16
}
