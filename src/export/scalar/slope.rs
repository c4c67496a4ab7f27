//! f′(x) of every base as a formula, with the values that [`Base::derivative`] takes at kinks.

use super::expression::{Condition, Expression, Known, either, n, x};
use super::value::{call, function, gelu_argument, normal_distribution, positive, sigmoid, softplus};
use crate::activation::{Base, GELU_CUBIC, GELU_SCALE, SELU_ALPHA, SELU_SCALE};

/// 1/√(2π).
const NORMAL_SCALE: f64 = GELU_SCALE / 2.0;

/// f′(x), where `theta` stands for the learned parameter if it is no number; nothing for softmax.
pub(super) fn of(base: Base, theta: Option<&Expression>) -> Option<Expression> {
    let learned = |value: f64| theta.cloned().unwrap_or(n(value));
    let plain = |result| by(base, Vec::new(), result);
    let between = |low, high, inside: f64| either(Condition::Between(x(), low, high), n(inside), n(0.0));
    let slope = match base {
        Base::BinaryStep { straight_through: true } | Base::Identity => n(1.0),
        Base::BinaryStep { straight_through: false } => n(0.0),
        Base::Linear { c } => n(c),
        Base::Sigmoid => by(base, vec![("y", sigmoid(x()))], y() * (n(1.0) - y())),
        Base::HardSigmoid => plain(between(-3.0, 3.0, 1.0 / 6.0)),
        Base::LogSigmoid => sigmoid(-x()),
        Base::Tanh => by(base, vec![("y", x().of(Known::Tanh))], n(1.0) - y() * y()),
        Base::HardTanh => plain(between(-1.0, 1.0, 1.0)),
        Base::Arctan => plain(n(1.0) / (n(1.0) + x() * x())),
        Base::Softsign => {
            let width = n(1.0) + x().of(Known::Abs);
            by(base, vec![("y", width)], n(1.0) / (y() * y()))
        }
        Base::Relu { negative_slope, max_value, threshold } => relu(negative_slope, max_value, threshold),
        Base::Relu6 => plain(between(0.0, 6.0, 1.0)),
        Base::SquaredRelu => plain(either(Condition::Below(x(), n(0.0)), n(0.0), n(2.0) * x())),
        Base::LeakyRelu { slope } => leaky_relu(n(slope)),
        Base::Prelu { slope } => leaky_relu(learned(slope)),
        Base::Elu { alpha } => {
            with_alpha(base, alpha, |alpha| either(positive(), n(1.0), alpha * x().of(Known::Exp)))
        }
        Base::Celu { alpha } => {
            with_alpha(base, alpha, |alpha| either(positive(), n(1.0), (x() / alpha).of(Known::Exp)))
        }
        Base::Selu => {
            let below = n(SELU_SCALE * SELU_ALPHA) * x().of(Known::Exp);
            plain(either(positive(), n(SELU_SCALE), below))
        }
        Base::Gelu { approximate: false } => gelu(),
        Base::Gelu { approximate: true } => approximate_gelu(),
        Base::Swish { beta, .. } => swish(learned(beta)),
        Base::HardSwish => {
            let inner = either(Condition::AtLeast(x(), n(3.0)), n(1.0), x() / n(3.0) + n(0.5));
            plain(either(Condition::AtMost(x(), n(-3.0)), n(0.0), inner))
        }
        Base::Mish => mish(),
        Base::Softplus { beta: 1.0 } => sigmoid(x()),
        Base::Softplus { beta } => sigmoid(n(beta) * x()),
        Base::Sine => x().of(Known::Cos),
        Base::Cosine => -x().of(Known::Sin),
        Base::Gaussian => plain(n(-2.0) * x() * (-(x() * x())).of(Known::Exp)),
        Base::Absolute => {
            let negative = either(Condition::Below(x(), n(0.0)), n(-1.0), n(0.0));
            plain(either(positive(), n(1.0), negative))
        }
        Base::Square => n(2.0) * x(),
        Base::Softmax => return None,
    };
    Some(slope)
}

/// A variable of a function: its value on the way to its slope, mostly.
fn y() -> Expression {
    Expression::name("y")
}

/// Another variable, mostly what is left of 1 beside y.
fn z() -> Expression {
    Expression::name("z")
}

