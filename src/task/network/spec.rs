//! Layers as typed: what a preset or a space file says, before names and shapes are worked out.

use crate::activation::Mix;

/// One layer as typed.
#[derive(Clone, Debug, PartialEq)]
pub enum LayerSpec {
    /// A convolution with a square kernel.
    Conv(ConvSpec),
    /// Matrix product plus bias.
    Linear {
        /// Size of the output vector.
        outputs: Outputs,
        /// Whether a bias is added.
        bias: bool,
        /// A name in place of `fc1`, `fc2`, …
        name: Option<String>,
    },
    /// One number for each square of pixels; rows and columns that are left over are dropped.
    Pool(PoolSpec),
    /// Each channel shifted and scaled by its mean and variance.
    BatchNorm {
        /// A name in place of `bn1`, `bn2`, …
        name: Option<String>,
    },
    /// Numbers set to zero at random in training, the others scaled up in turn.
    Dropout {
        /// The share that is set to zero.
        share: f64,
    },
    /// Image to vector, in the order channel, row, column.
    Flatten,
    /// Image to the vector of the mean of each channel.
    GlobalPool,
    /// Channels of zeros are appended.
    PadChannels {
        /// How many channels there are then.
        to: usize,
    },
    /// What its layers make of the input plus what the shortcut makes of it.
    Residual {
        /// The layers.
        layers: Vec<LayerSpec>,
        /// The other way; without layers it is the input itself.
        shortcut: Vec<LayerSpec>,
        /// A name in place of `residual1`, `residual2`, …
        name: Option<String>,
    },
    /// The same layers several times, each time with weights of their own.
    Repeat {
        /// How often.
        times: usize,
        /// The layers.
        layers: Vec<LayerSpec>,
    },
    /// A site.
    Activation {
        /// A name in place of that of the layer whose output it takes.
        name: Option<String>,
        /// What stands there for good; what is searched for, where there is nothing.
        fixed: Option<Mix>,
    },
}

/// A convolution as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvSpec {
    /// Output channels.
    pub channels: usize,
    /// Rows and columns of the kernel.
    pub kernel: usize,
    /// How far the kernel moves at a time.
    pub stride: usize,
    /// Rows and columns of zeros around the image.
    pub padding: Padding,
    /// Whether a bias is added; in front of a batch norm it would have no effect.
    pub bias: bool,
    /// A name in place of `conv1`, `conv2`, …
    pub name: Option<String>,
}

/// A pool as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolSpec {
    /// What is taken of each square.
    pub kind: Pooling,
    /// Rows and columns of a square.
    pub size: usize,
    /// How far the square moves at a time; as far as it is wide where not given.
    pub stride: Option<usize>,
    /// Rows and columns around the image, at most half a square.
    pub padding: usize,
}

/// How many rows and columns of zeros stand around the input of a convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// (kernel − 1)/2 for an odd kernel: with stride 1 the output has as many rows and columns as the input.
    Same,
    /// So many on each side.
    By(usize),
}

/// How many numbers a linear layer gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outputs {
    /// As many as there are labels.
    Classes,
    /// So many.
    Number(usize),
}

/// What is taken of each square.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooling {
    /// The largest pixel.
    Max,
    /// The mean of the pixels; those of the padding count as zeros.
    Average,
}

impl LayerSpec {
    /// A convolution with stride 1 and bias.
    pub(in crate::task) fn conv(channels: usize, kernel: usize, padding: Padding) -> Self {
        Self::Conv(ConvSpec { channels, kernel, stride: 1, padding, bias: true, name: None })
    }

    /// A maximum over squares.
    pub(in crate::task) fn max_pool(size: usize, stride: usize) -> Self {
        Self::Pool(PoolSpec { kind: Pooling::Max, size, stride: Some(stride), padding: 0 })
    }

    /// A linear layer with so many outputs.
    pub(in crate::task) fn linear(outputs: usize) -> Self {
        Self::Linear { outputs: Outputs::Number(outputs), bias: true, name: None }
    }

    /// The linear layer that gives the logits.
    pub(in crate::task) fn logits() -> Self {
        Self::Linear { outputs: Outputs::Classes, bias: true, name: None }
    }

    /// A site, named after the layer whose output it takes.
    pub(in crate::task) fn site() -> Self {
        Self::Activation { name: None, fixed: None }
    }

    /// The word for it in space files.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Conv(_) => "conv",
            Self::Linear { .. } => "linear",
            Self::Pool(_) => "pool",
            Self::BatchNorm { .. } => "batch_norm",
            Self::Dropout { .. } => "dropout",
            Self::Flatten => "flatten",
            Self::GlobalPool => "global_pool",
            Self::PadChannels { .. } => "pad_channels",
            Self::Residual { .. } => "residual",
            Self::Repeat { .. } => "repeat",
            Self::Activation { .. } => "activation",
        }
    }
}
