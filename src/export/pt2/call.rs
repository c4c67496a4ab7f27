//! Every base as calls of ATen's functions.

use super::edit::{Argument, Nodes};
use crate::activation::Base;
use Argument::{Float, Int, Tensor, Text};

/// Adds the calls of f(x) and gives the name of what comes out; that of x if there is nothing to do.
///
/// `theta` is the value of the learned parameter, if it is a tensor; `axis` is the dimension of the channels.
pub(super) fn of(nodes: &mut Nodes<'_>, base: Base, x: &str, theta: Option<&str>, axis: usize) -> String {
    match base {
        Base::BinaryStep { straight_through } => step(nodes, x, straight_through),
        Base::Linear { c } => times(nodes, x, c),
        Base::Identity => x.to_owned(),
        Base::Sigmoid => nodes.of("sigmoid", x),
        Base::HardSigmoid => nodes.of("hardsigmoid", x),
        Base::LogSigmoid => nodes.of("log_sigmoid", x),
        Base::Tanh => nodes.of("tanh", x),
        Base::HardTanh => nodes.of("hardtanh", x),
        Base::Arctan => nodes.of("atan", x),
        Base::Softsign => {
            let size = nodes.of("abs", x);
            let more = nodes.call("add.Scalar", &[("self", Tensor(&size)), ("other", Int(1))]);
            nodes.call("div.Tensor", &[("self", Tensor(x)), ("other", Tensor(&more))])
        }
        Base::Relu { negative_slope, max_value, threshold } => {
            relu(nodes, x, negative_slope, max_value, threshold)
        }
        Base::Relu6 => {
            nodes.call("hardtanh", &[("self", Tensor(x)), ("min_val", Float(0.0)), ("max_val", Float(6.0))])
        }
        Base::SquaredRelu => {
            let relu = nodes.of("relu", x);
            nodes.of("square", &relu)
        }
        Base::LeakyRelu { slope } => leaky_relu(nodes, x, slope),
        Base::Prelu { slope } => match theta {
            Some(theta) => {
                let below = product(nodes, x, theta);
                let is_above = nodes.truth("gt.Scalar", &[("self", Tensor(x)), ("other", Int(0))]);
                either(nodes, &is_above, x, &below)
            }
            None => leaky_relu(nodes, x, slope),
        },
        Base::Elu { alpha } => nodes.call("elu", &[("self", Tensor(x)), ("alpha", Float(alpha))]),
        Base::Celu { alpha } => nodes.call("celu", &[("self", Tensor(x)), ("alpha", Float(alpha))]),
        Base::Selu => nodes.of("selu", x),
        Base::Gelu { approximate: false } => nodes.of("gelu", x),
        Base::Gelu { approximate: true } => {
            nodes.call("gelu", &[("self", Tensor(x)), ("approximate", Text("tanh"))])
        }
        Base::Swish { beta, .. } => swish(nodes, x, beta, theta),
        Base::HardSwish => nodes.of("hardswish", x),
        Base::Mish => nodes.of("mish", x),
        Base::Softplus { beta } => nodes.call("softplus", &[("self", Tensor(x)), ("beta", Float(beta))]),
        Base::Sine => nodes.of("sin", x),
        Base::Cosine => nodes.of("cos", x),
        Base::Gaussian => {
            let square = nodes.of("square", x);
            let negative = nodes.of("neg", &square);
            nodes.of("exp", &negative)
        }
        Base::Absolute => nodes.of("abs", x),
        Base::Square => nodes.of("square", x),
        Base::Softmax => {
            let axis = i64::try_from(axis).expect("a dimension");
            nodes.call("softmax.int", &[("self", Tensor(x)), ("dim", Int(axis))])
        }
    }
}

/// x times a number.
pub(super) fn times(nodes: &mut Nodes<'_>, x: &str, factor: f64) -> String {
    nodes.call("mul.Scalar", &[("self", Tensor(x)), ("other", Float(factor))])
}

