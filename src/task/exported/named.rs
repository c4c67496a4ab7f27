//! Functions of PyTorch that are activation functions by their name.

use super::call::Standing;
use super::uses::Uses;
use crate::activation::Base;
use crate::pt2::{Argument, Library, Node};

/// The name of the function that a node calls, without the mark of those that work in place.
pub(super) fn word(node: &Node) -> Option<&str> {
    let name = node.function.name.as_str();
    let plain = name.strip_suffix('_').filter(|plain| !plain.ends_with('_')).unwrap_or(name);
    (node.function.library == Library::Aten).then_some(plain)
}

/// What a node computes, if its function is an activation function by name.
pub(super) fn standing(node: &Node, uses: &Uses) -> Option<Standing> {
    let base = |base| Some(Standing::Base(base));
    match word(node)? {
        "relu" => base(Base::RELU),
        "relu6" => base(Base::Relu6),
        "silu" => base(Base::SWISH),
        "hardswish" => base(Base::HardSwish),
        "selu" => base(Base::Selu),
        "mish" => base(Base::Mish),
        "tanh" => base(Base::Tanh),
        "sigmoid" | "special_expit" => base(Base::Sigmoid),
        "hardsigmoid" => base(Base::HardSigmoid),
        "log_sigmoid" => base(Base::LogSigmoid),
        "softmax" | "_softmax" => base(Base::Softmax),
        "log_softmax" => other(node, &[]),
        "gelu" => gelu(node),
        "elu" => elu(node),
        "celu" => Some(Standing::Base(Base::Celu { alpha: number(node, "alpha", 1.0)? })),
        "leaky_relu" => base(Base::LeakyRelu { slope: number(node, "negative_slope", 0.01)? }),
        "prelu" => Some(prelu(node, uses)),
        "softplus" => softplus(node),
        "hardtanh" => hardtanh(node),
        "threshold" => threshold(node),
        "hardshrink" | "softshrink" => other(node, &[("lambd", 0.5)]),
        _ => None,
    }
}

/// A number that is given, or its default; nothing where it is computed.
pub(super) fn number(node: &Node, name: &str, default: f64) -> Option<f64> {
    match node.argument(name) {
        None | Some(Argument::None) => Some(default),
        Some(argument) => constant(argument),
    }
}

/// The number that an argument is.
pub(super) fn constant(argument: &Argument) -> Option<f64> {
    match argument {
        Argument::Float(value) => Some(*value),
        Argument::Int(value) => Some(exact(*value)),
        Argument::Bool(value) => Some(f64::from(u8::from(*value))),
        _ => None,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers in formulas are far smaller; others are no activation"
)]
pub(super) fn exact(value: i64) -> f64 {
    value as f64
}

fn gelu(node: &Node) -> Option<Standing> {
    let approximate = match node.argument("approximate") {
        None => false,
        Some(Argument::Text(text)) => text == "tanh",
        Some(_) => return None,
    };
    Some(Standing::Base(Base::Gelu { approximate }))
}

fn elu(node: &Node) -> Option<Standing> {
    let is_plain = number(node, "scale", 1.0)? == 1.0 && number(node, "input_scale", 1.0)? == 1.0;
    if is_plain {
        return Some(Standing::Base(Base::Elu { alpha: number(node, "alpha", 1.0)? }));
    }
    other(node, &[("alpha", 1.0), ("scale", 1.0), ("input_scale", 1.0)])
}

fn prelu(node: &Node, uses: &Uses) -> Standing {
    let weight = match node.argument("weight") {
        Some(Argument::Tensor(id)) => uses.tensor[id.0],
        _ => None,
    };
    weight.map_or_else(|| Standing::Other("prelu".to_owned()), |weight| Standing::Prelu { weight })
}

/// PyTorch goes over to x above a threshold, where at its default the difference is below the precision of numbers.
fn softplus(node: &Node) -> Option<Standing> {
    if number(node, "threshold", 20.0)? == 20.0 {
        return Some(Standing::Base(Base::Softplus { beta: number(node, "beta", 1.0)? }));
    }
    other(node, &[("beta", 1.0), ("threshold", 20.0)])
}

fn hardtanh(node: &Node) -> Option<Standing> {
    let limits = (number(node, "min_val", -1.0)?, number(node, "max_val", 1.0)?);
    match limits {
        (-1.0, 1.0) => Some(Standing::Base(Base::HardTanh)),
        (0.0, 6.0) => Some(Standing::Base(Base::Relu6)),
        _ => other(node, &[("min_val", -1.0), ("max_val", 1.0)]),
    }
}

fn threshold(node: &Node) -> Option<Standing> {
    match (number(node, "threshold", f64::NAN)?, number(node, "value", f64::NAN)?) {
        (0.0, 0.0) => Some(Standing::Base(Base::RELU)),
        _ => other(node, &[("threshold", 0.0), ("value", 0.0)]),
    }
}

/// The function in its own words, with its parameters in their order.
fn other(node: &Node, parameters: &[(&str, f64)]) -> Option<Standing> {
    let values = parameters.iter().map(|(name, default)| number(node, name, *default));
    let values: Vec<String> =
        values.map(|value| value.map(|value| value.to_string())).collect::<Option<_>>()?;
    let word = word(node)?;
    let words = if values.is_empty() { word.to_owned() } else { format!("{word}({})", values.join(", ")) };
    Some(Standing::Other(words))
}