/// A call of the slope of a base without parameters.
fn by(base: Base, variables: Vec<(&'static str, Expression)>, result: Expression) -> Expression {
    named(base.name(), &[], base.facts().derivative, variables, result, Vec::new())
}

fn named(
    name: &str,
    parameters: &'static [&'static str],
    about: &str,
    variables: Vec<(&'static str, Expression)>,
    result: Expression,
    arguments: Vec<Expression>,
) -> Expression {
    function(&format!("{name}_derivative"), parameters, about, variables, result, arguments)
}

fn with_alpha(base: Base, alpha: f64, body: impl Fn(Expression) -> Expression) -> Expression {
    let result = body(Expression::name("alpha"));
    named(base.name(), &["alpha"], base.facts().derivative, Vec::new(), result, vec![n(alpha)])
}

fn leaky_relu(slope: Expression) -> Expression {
    let result = either(positive(), n(1.0), Expression::name("slope"));
    named("leaky_relu", &["slope"], "1 if x > 0 else slope", Vec::new(), result, vec![slope])
}

/// The density of the standard normal distribution is its slope.
fn gelu() -> Expression {
    let density = n(NORMAL_SCALE) * (n(-0.5) * x() * x()).of(Known::Exp);
    let about = "P(x) + x * P'(x), where P is the standard normal distribution";
    let result = normal_distribution() + x() * Expression::name("density");
    named("gelu", &[], about, vec![("density", density)], result, Vec::new())
}

/// With s = sigmoid(2u), which is (1 + tanh u)/2: s + x·s′, where s′ = 2·s·sigmoid(−2u)·u′.
fn approximate_gelu() -> Expression {
    let bend = n(GELU_SCALE) * (n(1.0) + n(3.0 * GELU_CUBIC) * x() * x());
    let twice = || n(2.0) * Expression::name("u");
    let variables =
        vec![("u", gelu_argument()), ("y", sigmoid(twice())), ("z", sigmoid(-twice())), ("bend", bend)];
    let result = y() + n(2.0) * x() * y() * z() * Expression::name("bend");
    let about =
        "y + x * y' with y = (1 + tanh(u)) / 2, u = sqrt(2 / pi) * (x + 0.044715 * x^3), and z = 1 - y";
    named("approximate_gelu", &[], about, variables, result, Vec::new())
}

/// s + β·x·s·(1 − s), where the digits of 1 − s are those of sigmoid(−β·x).
fn swish(beta: Expression) -> Expression {
    let scaled = || Expression::name("beta") * x();
    let about = "y + beta * x * y * z with y = 1 / (1 + exp(-beta * x)), and z = 1 - y";
    let variables = vec![("y", sigmoid(scaled())), ("z", sigmoid(-scaled()))];
    named("swish", &["beta"], about, variables, y() + scaled() * y() * z(), vec![beta])
}

/// t + x·(1 − t²)·sigmoid(x), where with z = sigmoid(−x) t is (1 − z²)/(1 + z²), and 1 − t² = (2z/(1 + z²))².
fn mish() -> Expression {
    let root = n(2.0) * z() / (n(1.0) + z() * z());
    let variables = vec![("y", softplus(x()).of(Known::Tanh)), ("z", sigmoid(-x())), ("root", root)];
    let result = y() + x() * Expression::name("root") * Expression::name("root") * sigmoid(x());
    named("mish", &[], MISH, variables, result, Vec::new())
}

const MISH: &str =
    "y + x * (1 - y^2) / (1 + exp(-x)) with y = tanh(ln(1 + exp(x))), where 1 - y^2 is the square of root";

/// The slope of relu with the three parameters of Keras: at a threshold of 0 it is the one from the left.
fn relu(negative_slope: f64, max_value: f64, threshold: f64) -> Expression {
    let name = Expression::name;
    if max_value.is_infinite() && threshold == 0.0 {
        if negative_slope != 0.0 {
            return leaky_relu(n(negative_slope));
        }
        return call("relu_derivative", "1 if x > 0 else 0", either(positive(), n(1.0), n(0.0)));
    }
    let rises = if threshold == 0.0 {
        Condition::Above(x(), name("threshold"))
    } else {
        Condition::AtLeast(x(), name("threshold"))
    };
    let rising = either(rises, n(1.0), name("slope"));
    if max_value.is_infinite() {
        let about = "1 if x >= threshold else slope";
        let arguments = vec![n(negative_slope), n(threshold)];
        return named("shifted_relu", &["slope", "threshold"], about, Vec::new(), rising, arguments);
    }
    let (title, about) = if threshold == 0.0 {
        ("limited_relu", "0 if x >= most, 1 if x > threshold, else slope")
    } else {
        ("limited_shifted_relu", "0 if x >= most, 1 if x >= threshold, else slope")
    };
    let result = either(Condition::AtLeast(x(), name("most")), n(0.0), rising);
    let arguments = vec![n(negative_slope), n(threshold), n(max_value)];
    named(title, &["slope", "threshold", "most"], about, Vec::new(), result, arguments)
}
