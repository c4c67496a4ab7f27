//! Activation functions learned by actsearch, in plain Rust.
//!
//! ```text
//! Search      "catalogue", trial 17, seed 18446744073709551615
//! Accuracy    91.23 % on validation data
//! Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! Data set    "fashion_mnist"
//! Written by  "actsearch 0.1.0"
//! ```
//!
//! Every site of the network has a function f(x) = sum over i of alpha_i * f_i(x) of one
//! number, its derivative, and f(x) of all numbers of a slice. A site with softmax has the
//! last only. To use them:
//!
//! ```ignore
//! mod activations;
//! activations::linear_slice(&mut values, channels, inner);
//! ```
//!
//! Combinations of activation functions over their affine and convex hulls are from F.
//! Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
//! 1801.09403.

// Not everything here may be needed, and a coefficient near a mathematical constant is none.
#![allow(dead_code, clippy::approx_constant)]

/// Site `linear`, a linear mix of binary_step, linear, identity, sigmoid, hard_sigmoid,
/// log_sigmoid, tanh, hard_tanh, arctan, softsign, relu, relu6, squared_relu, leaky_relu,
/// prelu, elu, celu, selu, gelu, swish, hard_swish, mish, softplus, sine, cosine, gaussian,
/// absolute, square and softmax. What was learned is
///
/// ```text
/// f(x) = 1.5 * binary_step(straight_through=true) - 0.25 * linear(c=0.3)
/// + 1.0e-7 * identity + 0.1 * sigmoid + 7.038530691851209e-26 * hard_sigmoid
/// + 2.5 * log_sigmoid + 1.0e-45 * tanh - 0.0 * hard_tanh + 0.75 * arctan
/// + 0.33333334 * softsign + 0.1 * relu(negative_slope=0.3, max_value=4.5, threshold=0.3)
/// - 0.2 * relu6 + 0.3 * squared_relu - 0.4 * leaky_relu(slope=0.3)
/// + 0.5 * prelu(slope=0.2134) - 0.6 * elu(alpha=0.3) + 0.7 * celu(alpha=0.3) - 0.8 * selu
/// + 0.9 * gelu(approximate=true) - 1.0 * swish(beta=-1.5) + 1.1 * hard_swish - 1.2 * mish
/// + 1.3 * softplus(beta=0.3) - 1.4 * sine + 1.5 * cosine - 1.6 * gaussian + 1.7 * absolute
/// + 0.0 * square + 1.9 * softmax
/// ```
///
/// which is the same as
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
///
/// Replaces every number x of a batch by f(x). The batch has the shape (samples,
/// `channels`, `inner`), the last dimension fastest; softmax is over the channels.
///
/// # Panics
/// If `values` does not hold a whole number of samples, or one has no number.
pub fn linear_slice(values: &mut [f32], channels: usize, inner: usize) {
    let size = channels * inner;
    assert_eq!(values.len() % size, 0, "no whole number of samples");
    for sample in values.chunks_exact_mut(size) {
        for place in 0..inner {
            let (most, sum) = softmax(sample[place..].iter().step_by(inner));
            for value in sample[place..].iter_mut().step_by(inner) {
                let x = *value;
                *value = 1.5 * binary_step(x)
                    + 1.7250001 * leaky_relu(x, -1.0366955)
                    + 0.1 * sigmoid(x)
                    + 7.038531e-26 * hard_sigmoid(x)
                    + 2.5 * log_sigmoid(x)
                    + 1e-45 * x.tanh()
                    + 0.75 * x.atan()
                    + 0.33333334 * softsign(x)
                    + 0.1 * limited_relu(x, 0.3, 0.3, 4.5)
                    - 0.2 * relu6(x)
                    + 0.3 * squared_relu(x)
                    - 0.6 * elu(x, 0.3)
                    + 0.7 * celu(x, 0.3)
                    - 0.8 * selu(x)
                    + 0.9 * approximate_gelu(x)
                    - swish(x, -1.5)
                    + 1.1 * hard_swish(x)
                    - 1.2 * mish(x)
                    + 1.3 * (softplus(0.3 * x) / 0.3)
                    - 1.4 * x.sin()
                    + 1.5 * x.cos()
                    - 1.6 * gaussian(x)
                    + 1.9 * ((x - most).exp() / sum);
            }
        }
    }
}

