//! Every base as an expression of tch.

use crate::activation::Base;
use crate::export::literal;

/// f(x) as an expression of `xs`, a reference to a tensor; its learned parameter is `theta` if that is given.
pub(super) fn of(base: Base, theta: Option<&str>) -> String {
    match base {
        Base::BinaryStep { straight_through: false } => "step(xs)".to_owned(),
        Base::BinaryStep { straight_through: true } => "straight_through_step(xs)".to_owned(),
        Base::Linear { c } => format!("{} * xs", number(c)),
        Base::Identity => "xs".to_owned(),
        Base::Sigmoid => "xs.sigmoid()".to_owned(),
        Base::HardSigmoid => "xs.hardsigmoid()".to_owned(),
        Base::LogSigmoid => "xs.log_sigmoid()".to_owned(),
        Base::Tanh => "xs.tanh()".to_owned(),
        Base::HardTanh => "xs.hardtanh()".to_owned(),
        Base::Arctan => "xs.atan()".to_owned(),
        Base::Softsign => "xs / (1.0 + xs.abs())".to_owned(),
        Base::Relu { negative_slope, max_value, threshold } => relu(negative_slope, max_value, threshold),
        Base::Relu6 => "xs.relu6()".to_owned(),
        Base::SquaredRelu => "xs.relu().square()".to_owned(),
        Base::LeakyRelu { slope } => leaky_relu(slope),
        Base::Prelu { slope } => {
            theta.map_or_else(|| leaky_relu(slope), |theta| format!("prelu(xs, {theta})"))
        }
        Base::Elu { alpha: 1.0 } => "xs.elu()".to_owned(),
        Base::Elu { alpha } => format!("elu(xs, {})", number(alpha)),
        Base::Celu { alpha: 1.0 } => "xs.celu()".to_owned(),
        Base::Celu { alpha } => format!("celu(xs, {})", number(alpha)),
        Base::Selu => "xs.selu()".to_owned(),
        Base::Gelu { approximate: false } => "xs.gelu(\"none\")".to_owned(),
        Base::Gelu { approximate: true } => "xs.gelu(\"tanh\")".to_owned(),
        Base::Swish { beta, .. } => {
            theta.map_or_else(|| swish(beta), |theta| format!("xs * ({theta} * xs).sigmoid()"))
        }
        Base::HardSwish => "xs.hardswish()".to_owned(),
        Base::Mish => "xs.mish()".to_owned(),
        Base::Softplus { beta: 1.0 } => "xs.softplus()".to_owned(),
        Base::Softplus { beta } => format!("softplus(xs, {})", number(beta)),
        Base::Sine => "xs.sin()".to_owned(),
        Base::Cosine => "xs.cos()".to_owned(),
        Base::Gaussian => "(-xs.square()).exp()".to_owned(),
        Base::Absolute => "xs.abs()".to_owned(),
        Base::Square => "xs.square()".to_owned(),
        Base::Softmax => "xs.softmax(1, xs.kind())".to_owned(),
    }
}

/// A number as f64, which tch takes.
pub(super) fn number(value: f64) -> String {
    if value.is_infinite() { "f64::INFINITY".to_owned() } else { literal::rounded(value) }
}

fn leaky_relu(slope: f64) -> String {
    format!("leaky_relu(xs, {})", number(slope))
}

fn swish(beta: f64) -> String {
    if beta == 1.0 { "xs.silu()".to_owned() } else { format!("swish(xs, {})", number(beta)) }
}

/// relu with the three parameters of Keras.
fn relu(negative_slope: f64, max_value: f64, threshold: f64) -> String {
    if max_value.is_infinite() && threshold == 0.0 {
        return if negative_slope == 0.0 { "xs.relu()".to_owned() } else { leaky_relu(negative_slope) };
    }
    let [slope, most, least] = [negative_slope, max_value, threshold].map(number);
    format!("keras_relu(xs, {slope}, {most}, {least})")
}

/// A coefficient, and the factor behind it.
pub(super) fn term(coefficient: &str, factor: &str) -> String {
    match coefficient {
        "1.0" => factor.to_owned(),
        _ if has_operator(factor) => format!("{coefficient} * ({factor})"),
        _ => format!("{coefficient} * {factor}"),
    }
}

/// Whether an expression is a product or a quotient, outside of all brackets.
fn has_operator(expression: &str) -> bool {
    let mut depth = 0;
    expression.chars().any(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0 && (c == '*' || c == '/')
    })
}

/// A sum that is a tensor, on one line if it fits, otherwise with its terms on lines that are indented by `margin`.
pub(super) fn sum(terms: &[String], before: usize, margin: usize) -> String {
    let sum = match terms {
        // Connected to xs, so that what comes before can be differentiated.
        [] => return "0.0 * xs".to_owned(),
        [only] if only == "xs" => return "xs.shallow_clone()".to_owned(),
        _ => terms.join(" + ").replace("+ -", "- "),
    };
    if before + sum.len() <= 100 {
        return sum;
    }
    terms.join(&format!("\n{}+ ", " ".repeat(margin))).replace("+ -", "- ")
}
