//! What functions of PyTorch do to single numbers, in f64: enough of them to tell activation functions by their values.

use super::call::Standing;
use super::named::{constant, number, standing, word};
use super::uses::Uses;
use crate::activation::{Base, erf};
use crate::pt2::{Argument, Node, ValueId};

/// Where functions are looked at: on both sides of every bend that a known one has.
pub(super) const POINTS: [f64; 25] = [
    -9.3, -7.1, -5.2, -4.1, -3.3, -2.9, -2.2, -1.7, -1.0, -0.8, -0.45, -0.1, 0.0, 0.15, 0.4, 0.7, 1.0, 1.3,
    1.9, 2.6, 3.1, 4.4, 5.7, 6.5, 8.2,
];

/// The values of a function at all points.
pub(super) type Numbers = [f64; POINTS.len()];

/// What a node computes of the numbers that its arguments are; nothing if it is not pointwise.
///
/// `given` has the numbers of each value that the node reads.
pub(super) fn values(
    node: &Node,
    uses: &Uses,
    given: &dyn Fn(ValueId) -> Option<Numbers>,
) -> Option<Numbers> {
    let call = Call { word: word(node)?, node, given };
    if let Some(function) = one(call.word) {
        return Some(call.first()?.map(function));
    }
    call.of_two().or_else(|| call.limited()).or_else(|| call.of_three()).or_else(|| call.named(uses))
}

/// Whether a node is pointwise, whatever its arguments are.
pub(super) fn is_pointwise(node: &Node, uses: &Uses) -> bool {
    match standing(node, uses) {
        Some(Standing::Base(base)) => base.is_elementwise(),
        Some(Standing::Prelu { .. } | Standing::Other(_)) | None => {
            values(node, uses, &|_| Some(splat(0.5))).is_some()
        }
    }
}

/// The same number at all points.
pub(super) fn splat(value: f64) -> Numbers {
    [value; POINTS.len()]
}

fn each(a: Numbers, b: Numbers, function: impl Fn(f64, f64) -> f64) -> Numbers {
    std::array::from_fn(|at| function(a[at], b[at]))
}

/// Functions of one number.
fn one(word: &str) -> Option<fn(f64) -> f64> {
    Some(match word {
        "alias" | "clone" | "contiguous" | "detach" | "lift_fresh_copy" | "to" | "_to_copy" | "type_as" => {
            |x| x
        }
        "neg" | "negative" => |x| -x,
        "abs" => f64::abs,
        "exp" => f64::exp,
        "exp2" => f64::exp2,
        "expm1" => f64::exp_m1,
        "log" => f64::ln,
        "log1p" => f64::ln_1p,
        "log2" => f64::log2,
        "log10" => f64::log10,
        "sqrt" => f64::sqrt,
        "rsqrt" => |x| x.sqrt().recip(),
        "reciprocal" => f64::recip,
        "square" => |x| x * x,
        "erf" | "special_erf" => erf,
        "erfc" => |x| 1.0 - erf(x),
        "sin" => f64::sin,
        "cos" => f64::cos,
        "tan" => f64::tan,
        "sinh" => f64::sinh,
        "cosh" => f64::cosh,
        "asinh" => f64::asinh,
        "atan" | "arctan" => f64::atan,
        "sign" | "sgn" => |x| if x == 0.0 { 0.0 } else { x.signum() },
        "floor" => f64::floor,
        "ceil" => f64::ceil,
        "trunc" => f64::trunc,
        "logical_not" => |x| truth(x == 0.0),
        _ => return None,
    })
}

fn truth(value: bool) -> f64 {
    f64::from(u8::from(value))
}

/// A call with the numbers that its arguments are.
struct Call<'a> {
    word: &'a str,
    node: &'a Node,
    given: &'a dyn Fn(ValueId) -> Option<Numbers>,
}