/// Site `frozen`, a frozen mix of binary_step, linear, identity, sigmoid, hard_sigmoid,
/// log_sigmoid, tanh, hard_tanh, arctan, softsign, relu, relu6, squared_relu, leaky_relu,
/// prelu, elu, celu, selu, gelu, swish, hard_swish, mish, softplus, sine, cosine, gaussian,
/// absolute, square and softmax. What was learned is
///
/// ```text
/// f(x) = 0.03448276 * binary_step + 0.03448276 * linear + 0.03448276 * identity
/// + 0.03448276 * sigmoid + 0.03448276 * hard_sigmoid + 0.03448276 * log_sigmoid
/// + 0.03448276 * tanh + 0.03448276 * hard_tanh + 0.03448276 * arctan
/// + 0.03448276 * softsign + 0.03448276 * relu + 0.03448276 * relu6
/// + 0.03448276 * squared_relu + 0.03448276 * leaky_relu + 0.03448276 * prelu(slope=0.1)
/// + 0.03448276 * elu + 0.03448276 * celu + 0.03448276 * selu + 0.03448276 * gelu
/// + 0.03448276 * swish + 0.03448276 * hard_swish + 0.03448276 * mish
/// + 0.03448276 * softplus + 0.03448276 * sine + 0.03448276 * cosine
/// + 0.03448276 * gaussian + 0.03448276 * absolute + 0.03448276 * square
/// + 0.03448276 * softmax
/// ```
///
/// which is the same as
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
///
/// Replaces every number x of a batch by f(x). The batch has the shape (samples,
/// `channels`, `inner`), the last dimension fastest; softmax is over the channels.
///
/// # Panics
/// If `values` does not hold a whole number of samples, or one has no number.
pub fn frozen_slice(values: &mut [f32], channels: usize, inner: usize) {
    let size = channels * inner;
    assert_eq!(values.len() % size, 0, "no whole number of samples");
    for sample in values.chunks_exact_mut(size) {
        for place in 0..inner {
            let (most, sum) = softmax(sample[place..].iter().step_by(inner));
            for value in sample[place..].iter_mut().step_by(inner) {
                let x = *value;
                *value = 0.03448276 * binary_step(x)
                    + 0.20689654 * leaky_relu(x, 0.185)
                    + 0.03448276 * sigmoid(x)
                    + 0.03448276 * hard_sigmoid(x)
                    + 0.03448276 * log_sigmoid(x)
                    + 0.03448276 * x.tanh()
                    + 0.03448276 * hard_tanh(x)
                    + 0.03448276 * x.atan()
                    + 0.03448276 * softsign(x)
                    + 0.03448276 * relu6(x)
                    + 0.03448276 * squared_relu(x)
                    + 0.03448276 * elu(x, 1.0)
                    + 0.03448276 * celu(x, 1.0)
                    + 0.03448276 * selu(x)
                    + 0.03448276 * gelu(x)
                    + 0.03448276 * swish(x, 1.0)
                    + 0.03448276 * hard_swish(x)
                    + 0.03448276 * mish(x)
                    + 0.03448276 * softplus(x)
                    + 0.03448276 * x.sin()
                    + 0.03448276 * x.cos()
                    + 0.03448276 * gaussian(x)
                    + 0.03448276 * (x * x)
                    + 0.03448276 * ((x - most).exp() / sum);
            }
        }
    }
}

/// The coefficients of `scaled`: one row for each channel.
#[rustfmt::skip]
static SCALED_ALPHA: [[f32; 1]; 2] = [
    [2.0],
    [-0.5],
];

