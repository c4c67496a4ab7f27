//! What every candidate of a run has in common, as data: the data set, the network and the training.
//!
//! Nothing here touches a file or a tensor. Shapes are worked out before anything is trained, so a network that does not
//! fit its data is found by `check`.

mod array_names;
mod class_names;
mod csv_table;
mod data;
pub mod exported;
mod facts;
mod file;
mod network;
mod numbered;
mod preset;
mod source;
mod source_keys;
mod training;
pub(crate) mod written;

pub use array_names::ArrayNames;
pub use csv_table::{Csv, Missing, Writing};
pub use data::{Data, Normalisation};
pub use facts::Facts;
pub use file::NetworkSpec;
pub use network::{
    Buffer, ConvSpec, Dims, Fault, Layer, LayerKind, LayerSpec, Misfit, Network, Outputs, Padding, Parameter,
    PoolSpec, Pooling, Site, Start,
};
pub use preset::Preset;
pub use source::Source;
pub use training::{
    Augmentation, EarlyStopping, KeepEpoch, Moment, Moments, Operator, Optimizer, Precision, Schedule,
    Training, View,
};

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
