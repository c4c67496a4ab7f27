//! What functions compute, in f64, by the formulas in the documentation of the frameworks.

use std::f64::consts::{PI, SQRT_2};

pub(super) fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 { 1.0 / (1.0 + (-x).exp()) } else { x.exp() / (1.0 + x.exp()) }
}

pub(super) fn relu(x: f64) -> f64 {
    if x > 0.0 || x.is_nan() { x } else { 0.0 }
}

pub(super) fn relu6(x: f64) -> f64 {
    clip(x, 0.0, 6.0)
}

/// relu6(x + 3) / 6
pub(super) fn hard_sigmoid(x: f64) -> f64 {
    relu6(x + 3.0) / 6.0
}

/// x · relu6(x + 3) / 6
pub(super) fn hard_silu(x: f64) -> f64 {
    x * hard_sigmoid(x)
}

pub(super) fn hard_tanh(x: f64) -> f64 {
    clip(x, -1.0, 1.0)
}

/// ln(1 / (1 + e^−x))
pub(super) fn log_sigmoid(x: f64) -> f64 {
    -softplus(-x)
}

/// ln(1 + e^x)
pub(super) fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// x / (1 + |x|)
pub(super) fn soft_sign(x: f64) -> f64 {
    x / (1.0 + x.abs())
}

/// x · sigmoid(x)
pub(super) fn silu(x: f64) -> f64 {
    x * sigmoid(x)
}

/// x · tanh(softplus(x))
pub(super) fn mish(x: f64) -> f64 {
    x * softplus(x).tanh()
}

/// x for x > 0, else α·(e^x − 1)
pub(super) fn elu(x: f64, alpha: f64) -> f64 {
    if x > 0.0 { x } else { alpha * x.exp_m1() }
}

/// max(0, x) + min(0, α·(e^(x/α) − 1))
pub(super) fn celu(x: f64, alpha: f64) -> f64 {
    relu(x) + (alpha * (x / alpha).exp_m1()).min(0.0)
}

/// λ·elu(x) with the two constants of Klambauer et al. 2017.
pub(super) fn selu(x: f64) -> f64 {
    1.050_700_987_355_480_5 * elu(x, 1.673_263_242_354_377_2)
}

/// x·Φ(x)
pub(super) fn gelu(x: f64) -> f64 {
    x * 0.5 * erfc(-x / SQRT_2)
}

/// x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³)))
pub(super) fn gelu_tanh(x: f64) -> f64 {
    0.5 * x * (1.0 + ((2.0 / PI).sqrt() * (x + 0.044_715 * x.powi(3))).tanh())
}

/// x for x > 0, else slope·x
pub(super) fn leaky_relu(x: f64, slope: f64) -> f64 {
    if x > 0.0 { x } else { slope * x }
}

pub(super) fn clip(x: f64, low: f64, high: f64) -> f64 {
    if x < low {
        low
    } else if x > high {
        high
    } else {
        x
    }
}

pub(super) fn square(x: f64) -> f64 {
    x * x
}

pub(super) fn is_nan(x: f64) -> f64 {
    f64::from(u8::from(x.is_nan()))
}

/// 1 − erf(x): a power series near 0, a continued fraction far from it.
pub(super) fn erfc(x: f64) -> f64 {
    if x < 0.0 {
        return 2.0 - erfc(-x);
    }
    if x < 2.0 {
        let (mut term, mut sum, mut n) = (x, x, 0.0);
        while f64::abs(term) > 1e-18 * f64::abs(sum) {
            n += 1.0;
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        return 1.0 - 2.0 / PI.sqrt() * sum;
    }
    // erfc(x) = e^(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))).
    let fraction = (1..=70).rev().fold(x, |below, k| x + f64::from(k) / 2.0 / below);
    (-x * x).exp() / PI.sqrt() / fraction
}
