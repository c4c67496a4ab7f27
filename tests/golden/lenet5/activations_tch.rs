//! Activation functions learned by actsearch, as modules of the crate tch 0.24.
//!
//! ```text
//! Search      "fashion-lenet5", trial 17, seed 7
//! Accuracy    91.23 % on validation data, 90.87 % on test data
//! Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! Data set    "fashion_mnist"
//! Written by  "actsearch 0.1.0"
//! ```
//!
//! Every struct is one activation of the network. It replaces each number x of its input by
//! f(x) = sum over i of alpha_i * f_i(x), with base functions f_i and learned coefficients
//! alpha. To use one:
//!
//! ```ignore
//! mod activations_tch;
//! let act = activations_tch::Conv1Activation::new(vs.root() / "act", true);
//! let ys = xs.apply(&act);
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
use tch::{nn, Kind, Tensor};

/// Site `conv1`, an affine mix of identity, relu and tanh.
///
/// One alpha serves the whole layer.
///
/// Where it is not trainable it is computed as
///
/// ```text
/// f(x) = 0.8343594 * leaky_relu(slope=-0.26172775) + 0.1656406 * tanh
/// ```
#[derive(Debug)]
pub struct Conv1Activation {
    alpha: Coefficients,
    trainable: bool,
}

impl Conv1Activation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 3]; 1] = [
        [-0.218375, 1.0527344, 0.1656406],
    ];

    /// Creates its variables in `path`, to be trained further or fixed.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {
        let path = path.borrow();
        let alpha = Coefficients::affine(path, tensor(&Self::ALPHA, path), trainable);
        Self { alpha, trainable }
    }

    /// Alpha, of shape (rows, bases): one row, or one for each channel.
    pub fn coefficients(&self) -> Tensor {
        self.alpha.value()
    }
}

impl nn::Module for Conv1Activation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        if !self.trainable {
            return 0.8343594 * leaky_relu(xs, -0.26172775) + 0.1656406 * xs.tanh();
        }
        let alpha = columns(&self.coefficients(), xs);
        &alpha[0] * xs + &alpha[1] * xs.relu() + &alpha[2] * xs.tanh()
    }
}

/// Site `conv2`, a convex mix of relu and swish.
///
/// Each of the 3 channels, dimension 1 of the input, has its own alpha.
#[derive(Debug)]
pub struct Conv2Activation {
    alpha: Coefficients,
}

impl Conv2Activation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 2]; 3] = [
        [0.25, 0.75],
        [0.9123456, 0.0876544],
        [1.0, 0.0],
    ];

    /// Creates its variables in `path`, to be trained further or fixed.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {
        let path = path.borrow();
        let alpha = Coefficients::convex(path, tensor(&Self::ALPHA, path), trainable);
        Self { alpha }
    }

    /// Alpha, of shape (rows, bases): one row, or one for each channel.
    pub fn coefficients(&self) -> Tensor {
        self.alpha.value()
    }
}

impl nn::Module for Conv2Activation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        let alpha = columns(&self.coefficients(), xs);
        &alpha[0] * xs.relu() + &alpha[1] * xs.silu()
    }
}

/// Site `fc1`, elu by itself.
#[derive(Debug)]
pub struct Fc1Activation;

impl Fc1Activation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for Fc1Activation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.elu()
    }
}

/// Learned coefficients alpha, of shape (rows, bases).
#[derive(Debug)]
enum Coefficients {
    /// They are not trained.
    Fixed(Tensor),
    /// They sum to one: alpha = w + (1 - sum(w)) / N for any w.
    Affine(Tensor),
    /// They sum to one, none of them negative: alpha = softmax(logits).
    ///
    /// Coefficients below 1e-7 start from 1e-7: zero has no logarithm.
    Convex(Tensor),
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

    fn convex(path: &nn::Path, alpha: Tensor, trainable: bool) -> Self {
        if !trainable {
            return Self::fixed(path, alpha);
        }
        Self::Convex(path.add("logits", alpha.clamp_min(1e-7).log(), true))
    }

    fn value(&self) -> Tensor {
        match self {
            Self::Fixed(alpha) => alpha.shallow_clone(),
            Self::Affine(w) => {
                let bases = w.size()[1] as f64;
                w + (1.0 - w.sum_dim_intlist(1, true, None::<Kind>)) / bases
            }
            Self::Convex(logits) => logits.softmax(1, None::<Kind>),
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

/// x if x > 0 else slope * x.
fn leaky_relu(xs: &Tensor, slope: f64) -> Tensor {
    where_positive(xs, &(slope * xs))
}

/// x if x > 0 else the other.
fn where_positive(xs: &Tensor, other: &Tensor) -> Tensor {
    xs.where_self(&xs.gt(0.0), other)
}
