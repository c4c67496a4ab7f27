//! f(x) of every base as a formula, written so that f32 loses no digits and overflows nowhere.

use super::expression::{Body, Condition, Expression, Function, Known, either, n, x};
use crate::activation::{Base, GELU_CUBIC, GELU_SCALE, SELU_ALPHA, SELU_SCALE};

/// f(x), where `theta` stands for the learned parameter if it is no number; nothing for softmax, which takes more than one
/// number.
pub(super) fn of(base: Base, theta: Option<&Expression>) -> Option<Expression> {
    let learned = |value: f64| theta.cloned().unwrap_or(n(value));
    let plain = |body| call(base.name(), base.facts().brief, body);
    let value = match base {
        Base::BinaryStep { .. } => {
            plain(either(Condition::IsNan(x()), x(), either(Condition::AtLeast(x(), n(0.0)), n(1.0), n(0.0))))
        }
        Base::Linear { c } => n(c) * x(),
        Base::Identity => x(),
        Base::Sigmoid => sigmoid(x()),
        Base::HardSigmoid => plain(sixth()),
        Base::LogSigmoid => plain(Expression::Min(Box::new(x()), 0.0) - bend()),
        Base::Tanh => x().of(Known::Tanh),
        Base::HardTanh => plain(Expression::Clamp(Box::new(x()), -1.0, 1.0)),
        Base::Arctan => x().of(Known::Atan),
        Base::Softsign => plain(x() / (n(1.0) + x().of(Known::Abs))),
        Base::Relu { negative_slope, max_value, threshold } => relu(negative_slope, max_value, threshold),
        Base::Relu6 => plain(Expression::Clamp(Box::new(x()), 0.0, 6.0)),
        Base::SquaredRelu => plain(either(Condition::Below(x(), n(0.0)), n(0.0), x() * x())),
        Base::LeakyRelu { slope } => leaky_relu(n(slope)),
        Base::Prelu { slope } => leaky_relu(learned(slope)),
        Base::Elu { alpha } => {
            let below = Expression::name("alpha") * x().of(Known::ExpM1);
            with(base, &["alpha"], n(alpha), either(positive(), x(), below))
        }
        Base::Celu { alpha } => {
            let a = || Expression::name("alpha");
            with(base, &["alpha"], n(alpha), either(positive(), x(), a() * (x() / a()).of(Known::ExpM1)))
        }
        Base::Selu => {
            let below = n(SELU_SCALE * SELU_ALPHA) * x().of(Known::ExpM1);
            plain(either(positive(), n(SELU_SCALE) * x(), below))
        }
        Base::Gelu { approximate: false } => {
            call("gelu", "x * P(x), where P is the standard normal distribution", x() * normal_distribution())
        }
        Base::Gelu { approximate: true } => approximate_gelu(),
        Base::Swish { beta, .. } => swish(learned(beta)),
        Base::HardSwish => plain(x() * sixth()),
        Base::Mish => plain(x() * softplus(x()).of(Known::Tanh)),
        Base::Softplus { beta: 1.0 } => softplus(x()),
        Base::Softplus { beta } => softplus(n(beta) * x()) / n(beta),
        Base::Sine => x().of(Known::Sin),
        Base::Cosine => x().of(Known::Cos),
        Base::Gaussian => plain((-(x() * x())).of(Known::Exp)),
        Base::Absolute => x().of(Known::Abs),
        Base::Square => x() * x(),
        Base::Softmax => return None,
    };
    Some(value)
}

/// A call with `x` alone.
pub(super) fn call(name: &str, about: &str, body: Expression) -> Expression {
    function(name, &[], about, Vec::new(), body, Vec::new())
}

/// A call of a function that is defined like this, with `x` and so many other arguments.
pub(super) fn function(
    name: &str,
    parameters: &'static [&'static str],
    about: &str,
    variables: Vec<(&'static str, Expression)>,
    result: Expression,
    arguments: Vec<Expression>,
) -> Expression {
    let body = Body::Formula(variables, result);
    let function = Function { name: name.to_owned(), parameters, about: about.to_owned(), body };
    Expression::Call(Box::new(function), std::iter::once(x()).chain(arguments).collect())
}

