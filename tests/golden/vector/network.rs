//! A network trained by actsearch, as a module of the crate tch 0.24.
//!
//! ```text
//! Search      "network", trial 17, seed 7
//! Accuracy    91.23 % on validation data, 90.87 % on test data
//! Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! Data set    "fashion_mnist"
//! Written by  "actsearch 0.1.0"
//! Entry 0     "body mass" less 4201.5, in double precision
//! Entry 1     1 where "island" is "\"Dream\" *\x2f", else 0
//! Entry 2     1 where "island" is "Biscoe", else 0
//! Logit 0     "no"
//! Logit 1     "yes"
//! ```
//!
//! It takes numbers as the data set has them, and brings them to mean 0 and standard
//! deviation 1 itself. To use it:
//!
//! ```ignore
//! mod network;
//! use tch::nn::ModuleT;
//! let (vs, network) = network::load("weights.safetensors", tch::Device::Cpu, true)?;
//! let logits = network.forward_t(&xs, false);
//! ```
//!
//! What is trainable can be trained further: whatever the optimizer does, alpha stays in
//! its hull. Give these variables no weight decay, which would pull them away from what was
//! learned. What is not trainable has the variables `alpha` and `theta`, as the weights
//! that actsearch exports, and is computed in the simplest way, with the numbers in this
//! file.
//!
//! Combinations of activation functions over their affine and convex hulls are from F.
//! Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
//! 1801.09403.

// Not everything here may be needed, and a coefficient near a mathematical constant is none.
#![allow(dead_code, clippy::approx_constant)]

use std::borrow::Borrow;
use std::collections::HashMap;
use std::path::Path;
use tch::{nn, Device, Kind, TchError, Tensor};

/// What the logits stand for, in their order.
#[rustfmt::skip]
pub const CLASSES: [&str; 2] = [
    "no",
    "yes",
];

/// What the entries of a sample are, in their order.
#[rustfmt::skip]
pub const COLUMNS: [&str; 3] = [
    "body mass",
    "island=\"Dream\" */",
    "island=Biscoe",
];

/// From a batch of shape (batch, 3), as the data set has it, to logits of shape (batch, 2).
#[derive(Debug)]
pub struct Network {
    mean: Tensor,
    std: Tensor,
    fc1: nn::Linear,
    bn1: nn::BatchNorm,
    fc1_activation: Fc1Activation,
    fc2: nn::Linear,
}

impl Network {
    /// Creates the variables in `path`, with new weights; the activations can be trained, too, if
    /// they are `trainable`.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {
        let path = path.borrow();
        let input = path / "input";
        Self {
            mean: input.zeros_no_train("mean", &[3]),
            std: input.ones_no_train("std", &[3]),
            fc1: nn::linear(path / "fc1", 3, 4, Default::default()),
            bn1: nn::batch_norm1d(path / "bn1", 4, Default::default()),
            fc1_activation: Fc1Activation::new(path / "fc1_activation", trainable),
            fc2: nn::linear(path / "fc2", 4, 2, Default::default()),
        }
    }
}

impl nn::ModuleT for Network {
    fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        let xs = (xs - &self.mean) / &self.std;
        let xs = xs.apply(&self.fc1);
        let xs = xs.apply_t(&self.bn1, train);
        let xs = xs.apply(&self.fc1_activation);
        xs.apply(&self.fc2)
    }
}

/// The network as it was trained, and its variables; the weights are read from the file that was
/// exported together with this one.
///
/// # Errors
/// If the file cannot be read, or has not all the weights in the right shapes.
pub fn load(
    weights: impl AsRef<Path>,
    device: Device,
    trainable: bool,
) -> Result<(nn::VarStore, Network), TchError> {
    let vs = nn::VarStore::new(device);
    let network = Network::new(vs.root(), trainable);
    let read = Tensor::read_safetensors(weights.as_ref())?;
    let read: HashMap<String, Tensor> = read.into_iter().collect();
    let _no_grad = tch::no_grad_guard();
    for (name, mut variable) in vs.variables() {
        match read.get(&name) {
            Some(tensor) if tensor.size() == variable.size() => variable.f_copy_(tensor)?,
            Some(tensor) => {
                let sizes = format!("{:?}, not {:?}", tensor.size(), variable.size());
                return Err(TchError::Shape(format!("{name} has the shape {sizes}")));
            }
            // Made from the coefficients in this file, which are those in the other.
            None if name.ends_with(".w") => {}
            None => {
                let file = weights.as_ref().display().to_string();
                return Err(TchError::TensorNameNotFound(name, file));
            }
        }
    }
    Ok((vs, network))
}

/// Site `fc1`, an affine mix of identity and tanh.
///
/// Each of the 4 channels, dimension 1 of the input, has its own alpha.
#[derive(Debug)]
pub struct Fc1Activation {
    alpha: Coefficients,
}

impl Fc1Activation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 2]; 4] = [
        [0.25, 0.75],
        [0.5, 0.5],
        [2.0, -1.0],
        [0.0, 1.0],
    ];

    /// Creates its variables in `path`, to be trained further or fixed.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {
        let path = path.borrow();
        let alpha = Coefficients::affine(path, tensor(&Self::ALPHA, path), trainable);
        Self { alpha }
    }

    /// Alpha, of shape (rows, bases): one row, or one for each channel.
    pub fn coefficients(&self) -> Tensor {
        self.alpha.value()
    }
}

impl nn::Module for Fc1Activation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        let alpha = columns(&self.coefficients(), xs);
        &alpha[0] * xs + &alpha[1] * xs.tanh()
    }
}

/// Learned coefficients alpha, of shape (rows, bases).
#[derive(Debug)]
enum Coefficients {
    /// They are not trained.
    Fixed(Tensor),
    /// They sum to one: alpha = w + (1 - sum(w)) / N for any w.
    Affine(Tensor),
}

impl Coefficients {
    fn fixed(path: &nn::Path, alpha: Tensor) -> Self {
        Self::Fixed(path.add("alpha", alpha, false))
    }

    fn affine(path: &nn::Path, alpha: Tensor, trainable: bool) -> Self {
        if !trainable {
            return Self::fixed(path, alpha);
        }
        Self::Affine(path.add("w", alpha, true))
    }

    fn value(&self) -> Tensor {
        match self {
            Self::Fixed(alpha) => alpha.shallow_clone(),
            Self::Affine(w) => {
                let bases = w.size()[1] as f64;
                w + (1.0 - w.sum_dim_intlist(1, true, None::<Kind>)) / bases
            }
        }
    }
}

/// Rows as a tensor on the device of `path`.
fn tensor<const N: usize>(rows: &[[f32; N]], path: &nn::Path) -> Tensor {
    Tensor::from_slice2(rows).to_device(path.device())
}

/// The columns of some rows, each in a shape that broadcasts over `xs`: rows belong to channels.
fn columns(rows: &Tensor, xs: &Tensor) -> Vec<Tensor> {
    let mut shape = vec![1; xs.dim()];
    if let Some(channels) = shape.get_mut(1) {
        *channels = rows.size()[0];
    }
    let columns = rows.to_kind(xs.kind()).unbind(1);
    columns
        .iter()
        .map(|column| column.view(shape.as_slice()))
        .collect()
}
