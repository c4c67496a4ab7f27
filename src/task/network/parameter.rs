//! What a layer has to learn, and what it keeps beside it.

use super::LayerKind;
use std::sync::Arc;

/// A tensor of weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `conv1.weight`, `fc2.bias`, …
    pub name: String,
    /// Its shape, as libtorch has it.
    pub dims: Vec<usize>,
    /// What it starts from.
    pub start: Start,
    /// Whether weight decay applies: to the weights of convolutions and linear layers, to nothing else.
    pub decays: bool,
}

/// What a tensor starts from.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// Uniform in ±bound, where the bound is 1/√`fan_in`: as libtorch starts its own convolutions and linear layers.
    Uniform {
        /// The bound.
        bound: f32,
    },
    /// All one number.
    All(f32),
    /// Normal around 0 with this deviation.
    Normal {
        /// The deviation.
        std: f32,
        /// The row that is zero, if one is: what stands for no token at all.
        zero_row: Option<usize>,
    },
    /// These numbers, which came with the network.
    Given(Arc<[f32]>),
}

/// A running value, such as the mean of a batch norm: it follows the batches and has no gradient.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffer {
    /// `bn1.running_mean`, `bn1.running_var`, …
    pub name: String,
    /// Its shape: one number for each channel of a batch norm.
    pub dims: Vec<usize>,
    /// What it starts from.
    pub start: Start,
    /// Whether it counts: its numbers are whole. They are exact up to 2²⁴.
    pub is_whole: bool,
}

impl LayerKind {
    /// Its own weights, those of layers inside it left out: weight, then bias.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        match self {
            Self::Conv { name, inputs, outputs, kernel, bias, .. } => {
                weight_and_bias(name, vec![*outputs, *inputs, *kernel, *kernel], *bias)
            }
            Self::Linear { name, inputs, outputs, bias } => {
                weight_and_bias(name, vec![*outputs, *inputs], *bias)
            }
            Self::BatchNorm { name, channels } => {
                let of = |part, start| Parameter {
                    name: format!("{name}.{part}"),
                    dims: vec![*channels],
                    start,
                    decays: false,
                };
                vec![of("weight", Start::All(1.0)), of("bias", Start::All(0.0))]
            }
            Self::Pool { .. }
            | Self::Dropout { .. }
            | Self::Flatten
            | Self::GlobalPool
            | Self::PadChannels { .. }
            | Self::Residual { .. }
            | Self::Activation(_) => Vec::new(),
        }
    }

    /// Its own running values: mean, then variance.
    #[must_use]
    pub fn buffers(&self) -> Vec<Buffer> {
        let Self::BatchNorm { name, channels } = self else { return Vec::new() };
        let of = |part, start| Buffer {
            name: format!("{name}.{part}"),
            dims: vec![*channels],
            start: Start::All(start),
            is_whole: false,
        };
        vec![of("running_mean", 0.0), of("running_var", 1.0)]
    }
}

fn weight_and_bias(layer: &str, dims: Vec<usize>, has_bias: bool) -> Vec<Parameter> {
    let fan_in: usize = dims[1..].iter().product();
    #[expect(clippy::cast_precision_loss, reason = "layers are far smaller than 2^24 inputs")]
    let start = Start::Uniform { bound: 1.0 / (fan_in as f32).sqrt() };
    let bias =
        Parameter { name: format!("{layer}.bias"), dims: vec![dims[0]], start: start.clone(), decays: false };
    let weight = Parameter { name: format!("{layer}.weight"), dims, start, decays: true };
    std::iter::once(weight).chain(has_bias.then_some(bias)).collect()
}
