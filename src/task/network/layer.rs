//! Layers as meant: named, numbered, with every shape worked out.

use super::{Dims, Pooling};

/// One layer, from a batch of its input shape to a batch of its output shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it does.
    pub kind: LayerKind,
    /// What comes out of it.
    pub output: Dims,
}

/// What a layer does.
#[derive(Clone, Debug, PartialEq)]
pub enum LayerKind {
    /// A convolution with a square kernel.
    Conv {
        /// The name under which its weights are saved.
        name: String,
        /// Input channels.
        inputs: usize,
        /// Output channels.
        outputs: usize,
        /// Rows and columns of the kernel.
        kernel: usize,
        /// How far the kernel moves at a time.
        stride: usize,
        /// Rows and columns of zeros on each side of the image.
        padding: usize,
        /// Whether a bias is added.
        bias: bool,
    },
    /// Matrix product plus bias.
    Linear {
        /// The name under which its weights are saved.
        name: String,
        /// Size of the input vector.
        inputs: usize,
        /// Size of the output vector.
        outputs: usize,
        /// Whether a bias is added.
        bias: bool,
    },
    /// One number for each square of pixels; rows and columns that are left over are dropped.
    Pool {
        /// Which number.
        kind: Pooling,
        /// Rows and columns of a square.
        size: usize,
        /// How far the square moves at a time.
        stride: usize,
        /// Rows and columns on each side of the image.
        padding: usize,
    },
    /// (x − mean) / √(variance + ε) · weight + bias, by channel: over the batch in training, where running values follow
    /// mean and variance, and with the running values afterwards (Ioffe & Szegedy 2015).
    BatchNorm {
        /// The name under which its weights and running values are saved.
        name: String,
        /// How many channels, or neurons of a vector.
        channels: usize,
    },
    /// Numbers set to zero at random in training, the others divided by 1 − share; nothing afterwards.
    Dropout {
        /// The share that is set to zero.
        share: f64,
        /// Its place among the dropouts of the network.
        index: usize,
    },
    /// Image to vector, in the order channel, row, column.
    Flatten,
    /// Image to the vector of the mean of each channel.
    GlobalPool,
    /// Channels of zeros are appended.
    PadChannels {
        /// How many.
        more: usize,
    },
    /// What its layers make of the input plus what the shortcut makes of it.
    Residual {
        /// Its name, after which a site behind it is named.
        name: String,
        /// The layers.
        layers: Vec<Layer>,
        /// The other way; without layers it is the input itself.
        shortcut: Vec<Layer>,
    },
    /// The site of this index.
    Activation(usize),
}

impl LayerKind {
    /// Its name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Conv { name, .. }
            | Self::Linear { name, .. }
            | Self::BatchNorm { name, .. }
            | Self::Residual { name, .. } => Some(name),
            Self::Pool { .. }
            | Self::Dropout { .. }
            | Self::Flatten
            | Self::GlobalPool
            | Self::PadChannels { .. }
            | Self::Activation(_) => None,
        }
    }

    /// The word for it in space files.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Conv { .. } => "conv",
            Self::Linear { .. } => "linear",
            Self::Pool { .. } => "pool",
            Self::BatchNorm { .. } => "batch_norm",
            Self::Dropout { .. } => "dropout",
            Self::Flatten => "flatten",
            Self::GlobalPool => "global_pool",
            Self::PadChannels { .. } => "pad_channels",
            Self::Residual { .. } => "residual",
            Self::Activation(_) => "activation",
        }
    }

    /// The layers inside of a residual block and those of its shortcut; other layers have none inside.
    #[must_use]
    pub fn inside(&self) -> [&[Layer]; 2] {
        match self {
            Self::Residual { layers, shortcut, .. } => [layers, shortcut],
            Self::Conv { .. }
            | Self::Linear { .. }
            | Self::Pool { .. }
            | Self::BatchNorm { .. }
            | Self::Dropout { .. }
            | Self::Flatten
            | Self::GlobalPool
            | Self::PadChannels { .. }
            | Self::Activation(_) => [&[], &[]],
        }
    }

    /// Gives the sites in it their new places.
    pub(super) fn move_sites(&mut self, places: &[usize]) {
        match self {
            Self::Activation(site) => *site = places[*site],
            Self::Residual { layers, shortcut, .. } => {
                layers.iter_mut().chain(shortcut).for_each(|layer| layer.kind.move_sites(places));
            }
            Self::Conv { .. }
            | Self::Linear { .. }
            | Self::Pool { .. }
            | Self::BatchNorm { .. }
            | Self::Dropout { .. }
            | Self::Flatten
            | Self::GlobalPool
            | Self::PadChannels { .. } => {}
        }
    }

    /// Its name, or the word for what has none.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name().unwrap_or_else(|| self.word())
    }
}

/// The layers in the order in which a batch passes them: a residual block stands before its layers, and these before its
/// shortcut.
pub(super) fn flat(layers: &[Layer]) -> Vec<&Layer> {
    let mut found = Vec::new();
    for layer in layers {
        found.push(layer);
        found.extend(layer.kind.inside().into_iter().flat_map(flat));
    }
    found
}
