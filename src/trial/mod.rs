//! Trials: what is recorded of them, and what the record says.
//!
//! A run is a sequence of [`Event`]s. [`History`] is a pure fold over it, and everything that decides anything decides
//! from a `History`: resuming a run is folding its events again.

mod answers;
mod budget;
mod checkpoints;
mod event;
mod foreign;
mod history;
mod sense;
mod status;
mod trainer;

pub use answers::Answers;
pub use budget::Budget;
pub use checkpoints::Checkpoints;
pub use event::{
    EndReason, Entry, Event, ForeignTrial, KeptEpoch, Origin, PROGRAM, Report, TestResult, TrialId,
};
pub use foreign::{Foreign, ForeignRecord};
pub use history::{History, Outcome, TakenOver, Trial, chosen};
pub use sense::Contradiction;
pub use status::Status;
pub use trainer::{Decision, EpochEnd, Failure, Job, Receive, Trainer};

#[cfg(test)]
mod tests;
