//! What the commands need of libtorch.

use super::export::Answers;
use super::talk::say;
use super::work::Equipment;
use crate::dataset;
use crate::export::{Definition, Script, Trained};
use crate::mix;
use crate::plan::Plan;
use crate::space::Candidate;
use crate::train::{self, EpochSeconds, Finished, TorchTrainer, device};
use crate::trial::{Failure, Job, Trainer};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Says whether the plan's data set is there and in order.
pub(super) fn check_data(plan: &Plan, equipment: &Equipment) -> anyhow::Result<()> {
    device::open(equipment.device)?;
    Ok(dataset::check(&plan.task.data, &equipment.places)?)
}

/// Calls `work` with a trainer for a plan and the name of its device; checkpoints go to a folder, if there is one.
pub(super) fn with_trainer<T>(
    plan: &Plan,
    checkpoints: Option<PathBuf>,
    equipment: &Equipment,
    stop: &AtomicBool,
    work: impl FnOnce(&dyn Trainer, &str) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let trainer = trainer(plan, checkpoints, equipment, stop)?;
    work(&trainer, &trainer.device_name())
}

fn trainer<'a>(
    plan: &'a Plan,
    checkpoints: Option<PathBuf>,
    equipment: &Equipment,
    stop: &'a AtomicBool,
) -> anyhow::Result<TorchTrainer<'a>> {
    mix::keep_freed_memory();
    let device = device::open(equipment.device)?;
    Ok(TorchTrainer::new(plan, equipment.places.clone(), checkpoints, device, stop)?)
}

/// How long an epoch of each candidate takes, in seconds, or why it cannot be trained; nothing for a program that
/// cannot train.
pub(super) fn probe(
    plan: &Plan,
    equipment: &Equipment,
    candidates: &[Candidate],
) -> anyhow::Result<Option<Vec<Result<f64, String>>>> {
    let stop = AtomicBool::new(false);
    let trainer = trainer(plan, None, equipment, &stop)?;
    let probe = |candidate| match trainer.probe(candidate) {
        Ok(EpochSeconds(seconds)) => Ok(Ok(seconds)),
        Err(Failure::Trial(reason)) => Ok(Err(reason)),
        Err(failure) => Err(failure),
    };
    Ok(Some(candidates.iter().map(probe).collect::<Result<_, _>>()?))
}

/// For how long each number of workers is measured.
const MEASURED: Duration = Duration::from_millis(1500);

/// How many samples of a candidate each number of workers trains in a second, all together.
pub(super) fn samples_per_second(
    plan: &Plan,
    equipment: &Equipment,
    candidate: &Candidate,
    numbers: &[u32],
) -> anyhow::Result<Vec<f64>> {
    let stop = AtomicBool::new(false);
    let trainer = trainer(plan, None, equipment, &stop)?;
    let rate = |workers: &u32| trainer.samples_per_second(candidate, *workers as usize, MEASURED);
    Ok(numbers.iter().map(rate).collect::<Result<_, _>>()?)
}

/// Whether an error says that a device is not there.
pub(super) fn is_missing_device(error: &anyhow::Error) -> bool {
    error.is::<device::MissingDevice>()
}

/// The network of a trial, and what it makes of some validation samples.
pub(super) fn network(
    plan: &Plan,
    checkpoints: PathBuf,
    equipment: &Equipment,
    job: Job<'_>,
    definition: &Definition,
) -> anyhow::Result<(Trained, Answers)> {
    let stop = AtomicBool::new(false);
    let saving = trainer(plan, Some(checkpoints), equipment, &stop)?;
    if let Some(finished) = saving.kept(job)? {
        return exported(&finished, definition);
    }
    say(&format!("the weights of trial {} were not kept: it is trained once more", job.trial));
    let unsaved = trainer(plan, None, equipment, &stop)?;
    exported(&unsaved.retrained(job)?, definition)
}

/// On so many samples an exported network is compared with the trained one.
const COMPARED: usize = 1000;

fn exported(finished: &Finished<'_>, definition: &Definition) -> anyhow::Result<(Trained, Answers)> {
    let train::Answers { dims, inputs, logits, .. } = finished.validation_answers(COMPARED);
    Ok((finished.trained(definition.clone())?, Answers { dims, inputs, logits }))
}

/// Compiles a script.
pub(super) fn compile(script: &Script) -> anyhow::Result<Vec<u8>> {
    Ok(train::script::compile(script)?)
}

/// A compiled script that was loaded.
pub(super) use train::script::Module;
