//! What a trained network says of test samples: for comparing with what is made of it elsewhere.

use super::session::Session;
use super::trainer::TorchTrainer;
use crate::trial::{Failure, Job};

/// How many samples are passed at once.
const BATCH: usize = 100;

impl TorchTrainer<'_> {
    /// The logits of a trained trial on the first `count` test samples, one sample after the other.
    ///
    /// # Errors
    /// If its weights are not there any more, or the test part cannot be read.
    pub fn test_logits(&self, job: Job<'_>, count: usize) -> Result<Vec<f32>, Failure> {
        self.setting.set_threads();
        let session = Session::restored(&self.setting, job)?;
        if session.at_its_end().is_none() {
            return Err(Failure::Trial("its weights are missing or damaged".to_owned()));
        }
        let samples = self.test_samples()?.first(count);
        let places: Vec<u32> = (0..).take(samples.len()).collect();
        let mut logits = Vec::new();
        tch::no_grad(|| {
            for places in places.chunks(BATCH) {
                let batch = session.model.logits(&samples.batch(places, &[]).x).contiguous().view(-1);
                logits.extend(Vec::<f32>::try_from(batch).expect("logits are f32"));
            }
        });
        Ok(logits)
    }
}