/// Site `scaled`, a linear mix of relu:
///
/// ```text
/// f(x) = alpha[0] * relu
/// ```
///
/// # Panics
/// If `channel` is not below 2.
#[must_use]
pub fn scaled(channel: usize, x: f32) -> f32 {
    let alpha = &SCALED_ALPHA[channel];
    alpha[0] * relu(x)
}

/// Replaces every number `x` of a batch by [`scaled`] of its channel and `x`. The batch has
/// the shape (samples, 2, `inner`), the last dimension fastest.
///
/// # Panics
/// If `values` does not hold a whole number of samples, or `inner` is 0.
pub fn scaled_slice(values: &mut [f32], inner: usize) {
    let size = 2 * inner;
    assert_eq!(values.len() % size, 0, "no whole number of samples");
    for sample in values.chunks_exact_mut(size) {
        for (channel, row) in sample.chunks_exact_mut(inner).enumerate() {
            for value in row {
                *value = scaled(channel, *value);
            }
        }
    }
}

/// The derivative of [`scaled`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
///
/// # Panics
/// If `channel` is not below 2.
#[must_use]
pub fn scaled_derivative(channel: usize, x: f32) -> f32 {
    let alpha = &SCALED_ALPHA[channel];
    alpha[0] * relu_derivative(x)
}

/// Site `plain_swish`, swish by itself:
///
/// ```text
/// f(x) = swish(beta=-2.0)
/// ```
#[must_use]
pub fn plain_swish(x: f32) -> f32 {
    swish(x, -2.0)
}

/// Replaces every number `x` by [`plain_swish`] of `x`.
pub fn plain_swish_slice(values: &mut [f32]) {
    for value in values {
        *value = plain_swish(*value);
    }
}

/// The derivative of [`plain_swish`] with respect to `x`; at a kink the one that libtorch
/// takes for this formula.
#[must_use]
pub fn plain_swish_derivative(x: f32) -> f32 {
    swish_derivative(x, -2.0)
}

/// Site `plain_prelu`, prelu by itself:
///
/// ```text
/// f(x) = leaky_relu(slope=0.2134)
/// ```
#[must_use]
pub fn plain_prelu(x: f32) -> f32 {
    leaky_relu(x, 0.2134)
}

/// Replaces every number `x` by [`plain_prelu`] of `x`.
pub fn plain_prelu_slice(values: &mut [f32]) {
    for value in values {
        *value = plain_prelu(*value);
    }
}

/// The derivative of [`plain_prelu`] with respect to `x`; at a kink the one that libtorch
/// takes for this formula.
#[must_use]
pub fn plain_prelu_derivative(x: f32) -> f32 {
    leaky_relu_derivative(x, 0.2134)
}

/// Site `leaky`, an affine mix of identity and relu. What was learned is
///
/// ```text
/// f(x) = 0.3121 * identity + 0.6879 * relu
/// ```
///
/// which is the same as
///
/// ```text
/// f(x) = leaky_relu(slope=0.3121)
/// ```
#[must_use]
pub fn leaky(x: f32) -> f32 {
    leaky_relu(x, 0.3121)
}

/// Replaces every number `x` by [`leaky`] of `x`.
pub fn leaky_slice(values: &mut [f32]) {
    for value in values {
        *value = leaky(*value);
    }
}

/// The derivative of [`leaky`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn leaky_derivative(x: f32) -> f32 {
    leaky_relu_derivative(x, 0.3121)
}

/// The coefficients of `per_channel`: one row for each channel.
#[rustfmt::skip]
static PER_CHANNEL_ALPHA: [[f32; 3]; 2] = [
    [0.25, 0.5, 0.25],
    [0.56, 0.54, -0.1],
];

/// The learned parameters of `per_channel`: one row for each channel.
#[rustfmt::skip]
static PER_CHANNEL_THETA: [[f32; 1]; 2] = [
    [1.25],
    [0.5],
];

