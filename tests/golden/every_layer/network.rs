//! A network trained by actsearch, as a module of the crate tch 0.24.
//!
//! ```text
//! Search      "network", trial 17, seed 7
//! Accuracy    91.23 % on validation data, 90.87 % on test data
//! Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! Data set    "fashion_mnist"
//! Written by  "actsearch 0.1.0"
//! Logit 0     "T-shirt/top"
//! Logit 1     "\"\"\" *\x2f \\"
//! Logit 2     "gr\xf6\xdfe\nzwei"
//! ```
//!
//! It takes pixels from 0 to 1, where white is 1, and brings them to mean 0 and standard
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
pub const CLASSES: [&str; 3] = [
    "T-shirt/top",
    "\"\"\" */ \\",
    "gr\u{f6}\u{df}e\u{a}zwei",
];

/// From a batch of shape (batch, 2, 13, 11), as the data set has it, to logits of shape
/// (batch, 3).
#[derive(Debug)]
pub struct Network {
    mean: Tensor,
    std: Tensor,
    conv1: nn::Conv2D,
    bn1: nn::BatchNorm,
    conv1_activation: Conv1Activation,
    class_: nn::Conv2D,
    forward_activation: ForwardActivation,
    conv3: nn::Conv2D,
    bn2: nn::BatchNorm,
    conv3_activation: Conv3Activation,
    conv4: nn::Conv2D,
    short_cut: nn::Conv2D,
    down_activation: DownActivation,
    fc1: nn::Linear,
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
            mean: input.zeros_no_train("mean", &[2]),
            std: input.ones_no_train("std", &[2]),
            conv1: nn::conv2d(path / "conv1", 2, 3, 3, conv_config(1, 1, true)),
            bn1: nn::batch_norm2d(path / "bn1", 3, Default::default()),
            conv1_activation: Conv1Activation::new(path / "conv1_activation", trainable),
            class_: nn::conv2d(path / "class_", 3, 3, 3, conv_config(1, 1, true)),
            forward_activation: ForwardActivation::new(path / "forward_activation", trainable),
            conv3: nn::conv2d(path / "conv3", 3, 4, 3, conv_config(2, 1, false)),
            bn2: nn::batch_norm2d(path / "bn2", 4, Default::default()),
            conv3_activation: Conv3Activation::new(path / "conv3_activation", trainable),
            conv4: nn::conv2d(path / "conv4", 4, 4, 3, conv_config(1, 1, true)),
            short_cut: nn::conv2d(path / "short_cut", 3, 3, 3, conv_config(2, 1, true)),
            down_activation: DownActivation::new(path / "down_activation", trainable),
            fc1: nn::linear(path / "fc1", 4, 5, no_bias()),
            fc1_activation: Fc1Activation::new(path / "fc1_activation", trainable),
            fc2: nn::linear(path / "fc2", 5, 3, Default::default()),
        }
    }
}

impl nn::ModuleT for Network {
    fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        let xs = (xs - self.mean.view([1, -1, 1, 1])) / self.std.view([1, -1, 1, 1]);
        let xs = xs.apply(&self.conv1);
        let xs = xs.apply_t(&self.bn1, train);
        let xs = xs.apply(&self.conv1_activation);
        let xs = xs.max_pool2d([3, 3], [2, 2], [1, 1], [1, 1], false);
        let residual1 = xs.shallow_clone();
        let xs = xs.apply(&self.class_);
        let xs = xs.apply(&self.forward_activation);
        let xs = xs + residual1;
        let down = xs.shallow_clone();
        let xs = xs.apply(&self.conv3);
        let xs = xs.apply_t(&self.bn2, train);
        let xs = xs.apply(&self.conv3_activation);
        let xs = xs.apply(&self.conv4);
        let down = down.apply(&self.short_cut);
        let down = down.constant_pad_nd([0, 0, 0, 0, 0, 1]);
        let xs = xs + down;
        let xs = xs.apply(&self.down_activation);
        let xs = xs.avg_pool2d([3, 3], [2, 2], [0, 0], false, true, None::<i64>);
        let xs = xs.dropout(0.25, train);
        let xs = xs.flatten(1, -1);
        let xs = xs.apply(&self.fc1);
        let xs = xs.apply(&self.fc1_activation);
        xs.apply(&self.fc2)
    }
}

fn conv_config(stride: i64, padding: i64, bias: bool) -> nn::ConvConfig {
    nn::ConvConfig {
        stride,
        padding,
        bias,
        ..Default::default()
    }
}

