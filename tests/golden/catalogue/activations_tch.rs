//! Activation functions learned by actsearch, as modules of the crate tch 0.24.
//!
//! ```text
//! Search      "catalogue", trial 17, seed 18446744073709551615
//! Accuracy    91.23 % on validation data
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
//! let act = activations_tch::LinearActivation::new(vs.root() / "act", true);
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

/// Site `linear`, a linear mix of binary_step, linear, identity, sigmoid, hard_sigmoid,
/// log_sigmoid, tanh, hard_tanh, arctan, softsign, relu, relu6, squared_relu, leaky_relu,
/// prelu, elu, celu, selu, gelu, swish, hard_swish, mish, softplus, sine, cosine, gaussian,
/// absolute, square and softmax.
///
/// One alpha and one theta serve the whole layer.
///
/// Where it is not trainable it is computed as
///
/// ```text
/// f(x) = 1.5 * binary_step(straight_through=true)
/// + 1.7250001 * leaky_relu(slope=-1.0366955) + 0.1 * sigmoid
/// + 7.038530691851209e-26 * hard_sigmoid + 2.5 * log_sigmoid + 1.0e-45 * tanh
/// + 0.75 * arctan + 0.33333334 * softsign
/// + 0.1 * relu(negative_slope=0.3, max_value=4.5, threshold=0.3) - 0.2 * relu6
/// + 0.3 * squared_relu - 0.6 * elu(alpha=0.3) + 0.7 * celu(alpha=0.3) - 0.8 * selu
/// + 0.9 * gelu(approximate=true) - 1.0 * swish(beta=-1.5) + 1.1 * hard_swish - 1.2 * mish
/// + 1.3 * softplus(beta=0.3) - 1.4 * sine + 1.5 * cosine - 1.6 * gaussian + 1.9 * softmax
/// ```
#[derive(Debug)]
pub struct LinearActivation {
    alpha: Coefficients,
    theta: Tensor,
    trainable: bool,
}

impl LinearActivation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 29]; 1] = [
        [1.5, -0.25, 1e-7, 0.1, 7.038531e-26, 2.5, 1e-45, -0.0, 0.75, 0.33333334, 0.1, -0.2, 0.3,
         -0.4, 0.5, -0.6, 0.7, -0.8, 0.9, -1.0, 1.1, -1.2, 1.3, -1.4, 1.5, -1.6, 1.7, 0.0, 1.9],
    ];

    /// The learned parameters: one row, or one for each channel.
    #[rustfmt::skip]
    const THETA: [[f32; 2]; 1] = [
        [0.2134, -1.5],
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

impl nn::Module for LinearActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        if !self.trainable {
            return 1.5 * straight_through_step(xs)
                + 1.7250001 * leaky_relu(xs, -1.0366955)
                + 0.1 * xs.sigmoid()
                + 7.038530691851209e-26 * xs.hardsigmoid()
                + 2.5 * xs.log_sigmoid()
                + 1.0e-45 * xs.tanh()
                + 0.75 * xs.atan()
                + 0.33333334 * (xs / (1.0 + xs.abs()))
                + 0.1 * keras_relu(xs, 0.3, 4.5, 0.3)
                - 0.2 * xs.relu6()
                + 0.3 * xs.relu().square()
                - 0.6 * elu(xs, 0.3)
                + 0.7 * celu(xs, 0.3)
                - 0.8 * xs.selu()
                + 0.9 * xs.gelu("tanh")
                - 1.0 * swish(xs, -1.5)
                + 1.1 * xs.hardswish()
                - 1.2 * xs.mish()
                + 1.3 * softplus(xs, 0.3)
                - 1.4 * xs.sin()
                + 1.5 * xs.cos()
                - 1.6 * (-xs.square()).exp()
                + 1.9 * xs.softmax(1, xs.kind());
        }
        let alpha = columns(&self.coefficients(), xs);
        let theta = columns(&self.theta, xs);
        &alpha[0] * straight_through_step(xs)
            + &alpha[1] * (0.3 * xs)
            + &alpha[2] * xs
            + &alpha[3] * xs.sigmoid()
            + &alpha[4] * xs.hardsigmoid()
            + &alpha[5] * xs.log_sigmoid()
            + &alpha[6] * xs.tanh()
            + &alpha[7] * xs.hardtanh()
            + &alpha[8] * xs.atan()
            + &alpha[9] * (xs / (1.0 + xs.abs()))
            + &alpha[10] * keras_relu(xs, 0.3, 4.5, 0.3)
            + &alpha[11] * xs.relu6()
            + &alpha[12] * xs.relu().square()
            + &alpha[13] * leaky_relu(xs, 0.3)
            + &alpha[14] * prelu(xs, &theta[0])
            + &alpha[15] * elu(xs, 0.3)
            + &alpha[16] * celu(xs, 0.3)
            + &alpha[17] * xs.selu()
            + &alpha[18] * xs.gelu("tanh")
            + &alpha[19] * (xs * (&theta[1] * xs).sigmoid())
            + &alpha[20] * xs.hardswish()
            + &alpha[21] * xs.mish()
            + &alpha[22] * softplus(xs, 0.3)
            + &alpha[23] * xs.sin()
            + &alpha[24] * xs.cos()
            + &alpha[25] * (-xs.square()).exp()
            + &alpha[26] * xs.abs()
            + &alpha[27] * xs.square()
            + &alpha[28] * xs.softmax(1, xs.kind())
    }
}

