//! One pass over the training samples, and the measurement after it.

use super::model::Model;
use super::samples::Samples;
use crate::seed::Seed;
use crate::trial::Failure;
use std::sync::atomic::{AtomicBool, Ordering};
use tch::{Device, Kind, Tensor};

/// Mean cross-entropy in nats, and the share of samples whose largest logit is that of their label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measured {
    pub(super) loss: f64,
    pub(super) accuracy: f64,
}

/// How many samples are passed at once where no gradients are kept.
const EVALUATION_BATCH: i64 = 1000;

/// Trains on all samples once, in the order that belongs to the seed; the mean loss over the samples.
pub(super) fn train(
    model: &mut Model<'_>,
    samples: &Samples,
    batch_size: usize,
    seed: &Seed,
    stop: &AtomicBool,
) -> Result<f64, Failure> {
    let order = order(samples, seed);
    let mut sum = 0.0;
    for (step, rows) in order.split(i64::try_from(batch_size).unwrap_or(i64::MAX), 0).iter().enumerate() {
        if stop.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        let (x, labels) = (samples.images.index_select(0, rows), samples.labels.index_select(0, rows));
        let loss = model.logits(&x).cross_entropy_for_logits(&labels);
        let value = finite("training loss", loss.double_value(&[]), step + 1)?;
        model.descend(&loss);
        #[expect(clippy::cast_precision_loss, reason = "a batch is far smaller than 2^52")]
        let weight = rows.size()[0] as f64;
        sum += value * weight;
    }
    #[expect(clippy::cast_precision_loss, reason = "data sets are far smaller than 2^52")]
    let count = samples.len() as f64;
    Ok(sum / count)
}

/// The training samples in random order: the same for every candidate, another in every epoch.
fn order(samples: &Samples, seed: &Seed) -> Tensor {
    let mut rows: Vec<i64> = (0..samples.len()).collect();
    seed.stream().shuffle(&mut rows);
    Tensor::from_slice(&rows).to_device(samples.labels.device())
}

/// Loss and accuracy on samples that are not trained on.
pub(super) fn measure(model: &Model<'_>, samples: &Samples) -> Measured {
    let rows = Tensor::arange(samples.len(), (Kind::Int64, Device::Cpu));
    let mut sums = (0.0, 0.0);
    tch::no_grad(|| {
        for rows in rows.split(EVALUATION_BATCH, 0) {
            let (start, length) = (rows.int64_value(&[0]), rows.size()[0]);
            let labels = samples.labels.narrow(0, start, length);
            let logits = model.logits(&samples.images.narrow(0, start, length));
            let log_likelihood = logits.log_softmax(-1, Kind::Float).gather(1, &labels.unsqueeze(1), false);
            sums.0 -= log_likelihood.sum(Kind::Double).double_value(&[]);
            sums.1 += logits.argmax(-1, false).eq_tensor(&labels).sum(Kind::Double).double_value(&[]);
        }
    });
    #[expect(clippy::cast_precision_loss, reason = "data sets are far smaller than 2^52")]
    let count = samples.len() as f64;
    Measured { loss: sums.0 / count, accuracy: sums.1 / count }
}

/// The number, unless it is infinite or no number: then the candidate cannot be trained.
pub(super) fn finite(what: &str, number: f64, step: usize) -> Result<f64, Failure> {
    if number.is_finite() {
        return Ok(number);
    }
    Err(Failure::Trial(format!("diverged: {what} is {number} at step {step}")))
}
