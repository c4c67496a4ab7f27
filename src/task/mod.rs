//! What every candidate of a run has in common, as data: the data set, the network and the training.
//!
//! Nothing here touches a file or a tensor. Shapes are worked out before anything is trained, so a network that does not
//! fit its data is found by `check`.

mod data;
mod layer;
mod preset;
mod training;

pub use data::{Data, Source};
pub use layer::{Dims, Layer, Misfit, Network, Parameter, Site};
pub use preset::Preset;
pub use training::{Operator, Optimizer, Training};

/// The three parts of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Which samples are trained and validated on.
    pub data: Data,
    /// The layers, with their activation sites.
    pub network: Network,
    /// How the weights and coefficients are learned.
    pub training: Training,
}