/// The same call with another formula in the place of `x`.
pub(super) fn at(place: Expression, call: Expression) -> Expression {
    match call {
        Expression::Call(function, mut arguments) => {
            arguments[0] = place;
            Expression::Call(function, arguments)
        }
        other => other,
    }
}

/// A call of a base with one parameter.
fn with(base: Base, parameter: &'static [&'static str], value: Expression, body: Expression) -> Expression {
    function(base.name(), parameter, base.facts().formula, Vec::new(), body, vec![value])
}

pub(super) fn positive() -> Condition {
    Condition::Above(x(), n(0.0))
}

pub(super) fn sigmoid(place: Expression) -> Expression {
    let body = n(1.0) / (n(1.0) + (-x()).of(Known::Exp));
    at(place, call("sigmoid", Base::Sigmoid.facts().formula, body))
}

pub(super) fn softplus(place: Expression) -> Expression {
    let body = Expression::Max(Box::new(x()), 0.0) + bend();
    at(place, call("softplus", "ln(1 + exp(x))", body))
}

/// ln(1 + e^−|x|), which has no digits to lose.
fn bend() -> Expression {
    (-x().of(Known::Abs)).of(Known::Exp).of(Known::Ln1P)
}

/// x/6 + 1/2, cut off at 0 and 1.
fn sixth() -> Expression {
    Expression::Clamp(Box::new(x() / n(6.0) + n(0.5)), 0.0, 1.0)
}

fn leaky_relu(slope: Expression) -> Expression {
    let base = Base::LeakyRelu { slope: 0.0 };
    with(base, &["slope"], slope, either(positive(), x(), Expression::name("slope") * x()))
}

fn swish(beta: Expression) -> Expression {
    with(Base::SWISH, &["beta"], beta, x() * sigmoid(Expression::name("beta") * x()))
}

/// Φ(x).
pub(super) fn normal_distribution() -> Expression {
    let function = Function {
        name: "normal_distribution".to_owned(),
        parameters: &[],
        about: "The share of the standard normal distribution that lies below x.".to_owned(),
        body: Body::NormalDistribution,
    };
    Expression::Call(Box::new(function), vec![x()])
}

/// x·(1 + tanh u)/2 is x·sigmoid(2u), without the sum in which digits are lost.
fn approximate_gelu() -> Expression {
    let gate = n(1.0) + (n(-2.0) * Expression::name("u")).of(Known::Exp);
    let variables = vec![("u", gelu_argument())];
    let about = "x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))";
    function("approximate_gelu", &[], about, variables, x() / gate, Vec::new())
}

/// u = √(2/π)·(x + 0.044715·x³).
pub(super) fn gelu_argument() -> Expression {
    n(GELU_SCALE) * (x() + n(GELU_CUBIC) * x() * x() * x())
}

/// relu with the three parameters of Keras, by as few as are needed.
fn relu(negative_slope: f64, max_value: f64, threshold: f64) -> Expression {
    let (slope, least, most) =
        (|| Expression::name("slope"), || Expression::name("threshold"), || Expression::name("most"));
    if max_value.is_infinite() && threshold == 0.0 {
        return if negative_slope == 0.0 {
            call("relu", "max(0, x)", either(Condition::Below(x(), n(0.0)), n(0.0), x()))
        } else {
            leaky_relu(n(negative_slope))
        };
    }
    let rising = either(Condition::AtLeast(x(), least()), x(), slope() * (x() - least()));
    if max_value.is_infinite() {
        let about = "x if x >= threshold else slope * (x - threshold)";
        let arguments = vec![n(negative_slope), n(threshold)];
        return function("shifted_relu", &["slope", "threshold"], about, Vec::new(), rising, arguments);
    }
    let about = "most if x >= most, x if x >= threshold, else slope * (x - threshold)";
    let body = either(Condition::AtLeast(x(), most()), most(), rising);
    let arguments = vec![n(negative_slope), n(threshold), n(max_value)];
    function("limited_relu", &["slope", "threshold", "most"], about, Vec::new(), body, arguments)
}
