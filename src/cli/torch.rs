//! What the commands need of libtorch.

use crate::dataset::{self, Places};
use crate::mix;
use crate::plan::Plan;
use crate::search::OpenRun;
use crate::space::Candidate;
use crate::train::{Device, EpochSeconds, TorchTrainer};
use crate::trial::{Failure, Trainer};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// Says whether the plan's data set is there and in order.
pub(super) fn check_data(plan: &Plan, data_dir: Option<PathBuf>) -> anyhow::Result<()> {
    Ok(dataset::check(plan.task.data.source, &Places::new(data_dir))?)
}

/// Calls `work` with the trainer of a run and the name of its device.
pub(super) fn with_trainer<T>(
    run: &OpenRun,
    data_dir: Option<PathBuf>,
    stop: &AtomicBool,
    work: impl FnOnce(&dyn Trainer, &str) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    mix::keep_freed_memory();
    let (places, checkpoints) = (Places::new(data_dir), run.folder.checkpoints());
    let trainer = TorchTrainer::new(&run.plan, places, checkpoints, Device::Cpu, stop)?;
    work(&trainer, "cpu")
}

/// How long an epoch of each candidate takes, in seconds, or why it cannot be trained; nothing for a program that
/// cannot train.
pub(super) fn probe(
    plan: &Plan,
    data_dir: Option<PathBuf>,
    candidates: &[Candidate],
) -> anyhow::Result<Option<Vec<Result<f64, String>>>> {
    mix::keep_freed_memory();
    let stop = AtomicBool::new(false);
    let trainer = TorchTrainer::new(plan, Places::new(data_dir), PathBuf::new(), Device::Cpu, &stop)?;
    let probe = |candidate| match trainer.probe(candidate) {
        Ok(EpochSeconds(seconds)) => Ok(Ok(seconds)),
        Err(Failure::Trial(reason)) => Ok(Err(reason)),
        Err(failure) => Err(failure),
    };
    Ok(Some(candidates.iter().map(probe).collect::<Result<_, _>>()?))
}
