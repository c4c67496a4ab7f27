//! Every base as an expression of torch.

use crate::activation::Base;
use crate::export::literal::double;

/// f(x) as an expression of `x`, in the modules `torch` and `F`.
pub(super) fn of(base: Base) -> String {
    match base {
        // Connected to x, so that a network of nothing but steps can still be differentiated.
        Base::BinaryStep { straight_through: false } => {
            "torch.where(x.isnan(), x, (x >= 0).to(x.dtype))".to_owned()
        }
        Base::BinaryStep { straight_through: true } => "(x >= 0).to(x.dtype) + (x - x.detach())".to_owned(),
        Base::Linear { c } => format!("{} * x", double(c)),
        Base::Identity => "x".to_owned(),
        Base::Sigmoid => "torch.sigmoid(x)".to_owned(),
        Base::HardSigmoid => "F.hardsigmoid(x)".to_owned(),
        Base::LogSigmoid => "F.logsigmoid(x)".to_owned(),
        Base::Tanh => "torch.tanh(x)".to_owned(),
        Base::HardTanh => "F.hardtanh(x)".to_owned(),
        Base::Arctan => "torch.atan(x)".to_owned(),
        Base::Softsign => "F.softsign(x)".to_owned(),
        Base::Relu { negative_slope, max_value, threshold } => relu(negative_slope, max_value, threshold),
        Base::Relu6 => "F.relu6(x)".to_owned(),
        Base::SquaredRelu => "torch.square(F.relu(x))".to_owned(),
        Base::LeakyRelu { slope } | Base::Prelu { slope } => {
            format!("F.leaky_relu(x, negative_slope={})", double(slope))
        }
        Base::Elu { alpha } => format!("F.elu(x, alpha={})", double(alpha)),
        Base::Celu { alpha } => format!("F.celu(x, alpha={})", double(alpha)),
        Base::Selu => "F.selu(x)".to_owned(),
        Base::Gelu { approximate: false } => "F.gelu(x)".to_owned(),
        Base::Gelu { approximate: true } => "F.gelu(x, approximate=\"tanh\")".to_owned(),
        Base::Swish { beta: 1.0, .. } => "F.silu(x)".to_owned(),
        Base::Swish { beta, .. } => format!("x * torch.sigmoid({} * x)", double(beta)),
        Base::HardSwish => "F.hardswish(x)".to_owned(),
        Base::Mish => "F.mish(x)".to_owned(),
        Base::Softplus { beta: 1.0 } => "F.softplus(x)".to_owned(),
        Base::Softplus { beta } => format!("F.softplus(x, beta={})", double(beta)),
        Base::Sine => "torch.sin(x)".to_owned(),
        Base::Cosine => "torch.cos(x)".to_owned(),
        Base::Gaussian => "torch.exp(-torch.square(x))".to_owned(),
        Base::Absolute => "torch.abs(x)".to_owned(),
        Base::Square => "torch.square(x)".to_owned(),
        Base::Softmax => "torch.softmax(x, dim=1)".to_owned(),
    }
}

/// relu with the three parameters of Keras.
fn relu(negative_slope: f64, max_value: f64, threshold: f64) -> String {
    let rising = match (negative_slope, threshold) {
        (0.0, 0.0) => "F.relu(x)".to_owned(),
        (slope, 0.0) => format!("F.leaky_relu(x, negative_slope={})", double(slope)),
        (slope, start) => {
            format!("torch.where(x >= {start}, x, {} * (x - {start}))", double(slope), start = double(start))
        }
    };
    if max_value.is_infinite() {
        return rising;
    }
    format!("torch.where(x >= {most}, {most}, {rising})", most = double(max_value))
}

/// Coefficient times base, with the coefficients in `alpha`.
pub(super) fn term(idx: usize, base: Base) -> String {
    let call = of(base);
    if call.contains(" * ") || call.contains(" + ") {
        format!("alpha[{idx}] * ({call})")
    } else {
        format!("alpha[{idx}] * {call}")
    }
}
