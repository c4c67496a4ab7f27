//! What all trials of a run have in common where they are trained.

use super::feed::Feed;
use crate::plan::Plan;
use crate::trial::Checkpoints;
use std::sync::atomic::AtomicBool;
use tch::Device;

/// The plan, the device, the samples, and where trials are saved.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    pub(super) plan: &'a Plan,
    pub(super) device: Device,
    /// The wish to stop: training does at the next step once it is set.
    pub(super) stop: &'a AtomicBool,
    pub(super) training: Feed,
    pub(super) validation: Feed,
    /// Where trials are saved, if they are.
    pub(super) checkpoints: Option<Checkpoints>,
}

impl Setting<'_> {
    /// Where trials are saved, if they are.
    pub(super) fn checkpoints(&self) -> Option<&Checkpoints> {
        self.checkpoints.as_ref()
    }

    /// libtorch counts its threads per calling thread, so each thread that trains has to say it.
    pub(super) fn set_threads(&self) {
        tch::set_num_threads(i32::try_from(self.plan.task.training.threads).unwrap_or(i32::MAX));
    }
}
