//! A trial that was trained: its network as data, and what it makes of samples.

use super::epoch;
use super::feed::Feed;
use super::model::Model;
use super::session::Session;
use super::trainer::TorchTrainer;
use crate::dataset::{Scale, Values};
use crate::export::{self, Definition, Input, Trained, TrainedModel};
use crate::trial::{Failure, Job, Report};
use tch::{Kind, Tensor};

/// The network of a trial at the end of the epoch that is kept.
#[derive(Debug)]
pub struct Finished<'t> {
    trainer: &'t TorchTrainer<'t>,
    model: Model<'t>,
}

/// Samples, and what a network makes of them, as plain numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// The shape of `inputs`, samples first.
    pub dims: Vec<usize>,
    /// What exports take: pixels from 0 to 1, or plain numbers; for a network that PyTorch exported what its model itself
    /// takes, which is normalised already.
    pub inputs: Vec<f32>,
    /// The logits of the network, sample after sample.
    pub logits: Vec<f32>,
    /// The label of each sample.
    pub labels: Vec<i64>,
}

impl<'t> TorchTrainer<'t> {
    /// The network of a trial from its last checkpoint; nothing if that is not kept, or damaged.
    ///
    /// # Errors
    /// If the folder of the checkpoints cannot be read.
    pub fn kept(&'t self, job: Job<'t>) -> Result<Option<Finished<'t>>, Failure> {
        let session = Session::restored(&self.setting, job)?;
        let is_whole = session.at_its_end().is_some_and(|report| report.epoch == job.reported);
        let kept = is_whole.then(|| session.into_kept()).flatten();
        Ok(kept.map(|(_, model)| Finished { trainer: self, model }))
    }

    /// The network of a trial, trained once more for as many epochs as it has reported, with the report of the epoch that is
    /// kept: the same bits with the same build on the same kind of device.
    ///
    /// # Errors
    /// If training diverges or is interrupted, or the trial has not reported an epoch.
    pub fn retrained(&'t self, job: Job<'t>) -> Result<(Finished<'t>, Report), Failure> {
        self.setting.set_threads();
        let mut session = Session::anew(&self.setting, job);
        for _ in 0..job.reported {
            session.train_epoch()?;
        }
        let kept = session.into_kept();
        let (report, model) = kept.ok_or_else(|| Failure::Run("it has no epoch on record".into()))?;
        Ok((Finished { trainer: self, model }, report))
    }
}

impl Finished<'_> {
    /// The network as it is exported, with the mixes of this definition.
    ///
    /// # Errors
    /// If the definition is that of another network.
    pub fn trained(&self, definition: Definition) -> Result<Trained, export::Error> {
        let network = self.trainer.setting.plan.task.network.clone();
        Trained::new(definition, network, self.model.weights(), self.input())
    }

    /// The same of a network that PyTorch exported, with every tensor under the name that its model gives it; nothing if it
    /// was not exported.
    ///
    /// # Errors
    /// If the definition is that of another network.
    #[must_use]
    pub fn trained_model(&self, definition: Definition) -> Option<Result<TrainedModel, export::Error>> {
        let exported = self.trainer.setting.plan.task.network.exported()?.clone();
        Some(TrainedModel::new(definition, exported, self.model.weights(), self.input()))
    }

    /// What is done with samples before they are given to the network.
    fn input(&self) -> Input {
        let white = match self.trainer.setting.training.values() {
            Values::Bytes { white, .. } => Some(white),
            Values::Numbers(_) => None,
        };
        let Scale { mean, std, .. } = self.trainer.scale.clone();
        Input { mean, std, white }
    }

    /// Its weights and running values by their names.
    #[cfg(test)]
    pub(super) fn weights(&self) -> std::collections::BTreeMap<String, Vec<f32>> {
        self.model.weights()
    }

    /// What the network makes of the first samples of the test part, at most so many.
    ///
    /// # Errors
    /// If the test part cannot be read.
    pub fn test_answers(&self, count: usize) -> Result<Answers, Failure> {
        Ok(self.answers(&self.trainer.test_samples()?.first(count)))
    }

    /// What it makes of the first samples that are held out for validation, at most so many.
    #[must_use]
    pub fn validation_answers(&self, count: usize) -> Answers {
        self.answers(&self.trainer.setting.validation.first(count))
    }

    fn answers(&self, feed: &Feed) -> Answers {
        let raw = feed.scaled(&Scale::unit(feed.dims()));
        let takes_raw = self.trainer.setting.plan.task.network.exported().is_none();
        let parts = epoch::evaluation_batches(&self.model, feed).map(|places| {
            let batch = feed.batch(&places, &[]);
            let inputs = if takes_raw { raw.batch(&places, &[]).x } else { batch.x.shallow_clone() };
            (inputs, tch::no_grad(|| self.model.logits(&batch.x)), batch.labels)
        });
        let parts: Vec<(Tensor, Tensor, Tensor)> = parts.collect();
        let joined = |of: fn(&(Tensor, Tensor, Tensor)) -> &Tensor| {
            Tensor::cat(&parts.iter().map(of).collect::<Vec<_>>(), 0)
        };
        let (inputs, logits, labels) = (joined(|it| &it.0), joined(|it| &it.1), joined(|it| &it.2));
        let sizes = inputs.size().into_iter();
        Answers {
            dims: sizes.map(|size| usize::try_from(size).expect("no negative size")).collect(),
            inputs: flat(&inputs),
            logits: flat(&logits),
            labels: Vec::try_from(labels).expect("a flat tensor of i64"),
        }
    }
}

fn flat(tensor: &Tensor) -> Vec<f32> {
    let numbers = tensor.to_kind(Kind::Float).flatten(0, -1);
    Vec::try_from(numbers).expect("a flat tensor of f32")
}
