//! Training through libtorch: one candidate, epoch by epoch, the same bits however often it is interrupted.

mod checkpoint;
mod epoch;
mod group;
mod model;
mod optimizer;
mod probe;
mod samples;
mod trainer;

pub use probe::EpochSeconds;
pub use tch::Device;
pub use trainer::TorchTrainer;

#[cfg(test)]
mod tests;
