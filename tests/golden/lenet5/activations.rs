//! Activation functions learned by actsearch, in plain Rust.
//!
//! ```text
//! Search      "fashion-lenet5", trial 17, seed 7
//! Accuracy    91.23 % on validation data, 90.87 % on test data
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
//! let y = activations::conv1(x);
//! activations::conv1_slice(&mut values);
//! ```
//!
//! Combinations of activation functions over their affine and convex hulls are from F.
//! Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
//! 1801.09403.

// Not everything here may be needed, and a coefficient near a mathematical constant is none.
#![allow(dead_code, clippy::approx_constant)]

/// Site `conv1`, an affine mix of identity, relu and tanh. What was learned is
///
/// ```text
/// f(x) = -0.218375 * identity + 1.0527344 * relu + 0.1656406 * tanh
/// ```
///
/// which is the same as
///
/// ```text
/// f(x) = 0.8343594 * leaky_relu(slope=-0.26172775) + 0.1656406 * tanh
/// ```
#[must_use]
pub fn conv1(x: f32) -> f32 {
    0.8343594 * leaky_relu(x, -0.26172775) + 0.1656406 * x.tanh()
}

/// Replaces every number `x` by [`conv1`] of `x`.
pub fn conv1_slice(values: &mut [f32]) {
    for value in values {
        *value = conv1(*value);
    }
}

/// The derivative of [`conv1`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn conv1_derivative(x: f32) -> f32 {
    0.8343594 * leaky_relu_derivative(x, -0.26172775) + 0.1656406 * tanh_derivative(x)
}

/// The coefficients of `conv2`: one row for each channel.
#[rustfmt::skip]
static CONV2_ALPHA: [[f32; 2]; 3] = [
    [0.25, 0.75],
    [0.9123456, 0.0876544],
    [1.0, 0.0],
];

/// Site `conv2`, a convex mix of relu and swish:
///
/// ```text
/// f(x) = alpha[0] * relu + alpha[1] * swish
/// ```
///
/// # Panics
/// If `channel` is not below 3.
#[must_use]
pub fn conv2(channel: usize, x: f32) -> f32 {
    let alpha = &CONV2_ALPHA[channel];
    alpha[0] * relu(x) + alpha[1] * swish(x, 1.0)
}

/// Replaces every number `x` of a batch by [`conv2`] of its channel and `x`. The batch has
/// the shape (samples, 3, `inner`), the last dimension fastest.
///
/// # Panics
/// If `values` does not hold a whole number of samples, or `inner` is 0.
pub fn conv2_slice(values: &mut [f32], inner: usize) {
    let size = 3 * inner;
    assert_eq!(values.len() % size, 0, "no whole number of samples");
    for sample in values.chunks_exact_mut(size) {
        for (channel, row) in sample.chunks_exact_mut(inner).enumerate() {
            for value in row {
                *value = conv2(channel, *value);
            }
        }
    }
}

/// The derivative of [`conv2`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
///
/// # Panics
/// If `channel` is not below 3.
#[must_use]
pub fn conv2_derivative(channel: usize, x: f32) -> f32 {
    let alpha = &CONV2_ALPHA[channel];
    alpha[0] * relu_derivative(x) + alpha[1] * swish_derivative(x, 1.0)
}

/// Site `fc1`, elu by itself:
///
/// ```text
/// f(x) = elu
/// ```
#[must_use]
pub fn fc1(x: f32) -> f32 {
    elu(x, 1.0)
}

/// Replaces every number `x` by [`fc1`] of `x`.
pub fn fc1_slice(values: &mut [f32]) {
    for value in values {
        *value = fc1(*value);
    }
}

/// The derivative of [`fc1`] with respect to `x`; at a kink the one that libtorch takes for
/// this formula.
#[must_use]
pub fn fc1_derivative(x: f32) -> f32 {
    elu_derivative(x, 1.0)
}

/// `x if x > 0 else slope * x`
fn leaky_relu(x: f32, slope: f32) -> f32 {
    if x > 0.0 {
        x
    } else {
        slope * x
    }
}

/// `max(0, x)`
fn relu(x: f32) -> f32 {
    if x < 0.0 {
        0.0
    } else {
        x
    }
}

/// `1 / (1 + exp(-x))`
fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// `x / (1 + exp(-beta * x))`
fn swish(x: f32, beta: f32) -> f32 {
    x * sigmoid(beta * x)
}

/// `x if x > 0 else alpha * (exp(x) - 1)`
fn elu(x: f32, alpha: f32) -> f32 {
    if x > 0.0 {
        x
    } else {
        alpha * x.exp_m1()
    }
}

/// `1 if x > 0 else slope`
fn leaky_relu_derivative(x: f32, slope: f32) -> f32 {
    if x > 0.0 {
        1.0
    } else {
        slope
    }
}

/// `1 - f(x)^2`
fn tanh_derivative(x: f32) -> f32 {
    let y = x.tanh();
    1.0 - y * y
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

/// `1 if x > 0 else alpha * exp(x)`
fn elu_derivative(x: f32, alpha: f32) -> f32 {
    if x > 0.0 {
        1.0
    } else {
        alpha * x.exp()
    }
}
