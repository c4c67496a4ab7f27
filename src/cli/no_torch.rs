//! What the commands do without libtorch: everything but training.

use super::export::Answers;
use super::work::Equipment;
use crate::dataset;
use crate::export::{Definition, Script, Trained, TrainedModel};
use crate::plan::Plan;
use crate::space::Candidate;
use crate::trial::{Checkpoints, Trainer, Trial};
use indicatif::MultiProgress;
use std::sync::atomic::AtomicBool;

/// Says whether the plan's data set is there and in order.
pub(super) fn check_data(plan: &Plan, equipment: &Equipment) -> anyhow::Result<()> {
    dataset::check(&plan.task.data, &equipment.places)?;
    cannot_train()
}

/// Calls `work` with a trainer for a plan and the name of its device.
pub(super) fn with_trainer<T>(
    _plan: &Plan,
    _checkpoints: Option<Checkpoints>,
    _equipment: &Equipment,
    _stop: &AtomicBool,
    _talk: &MultiProgress,
    _work: impl FnOnce(&dyn Trainer, &str) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    cannot_train()
}

/// How long an epoch of each candidate takes, in seconds, or why it cannot be trained; nothing for a program that
/// cannot train.
#[expect(clippy::unnecessary_wraps, reason = "with libtorch it can fail")]
pub(super) fn probe(
    _plan: &Plan,
    _equipment: &Equipment,
    _candidates: &[Candidate],
    _begin: &dyn Fn(usize),
) -> anyhow::Result<Option<Vec<Result<f64, String>>>> {
    Ok(None)
}

/// How many samples of a candidate each number of workers trains in a second, all together.
pub(super) fn samples_per_second(
    _plan: &Plan,
    _equipment: &Equipment,
    _candidate: &Candidate,
    _numbers: &[u32],
) -> anyhow::Result<Vec<f64>> {
    cannot_train()
}

/// The network of a trial, and what it makes of some samples.
pub(super) fn network(
    _plan: &Plan,
    _checkpoints: Checkpoints,
    _equipment: &Equipment,
    _trial: &Trial,
    _definition: &Definition,
) -> anyhow::Result<(Trained, Answers)> {
    cannot_train()
}

/// The network of a trial that PyTorch exported, and what it makes of some samples.
pub(super) fn model(
    _plan: &Plan,
    _checkpoints: Checkpoints,
    _equipment: &Equipment,
    _trial: &Trial,
    _definition: &Definition,
) -> anyhow::Result<(TrainedModel, Answers)> {
    cannot_train()
}

/// What the programs of a `.pt2` file compute.
pub(super) fn read_back(
    _trained: &TrainedModel,
    _file: &[u8],
    _answers: &Answers,
) -> anyhow::Result<(Vec<f32>, f64)> {
    cannot_train()
}

/// Compiles a script.
pub(super) fn compile(_script: &Script) -> anyhow::Result<Vec<u8>> {
    cannot_train()
}

/// A compiled script that was loaded: there is none.
pub(super) enum Module {}

impl Module {
    pub(super) fn load(_bytes: &[u8]) -> anyhow::Result<Self> {
        cannot_train()
    }

    pub(super) fn run_on(
        &self,
        _method: Option<&str>,
        _dims: &[usize],
        _inputs: &[f32],
    ) -> anyhow::Result<Vec<f32>> {
        match *self {}
    }

    pub(super) fn run_in_f64(self, _dims: &[usize], _inputs: &[f32]) -> anyhow::Result<Vec<f64>> {
        match self {}
    }
}

fn cannot_train<T>() -> anyhow::Result<T> {
    anyhow::bail!(
        "this actsearch was built without its feature `torch` and can neither train nor run networks; build it with the default \
         features"
    )
}

/// Whether an error says that a device is not there.
pub(super) fn is_missing_device(_error: &anyhow::Error) -> bool {
    false
}