/// Site `frozen`, a frozen mix of binary_step, linear, identity, sigmoid, hard_sigmoid,
/// log_sigmoid, tanh, hard_tanh, arctan, softsign, relu, relu6, squared_relu, leaky_relu,
/// prelu, elu, celu, selu, gelu, swish, hard_swish, mish, softplus, sine, cosine, gaussian,
/// absolute, square and softmax.
///
/// One alpha and one theta serve the whole layer.
///
/// Where it is not trainable it is computed as
///
/// ```text
/// f(x) = 0.03448276 * binary_step + 0.20689654 * leaky_relu(slope=0.185)
/// + 0.03448276 * sigmoid + 0.03448276 * hard_sigmoid + 0.03448276 * log_sigmoid
/// + 0.03448276 * tanh + 0.03448276 * hard_tanh + 0.03448276 * arctan
/// + 0.03448276 * softsign + 0.03448276 * relu6 + 0.03448276 * squared_relu
/// + 0.03448276 * elu + 0.03448276 * celu + 0.03448276 * selu + 0.03448276 * gelu
/// + 0.03448276 * swish + 0.03448276 * hard_swish + 0.03448276 * mish
/// + 0.03448276 * softplus + 0.03448276 * sine + 0.03448276 * cosine
/// + 0.03448276 * gaussian + 0.03448276 * square + 0.03448276 * softmax
/// ```
#[derive(Debug)]
pub struct FrozenActivation {
    alpha: Coefficients,
    theta: Tensor,
    trainable: bool,
}

impl FrozenActivation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 29]; 1] = [
        [0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276,
         0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276,
         0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276,
         0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276, 0.03448276,
         0.03448276],
    ];

    /// The learned parameters: one row, or one for each channel.
    #[rustfmt::skip]
    const THETA: [[f32; 1]; 1] = [
        [0.1],
    ];

    /// Creates its variables in `path`, to be trained further or fixed.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {
        let path = path.borrow();
        let alpha = Coefficients::fixed(path, tensor(&Self::ALPHA, path));
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

