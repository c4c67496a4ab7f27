//! Activation functions learned by actsearch, in plain Rust.
//!
//! ```text
//! Search      "\"\"\"\nraise SystemExit # \\\"\"\"  two  spaces", trial 17, seed 7
//! Accuracy    91.23 % on validation data, 90.87 % on test data
//! Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! Data set    "fashion_mnist"
//! Written by  "\"\"\"\\"
//! ```
//!
//! Every site of the network has a function f(x) = sum over i of alpha_i * f_i(x) of one
//! number, its derivative, and f(x) of all numbers of a slice. A site with softmax has the
//! last only. To use them:
//!
//! ```ignore
//! mod activations;
//! let y = activations::class_(x);
//! activations::class_slice(&mut values);
//! ```
//!
//! Combinations of activation functions over their affine and convex hulls are from F.
//! Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
//! 1801.09403.

// Not everything here may be needed, and a coefficient near a mathematical constant is none.
#![allow(dead_code, clippy::approx_constant)]

/// Site `class`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn class_(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`class_`] of `x`.
pub fn class_slice(values: &mut [f32]) {
    for value in values {
        *value = class_(*value);
    }
}

/// The derivative of [`class_`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn class_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `"conv 1"`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn conv_1(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`conv_1`] of `x`.
pub fn conv_1_slice(values: &mut [f32]) {
    for value in values {
        *value = conv_1(*value);
    }
}

/// The derivative of [`conv_1`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn conv_1_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `conv-1`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn conv_1_2(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`conv_1_2`] of `x`.
pub fn conv_1_2_slice(values: &mut [f32]) {
    for value in values {
        *value = conv_1_2(*value);
    }
}

/// The derivative of [`conv_1_2`] with respect to `x`; at a kink the one that libtorch
/// takes for this formula.
#[must_use]
pub fn conv_1_2_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `CONV1`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn conv1(x: f32) -> f32 {
    relu(x)
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
    relu_derivative(x)
}

/// Site `1st`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn n1st(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`n1st`] of `x`.
pub fn n1st_slice(values: &mut [f32]) {
    for value in values {
        *value = n1st(*value);
    }
}

/// The derivative of [`n1st`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn n1st_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `""`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn site(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`site`] of `x`.
pub fn site_slice(values: &mut [f32]) {
    for value in values {
        *value = site(*value);
    }
}

/// The derivative of [`site`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn site_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `"\"\"\""`, an affine mix of identity and relu. What was learned is
///
/// ```text
/// f(x) = 0.5 * identity + 0.5 * relu
/// ```
///
/// which is the same as
///
/// ```text
/// f(x) = leaky_relu(slope=0.5)
/// ```
#[must_use]
pub fn site_2(x: f32) -> f32 {
    leaky_relu(x, 0.5)
}

/// Replaces every number `x` by [`site_2`] of `x`.
pub fn site_2_slice(values: &mut [f32]) {
    for value in values {
        *value = site_2(*value);
    }
}

/// The derivative of [`site_2`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn site_2_derivative(x: f32) -> f32 {
    leaky_relu_derivative(x, 0.5)
}

/// Site `"'; import os #"`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn import_os(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`import_os`] of `x`.
pub fn import_os_slice(values: &mut [f32]) {
    for value in values {
        *value = import_os(*value);
    }
}

/// The derivative of [`import_os`] with respect to `x`; at a kink the one that libtorch
/// takes for this formula.
#[must_use]
pub fn import_os_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `"two\nlines\r\n\tand a tab"`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn two_lines_and_a_tab(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`two_lines_and_a_tab`] of `x`.
pub fn two_lines_and_a_tab_slice(values: &mut [f32]) {
    for value in values {
        *value = two_lines_and_a_tab(*value);
    }
}

/// The derivative of [`two_lines_and_a_tab`] with respect to `x`; at a kink the one that
/// libtorch takes for this formula.
#[must_use]
pub fn two_lines_and_a_tab_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `"back\\slash\\"`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn back_slash(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`back_slash`] of `x`.
pub fn back_slash_slice(values: &mut [f32]) {
    for value in values {
        *value = back_slash(*value);
    }
}

