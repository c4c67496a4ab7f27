//! Arithmetic of sizes, with the results that Python gives.

/// A number that a graph computes from the sizes of its input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Int(i64),
    Float(f64),
    Bool(bool),
}

impl Number {
    /// The number as a float.
    #[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
    pub fn float(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
            Self::Bool(value) => f64::from(u8::from(value)),
        }
    }

    /// The number as a whole one, where it is one.
    pub fn int(self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(value),
            Self::Float(_) => None,
            Self::Bool(value) => Some(i64::from(value)),
        }
    }

    fn is_true(self) -> bool {
        self.float() != 0.0
    }
}

/// What a function of Python makes of numbers.
///
/// # Errors
/// If it has other arguments, divides by zero, or its result is too large.
pub(super) fn compute(function: &str, arguments: &[Number]) -> Result<Number, String> {
    let failed = || format!("`{function}` cannot be computed of {arguments:?}");
    let computed = match *arguments {
        [x] => unary(function, x),
        [x, y] => binary(function, x, y),
        [condition, x, y] if function == "sym_ite" => Some(if condition.is_true() { x } else { y }),
        _ => None,
    };
    computed.ok_or_else(failed)
}

fn unary(function: &str, x: Number) -> Option<Number> {
    Some(match (function, x.int()) {
        ("neg", Some(x)) => Number::Int(x.checked_neg()?),
        ("neg", None) => Number::Float(-x.float()),
        ("pos" | "sym_int" | "trunc", Some(x)) => Number::Int(x),
        ("pos", None) => x,
        ("trunc" | "sym_int", None) => Number::Int(whole(x.float().trunc())?),
        ("sym_float", _) => Number::Float(x.float()),
        ("sym_not", _) => Number::Bool(!x.is_true()),
        _ => return None,
    })
}

fn binary(function: &str, x: Number, y: Number) -> Option<Number> {
    if let Some(truth) = compared(function, x.float(), y.float()) {
        return Some(Number::Bool(truth));
    }
    match (function, x, y) {
        ("and_", Number::Bool(x), Number::Bool(y)) => Some(Number::Bool(x && y)),
        ("or_", Number::Bool(x), Number::Bool(y)) => Some(Number::Bool(x || y)),
        ("truediv", ..) => (y.float() != 0.0).then(|| Number::Float(x.float() / y.float())),
        ("sym_max", ..) => Some(if y.float() > x.float() { y } else { x }),
        ("sym_min", ..) => Some(if y.float() < x.float() { y } else { x }),
        _ => match (x.int(), y.int()) {
            (Some(x), Some(y)) => of_ints(function, x, y),
            _ => of_floats(function, x.float(), y.float()).map(Number::Float),
        },
    }
}

#[expect(clippy::float_cmp, reason = "Python compares exactly, too")]
fn compared(function: &str, x: f64, y: f64) -> Option<bool> {
    Some(match function {
        "eq" => x == y,
        "ne" => x != y,
        "lt" => x < y,
        "le" => x <= y,
        "gt" => x > y,
        "ge" => x >= y,
        _ => return None,
    })
}

fn of_ints(function: &str, x: i64, y: i64) -> Option<Number> {
    let quotient = || x.checked_div(y).map(|down| down - i64::from(x % y != 0 && (x < 0) != (y < 0)));
    Some(Number::Int(match function {
        "add" => x.checked_add(y)?,
        "sub" => x.checked_sub(y)?,
        "mul" => x.checked_mul(y)?,
        "floordiv" => quotient()?,
        "mod" => x.checked_sub(quotient()?.checked_mul(y)?)?,
        "pow" if y >= 0 => x.checked_pow(u32::try_from(y).ok()?)?,
        "pow" => {
            return of_floats(function, Number::Int(x).float(), Number::Int(y).float()).map(Number::Float);
        }
        "and_" => x & y,
        "or_" => x | y,
        _ => return None,
    }))
}

fn of_floats(function: &str, x: f64, y: f64) -> Option<f64> {
    Some(match function {
        "add" => x + y,
        "sub" => x - y,
        "mul" => x * y,
        "floordiv" if y != 0.0 => (x / y).floor(),
        "mod" if y != 0.0 => x - (x / y).floor() * y,
        "pow" => x.powf(y),
        _ => return None,
    })
}

#[expect(clippy::cast_possible_truncation, reason = "checked before")]
fn whole(value: f64) -> Option<i64> {
    (value.abs() < 9e15).then_some(value as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Number::{Bool, Float, Int};

    #[test]
    fn numbers_are_those_of_python() {
        for (function, arguments, expected) in [
            ("floordiv", [Int(-7), Int(2)], Int(-4)),
            ("floordiv", [Int(7), Int(-2)], Int(-4)),
            ("floordiv", [Int(-8), Int(2)], Int(-4)),
            ("mod", [Int(-7), Int(2)], Int(1)),
            ("mod", [Int(7), Int(-2)], Int(-1)),
            ("mod", [Float(-7.5), Int(2)], Float(0.5)),
            ("truediv", [Int(7), Int(2)], Float(3.5)),
            ("pow", [Int(2), Int(10)], Int(1024)),
            ("pow", [Int(2), Int(-1)], Float(0.5)),
            ("add", [Int(1), Float(0.5)], Float(1.5)),
            ("lt", [Int(1), Float(1.5)], Bool(true)),
            ("eq", [Int(1), Int(2)], Bool(false)),
            ("and_", [Bool(true), Bool(false)], Bool(false)),
            ("sym_max", [Int(3), Int(4)], Int(4)),
            ("sym_min", [Int(3), Int(4)], Int(3)),
        ] {
            assert_eq!(compute(function, &arguments), Ok(expected), "{function} {arguments:?}");
        }
        assert_eq!(compute("trunc", &[Float(-2.5)]), Ok(Int(-2)));
        assert_eq!(compute("sym_not", &[Bool(true)]), Ok(Bool(false)));
        assert_eq!(compute("sym_ite", &[Bool(false), Int(1), Int(2)]), Ok(Int(2)));
    }

    #[test]
    fn what_cannot_be_computed_is_an_error() {
        for (function, arguments) in [
            ("floordiv", vec![Int(1), Int(0)]),
            ("mod", vec![Int(1), Int(0)]),
            ("truediv", vec![Int(1), Int(0)]),
            ("mul", vec![Int(i64::MAX), Int(2)]),
            ("floordiv", vec![Int(i64::MIN), Int(-1)]),
            ("pow", vec![Int(10), Int(30)]),
            ("trunc", vec![Float(1e30)]),
            ("neg", vec![]),
            ("unheard_of", vec![Int(1), Int(2)]),
        ] {
            assert!(compute(function, &arguments).is_err(), "{function} {arguments:?}");
        }
    }
}