impl Call<'_> {
    fn argument(&self, name: &str) -> Option<Numbers> {
        self.numbers(self.node.argument(name)?)
    }

    fn first(&self) -> Option<Numbers> {
        self.node.arguments.first().and_then(|(_, argument)| self.numbers(argument))
    }

    fn numbers(&self, argument: &Argument) -> Option<Numbers> {
        match argument {
            Argument::Tensor(id) => (self.given)(*id),
            other => constant(other).map(splat),
        }
    }

    fn number(&self, name: &str, default: f64) -> Option<f64> {
        number(self.node, name, default)
    }

    /// Functions of two numbers.
    fn of_two(&self) -> Option<Numbers> {
        let alpha = self.number("alpha", 1.0);
        let with = |name: &str, function: &dyn Fn(f64, f64) -> f64| {
            Some(each(self.first()?, self.argument(name)?, function))
        };
        let other = |function: fn(f64, f64) -> f64| with("other", &function);
        match self.word {
            "add" => alpha.and_then(|alpha| with("other", &|a, b| a + alpha * b)),
            "sub" | "subtract" => alpha.and_then(|alpha| with("other", &|a, b| a - alpha * b)),
            "rsub" => alpha.and_then(|alpha| with("other", &|a, b| b - alpha * a)),
            "mul" | "multiply" => other(|a, b| a * b),
            "div" | "divide" | "true_divide" if self.node.argument("rounding_mode").is_none() => {
                other(|a, b| a / b)
            }
            "maximum" | "max" => other(f64::max),
            "minimum" | "min" => other(f64::min),
            "gt" => other(|a, b| truth(a > b)),
            "lt" => other(|a, b| truth(a < b)),
            "ge" => other(|a, b| truth(a >= b)),
            "le" => other(|a, b| truth(a <= b)),
            "eq" => other(|a, b| truth(a == b)),
            "ne" => other(|a, b| truth(a != b)),
            "logical_and" => other(|a, b| truth(a != 0.0 && b != 0.0)),
            "logical_or" => other(|a, b| truth(a != 0.0 || b != 0.0)),
            "logaddexp" => other(|a, b| a.max(b) + (-(a - b).abs()).exp().ln_1p()),
            "pow" | "float_power" => with("exponent", &f64::powf),
            "heaviside" => with("values", &|x, at| if x == 0.0 { at } else { truth(x > 0.0) }),
            "prelu" => with("weight", &|x, a| if x > 0.0 { x } else { a * x }),
            _ => None,
        }
    }

    /// Functions that keep a number within limits.
    fn limited(&self) -> Option<Numbers> {
        let limit = |name: &str, without: f64| match self.node.argument(name) {
            None | Some(Argument::None) => Some(splat(without)),
            Some(_) => self.argument(name),
        };
        let (low, high) = match self.word {
            "clamp" => (limit("min", f64::NEG_INFINITY)?, limit("max", f64::INFINITY)?),
            "clamp_min" => (self.argument("min")?, splat(f64::INFINITY)),
            "clamp_max" => (splat(f64::NEG_INFINITY), self.argument("max")?),
            "hardtanh" => (limit("min_val", -1.0)?, limit("max_val", 1.0)?),
            _ => return None,
        };
        Some(each(each(self.first()?, low, f64::max), high, f64::min))
    }

    /// Functions of three numbers.
    fn of_three(&self) -> Option<Numbers> {
        let of = |names: [&str; 3], function: &dyn Fn(f64, f64, f64) -> f64| {
            let [a, b, c] = [self.argument(names[0])?, self.argument(names[1])?, self.argument(names[2])?];
            Some(std::array::from_fn(|at| function(a[at], b[at], c[at])))
        };
        let added = ["self", "tensor1", "tensor2"];
        match self.word {
            "where" => of(["condition", "self", "other"], &|c, a, b| if c == 0.0 { b } else { a }),
            "masked_fill" => of(["self", "mask", "value"], &|a, c, b| if c == 0.0 { a } else { b }),
            "lerp" => of(["self", "end", "weight"], &|a, b, weight| a + weight * (b - a)),
            "addcmul" => self.number("value", 1.0).and_then(|value| of(added, &|x, a, b| x + value * a * b)),
            "addcdiv" => self.number("value", 1.0).and_then(|value| of(added, &|x, a, b| x + value * a / b)),
            _ => None,
        }
    }

    /// Activation functions by name: bases, and those with other parameters than bases have.
    fn named(&self, uses: &Uses) -> Option<Numbers> {
        let x = self.first()?;
        if let Some(Standing::Base(base)) = standing(self.node, uses) {
            return base.is_elementwise().then(|| x.map(|x| base.value(x)));
        }
        match self.word {
            "elu" => {
                let (alpha, scale) = (self.number("alpha", 1.0)?, self.number("scale", 1.0)?);
                let input_scale = self.number("input_scale", 1.0)?;
                Some(x.map(|x| scale * if x > 0.0 { x } else { alpha * (input_scale * x).exp_m1() }))
            }
            "softplus" => {
                let (beta, limit) = (self.number("beta", 1.0)?, self.number("threshold", 20.0)?);
                Some(x.map(|x| if beta * x > limit { x } else { Base::Softplus { beta }.value(x) }))
            }
            "threshold" => {
                let (limit, value) = (self.number("threshold", 0.0)?, self.number("value", 0.0)?);
                Some(x.map(|x| if x > limit { x } else { value }))
            }
            "hardshrink" | "softshrink" => {
                let lambda = self.number("lambd", 0.5)?;
                let is_hard = self.word == "hardshrink";
                let shrunk = |x: f64| if is_hard { x } else { x - lambda * x.signum() };
                Some(x.map(|x| if x.abs() > lambda { shrunk(x) } else { 0.0 }))
            }
            _ => None,
        }
    }
}