/// Site `per_channel`, an affine mix of identity, swish, absolute and prelu. It is computed
/// in simpler terms,
///
/// ```text
/// f(x) = alpha[0] * identity + alpha[1] * relu + alpha[2] * swish(beta=theta[0])
/// ```
///
/// # Panics
/// If `channel` is not below 2.
#[must_use]
pub fn per_channel(channel: usize, x: f32) -> f32 {
    let alpha = &PER_CHANNEL_ALPHA[channel];
    let theta = &PER_CHANNEL_THETA[channel];
    alpha[0] * x + alpha[1] * relu(x) + alpha[2] * swish(x, theta[0])
}

/// Replaces every number `x` of a batch by [`per_channel`] of its channel and `x`. The
/// batch has the shape (samples, 2, `inner`), the last dimension fastest.
///
/// # Panics
/// If `values` does not hold a whole number of samples, or `inner` is 0.
pub fn per_channel_slice(values: &mut [f32], inner: usize) {
    let size = 2 * inner;
    assert_eq!(values.len() % size, 0, "no whole number of samples");
    for sample in values.chunks_exact_mut(size) {
        for (channel, row) in sample.chunks_exact_mut(inner).enumerate() {
            for value in row {
                *value = per_channel(channel, *value);
            }
        }
    }
}

/// The derivative of [`per_channel`] with respect to `x`; at a kink the one that libtorch
/// takes for this formula.
///
/// # Panics
/// If `channel` is not below 2.
#[must_use]
pub fn per_channel_derivative(channel: usize, x: f32) -> f32 {
    let alpha = &PER_CHANNEL_ALPHA[channel];
    let theta = &PER_CHANNEL_THETA[channel];
    alpha[0] + alpha[1] * relu_derivative(x) + alpha[2] * swish_derivative(x, theta[0])
}

/// Site `nothing`, a linear mix of sine and sine. What was learned is
///
/// ```text
/// f(x) = 0.5 * sine - 0.5 * sine
/// ```
///
/// which is the same as
///
/// ```text
/// f(x) = 0
/// ```
#[must_use]
pub fn nothing(_x: f32) -> f32 {
    0.0
}

/// Replaces every number `x` by [`nothing`] of `x`.
pub fn nothing_slice(values: &mut [f32]) {
    for value in values {
        *value = nothing(*value);
    }
}

/// The derivative of [`nothing`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn nothing_derivative(_x: f32) -> f32 {
    0.0
}

/// The largest value, and the sum of exp(x - largest) over all values x.
fn softmax<'a>(values: impl Iterator<Item = &'a f32> + Clone) -> (f32, f32) {
    let most = values.clone().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = values.map(|x| f64::from((x - most).exp())).sum();
    (most, sum as f32)
}

/// `1 if x >= 0 else 0`
fn binary_step(x: f32) -> f32 {
    if x.is_nan() {
        x
    } else if x >= 0.0 {
        1.0
    } else {
        0.0
    }
}

/// `x if x > 0 else slope * x`
fn leaky_relu(x: f32, slope: f32) -> f32 {
    if x > 0.0 {
        x
    } else {
        slope * x
    }
}

/// `1 / (1 + exp(-x))`
fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// `min(max(x / 6 + 1/2, 0), 1)`
fn hard_sigmoid(x: f32) -> f32 {
    (x / 6.0 + 0.5).clamp(0.0, 1.0)
}

/// `-ln(1 + exp(-x))`
fn log_sigmoid(x: f32) -> f32 {
    x.min(0.0) - (-x.abs()).exp().ln_1p()
}

/// `x / (1 + |x|)`
fn softsign(x: f32) -> f32 {
    x / (1.0 + x.abs())
}

/// `most if x >= most, x if x >= threshold, else slope * (x - threshold)`
fn limited_relu(x: f32, slope: f32, threshold: f32, most: f32) -> f32 {
    if x >= most {
        most
    } else if x >= threshold {
        x
    } else {
        slope * (x - threshold)
    }
}

