//! Value and derivative of every base, in f64.

use super::Base;

impl Base {
    /// f(x).
    ///
    /// ```
    /// use actsearch::activation::Base;
    /// assert_eq!(Base::LeakyRelu { slope: 0.1 }.value(-2.0), -0.2);
    /// ```
    #[must_use]
    pub fn value(self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Sigmoid => sigmoid(x),
            Self::Tanh => x.tanh(),
            Self::Softsign => x / (1.0 + x.abs()),
            Self::Relu => positive_or(x, 0.0, x),
            Self::LeakyRelu { slope } => positive_or(x, slope * x, x),
            Self::Elu { alpha } => positive_or(x, alpha * x.exp_m1(), x),
            Self::Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
            Self::Swish { beta } => x * sigmoid(beta * x),
            Self::Sine => x.sin(),
        }
    }

    /// f′(x); at a kink the value that libtorch takes, which is the one from the left.
    ///
    /// ```
    /// use actsearch::activation::Base;
    /// assert_eq!(Base::Relu.derivative(0.0), 0.0);
    /// ```
    #[must_use]
    pub fn derivative(self, x: f64) -> f64 {
        match self {
            Self::Identity => 1.0,
            Self::Sigmoid => sigmoid(x) * sigmoid(-x),
            Self::Tanh => 1.0 - x.tanh().powi(2),
            Self::Softsign => (1.0 + x.abs()).powi(-2),
            Self::Relu => positive_or(x, 0.0, 1.0),
            Self::LeakyRelu { slope } => positive_or(x, slope, 1.0),
            Self::Elu { alpha } => positive_or(x, alpha * x.exp(), 1.0),
            Self::Softplus => sigmoid(x),
            Self::Swish { beta } => {
                let gate = sigmoid(beta * x);
                gate + beta * x * gate * sigmoid(-beta * x)
            }
            Self::Sine => x.cos(),
        }
    }
}

/// `right` for x > 0, `left` for x ≤ 0, NaN for NaN.
fn positive_or(x: f64, left: f64, right: f64) -> f64 {
    if x.is_nan() {
        x
    } else if x > 0.0 {
        right
    } else {
        left
    }
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
