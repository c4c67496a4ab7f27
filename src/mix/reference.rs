//! The mix written with libtorch's own operations: slow, and obviously right.

use super::Learned;
use crate::activation::{Base, GELU_CUBIC, GELU_SCALE};
use tch::Tensor;

/// Σ αᵢ fᵢ(x + b), summed in the order of the bases.
pub(super) fn mix(bases: &[Base], Learned { alpha, theta, bias }: Learned<'_>, x: &Tensor) -> Tensor {
    let x = &bias.map_or_else(|| x.shallow_clone(), |bias| x + for_channels(bias, x));
    let mut parameters = (0..).map(|column| theta.map(|theta| column_for(theta, column, x)));
    let mut terms = bases.iter().zip(0..).map(|(base, column)| {
        let parameter = base.learned_parameter().and_then(|_| parameters.next()?);
        let value = value(*base, parameter.as_ref(), x);
        match alpha {
            Some(alpha) => column_for(alpha, column, x) * value,
            None => value,
        }
    });
    let first = terms.next().expect("a mix has at least one base");
    terms.fold(first, |sum, term| sum + term)
}

/// A column of rows for channels.
fn column_for(rows: &Tensor, column: i64, x: &Tensor) -> Tensor {
    for_channels(&rows.select(1, column), x)
}

/// One number, or one for each channel, shaped so that it is broadcast over everything but the channels of `x`.
fn for_channels(numbers: &Tensor, x: &Tensor) -> Tensor {
    let mut shape = vec![1; x.dim().max(2)];
    shape[1] = numbers.size()[0];
    numbers.view(&shape[..x.dim().max(1)])
}

/// f(x), with the value of its learned parameter if it has one.
fn value(base: Base, parameter: Option<&Tensor>, x: &Tensor) -> Tensor {
    match base {
        Base::BinaryStep { straight_through } => step(x, straight_through),
        Base::Linear { c } => x * c,
        Base::Identity => x.shallow_clone(),
        Base::Sigmoid => x.sigmoid(),
        Base::HardSigmoid => x.hardsigmoid(),
        Base::LogSigmoid => x.log_sigmoid(),
        Base::Tanh => x.tanh(),
        Base::HardTanh => x.hardtanh(),
        Base::Arctan => x.atan(),
        Base::Softsign => x / (1.0 + x.abs()),
        Base::RELU => x.relu(),
        Base::Relu { negative_slope, max_value, threshold } => relu(x, negative_slope, max_value, threshold),
        Base::Relu6 => x.relu6(),
        Base::SquaredRelu => x.relu().square(),
        Base::LeakyRelu { slope } => positive_or(x, &(x * slope)),
        Base::Prelu { .. } => positive_or(x, &(below(x) * learned(parameter))),
        Base::Elu { alpha } => positive_or(x, &(below(x).expm1() * alpha)),
        Base::Celu { alpha } => positive_or(x, &((below(x) / alpha).expm1() * alpha)),
        Base::Selu => x.selu(),
        Base::Gelu { approximate: false } => gelu(x),
        Base::Gelu { approximate: true } => approximate_gelu(x),
        Base::Swish { learned: true, .. } => x * (x * learned(parameter)).sigmoid(),
        Base::Swish { beta: 1.0, learned: false } => x.silu(),
        Base::Swish { beta, learned: false } => x * (x * beta).sigmoid(),
        Base::HardSwish => x.hardswish(),
        Base::Mish => x.mish(),
        Base::Softplus { beta } => softplus(x, beta),
        Base::Sine => x.sin(),
        Base::Cosine => x.cos(),
        Base::Gaussian => (-x.square()).exp(),
        Base::Absolute => x.abs(),
        Base::Square => x.square(),
        Base::Softmax => x.softmax(1, x.kind()),
    }
}

fn learned(parameter: Option<&Tensor>) -> &Tensor {
    parameter.expect("theta has a column for each learned parameter")
}

/// x where it is above 0, else `otherwise`.
fn positive_or(x: &Tensor, otherwise: &Tensor) -> Tensor {
    x.where_self(&x.gt(0.0), otherwise)
}

/// x, cut off above at 0: e^x overflows where it is not taken, and would make the gradient there 0·∞.
fn below(x: &Tensor) -> Tensor {
    x.clamp_max(0.0)
}

/// 1 for x ≥ 0, else 0. Its gradient is 0 but there is one, so that layers before it can be differentiated at all.
fn step(x: &Tensor, straight_through: bool) -> Tensor {
    let step = x.where_self(&x.isnan(), &x.ge(0.0).to_kind(x.kind()));
    if !straight_through {
        return step;
    }
    // A difference that is 0 and has the gradient of x; infinities would make it NaN.
    let finite = x.clamp(f64::from(f32::MIN), f64::from(f32::MAX));
    step.detach() + (&finite - finite.detach())
}

fn relu(x: &Tensor, negative_slope: f64, max_value: f64, threshold: f64) -> Tensor {
    let low = if negative_slope == 0.0 { x.zeros_like() } else { (x - threshold) * negative_slope };
    let rises = if threshold == 0.0 { x.gt(0.0) } else { x.ge(threshold) };
    let open = x.where_self(&rises.logical_or(&x.isnan()), &low);
    if max_value.is_infinite() {
        return open;
    }
    Tensor::full([1], max_value, (x.kind(), x.device())).where_self(&x.ge(max_value), &open)
}

/// x·(1 + erf(x/√2))/2. libtorch's own gelu is NaN at +∞, and overflows early.
fn gelu(x: &Tensor) -> Tensor {
    x * (((x * std::f64::consts::FRAC_1_SQRT_2).erf() + 1.0) * 0.5)
}

/// x·(1 + tanh u)/2 with u = √(2/π)·(x + 0.044715·x³); beyond ±30 the gate is 0 or 1 to the last digit, and x³ overflows.
fn approximate_gelu(x: &Tensor) -> Tensor {
    let near = x.clamp(-30.0, 30.0);
    let u = (near.square() * GELU_CUBIC + 1.0) * near * GELU_SCALE;
    x * (u * 2.0).sigmoid()
}

/// ln(1 + e^(β·x))/β; beyond β·x = 30 it is x to the last digit, and e^(β·x) overflows.
fn softplus(x: &Tensor, beta: f64) -> Tensor {
    let z = x * beta;
    let near = -((-z.clamp_max(30.0)).log_sigmoid()) / beta;
    x.where_self(&z.gt(30.0), &near)
}
