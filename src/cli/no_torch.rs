//! What the commands do without libtorch: everything but training.

use crate::dataset::{self, Places};
use crate::plan::Plan;
use crate::search::OpenRun;
use crate::space::Candidate;
use crate::trial::Trainer;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// Says whether the plan's data set is there and in order.
pub(super) fn check_data(plan: &Plan, data_dir: Option<PathBuf>) -> anyhow::Result<()> {
    dataset::check(plan.task.data.source, &Places::new(data_dir))?;
    cannot_train()
}

/// Calls `work` with the trainer of a run and the name of its device.
pub(super) fn with_trainer<T>(
    _run: &OpenRun,
    _data_dir: Option<PathBuf>,
    _stop: &AtomicBool,
    _work: impl FnOnce(&dyn Trainer, &str) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    cannot_train()
}

/// How long an epoch of each candidate takes, in seconds, or why it cannot be trained; nothing for a program that
/// cannot train.
#[expect(clippy::unnecessary_wraps, reason = "with libtorch it can fail")]
pub(super) fn probe(
    _plan: &Plan,
    _data_dir: Option<PathBuf>,
    _candidates: &[Candidate],
) -> anyhow::Result<Option<Vec<Result<f64, String>>>> {
    Ok(None)
}

fn cannot_train<T>() -> anyhow::Result<T> {
    anyhow::bail!(
        "this actsearch was built without its feature `torch` and cannot train; build it with the default features"
    )
}
