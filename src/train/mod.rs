//! Training through libtorch: one candidate, epoch by epoch, the same bits however often it is interrupted.

mod checkpoint;
mod curve;
pub mod device;
mod epoch;
mod error;
mod feed;
mod finished;
mod group;
mod kept;
mod model;
mod optimizer;
mod probe;
mod read_back;
pub mod script;
mod session;
mod setting;
mod start;
mod trainer;

pub use error::Error;
pub use finished::{Answers, Finished};
pub use probe::{EpochSeconds, TimedStep};
pub use read_back::{NotReadBack, ReadBack, read_back};
pub use tch::Device;
pub use trainer::TorchTrainer;

#[cfg(test)]
mod tests;