/// The derivative of [`back_slash`] with respect to `x`; at a kink the one that libtorch
/// takes for this formula.
#[must_use]
pub fn back_slash_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `"\\N{BULLET} {braces} %s"`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn n_bullet_braces_s(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`n_bullet_braces_s`] of `x`.
pub fn n_bullet_braces_s_slice(values: &mut [f32]) {
    for value in values {
        *value = n_bullet_braces_s(*value);
    }
}

/// The derivative of [`n_bullet_braces_s`] with respect to `x`; at a kink the one that
/// libtorch takes for this formula.
#[must_use]
pub fn n_bullet_braces_s_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `"gr\xf6\xdfe \u03b1\u03b2\u03b3 \u6d3b\u6027\u5316 \U0001f600"`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn gr_e(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`gr_e`] of `x`.
pub fn gr_e_slice(values: &mut [f32]) {
    for value in values {
        *value = gr_e(*value);
    }
}

/// The derivative of [`gr_e`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn gr_e_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `"\u202e\ufeff\u2028\x85\x00\x7f"`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn site_3(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`site_3`] of `x`.
pub fn site_3_slice(values: &mut [f32]) {
    for value in values {
        *value = site_3(*value);
    }
}

/// The derivative of [`site_3`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn site_3_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `"- a: [b, *c] # d"`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn a_b_c_d(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`a_b_c_d`] of `x`.
pub fn a_b_c_d_slice(values: &mut [f32]) {
    for value in values {
        *value = a_b_c_d(*value);
    }
}

/// The derivative of [`a_b_c_d`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn a_b_c_d_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `layer1.0.act`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn layer1_0_act(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`layer1_0_act`] of `x`.
pub fn layer1_0_act_slice(values: &mut [f32]) {
    for value in values {
        *value = layer1_0_act(*value);
    }
}

/// The derivative of [`layer1_0_act`] with respect to `x`; at a kink the one that libtorch
/// takes for this formula.
#[must_use]
pub fn layer1_0_act_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `layer1_0_act`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn layer1_0_act_2(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`layer1_0_act_2`] of `x`.
pub fn layer1_0_act_2_slice(values: &mut [f32]) {
    for value in values {
        *value = layer1_0_act_2(*value);
    }
}

/// The derivative of [`layer1_0_act_2`] with respect to `x`; at a kink the one that
/// libtorch takes for this formula.
#[must_use]
pub fn layer1_0_act_2_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `layer10.act`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn layer10_act(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`layer10_act`] of `x`.
pub fn layer10_act_slice(values: &mut [f32]) {
    for value in values {
        *value = layer10_act(*value);
    }
}

/// The derivative of [`layer10_act`] with respect to `x`; at a kink the one that libtorch
/// takes for this formula.
#[must_use]
pub fn layer10_act_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `_Activation`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn activation_(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`activation_`] of `x`.
pub fn activation_slice(values: &mut [f32]) {
    for value in values {
        *value = activation_(*value);
    }
}

/// The derivative of [`activation_`] with respect to `x`; at a kink the one that libtorch
/// takes for this formula.
#[must_use]
pub fn activation_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `null`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn null(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`null`] of `x`.
pub fn null_slice(values: &mut [f32]) {
    for value in values {
        *value = null(*value);
    }
}

/// The derivative of [`null`] with respect to `x`; at a kink the one that libtorch takes
/// for this formula.
#[must_use]
pub fn null_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// Site `activation`, relu by itself:
///
/// ```text
/// f(x) = relu
/// ```
#[must_use]
pub fn activation_2(x: f32) -> f32 {
    relu(x)
}

/// Replaces every number `x` by [`activation_2`] of `x`.
pub fn activation_2_slice(values: &mut [f32]) {
    for value in values {
        *value = activation_2(*value);
    }
}

/// The derivative of [`activation_2`] with respect to `x`; at a kink the one that libtorch
/// takes for this formula.
#[must_use]
pub fn activation_2_derivative(x: f32) -> f32 {
    relu_derivative(x)
}

/// `max(0, x)`
fn relu(x: f32) -> f32 {
    if x < 0.0 {
        0.0
    } else {
        x
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

/// `1 if x > 0 else 0`
fn relu_derivative(x: f32) -> f32 {
    if x > 0.0 {
        1.0
    } else {
        0.0
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