impl nn::Module for FrozenActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        if !self.trainable {
            return 0.03448276 * step(xs)
                + 0.20689654 * leaky_relu(xs, 0.185)
                + 0.03448276 * xs.sigmoid()
                + 0.03448276 * xs.hardsigmoid()
                + 0.03448276 * xs.log_sigmoid()
                + 0.03448276 * xs.tanh()
                + 0.03448276 * xs.hardtanh()
                + 0.03448276 * xs.atan()
                + 0.03448276 * (xs / (1.0 + xs.abs()))
                + 0.03448276 * xs.relu6()
                + 0.03448276 * xs.relu().square()
                + 0.03448276 * xs.elu()
                + 0.03448276 * xs.celu()
                + 0.03448276 * xs.selu()
                + 0.03448276 * xs.gelu("none")
                + 0.03448276 * xs.silu()
                + 0.03448276 * xs.hardswish()
                + 0.03448276 * xs.mish()
                + 0.03448276 * xs.softplus()
                + 0.03448276 * xs.sin()
                + 0.03448276 * xs.cos()
                + 0.03448276 * (-xs.square()).exp()
                + 0.03448276 * xs.square()
                + 0.03448276 * xs.softmax(1, xs.kind());
        }
        let alpha = columns(&self.coefficients(), xs);
        let theta = columns(&self.theta, xs);
        &alpha[0] * step(xs)
            + &alpha[1] * (1.0 * xs)
            + &alpha[2] * xs
            + &alpha[3] * xs.sigmoid()
            + &alpha[4] * xs.hardsigmoid()
            + &alpha[5] * xs.log_sigmoid()
            + &alpha[6] * xs.tanh()
            + &alpha[7] * xs.hardtanh()
            + &alpha[8] * xs.atan()
            + &alpha[9] * (xs / (1.0 + xs.abs()))
            + &alpha[10] * xs.relu()
            + &alpha[11] * xs.relu6()
            + &alpha[12] * xs.relu().square()
            + &alpha[13] * leaky_relu(xs, 0.01)
            + &alpha[14] * prelu(xs, &theta[0])
            + &alpha[15] * xs.elu()
            + &alpha[16] * xs.celu()
            + &alpha[17] * xs.selu()
            + &alpha[18] * xs.gelu("none")
            + &alpha[19] * xs.silu()
            + &alpha[20] * xs.hardswish()
            + &alpha[21] * xs.mish()
            + &alpha[22] * xs.softplus()
            + &alpha[23] * xs.sin()
            + &alpha[24] * xs.cos()
            + &alpha[25] * (-xs.square()).exp()
            + &alpha[26] * xs.abs()
            + &alpha[27] * xs.square()
            + &alpha[28] * xs.softmax(1, xs.kind())
    }
}

/// Site `scaled`, a linear mix of relu.
///
/// Each of the 2 channels, dimension 1 of the input, has its own alpha.
#[derive(Debug)]
pub struct ScaledActivation {
    alpha: Coefficients,
}

impl ScaledActivation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 1]; 2] = [
        [2.0],
        [-0.5],
    ];

    /// Creates its variables in `path`, to be trained further or fixed.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {
        let path = path.borrow();
        let alpha = Coefficients::linear(path, tensor(&Self::ALPHA, path), trainable);
        Self { alpha }
    }

    /// Alpha, of shape (rows, bases): one row, or one for each channel.
    pub fn coefficients(&self) -> Tensor {
        self.alpha.value()
    }
}

impl nn::Module for ScaledActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        let alpha = columns(&self.coefficients(), xs);
        &alpha[0] * xs.relu()
    }
}

/// Site `plain_swish`, swish by itself.
#[derive(Debug)]
pub struct PlainSwishActivation;

impl PlainSwishActivation {
    /// It has no variables, and nothing to be trained.
    pub fn new<'a>(_path: impl Borrow<nn::Path<'a>>, _trainable: bool) -> Self {
        Self
    }
}

impl nn::Module for PlainSwishActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        swish(xs, -2.0)
    }
}

/// Site `plain_prelu`, prelu by itself.
///
/// One theta serves the whole layer.
///
/// Where it is not trainable it is computed as
///
/// ```text
/// f(x) = leaky_relu(slope=0.2134)
/// ```
#[derive(Debug)]
pub struct PlainPreluActivation {
    theta: Tensor,
    trainable: bool,
}

