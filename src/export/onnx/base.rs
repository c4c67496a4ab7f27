//! Every base as nodes that compute it in f32, without overflow and without cancellation that would show.

use super::graph::Graph;
use super::op::Op;
use super::proto::{AttributeProto, FLOAT};
use crate::activation::{Base, GELU_CUBIC, GELU_SCALE, SELU_ALPHA, SELU_SCALE};
use std::f64::consts::SQRT_2;

/// Above this alpha the cancellation in e^x − 1 near 0 is seen through the factor.
const LARGE_ALPHA: f64 = 4.0;
/// For larger x, mish is x to the last digit of an f32; e^x has room to be squared up to here and beyond.
const MISH_IS_IDENTITY: f64 = 20.0;

/// Adds the nodes of f(x), all under one name, and gives the name of what comes out; that of x if there is nothing to do.
///
/// `theta` is the name of the learned parameter, if f has one that is not part of the base.
pub(super) fn add(graph: &mut Graph, name: &str, base: Base, x: &str, theta: Option<&str>) -> String {
    let mut nodes = Nodes { graph, name };
    let value = nodes.base(base, x, theta);
    if value == x { value } else { graph.call_last(name, "") }
}

/// The nodes of one base: each is called after its operator.
struct Nodes<'g> {
    graph: &'g mut Graph,
    name: &'g str,
}

