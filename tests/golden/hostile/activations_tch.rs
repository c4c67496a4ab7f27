//! Activation functions learned by actsearch, as modules of the crate tch 0.24.
//!
//! ```text
//! Search      "\"\"\"\nraise SystemExit # \\\"\"\"  two  spaces", trial 17, seed 7
//! Accuracy    91.23 % on validation data, 90.87 % on test data
//! Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! Data set    "fashion_mnist"
//! Written by  "\"\"\"\\"
//! ```
//!
//! Every struct is one activation of the network. It replaces each number x of its input by
//! f(x) = sum over i of alpha_i * f_i(x), with base functions f_i and learned coefficients
//! alpha. To use one:
//!
//! ```ignore
//! mod activations_tch;
//! let act = activations_tch::ClassActivation::new(vs.root() / "act", true);
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

/// Site `class`, relu by itself.
#[derive(Debug)]
pub struct ClassActivation;

impl ClassActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for ClassActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `"conv 1"`, relu by itself.
#[derive(Debug)]
pub struct Conv1Activation;

impl Conv1Activation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for Conv1Activation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `conv-1`, relu by itself.
#[derive(Debug)]
pub struct Conv1Activation2;

impl Conv1Activation2 {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for Conv1Activation2 {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `CONV1`, relu by itself.
#[derive(Debug)]
pub struct CONV1Activation;

impl CONV1Activation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for CONV1Activation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `1st`, relu by itself.
#[derive(Debug)]
pub struct Site1stActivation;

impl Site1stActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for Site1stActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `""`, relu by itself.
#[derive(Debug)]
pub struct SiteActivation;

impl SiteActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for SiteActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `"\"\"\""`, an affine mix of identity and relu.
///
/// One alpha serves the whole layer.
///
/// Where it is not trainable it is computed as
///
/// ```text
/// f(x) = leaky_relu(slope=0.5)
/// ```
#[derive(Debug)]
pub struct SiteActivation2 {
    alpha: Coefficients,
    trainable: bool,
}

impl SiteActivation2 {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 2]; 1] = [
        [0.5, 0.5],
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

impl nn::Module for SiteActivation2 {
    fn forward(&self, xs: &Tensor) -> Tensor {
        if !self.trainable {
            return leaky_relu(xs, 0.5);
        }
        let alpha = columns(&self.coefficients(), xs);
        &alpha[0] * xs + &alpha[1] * xs.relu()
    }
}

/// Site `"'; import os #"`, relu by itself.
#[derive(Debug)]
pub struct ImportOsActivation;

impl ImportOsActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for ImportOsActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `"two\nlines\r\n\tand a tab"`, relu by itself.
#[derive(Debug)]
pub struct TwoLinesAndATabActivation;

impl TwoLinesAndATabActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for TwoLinesAndATabActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `"back\\slash\\"`, relu by itself.
#[derive(Debug)]
pub struct BackSlashActivation;

impl BackSlashActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for BackSlashActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `"\\N{BULLET} {braces} %s"`, relu by itself.
#[derive(Debug)]
pub struct NBULLETBracesSActivation;

impl NBULLETBracesSActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for NBULLETBracesSActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `"gr\xf6\xdfe \u03b1\u03b2\u03b3 \u6d3b\u6027\u5316 \U0001f600"`, relu by itself.
#[derive(Debug)]
pub struct GrEActivation;

impl GrEActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for GrEActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `"\u202e\ufeff\u2028\x85\x00\x7f"`, relu by itself.
#[derive(Debug)]
pub struct SiteActivation3;

impl SiteActivation3 {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for SiteActivation3 {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `"- a: [b, *c] # d"`, relu by itself.
#[derive(Debug)]
pub struct ABCDActivation;

impl ABCDActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for ABCDActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `layer1.0.act`, relu by itself.
#[derive(Debug)]
pub struct Layer1_0ActActivation;

impl Layer1_0ActActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for Layer1_0ActActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `layer1_0_act`, relu by itself.
#[derive(Debug)]
pub struct Layer1_0ActActivation2;

impl Layer1_0ActActivation2 {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for Layer1_0ActActivation2 {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `layer10.act`, relu by itself.
#[derive(Debug)]
pub struct Layer10ActActivation;

impl Layer10ActActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for Layer10ActActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `_Activation`, relu by itself.
#[derive(Debug)]
pub struct ActivationActivation;

impl ActivationActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for ActivationActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `null`, relu by itself.
#[derive(Debug)]
pub struct NullActivation;

impl NullActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for NullActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
    }
}

/// Site `activation`, relu by itself.
#[derive(Debug)]
pub struct ActivationActivation2;

impl ActivationActivation2 {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for ActivationActivation2 {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.relu()
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

/// x if x > 0 else slope * x.
fn leaky_relu(xs: &Tensor, slope: f64) -> Tensor {
    where_positive(xs, &(slope * xs))
}

/// x if x > 0 else the other.
fn where_positive(xs: &Tensor, other: &Tensor) -> Tensor {
    xs.where_self(&xs.gt(0.0), other)
}
