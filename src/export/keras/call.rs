//! Every base as an expression of Keras.

use crate::activation::Base;
use crate::export::literal::rounded;

/// f(x) as an expression of `x`, in `ops`; its learned parameter is `theta[place]` if a place is given.
pub(super) fn of(base: Base, theta: Option<usize>) -> String {
    match base {
        // Connected to x, so that a network of nothing but steps can still be differentiated.
        Base::BinaryStep { straight_through: false } => {
            "ops.where(ops.isnan(x), x, ops.cast(x >= 0, x.dtype))".to_owned()
        }
        Base::BinaryStep { straight_through: true } => {
            "ops.cast(x >= 0, x.dtype) + (x - ops.stop_gradient(x))".to_owned()
        }
        Base::Linear { c } => format!("{} * x", rounded(c)),
        Base::Identity => "x".to_owned(),
        Base::Sigmoid => "ops.sigmoid(x)".to_owned(),
        Base::HardSigmoid => "ops.hard_sigmoid(x)".to_owned(),
        Base::LogSigmoid => "ops.log_sigmoid(x)".to_owned(),
        Base::Tanh => "ops.tanh(x)".to_owned(),
        Base::HardTanh => "ops.hard_tanh(x)".to_owned(),
        Base::Arctan => "ops.arctan(x)".to_owned(),
        Base::Softsign => "ops.softsign(x)".to_owned(),
        Base::Relu { negative_slope, max_value, threshold } => relu(negative_slope, max_value, threshold),
        Base::Relu6 => "ops.relu6(x)".to_owned(),
        Base::SquaredRelu => "ops.square(ops.relu(x))".to_owned(),
        Base::LeakyRelu { slope } => leaky_relu(&rounded(slope)),
        Base::Prelu { slope } => leaky_relu(&number(slope, theta)),
        Base::Elu { alpha: 1.0 } => "ops.elu(x)".to_owned(),
        Base::Elu { alpha } => format!("ops.elu(x, alpha={})", rounded(alpha)),
        Base::Celu { alpha: 1.0 } => "ops.celu(x)".to_owned(),
        Base::Celu { alpha } => format!("ops.celu(x, alpha={})", rounded(alpha)),
        Base::Selu => "ops.selu(x)".to_owned(),
        Base::Gelu { approximate: false } => "ops.gelu(x, approximate=False)".to_owned(),
        Base::Gelu { approximate: true } => "ops.gelu(x, approximate=True)".to_owned(),
        Base::Swish { beta: 1.0, learned: false } => "ops.silu(x)".to_owned(),
        Base::Swish { beta, .. } => format!("x * ops.sigmoid({} * x)", number(beta, theta)),
        Base::HardSwish => "ops.hard_silu(x)".to_owned(),
        Base::Mish => "x * ops.tanh(ops.softplus(x))".to_owned(),
        Base::Softplus { beta: 1.0 } => "ops.softplus(x)".to_owned(),
        Base::Softplus { beta } => format!("ops.softplus({beta} * x) / {beta}", beta = rounded(beta)),
        Base::Sine => "ops.sin(x)".to_owned(),
        Base::Cosine => "ops.cos(x)".to_owned(),
        Base::Gaussian => "ops.exp(-ops.square(x))".to_owned(),
        Base::Absolute => "ops.abs(x)".to_owned(),
        Base::Square => "ops.square(x)".to_owned(),
        Base::Softmax => "ops.softmax(x, axis=self.axis)".to_owned(),
    }
}

fn number(value: f64, theta: Option<usize>) -> String {
    theta.map_or_else(|| rounded(value), |place| format!("theta[{place}]"))
}

/// Written out, because the backends do not agree on the slope at 0.
fn leaky_relu(slope: &str) -> String {
    format!("ops.where(x > 0, x, {slope} * x)")
}

fn relu(negative_slope: f64, max_value: f64, threshold: f64) -> String {
    let most = if max_value.is_infinite() { "float(\"inf\")".to_owned() } else { rounded(max_value) };
    if threshold != 0.0 {
        return format!("{SHIFTED_RELU}x, {}, {most}, {})", rounded(negative_slope), rounded(threshold));
    }
    let rising =
        if negative_slope == 0.0 { "ops.relu(x)".to_owned() } else { leaky_relu(&rounded(negative_slope)) };
    if max_value.is_infinite() { rising } else { format!("ops.where(x >= {most}, {most}, {rising})") }
}

/// How a call of [`pieces::SHIFTED_RELU`](super::pieces::SHIFTED_RELU) begins.
pub(super) const SHIFTED_RELU: &str = "_shifted_relu(";