fn no_bias() -> nn::LinearConfig {
    nn::LinearConfig {
        bias: false,
        ..Default::default()
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
            None if name.ends_with(".logits") => {}
            None if name.ends_with(".w") => {}
            None => {
                let file = weights.as_ref().display().to_string();
                return Err(TchError::TensorNameNotFound(name, file));
            }
        }
    }
    Ok((vs, network))
}

/// Site `conv1`, an affine mix of identity and relu.
///
/// One alpha serves the whole layer.
///
/// Where it is not trainable it is computed as
///
/// ```text
/// f(x) = leaky_relu(slope=0.25)
/// ```
#[derive(Debug)]
pub struct Conv1Activation {
    alpha: Coefficients,
    trainable: bool,
}

impl Conv1Activation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 2]; 1] = [
        [0.25, 0.75],
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
            return leaky_relu(xs, 0.25);
        }
        let alpha = columns(&self.coefficients(), xs);
        &alpha[0] * xs + &alpha[1] * xs.relu()
    }
}

/// Site `forward`, a convex mix of tanh and relu.
///
/// Each of the 3 channels, dimension 1 of the input, has its own alpha.
#[derive(Debug)]
pub struct ForwardActivation {
    alpha: Coefficients,
}

impl ForwardActivation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 2]; 3] = [
        [0.25, 0.75],
        [0.5, 0.5],
        [0.125, 0.875],
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

impl nn::Module for ForwardActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        let alpha = columns(&self.coefficients(), xs);
        &alpha[0] * xs.tanh() + &alpha[1] * xs.relu()
    }
}

/// Site `conv3`, a linear mix of sine and prelu.
///
/// One alpha and one theta serve the whole layer.
///
/// Where it is not trainable it is computed as
///
/// ```text
/// f(x) = 0.5 * sine + 1.5 * leaky_relu(slope=0.125)
/// ```
#[derive(Debug)]
pub struct Conv3Activation {
    alpha: Coefficients,
    theta: Tensor,
    trainable: bool,
}

impl Conv3Activation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 2]; 1] = [
        [0.5, 1.5],
    ];

    /// The learned parameters: one row, or one for each channel.
    #[rustfmt::skip]
    const THETA: [[f32; 1]; 1] = [
        [0.125],
    ];

    /// Creates its variables in `path`, to be trained further or fixed.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {
        let path = path.borrow();
        let alpha = Coefficients::linear(path, tensor(&Self::ALPHA, path), trainable);
        let theta = tensor(&Self::THETA, path);
        let theta = path.add("theta", theta, trainable);
        Self {
            alpha,
            theta,
            trainable,
        }
    }

    /// Alpha, of shape (rows, bases): one row, or one for each channel.
    pub fn coefficients(&self) -> Tensor {
        self.alpha.value()
    }
}

impl nn::Module for Conv3Activation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        if !self.trainable {
            return 0.5 * xs.sin() + 1.5 * leaky_relu(xs, 0.125);
        }
        let alpha = columns(&self.coefficients(), xs);
        let theta = columns(&self.theta, xs);
        &alpha[0] * xs.sin() + &alpha[1] * prelu(xs, &theta[0])
    }
}

/// Site `fc1`, an affine mix of softmax and gelu.
///
/// One alpha serves the whole layer.
#[derive(Debug)]
pub struct Fc1Activation {
    alpha: Coefficients,
}

impl Fc1Activation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 2]; 1] = [
        [1.5, -0.5],
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
        &alpha[0] * xs.softmax(1, xs.kind()) + &alpha[1] * xs.gelu("none")
    }
}

/// Site `down`, swish by itself.
#[derive(Debug)]
pub struct DownActivation;

impl DownActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for DownActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        xs.silu()
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
    /// They may be anything.
    Linear(Tensor),
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

    fn linear(path: &nn::Path, alpha: Tensor, trainable: bool) -> Self {
        if !trainable {
            return Self::fixed(path, alpha);
        }
        Self::Linear(path.add("w", alpha, true))
    }

    fn value(&self) -> Tensor {
        match self {
            Self::Fixed(alpha) => alpha.shallow_clone(),
            Self::Affine(w) => {
                let bases = w.size()[1] as f64;
                w + (1.0 - w.sum_dim_intlist(1, true, None::<Kind>)) / bases
            }
            Self::Convex(logits) => logits.softmax(1, None::<Kind>),
            Self::Linear(w) => w.shallow_clone(),
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

/// x if x > 0 else slope * x.
fn prelu(xs: &Tensor, slope: &Tensor) -> Tensor {
    where_positive(xs, &(slope * xs))
}

/// x if x > 0 else the other.
fn where_positive(xs: &Tensor, other: &Tensor) -> Tensor {
    xs.where_self(&xs.gt(0.0), other)
}
