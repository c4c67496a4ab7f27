//! One pass over the training samples, and the measurement after it.

use super::feed::{Batch, Feed};
use super::model::Model;
use crate::seed::Seed;
use crate::task::{Augmentation, Dims, Training, View};
use crate::trial::Failure;
use tch::{Kind, Tensor};

/// Mean cross-entropy in nats, and the share of samples whose largest logit is that of their label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measured {
    pub(super) loss: f64,
    pub(super) accuracy: f64,
    /// How many samples that share is: a whole number.
    pub(super) correct: f64,
}

/// How far an epoch is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Progress {
    /// How many steps were taken.
    pub(super) steps: usize,
    /// The sum of the loss over the samples that were trained on.
    pub(super) loss_sum: f64,
}

/// How many samples are passed at once where no gradients are kept, at most.
const EVALUATION_BATCH: usize = 1000;
/// How many numbers a layer may give for all of them together. More would leave the caches: images pass a LeNet-5 a fifth
/// slower by the thousand than by 128.
const EVALUATION_NUMBERS: usize = 1 << 21;

/// One epoch of training: what it draws, and what it trains on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Epoch<'a> {
    pub(super) feed: &'a Feed,
    pub(super) training: &'a Training,
    /// The stream of the order of the samples is this seed's own; those of views and masks are its children.
    pub(super) seed: Seed,
}

impl Epoch<'_> {
    /// Trains from where the epoch is to its end, in the order that belongs to the seed; the mean loss over the samples.
    ///
    /// After each step but the last `after_step` is called, and its failure ends the epoch there.
    pub(super) fn train(
        &self,
        model: &mut Model<'_>,
        mut progress: Progress,
        after_step: &mut dyn FnMut(&Model<'_>, Progress) -> Result<(), Failure>,
    ) -> Result<f64, Failure> {
        let order = order(self.feed.len(), &self.seed);
        let batches: Vec<&[u32]> = order.chunks(self.training.batch_size).collect();
        while progress.steps < batches.len() {
            let places = batches[progress.steps];
            progress.loss_sum +=
                self.step(model, places, progress.steps, batches.len())? * number(places.len());
            progress.steps += 1;
            if progress.steps < batches.len() {
                after_step(model, progress)?;
            }
        }
        Ok(progress.loss_sum / number(self.feed.len()))
    }

    /// One step on one batch; the mean loss over its samples.
    fn step(
        &self,
        model: &mut Model<'_>,
        places: &[u32],
        step: usize,
        per_epoch: usize,
    ) -> Result<f64, Failure> {
        let views = views(
            &self.training.augmentation,
            self.feed.dims(),
            places.len(),
            &self.seed.of("views").of(step),
        );
        let Batch { x, labels } = self.feed.batch(places, &views);
        let logits = model.logits_in_training(&x, &self.seed.of("masks").of(step));
        let smoothing = self.training.label_smoothing;
        let loss = logits.cross_entropy_loss(&labels, None::<Tensor>, tch::Reduction::Mean, -100, smoothing);
        let value = finite("training loss", loss.double_value(&[]), step + 1)?;
        model.descend(&loss, self.training.lr_factor(model.steps, per_epoch as u64));
        Ok(value)
    }
}

/// The training samples in random order: the same for every candidate, another in every epoch.
fn order(samples: usize, seed: &Seed) -> Vec<u32> {
    let mut places: Vec<u32> = (0..).take(samples).collect();
    seed.stream().shuffle(&mut places);
    places
}

/// What is done to each image of a batch.
fn views(augmentation: &Augmentation, dims: Dims, count: usize, seed: &Seed) -> Vec<View> {
    match dims {
        Dims::Image { height, width, .. } if !augmentation.is_none() => {
            let mut stream = seed.stream();
            (0..count).map(|_| augmentation.draw((height, width), &mut stream)).collect()
        }
        Dims::Image { .. } | Dims::Vector(_) | Dims::Array(_) => Vec::new(),
    }
}

/// The places of samples in batches that are evaluated at once.
pub(super) fn evaluation_batches(model: &Model<'_>, feed: &Feed) -> impl Iterator<Item = Vec<u32>> {
    let size = (EVALUATION_NUMBERS / model.width()).clamp(1, EVALUATION_BATCH);
    let count = feed.len();
    (0..count).step_by(size).map(move |start| (0..).take(count.min(start + size)).skip(start).collect())
}

/// Loss and accuracy on samples that are not trained on.
pub(super) fn measure(model: &Model<'_>, feed: &Feed) -> Measured {
    let mut sums = (0.0, 0.0);
    tch::no_grad(|| {
        for places in evaluation_batches(model, feed) {
            let Batch { x, labels } = feed.batch(&places, &[]);
            let logits = model.logits(&x);
            let log_likelihood = logits.log_softmax(-1, Kind::Float).gather(1, &labels.unsqueeze(1), false);
            sums.0 -= log_likelihood.sum(Kind::Double).double_value(&[]);
            sums.1 += logits.argmax(-1, false).eq_tensor(&labels).sum(Kind::Double).double_value(&[]);
        }
    });
    let count = number(feed.len());
    Measured { loss: sums.0 / count, accuracy: sums.1 / count, correct: sums.1 }
}

/// Whether the largest logit of each sample is that of its label.
pub(super) fn answers(model: &Model<'_>, feed: &Feed) -> Vec<bool> {
    let of_batch = |places: Vec<u32>| {
        let Batch { x, labels } = feed.batch(&places, &[]);
        let right = tch::no_grad(|| model.logits(&x).argmax(-1, false).eq_tensor(&labels));
        Vec::<bool>::try_from(right).expect("a flat tensor of truths")
    };
    evaluation_batches(model, feed).flat_map(of_batch).collect()
}

#[expect(clippy::cast_precision_loss, reason = "data sets are far smaller than 2^52")]
fn number(count: usize) -> f64 {
    count as f64
}

/// The number, unless it is infinite or no number: then the candidate cannot be trained.
pub(super) fn finite(what: &str, number: f64, step: usize) -> Result<f64, Failure> {
    if number.is_finite() {
        return Ok(number);
    }
    Err(Failure::Trial(format!("diverged: {what} is {number} at step {step}")))
}
