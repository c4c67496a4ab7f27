//! The model of a mix, computed node by node in f64: what its graph means, without a runtime.

use super::op::Op;
use super::proto::{NodeProto, TensorProto};
use super::read;
use std::collections::HashMap;
use std::f64::consts::FRAC_2_SQRT_PI;

/// What a value holds for one channel of x: a number for each of x, one for all of them, or none if it is about shapes.
type Numbers = Vec<f64>;

/// f(x) for each x, in one of so many channels, as the graph of a mix computes it; all channels have the same x, so softmax is
/// 1/channels.
///
/// # Errors
/// If the bytes are no model of a mix, or there is no such channel.
pub fn evaluate(bytes: &[u8], channel: usize, channels: usize, x: &[f64]) -> Result<Vec<f64>, String> {
    let graph = read(bytes)?.graph.ok_or("the model has no graph")?;
    let ([input], [output]) = (&*graph.input, &*graph.output) else {
        return Err("a mix has one input and one output".to_owned());
    };
    let mut values = HashMap::from([(&*input.name, x.to_vec())]);
    for tensor in &graph.initializer {
        values.insert(&tensor.name, numbers(tensor, channel)?);
    }
    for node in &graph.node {
        let inputs: Option<Vec<&Numbers>> = node.input.iter().map(|name| values.get(&**name)).collect();
        let inputs = inputs.ok_or_else(|| format!("node `{}` has an unknown input", node.name))?;
        let value = compute(node, &inputs, channels)?;
        for name in &node.output {
            values.insert(name, value.clone());
        }
    }
    let y = values.get(&*output.name).ok_or("nothing computes the output")?;
    (0..x.len()).map(|place| at(y, place)).collect()
}

/// The number of this channel, or the one of all channels; none if the tensor is a shape.
fn numbers(tensor: &TensorProto, channel: usize) -> Result<Numbers, String> {
    let Some(all) = tensor.as_floats() else { return Ok(Vec::new()) };
    let place = if all.len() == 1 { 0 } else { channel };
    let number = all.get(place).copied();
    let number = number.ok_or_else(|| format!("`{}` has no channel {channel}", tensor.name))?;
    Ok(vec![f64::from(number)])
}

fn at(numbers: &Numbers, place: usize) -> Result<f64, String> {
    let number = if numbers.len() == 1 { numbers.first() } else { numbers.get(place) };
    number.copied().ok_or_else(|| "a shape is taken for a number".to_owned())
}

fn compute(node: &NodeProto, inputs: &[&Numbers], channels: usize) -> Result<Numbers, String> {
    let op = Op::named(&node.op_type).ok_or_else(|| format!("unknown operator {}", node.op_type))?;
    if !op.inputs().contains(&inputs.len()) {
        return Err(format!("node `{}` has {} inputs", node.name, inputs.len()));
    }
    if op == Op::Shape {
        return Ok(Vec::new());
    }
    if op == Op::ConstantOfShape {
        let value = node.attribute.first().and_then(|attribute| attribute.t.as_ref());
        return value.map_or_else(|| Ok(vec![0.0]), |tensor| numbers(tensor, 0));
    }
    if op == Op::Softmax {
        #[expect(clippy::cast_precision_loss, reason = "a layer has far fewer channels than 2^52")]
        return Ok(vec![1.0 / channels as f64]);
    }
    let n_numbers = inputs.iter().map(|numbers| numbers.len()).max().unwrap_or(0);
    let number = |place| {
        let inputs: Result<Vec<f64>, String> = inputs.iter().map(|numbers| at(numbers, place)).collect();
        elementwise(op, node, &inputs?)
    };
    (0..n_numbers).map(number).collect()
}

fn elementwise(op: Op, node: &NodeProto, inputs: &[f64]) -> Result<f64, String> {
    let x = inputs[0];
    let second = || inputs[1];
    Ok(match op {
        Op::Abs => x.abs(),
        Op::Add | Op::Sum => inputs.iter().sum(),
        Op::Atan => x.atan(),
        Op::Cast | Op::Identity => x,
        Op::Celu => if_positive(x, x, alpha(node)? * (x / alpha(node)?).exp_m1()),
        Op::Clip => smaller(larger(x, second()), inputs[2]),
        Op::Cos => x.cos(),
        Op::Div => x / second(),
        Op::Elu => if_positive(x, x, alpha(node)? * x.exp_m1()),
        Op::Erf => erf(x),
        Op::Exp => x.exp(),
        Op::GreaterOrEqual => truth(x >= second()),
        Op::HardSigmoid => (alpha(node)? * x + attribute(node, "beta")?).clamp(0.0, 1.0),
        Op::HardSwish => x * (x / 6.0 + 0.5).clamp(0.0, 1.0),
        Op::IsNaN => truth(x.is_nan()),
        Op::LeakyRelu => if_positive(x, x, alpha(node)? * x),
        Op::Less => truth(x < second()),
        Op::Log => x.ln(),
        Op::Min => smaller(x, second()),
        Op::Mul => x * second(),
        Op::Neg => -x,
        Op::PRelu => if_positive(x, x, second() * x),
        Op::Relu => larger(x, 0.0),
        Op::Selu => attribute(node, "gamma")? * if_positive(x, x, alpha(node)? * x.exp_m1()),
        Op::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        Op::Sin => x.sin(),
        Op::Softsign => x / (1.0 + x.abs()),
        Op::Sub => x - second(),
        Op::Tanh => x.tanh(),
        Op::Where => {
            if x == 0.0 {
                inputs[2]
            } else {
                second()
            }
        }
        Op::AveragePool
        | Op::BatchNormalization
        | Op::Conv
        | Op::Flatten
        | Op::Gemm
        | Op::GlobalAveragePool
        | Op::MaxPool
        | Op::Pad => return Err(format!("node `{}`: {} is not part of a mix", node.name, op.name())),
        Op::ConstantOfShape | Op::Shape | Op::Softmax => {
            return Err(format!("node `{}`: {} is not elementwise", node.name, op.name()));
        }
    })
}

fn if_positive(x: f64, right: f64, left: f64) -> f64 {
    if x > 0.0 { right } else { left }
}

/// What is not a number stays that, as in runtimes.
fn smaller(x: f64, y: f64) -> f64 {
    if x > y { y } else { x }
}

fn larger(x: f64, y: f64) -> f64 {
    if x < y { y } else { x }
}

fn truth(is_true: bool) -> f64 {
    f64::from(u8::from(is_true))
}

fn alpha(node: &NodeProto) -> Result<f64, String> {
    attribute(node, "alpha")
}

fn attribute(node: &NodeProto, name: &str) -> Result<f64, String> {
    let found = node.attribute.iter().find(|attribute| attribute.name == name);
    let value = found.and_then(|attribute| attribute.f).map(f64::from);
    value.ok_or_else(|| format!("node `{}` has no {name}", node.name))
}

/// erf(x) = 2/√π·e^(−x²)·Σ 2ᵏ·x^(2k+1) / (2k+1)!!, whose terms are all of one sign; from 6 on it is 1 to the last digit.
fn erf(x: f64) -> f64 {
    if x.abs() >= 6.0 {
        return x.signum();
    }
    let (mut term, mut sum) = (x, x);
    for odd in (3..400).step_by(2) {
        term *= 2.0 * x * x / f64::from(odd);
        sum += term;
    }
    FRAC_2_SQRT_PI * (-x * x).exp() * sum
}