impl PlainPreluActivation {
    /// The learned parameters: one row, or one for each channel.
    #[rustfmt::skip]
    const THETA: [[f32; 1]; 1] = [
        [0.2134],
    ];

    /// Creates its variables in `path`, to be trained further or fixed.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {
        let path = path.borrow();
        let theta = tensor(&Self::THETA, path);
        let theta = path.add("theta", theta, trainable);
        Self { theta, trainable }
    }
}

impl nn::Module for PlainPreluActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        if !self.trainable {
            return leaky_relu(xs, 0.2134);
        }
        let theta = columns(&self.theta, xs);
        prelu(xs, &theta[0])
    }
}

/// Site `leaky`, an affine mix of identity and relu.
///
/// One alpha serves the whole layer.
///
/// Where it is not trainable it is computed as
///
/// ```text
/// f(x) = leaky_relu(slope=0.3121)
/// ```
#[derive(Debug)]
pub struct LeakyActivation {
    alpha: Coefficients,
    trainable: bool,
}

impl LeakyActivation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 2]; 1] = [
        [0.3121, 0.6879],
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

impl nn::Module for LeakyActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        if !self.trainable {
            return leaky_relu(xs, 0.3121);
        }
        let alpha = columns(&self.coefficients(), xs);
        &alpha[0] * xs + &alpha[1] * xs.relu()
    }
}

/// Site `per_channel`, an affine mix of identity, swish, absolute and prelu.
///
/// Each of the 2 channels, dimension 1 of the input, has its own alpha and theta.
///
/// Where it is not trainable it is computed as
///
/// ```text
/// f(x) = alpha[0] * identity + alpha[1] * relu + alpha[2] * swish(beta=theta[0])
/// ```
#[derive(Debug)]
pub struct PerChannelActivation {
    alpha: Coefficients,
    theta: Tensor,
    trainable: bool,
}

impl PerChannelActivation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 4]; 2] = [
        [0.5, 0.25, 0.25, 0.0],
        [0.7, -0.1, 0.2, 0.2],
    ];

    /// The learned parameters: one row, or one for each channel.
    #[rustfmt::skip]
    const THETA: [[f32; 2]; 2] = [
        [1.25, 0.1],
        [0.5, 0.3],
    ];

    /// The same for the simpler form: one row, or one for each channel.
    #[rustfmt::skip]
    const SIMPLE_ALPHA: [[f32; 3]; 2] = [
        [0.25, 0.5, 0.25],
        [0.56, 0.54, -0.1],
    ];

    /// The same for the simpler form: one row, or one for each channel.
    #[rustfmt::skip]
    const SIMPLE_THETA: [[f32; 1]; 2] = [
        [1.25],
        [0.5],
    ];

    /// Creates its variables in `path`, to be trained further or fixed.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {
        let path = path.borrow();
        let alpha = Coefficients::affine(path, tensor(&Self::ALPHA, path), trainable);
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

impl nn::Module for PerChannelActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        if !self.trainable {
            let alpha = Tensor::from_slice2(&Self::SIMPLE_ALPHA).to_device(xs.device());
            let alpha = columns(&alpha, xs);
            let theta = Tensor::from_slice2(&Self::SIMPLE_THETA).to_device(xs.device());
            let theta = columns(&theta, xs);
            return &alpha[0] * xs
                + &alpha[1] * xs.relu()
                + &alpha[2] * (xs * (&theta[0] * xs).sigmoid());
        }
        let alpha = columns(&self.coefficients(), xs);
        let theta = columns(&self.theta, xs);
        &alpha[0] * xs
            + &alpha[1] * (xs * (&theta[0] * xs).sigmoid())
            + &alpha[2] * xs.abs()
            + &alpha[3] * prelu(xs, &theta[1])
    }
}

