//! What every candidate of a run has in common, as data: the data set, the network and the training.
//!
//! Nothing here touches a file or a tensor. Shapes are worked out before anything is trained, so a network that does not
//! fit its data is found by `check`.

mod array_names;
mod channels;
mod class_names;
mod csv_table;
mod data;
pub mod exported;
mod facts;
mod file;
mod glob;
mod network;
mod numbered;
mod preset;
mod source;
mod source_keys;
mod suitable;
mod training;

pub use array_names::ArrayNames;
pub use channels::Channels;
pub use csv_table::{Csv, Missing, Writing};
pub use data::{Data, Normalisation};
pub use facts::{Facts, WholeNumbers};
pub use file::NetworkSpec;
pub use glob::Glob;
pub use network::{
    Body, Buffer, ConvSpec, Dims, Fault, InputKind, Layer, LayerKind, LayerSpec, Misfit, Network, Outputs,
    Padding, Parameter, PoolSpec, Pooling, Site, Sizes, Start,
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

impl Task {
    /// How values are scaled: as the space file says, else by what the network takes them for.
    #[must_use]
    pub fn normalisation(&self) -> Normalisation {
        self.data.normalisation_for(self.network.input_kind())
    }
}
