//! Value and derivative of every base, in f64.

use super::Base;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, SQRT_2};

/// λ of selu (Klambauer et al. 2017, arXiv 1706.02515).
pub const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
/// α of selu.
pub const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
/// √(2/π), in the form of gelu with tanh.
pub const GELU_SCALE: f64 = FRAC_1_SQRT_2 * FRAC_2_SQRT_PI;
/// The weight of the cubic term in the form of gelu with tanh (Hendrycks & Gimpel 2016, arXiv 1606.08415).
pub const GELU_CUBIC: f64 = 0.044_715;

impl Base {
    /// f(x). Softmax, which is not elementwise, is taken over the one channel x: it is 1.
    ///
    /// ```
    /// use actsearch::activation::Base;
    /// assert_eq!(Base::LeakyRelu { slope: 0.1 }.value(-2.0), -0.2);
    /// ```
    #[must_use]
    pub fn value(self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        match self {
            Self::BinaryStep { .. } => f64::from(u8::from(x >= 0.0)),
            Self::Linear { c } => c * x,
            Self::Identity => x,
            Self::Sigmoid => sigmoid(x),
            Self::HardSigmoid => (x / 6.0 + 0.5).clamp(0.0, 1.0),
            Self::LogSigmoid => -softplus(-x),
            Self::Tanh => x.tanh(),
            Self::HardTanh => x.clamp(-1.0, 1.0),
            Self::Arctan => x.atan(),
            Self::Softsign => x / (1.0 + x.abs()),
            Self::Relu { max_value, .. } if x >= max_value => max_value,
            Self::Relu { threshold, .. } if x >= threshold => x,
            Self::Relu { negative_slope: 0.0, .. } => 0.0,
            Self::Relu { negative_slope, threshold, .. } => negative_slope * (x - threshold),
            Self::Relu6 => x.clamp(0.0, 6.0),
            Self::SquaredRelu => x.max(0.0).powi(2),
            Self::LeakyRelu { slope } | Self::Prelu { slope } => if_positive(x, x, slope * x),
            Self::Elu { alpha } => if_positive(x, x, alpha * x.exp_m1()),
            Self::Celu { alpha } => if_positive(x, x, alpha * (x / alpha).exp_m1()),
            Self::Selu => SELU_SCALE * if_positive(x, x, SELU_ALPHA * x.exp_m1()),
            Self::Gelu { approximate: false } => x * normal_distribution(x),
            Self::Gelu { approximate: true } => x * 0.5 * (1.0 + gelu_gate(x)),
            Self::Swish { beta, .. } => x * sigmoid(beta * x),
            Self::HardSwish => x * (x / 6.0 + 0.5).clamp(0.0, 1.0),
            Self::Mish => x * softplus(x).tanh(),
            Self::Softplus { beta } => softplus(beta * x) / beta,
            Self::Sine => x.sin(),
            Self::Cosine => x.cos(),
            Self::Gaussian => (-x * x).exp(),
            Self::Absolute => x.abs(),
            Self::Square => x * x,
            Self::Softmax => 1.0,
        }
    }

    /// f′(x); at a kink the value that libtorch takes, which mostly is the one from the left.
    ///
    /// ```
    /// use actsearch::activation::Base;
    /// assert_eq!(Base::RELU.derivative(0.0), 0.0);
    /// ```
    #[must_use]
    pub fn derivative(self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        match self {
            Self::BinaryStep { straight_through: true } | Self::Identity => 1.0,
            Self::BinaryStep { straight_through: false } | Self::Softmax => 0.0,
            Self::Linear { c } => c,
            Self::Sigmoid => sigmoid(x) * sigmoid(-x),
            Self::HardSigmoid => inside(x, -3.0, 3.0) / 6.0,
            Self::LogSigmoid => sigmoid(-x),
            Self::Tanh => 1.0 - x.tanh().powi(2),
            Self::HardTanh => inside(x, -1.0, 1.0),
            Self::Arctan => 1.0 / (1.0 + x * x),
            Self::Softsign => (1.0 + x.abs()).powi(-2),
            Self::Relu { max_value, .. } if x >= max_value && max_value.is_finite() => 0.0,
            Self::Relu { threshold: 0.0, negative_slope, .. } => if_positive(x, 1.0, negative_slope),
            Self::Relu { threshold, .. } if x >= threshold => 1.0,
            Self::Relu { negative_slope, .. } => negative_slope,
            Self::Relu6 => inside(x, 0.0, 6.0),
            Self::SquaredRelu => 2.0 * x.max(0.0),
            Self::LeakyRelu { slope } | Self::Prelu { slope } => if_positive(x, 1.0, slope),
            Self::Elu { alpha } => if_positive(x, 1.0, alpha * x.exp()),
            Self::Celu { alpha } => if_positive(x, 1.0, (x / alpha).exp()),
            Self::Selu => SELU_SCALE * if_positive(x, 1.0, SELU_ALPHA * x.exp()),
            Self::Gelu { approximate: false } => normal_distribution(x) + x * normal_density(x),
            Self::Gelu { approximate: true } => gelu_slope(x),
            Self::Swish { beta, .. } => {
                let gate = sigmoid(beta * x);
                gate + beta * x * gate * sigmoid(-beta * x)
            }
            Self::HardSwish => (x / 6.0 + 0.5).clamp(0.0, 1.0) + x * inside(x, -3.0, 3.0) / 6.0,
            Self::Mish => {
                let gate = softplus(x).tanh();
                gate + x * (1.0 - gate * gate) * sigmoid(x)
            }
            Self::Softplus { beta } => sigmoid(beta * x),
            Self::Sine => x.cos(),
            Self::Cosine => -x.sin(),
            Self::Gaussian => -2.0 * x * (-x * x).exp(),
            Self::Absolute => if_positive(x, 1.0, if x < 0.0 { -1.0 } else { 0.0 }),
            Self::Square => 2.0 * x,
        }
    }

