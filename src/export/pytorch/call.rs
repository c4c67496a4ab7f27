//! Every base as an expression of torch.

use crate::activation::Base;
use crate::export::literal::double;

/// How a number is written.
pub(super) type Number = fn(f64) -> String;

/// f(x) as an expression of `x`, in the modules `torch` and `F`; its learned parameter is `theta[place]` if a place is
/// given.
pub(super) fn of(base: Base, theta: Option<usize>, number: Number) -> String {
    match base {
        // Connected to x, so that a network of nothing but steps can still be differentiated.
        Base::BinaryStep { straight_through: false } => {
            "torch.where(x.isnan(), x, (x >= 0).to(x.dtype))".to_owned()
        }
        Base::BinaryStep { straight_through: true } => "(x >= 0).to(x.dtype) + (x - x.detach())".to_owned(),
        Base::Linear { c } => format!("{} * x", number(c)),
        Base::Identity => "x".to_owned(),
        Base::Sigmoid => "torch.sigmoid(x)".to_owned(),
        Base::HardSigmoid => "F.hardsigmoid(x)".to_owned(),
        Base::LogSigmoid => "F.logsigmoid(x)".to_owned(),
        Base::Tanh => "torch.tanh(x)".to_owned(),
        Base::HardTanh => "F.hardtanh(x)".to_owned(),
        Base::Arctan => "torch.atan(x)".to_owned(),
        Base::Softsign => "F.softsign(x)".to_owned(),
        Base::Relu { negative_slope, max_value, threshold } => {
            relu(negative_slope, max_value, threshold, number)
        }
        Base::Relu6 => "F.relu6(x)".to_owned(),
        Base::SquaredRelu => "torch.square(F.relu(x))".to_owned(),
        Base::LeakyRelu { slope } => leaky_relu(slope, number),
        Base::Prelu { slope } => theta.map_or_else(
            || leaky_relu(slope, number),
            |place| format!("torch.where(x > 0, x, theta[{place}] * x)"),
        ),
        Base::Elu { alpha } => format!("F.elu(x, alpha={})", number(alpha)),
        Base::Celu { alpha } => format!("F.celu(x, alpha={})", number(alpha)),
        Base::Selu => "F.selu(x)".to_owned(),
        Base::Gelu { approximate: false } => "F.gelu(x)".to_owned(),
        Base::Gelu { approximate: true } => "F.gelu(x, approximate=\"tanh\")".to_owned(),
        Base::Swish { beta, .. } => theta
            .map_or_else(|| swish(beta, number), |place| format!("x * torch.sigmoid(theta[{place}] * x)")),
        Base::HardSwish => "F.hardswish(x)".to_owned(),
        Base::Mish => "F.mish(x)".to_owned(),
        Base::Softplus { beta: 1.0 } => "F.softplus(x)".to_owned(),
        Base::Softplus { beta } => format!("F.softplus(x, beta={})", number(beta)),
        Base::Sine => "torch.sin(x)".to_owned(),
        Base::Cosine => "torch.cos(x)".to_owned(),
        Base::Gaussian => "torch.exp(-torch.square(x))".to_owned(),
        Base::Absolute => "torch.abs(x)".to_owned(),
        Base::Square => "torch.square(x)".to_owned(),
        Base::Softmax => "torch.softmax(x, dim=1)".to_owned(),
    }
}

fn leaky_relu(slope: f64, number: Number) -> String {
    format!("F.leaky_relu(x, negative_slope={})", number(slope))
}

fn swish(beta: f64, number: Number) -> String {
    if beta == 1.0 { "F.silu(x)".to_owned() } else { format!("x * torch.sigmoid({} * x)", number(beta)) }
}

/// relu with the three parameters of Keras.
fn relu(negative_slope: f64, max_value: f64, threshold: f64, number: Number) -> String {
    let most = if max_value.is_infinite() { "float(\"inf\")".to_owned() } else { number(max_value) };
    if threshold != 0.0 {
        return format!("{KERAS_RELU}x, {}, {most}, {})", number(negative_slope), number(threshold));
    }
    let rising =
        if negative_slope == 0.0 { "F.relu(x)".to_owned() } else { leaky_relu(negative_slope, number) };
    if max_value.is_infinite() { rising } else { format!("torch.where(x >= {most}, {most}, {rising})") }
}

/// How a call of [`pieces::KERAS_RELU`](super::pieces::KERAS_RELU) begins.
pub(super) const KERAS_RELU: &str = "_keras_relu(";

/// The calls of the bases of a mix, in which the k-th learned parameter is `theta[k]`.
pub(super) fn with_theta(bases: &[Base]) -> Vec<String> {
    let mut places = 0..;
    let call = |base: &Base| of(*base, base.learned_parameter().and_then(|_| places.next()), double);
    bases.iter().map(call).collect()
}

/// Coefficient times call.
pub(super) fn term(coefficient: &str, call: &str) -> String {
    if has_operator(call) { format!("{coefficient} * ({call})") } else { format!("{coefficient} * {call}") }
}

/// Whether an expression is a sum or a product, outside of all brackets.
fn has_operator(expression: &str) -> bool {
    let mut depth = 0;
    expression.chars().any(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0 && (c == '*' || c == '+')
    })
}