/// x times a tensor.
pub(super) fn product(nodes: &mut Nodes<'_>, x: &str, factor: &str) -> String {
    nodes.call("mul.Tensor", &[("self", Tensor(x)), ("other", Tensor(factor))])
}

/// The sum of two values.
pub(super) fn sum(nodes: &mut Nodes<'_>, one: &str, other: &str) -> String {
    nodes.call("add.Tensor", &[("self", Tensor(one)), ("other", Tensor(other))])
}

fn either(nodes: &mut Nodes<'_>, condition: &str, one: &str, other: &str) -> String {
    nodes.call(
        "where.self",
        &[("condition", Tensor(condition)), ("self", Tensor(one)), ("other", Tensor(other))],
    )
}

/// A number where a condition holds.
fn number_where(nodes: &mut Nodes<'_>, condition: &str, number: f64, otherwise: &str) -> String {
    nodes.call(
        "where.ScalarSelf",
        &[("condition", Tensor(condition)), ("self", Float(number)), ("other", Tensor(otherwise))],
    )
}

/// 1 for x ≥ 0, else 0; of what is not a number, that. A straight-through step has the gradient of the identity.
fn step(nodes: &mut Nodes<'_>, x: &str, straight_through: bool) -> String {
    let is_right = nodes.truth("ge.Scalar", &[("self", Tensor(x)), ("other", Int(0))]);
    let one_or_zero = nodes.call("type_as", &[("self", Tensor(&is_right)), ("other", Tensor(x))]);
    let is_nan = nodes.truth("isnan", &[("self", Tensor(x))]);
    let step = either(nodes, &is_nan, x, &one_or_zero);
    if !straight_through {
        return step;
    }
    let held = nodes.of("detach", x);
    let zero = nodes.call("sub.Tensor", &[("self", Tensor(x)), ("other", Tensor(&held))]);
    let zero = nodes.of("nan_to_num", &zero);
    sum(nodes, &step, &zero)
}

fn leaky_relu(nodes: &mut Nodes<'_>, x: &str, slope: f64) -> String {
    nodes.call("leaky_relu", &[("self", Tensor(x)), ("negative_slope", Float(slope))])
}

/// x·sigmoid(βx).
fn swish(nodes: &mut Nodes<'_>, x: &str, beta: f64, theta: Option<&str>) -> String {
    let inner = match theta {
        Some(theta) => product(nodes, x, theta),
        None if beta == 1.0 => return nodes.of("silu", x),
        None => times(nodes, x, beta),
    };
    let gate = nodes.of("sigmoid", &inner);
    product(nodes, x, &gate)
}

/// relu with the three parameters of Keras.
fn relu(nodes: &mut Nodes<'_>, x: &str, slope: f64, most: f64, threshold: f64) -> String {
    let rising = if threshold != 0.0 {
        relu_from(nodes, x, slope, threshold)
    } else if slope == 0.0 {
        nodes.of("relu", x)
    } else {
        leaky_relu(nodes, x, slope)
    };
    if most.is_infinite() {
        return rising;
    }
    let is_above = nodes.truth("ge.Scalar", &[("self", Tensor(x)), ("other", Float(most))]);
    number_where(nodes, &is_above, most, &rising)
}

/// x from the threshold on, slope·(x − threshold) below.
fn relu_from(nodes: &mut Nodes<'_>, x: &str, slope: f64, threshold: f64) -> String {
    let is_below = nodes.truth("lt.Scalar", &[("self", Tensor(x)), ("other", Float(threshold))]);
    if slope == 0.0 {
        return number_where(nodes, &is_below, 0.0, x);
    }
    let distance = nodes.call("sub.Scalar", &[("self", Tensor(x)), ("other", Float(threshold))]);
    let below = times(nodes, &distance, slope);
    either(nodes, &is_below, &below, x)
}