    /// ∂f/∂θ at x, where θ is the learned parameter; nothing for a base without one.
    #[must_use]
    pub fn derivative_by_parameter(self, x: f64) -> Option<f64> {
        if let Self::Prelu { .. } = self {
            Some(if_positive(x, 0.0, x))
        } else if let Self::Swish { beta, learned: true } = self {
            Some(x * x * sigmoid(beta * x) * sigmoid(-beta * x))
        } else {
            None
        }
    }
}

/// softmax over channels, `e^(x_c − m) / Σ_k e^(x_k − m)` with m the largest x.
///
/// ```
/// assert_eq!(actsearch::activation::softmax(&[1.0, 1.0]), [0.5, 0.5]);
/// ```
#[must_use]
pub fn softmax(x: &[f64]) -> Vec<f64> {
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = x.iter().map(|x| (x - largest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// `right` for x > 0, `left` otherwise.
fn if_positive(x: f64, right: f64, left: f64) -> f64 {
    if x > 0.0 { right } else { left }
}

/// 1 inside the open interval, 0 outside.
fn inside(x: f64, low: f64, high: f64) -> f64 {
    f64::from(u8::from(low < x && x < high))
}

/// 1 / (1 + e^−x) without overflow on either side.
fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

/// ln(1 + e^x) without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// φ(x) = e^(−x²/2) / √(2π).
///
/// The rounding of x² would cost digits far out. With c = x cut off after four binary places x² = c² + (x − c)(x + c),
/// where c² is exact and the rest is small.
fn normal_density(x: f64) -> f64 {
    if x.abs() > 40.0 {
        return 0.0;
    }
    let cut = (x * 16.0).trunc() / 16.0;
    FRAC_1_SQRT_2 * FRAC_2_SQRT_PI * 0.5 * (-cut * cut / 2.0).exp() * (-(x - cut) * (x + cut) / 2.0).exp()
}

/// tanh of √(2/π)·(x + 0.044715·x³).
fn gelu_gate(x: f64) -> f64 {
    (GELU_SCALE * (x + GELU_CUBIC * x.powi(3))).tanh()
}

/// The derivative of x/2·(1 + t) with t = [`gelu_gate`]; where t is ±1 to the last digit nothing else matters.
fn gelu_slope(x: f64) -> f64 {
    let gate = gelu_gate(x);
    let bend = GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * x * x);
    let turn = if x.abs() > 30.0 { 0.0 } else { 0.5 * x * (1.0 - gate * gate) * bend };
    0.5 * (1.0 + gate) + turn
}

/// erf(x) = 2/√π·∫ e^(−t²) dt from 0 to x, the integral that gelu is written with.
///
/// ```
/// use actsearch::activation::erf;
/// assert!((erf(1.0) - 0.842_700_792_949_714_9).abs() < 1e-15);
/// assert_eq!(erf(0.0), 0.0);
/// ```
#[must_use]
pub fn erf(x: f64) -> f64 {
    let beyond = 1.0 - 2.0 * normal_distribution(-x.abs() * SQRT_2);
    if x < 0.0 { -beyond } else { beyond }
}

/// Φ(x) = (1 + erf(x/√2)) / 2, to about 4e-15 of itself.
///
/// For |x| < 1.5 by the series Φ = 1/2 + φ(x)·Σ x^(2k+1) / (2k+1)!!, whose terms are all of one sign; farther out, where
/// on the left the sum would cancel, by Laplace's continued fraction 1 − Φ = φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))).
fn normal_distribution(x: f64) -> f64 {
    let far = x.abs();
    if far < 1.5 {
        let (mut term, mut sum) = (x, x);
        for odd in (3..60).step_by(2) {
            term *= x * x / f64::from(odd);
            sum += term;
        }
        return 0.5 + normal_density(x) * sum;
    }
    let fraction = (1..=200).rev().fold(far, |below, k| far + f64::from(k) / below);
    let tail = normal_density(x) / fraction;
    if x > 0.0 { 1.0 - tail } else { tail }
}