/// `min(max(x, 0), 6)`
fn relu6(x: f32) -> f32 {
    x.clamp(0.0, 6.0)
}

/// `max(0, x)^2`
fn squared_relu(x: f32) -> f32 {
    if x < 0.0 {
        0.0
    } else {
        x * x
    }
}

/// `x if x > 0 else alpha * (exp(x) - 1)`
fn elu(x: f32, alpha: f32) -> f32 {
    if x > 0.0 {
        x
    } else {
        alpha * x.exp_m1()
    }
}

/// `x if x > 0 else alpha * (exp(x / alpha) - 1)`
fn celu(x: f32, alpha: f32) -> f32 {
    if x > 0.0 {
        x
    } else {
        alpha * (x / alpha).exp_m1()
    }
}

/// `1.0507 * elu(x) with alpha = 1.6733`
fn selu(x: f32) -> f32 {
    if x > 0.0 {
        1.050701 * x
    } else {
        1.7580993 * x.exp_m1()
    }
}

/// `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))`
fn approximate_gelu(x: f32) -> f32 {
    let u = 0.7978846 * (x + 0.044715 * x * x * x);
    x / (1.0 + (-2.0 * u).exp())
}

/// `x / (1 + exp(-beta * x))`
fn swish(x: f32, beta: f32) -> f32 {
    x * sigmoid(beta * x)
}

/// `x * min(max(x / 6 + 1/2, 0), 1)`
fn hard_swish(x: f32) -> f32 {
    x * (x / 6.0 + 0.5).clamp(0.0, 1.0)
}

/// `ln(1 + exp(x))`
fn softplus(x: f32) -> f32 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// `x * tanh(ln(1 + exp(x)))`
fn mish(x: f32) -> f32 {
    x * softplus(x).tanh()
}

/// `exp(-x^2)`
fn gaussian(x: f32) -> f32 {
    (-(x * x)).exp()
}

/// `min(max(x, -1), 1)`
fn hard_tanh(x: f32) -> f32 {
    x.clamp(-1.0, 1.0)
}

/// The share of the standard normal distribution that lies below `x`, to 7e-8 of itself.
///
/// With a = |x| and t = 1 / (1 + 0.3 * a), the share below -a is exp(-a^2 / 2) * t * P(t), a form of C. Hastings
/// (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26). This P is within 4e-9 of it for all a up to 15.
fn normal_distribution(x: f32) -> f32 {
    const P: [f64; 10] = [
        0.11968671654,
        0.11957132038,
        0.11023932032,
        0.078372357892,
        0.096204504985,
        -0.079508344584,
        0.19188226823,
        -0.22828399766,
        0.11246444856,
        -0.0206285964,
    ];
    let a = f64::from(x).abs();
    let t = 1.0 / (1.0 + 0.3 * a);
    let polynomial = P.iter().rev().fold(0.0, |sum, p| sum * t + p);
    let below = (-0.5 * a * a).exp() * t * polynomial;
    (if x < 0.0 { below } else { 1.0 - below }) as f32
}

/// `x * P(x), where P is the standard normal distribution`
fn gelu(x: f32) -> f32 {
    x * normal_distribution(x)
}

/// `max(0, x)`
fn relu(x: f32) -> f32 {
    if x < 0.0 {
        0.0
    } else {
        x
    }
}

/// `1 if x > 0 else 0`
fn relu_derivative(x: f32) -> f32 {
    if x > 0.0 {
        1.0
    } else {
        0.0
    }
}

/// `y + beta * x * y * z with y = 1 / (1 + exp(-beta * x)), and z = 1 - y`
fn swish_derivative(x: f32, beta: f32) -> f32 {
    let y = sigmoid(beta * x);
    let z = sigmoid(-(beta * x));
    y + beta * x * y * z
}

/// `1 if x > 0 else slope`
fn leaky_relu_derivative(x: f32, slope: f32) -> f32 {
    if x > 0.0 {
        1.0
    } else {
        slope
    }
}