impl Nodes<'_> {
    fn base(&mut self, base: Base, x: &str, theta: Option<&str>) -> String {
        match base {
            Base::BinaryStep { .. } => self.step(x),
            Base::Linear { c } => self.times(x, c),
            Base::Identity => x.to_owned(),
            Base::Sigmoid => self.node(Op::Sigmoid, &[x]),
            Base::HardSigmoid => {
                let with =
                    vec![AttributeProto::float("alpha", 1.0 / 6.0), AttributeProto::float("beta", 0.5)];
                self.node_with(Op::HardSigmoid, &[x], with)
            }
            Base::LogSigmoid => self.log_sigmoid(x),
            Base::Tanh => self.node(Op::Tanh, &[x]),
            Base::HardTanh => self.clip(x, -1.0, 1.0),
            Base::Arctan => self.node(Op::Atan, &[x]),
            Base::Softsign => self.node(Op::Softsign, &[x]),
            Base::Relu { negative_slope, max_value, threshold } => {
                self.relu(x, negative_slope, max_value, threshold)
            }
            Base::Relu6 => self.clip(x, 0.0, 6.0),
            Base::SquaredRelu => {
                let relu = self.node(Op::Relu, &[x]);
                self.node(Op::Mul, &[&relu, &relu])
            }
            Base::LeakyRelu { slope } => self.with_alpha(Op::LeakyRelu, x, slope),
            Base::Prelu { slope } => match theta {
                Some(theta) => self.node(Op::PRelu, &[x, theta]),
                None => self.with_alpha(Op::LeakyRelu, x, slope),
            },
            Base::Elu { alpha } if alpha > LARGE_ALPHA => self.elu(x, alpha, 1.0),
            Base::Elu { alpha } => self.with_alpha(Op::Elu, x, alpha),
            Base::Celu { alpha } if alpha > LARGE_ALPHA => self.elu(x, alpha, alpha),
            Base::Celu { alpha } => self.with_alpha(Op::Celu, x, alpha),
            Base::Selu => {
                let with = [("alpha", SELU_ALPHA), ("gamma", SELU_SCALE)];
                let with = with.map(|(name, value)| AttributeProto::float(name, value));
                self.node_with(Op::Selu, &[x], with.into())
            }
            Base::Gelu { approximate: false } => self.gelu(x),
            Base::Gelu { approximate: true } => self.gelu_by_tanh(x),
            Base::Swish { beta, .. } => self.swish(x, beta, theta),
            Base::HardSwish => self.node(Op::HardSwish, &[x]),
            Base::Mish => self.mish(x),
            Base::Softplus { beta } => self.softplus(x, beta),
            Base::Sine => self.node(Op::Sin, &[x]),
            Base::Cosine => self.node(Op::Cos, &[x]),
            Base::Gaussian => {
                let square = self.node(Op::Mul, &[x, x]);
                let negative = self.node(Op::Neg, &[&square]);
                self.node(Op::Exp, &[&negative])
            }
            Base::Absolute => self.node(Op::Abs, &[x]),
            Base::Square => self.node(Op::Mul, &[x, x]),
            Base::Softmax => self.node_with(Op::Softmax, &[x], vec![AttributeProto::int("axis", 1)]),
        }
    }

    /// 1 for x ≥ 0, 0 otherwise, and what is not a number stays that.
    fn step(&mut self, x: &str) -> String {
        let zero = self.graph.constant(0.0);
        let is_right = self.node(Op::GreaterOrEqual, &[x, &zero]);
        let with = vec![AttributeProto::int("to", FLOAT.into())];
        let step = self.node_with(Op::Cast, &[&is_right], with);
        let is_nan = self.node(Op::IsNaN, &[x]);
        self.node(Op::Where, &[&is_nan, x, &step])
    }

    /// relu with the three parameters of Keras.
    fn relu(&mut self, x: &str, negative_slope: f64, max_value: f64, threshold: f64) -> String {
        if threshold == 0.0 && negative_slope == 0.0 && max_value.is_finite() {
            return self.clip(x, 0.0, max_value);
        }
        let rising = if threshold != 0.0 {
            self.relu_from(x, negative_slope, threshold)
        } else if negative_slope != 0.0 {
            self.with_alpha(Op::LeakyRelu, x, negative_slope)
        } else {
            self.node(Op::Relu, &[x])
        };
        if max_value.is_infinite() {
            return rising;
        }
        let most = self.graph.constant(max_value);
        let bound = self.graph.bound(max_value);
        let is_above = self.node(Op::GreaterOrEqual, &[x, &bound]);
        self.node(Op::Where, &[&is_above, &most, &rising])
    }

    /// x from the threshold on, slope·(x − threshold) below.
    fn relu_from(&mut self, x: &str, slope: f64, threshold: f64) -> String {
        let below = if slope == 0.0 {
            self.graph.constant(0.0)
        } else {
            let start = self.graph.constant(threshold);
            let distance = self.node(Op::Sub, &[x, &start]);
            self.times(&distance, slope)
        };
        let bound = self.graph.bound(threshold);
        let is_below = self.node(Op::Less, &[x, &bound]);
        self.node(Op::Where, &[&is_below, &below, x])
    }

    /// ln(1 + e^−|x|), which has no overflow: log sigmoid and softplus differ from it by a straight line on either side.
    fn bend(&mut self, x: &str) -> String {
        let far = self.node(Op::Abs, &[x]);
        let negative = self.node(Op::Neg, &[&far]);
        let power = self.node(Op::Exp, &[&negative]);
        let sum = self.plus(&power, 1.0);
        self.node(Op::Log, &[&sum])
    }

    /// min(x, 0) − ln(1 + e^−|x|).
    fn log_sigmoid(&mut self, x: &str) -> String {
        let zero = self.graph.constant(0.0);
        let line = self.node(Op::Min, &[x, &zero]);
        let bend = self.bend(x);
        self.node(Op::Sub, &[&line, &bend])
    }

    /// (max(z, 0) + ln(1 + e^−|z|)) / beta with z = beta·x.
    fn softplus(&mut self, x: &str, beta: f64) -> String {
        let z = if beta == 1.0 { x.to_owned() } else { self.times(x, beta) };
        let line = self.node(Op::Relu, &[&z]);
        let bend = self.bend(&z);
        let sum = self.node(Op::Add, &[&line, &bend]);
        if beta == 1.0 {
            return sum;
        }
        let beta = self.graph.constant(beta);
        self.node(Op::Div, &[&sum, &beta])
    }

    /// max(x, 0) + alpha·(e^z − 1) with z = min(x, 0)/scale, where e^z − 1 is tanh(z/2)·(e^z + 1): so it has all its digits
    /// near 0, too.
    fn elu(&mut self, x: &str, alpha: f64, scale: f64) -> String {
        let right = self.node(Op::Relu, &[x]);
        let zero = self.graph.constant(0.0);
        let left = self.node(Op::Min, &[x, &zero]);
        let z = if scale == 1.0 { left } else { self.times(&left, 1.0 / scale) };
        let half = self.times(&z, 0.5);
        let tanh = self.node(Op::Tanh, &[&half]);
        let power = self.node(Op::Exp, &[&z]);
        let sum = self.plus(&power, 1.0);
        let power_less_one = self.node(Op::Mul, &[&tanh, &sum]);
        let left = self.times(&power_less_one, alpha);
        self.node(Op::Add, &[&right, &left])
    }

    /// x·(1 + erf(x/√2))/2, in the order in which runtimes look for it to compute it at once.
    fn gelu(&mut self, x: &str) -> String {
        let root = self.graph.constant(SQRT_2);
        let scaled = self.node(Op::Div, &[x, &root]);
        let erf = self.node(Op::Erf, &[&scaled]);
        let gate = self.plus(&erf, 1.0);
        let product = self.node(Op::Mul, &[x, &gate]);
        self.times(&product, 0.5)
    }

    /// x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2.
    fn gelu_by_tanh(&mut self, x: &str) -> String {
        let square = self.node(Op::Mul, &[x, x]);
        let cube = self.node(Op::Mul, &[&square, x]);
        let cubic = self.times(&cube, GELU_CUBIC);
        let sum = self.node(Op::Add, &[x, &cubic]);
        let scaled = self.times(&sum, GELU_SCALE);
        let tanh = self.node(Op::Tanh, &[&scaled]);
        let gate = self.plus(&tanh, 1.0);
        let product = self.node(Op::Mul, &[x, &gate]);
        self.times(&product, 0.5)
    }

    /// x/(1 + e^(−beta·x)): where the power is infinite this is 0, as it should be, and left of 0 it has digits that the
    /// sigmoids of runtimes do not have.
    fn swish(&mut self, x: &str, beta: f64, theta: Option<&str>) -> String {
        let exponent = match theta {
            Some(theta) => {
                let product = self.node(Op::Mul, &[x, theta]);
                self.node(Op::Neg, &[&product])
            }
            None if beta == 1.0 => self.node(Op::Neg, &[x]),
            None => self.times(x, -beta),
        };
        let power = self.node(Op::Exp, &[&exponent]);
        let sum = self.plus(&power, 1.0);
        self.node(Op::Div, &[x, &sum])
    }

    /// x·n/(n + 2) with n = e^x·(e^x + 2), because tanh(ln(1 + e^x)) = ((1 + e^x)² − 1)/((1 + e^x)² + 1): no logarithm, and
    /// nothing cancels.
    fn mish(&mut self, x: &str) -> String {
        let most = self.graph.constant(MISH_IS_IDENTITY);
        let left = self.node(Op::Min, &[x, &most]);
        let power = self.node(Op::Exp, &[&left]);
        let sum = self.plus(&power, 2.0);
        let n = self.node(Op::Mul, &[&power, &sum]);
        let above = self.plus(&n, 2.0);
        let gate = self.node(Op::Div, &[&n, &above]);
        self.node(Op::Mul, &[x, &gate])
    }

    fn clip(&mut self, x: &str, low: f64, high: f64) -> String {
        let (low, high) = (self.graph.constant(low), self.graph.constant(high));
        self.node(Op::Clip, &[x, &low, &high])
    }

    fn times(&mut self, x: &str, factor: f64) -> String {
        let factor = self.graph.constant(factor);
        self.node(Op::Mul, &[x, &factor])
    }

    fn plus(&mut self, x: &str, summand: f64) -> String {
        let summand = self.graph.constant(summand);
        self.node(Op::Add, &[x, &summand])
    }

    fn with_alpha(&mut self, op: Op, x: &str, alpha: f64) -> String {
        self.node_with(op, &[x], vec![AttributeProto::float("alpha", alpha)])
    }

    fn node(&mut self, op: Op, inputs: &[&str]) -> String {
        self.node_with(op, inputs, Vec::new())
    }

    fn node_with(&mut self, op: Op, inputs: &[&str], with: Vec<AttributeProto>) -> String {
        let name = format!("{}/{}", self.name, op.name());
        self.graph.node(&name, op, inputs, with)
    }
}