/// Site `nothing`, a linear mix of sine and sine.
///
/// One alpha serves the whole layer.
///
/// Where it is not trainable it is computed as
///
/// ```text
/// f(x) = 0
/// ```
#[derive(Debug)]
pub struct NothingActivation {
    alpha: Coefficients,
    trainable: bool,
}

impl NothingActivation {
    /// The learned coefficients: one row, or one for each channel.
    #[rustfmt::skip]
    const ALPHA: [[f32; 2]; 1] = [
        [0.5, -0.5],
    ];

    /// Creates its variables in `path`, to be trained further or fixed.
    pub fn new<'a>(path: impl Borrow<nn::Path<'a>>, trainable: bool) -> Self {
        let path = path.borrow();
        let alpha = Coefficients::linear(path, tensor(&Self::ALPHA, path), trainable);
        Self { alpha, trainable }
    }

    /// Alpha, of shape (rows, bases): one row, or one for each channel.
    pub fn coefficients(&self) -> Tensor {
        self.alpha.value()
    }
}

impl nn::Module for NothingActivation {
    fn forward(&self, xs: &Tensor) -> Tensor {
        if !self.trainable {
            return 0.0 * xs;
        }
        let alpha = columns(&self.coefficients(), xs);
        &alpha[0] * xs.sin() + &alpha[1] * xs.sin()
    }
}

/// Learned coefficients alpha, of shape (rows, bases).
#[derive(Debug)]
enum Coefficients {
    /// They are not trained.
    Fixed(Tensor),
    /// They sum to one: alpha = w + (1 - sum(w)) / N for any w.
    Affine(Tensor),
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

/// 1 if x >= 0 else 0, with the gradient of the identity.
fn straight_through_step(xs: &Tensor) -> Tensor {
    step(xs).detach() + (xs - xs.detach())
}

/// 1 if x >= 0 else 0; its gradient is 0 everywhere, but there is one.
fn step(xs: &Tensor) -> Tensor {
    xs.where_self(&xs.isnan(), &xs.ge(0.0).to_kind(xs.kind()))
}

/// most if x >= most, x if x >= threshold, else slope * (x - threshold).
fn keras_relu(xs: &Tensor, slope: f64, most: f64, threshold: f64) -> Tensor {
    let rises = if threshold == 0.0 {
        xs.gt(0.0)
    } else {
        xs.ge(threshold)
    };
    let rising = xs.where_self(&rises, &(slope * (xs - threshold)));
    if most.is_infinite() {
        return rising;
    }
    (xs.zeros_like() + most).where_self(&xs.ge(most), &rising)
}

/// x if x > 0 else slope * x.
fn leaky_relu(xs: &Tensor, slope: f64) -> Tensor {
    where_positive(xs, &(slope * xs))
}

/// x if x > 0 else slope * x.
fn prelu(xs: &Tensor, slope: &Tensor) -> Tensor {
    where_positive(xs, &(slope * xs))
}

/// x if x > 0 else alpha * (exp(x) - 1).
fn elu(xs: &Tensor, alpha: f64) -> Tensor {
    where_positive(xs, &(alpha * xs.clamp_max(0.0).elu()))
}

/// x if x > 0 else alpha * (exp(x / alpha) - 1).
fn celu(xs: &Tensor, alpha: f64) -> Tensor {
    where_positive(xs, &(alpha * (xs.clamp_max(0.0) / alpha).elu()))
}

/// x / (1 + exp(-beta * x)).
fn swish(xs: &Tensor, beta: f64) -> Tensor {
    xs * (beta * xs).sigmoid()
}

/// ln(1 + exp(beta * x)) / beta.
fn softplus(xs: &Tensor, beta: f64) -> Tensor {
    -(-beta * xs).log_sigmoid() / beta
}

/// x if x > 0 else the other.
fn where_positive(xs: &Tensor, other: &Tensor) -> Tensor {
    xs.where_self(&xs.gt(0.0), other)
}
