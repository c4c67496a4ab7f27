//! Functions of C's `math.h`, and methods of numbers, slices and iterators of Rust's `std`.

use super::super::operate::{map, zip};
use super::super::tensor::number;
use super::super::value::{Arguments, Value};
use super::super::{Program, slice_of};
use super::{meaning, required};

/// A function of C.
pub(super) fn c_call(name: &str, arguments: &Arguments) -> Result<Value, String> {
    let unary: fn(f64) -> f64 = match name {
        "expf" => f64::exp,
        "expm1f" => f64::exp_m1,
        "log1pf" => f64::ln_1p,
        "tanhf" => f64::tanh,
        "atanf" => f64::atan,
        "sinf" => f64::sin,
        "cosf" => f64::cos,
        "fabsf" => f64::abs,
        "erfcf" => meaning::erfc,
        "isnan" => meaning::is_nan,
        "fmaxf" | "fminf" => {
            let [a, b] = arguments.bind(["x", "y"])?;
            let f = if name == "fmaxf" { f64::max } else { f64::min };
            return zip(&required(a)?, &required(b)?, f);
        }
        _ => return Err(super::unknown(name)),
    };
    let [x] = arguments.bind(["x"])?;
    map(&required(x)?, unary)
}

/// A function of Rust's `std`.
pub(super) fn rust_call(path: &str, arguments: &Arguments) -> Result<Value, String> {
    match path {
        "f64::from" => {
            let [x] = arguments.bind(["value"])?;
            required(x)
        }
        "f32::max" => {
            let [a, b] = arguments.bind(["self", "other"])?;
            zip(&required(a)?, &required(b)?, f64::max)
        }
        "assert_eq!" => {
            let [left, right, _] = arguments.bind(["left", "right", "message"])?;
            let is_same = required(left)?.is_same(&required(right)?)?;
            if is_same { Ok(Value::Nothing) } else { Err("what is asserted does not hold".to_owned()) }
        }
        _ => Err(super::unknown(path)),
    }
}

/// A method of a number, a slice or an iterator of Rust.
pub(super) fn rust_method(
    program: &Program,
    receiver: &Value,
    name: &str,
    arguments: &Arguments,
) -> Result<Value, String> {
    match receiver.read() {
        number @ (Value::Number(_) | Value::Tensor(_)) => of_number(&number, name, arguments),
        list @ (Value::View(..) | Value::List(_)) => of_list(program, &list, name, arguments),
        other => Err(format!("`{name}` of {}", other.kind())),
    }
}

fn of_number(value: &Value, name: &str, arguments: &Arguments) -> Result<Value, String> {
    let unary: fn(f64) -> f64 = match name {
        "exp" => f64::exp,
        "exp_m1" => f64::exp_m1,
        "ln_1p" => f64::ln_1p,
        "tanh" => f64::tanh,
        "atan" => f64::atan,
        "sin" => f64::sin,
        "cos" => f64::cos,
        "abs" => f64::abs,
        "is_nan" => meaning::is_nan,
        "is_infinite" => return Ok(Value::Bool(value.as_number()?.is_infinite())),
        "min" | "max" => {
            let [other] = arguments.bind(["other"])?;
            let f = if name == "max" { f64::max } else { f64::min };
            return zip(value, &required(other)?, f);
        }
        "clamp" => {
            let [low, high] = arguments.bind(["min", "max"])?;
            let (low, high) = (required(low)?.as_number()?, required(high)?.as_number()?);
            return map(value, |x| meaning::clip(x, low, high));
        }
        _ => return Err(super::unknown(name)),
    };
    let [] = arguments.bind([])?;
    map(value, unary)
}

fn of_list(program: &Program, list: &Value, name: &str, arguments: &Arguments) -> Result<Value, String> {
    let call = |f: &Value, positional| program.call(f, Arguments::of(positional));
    match name {
        "len" => Ok(Value::count(list.as_list()?.len())),
        "iter" | "clone" | "copied" | "collect" | "as_slice" => {
            let [] = arguments.bind([])?;
            Ok(if name == "as_slice" { list.clone() } else { Value::list(list.as_list()?) })
        }
        "iter_mut" => Ok(Value::list(list.places()?)),
        "rev" => Ok(Value::list(list.as_list()?.into_iter().rev().collect())),
        "step_by" => {
            let [step] = arguments.bind(["step"])?;
            let step = required(step)?.as_count()?.max(1);
            Ok(Value::list(list.as_list()?.into_iter().step_by(step).collect()))
        }
        "enumerate" => {
            let pairs = list.as_list()?.into_iter().enumerate();
            Ok(Value::list(pairs.map(|(at, it)| Value::list(vec![Value::Number(number(at)), it])).collect()))
        }
        "map" => {
            let [f] = arguments.bind(["f"])?;
            let f = required(f)?;
            let values: Result<Vec<Value>, String> =
                list.as_list()?.into_iter().map(|it| call(&f, vec![it])).collect();
            Ok(Value::list(values?))
        }
        "fold" => {
            let [start, f] = arguments.bind(["init", "f"])?;
            let f = required(f)?;
            list.as_list()?.into_iter().try_fold(required(start)?, |sum, it| call(&f, vec![sum, it]))
        }
        "sum" => {
            let [] = arguments.bind([])?;
            list.as_list()?.iter().try_fold(Value::Number(0.0), |sum, it| zip(&sum, it, |a, b| a + b))
        }
        "chunks_exact_mut" => {
            let [size] = arguments.bind(["size"])?;
            slice_of(list, required(size)?.as_count()?)
        }
        "get_mut" => {
            let [place] = arguments.bind(["index"])?;
            let place = required(place)?.as_count()?;
            let Value::List(store) = list else { return Err("`get_mut` of a slice".to_owned()) };
            let is_there = place < store.borrow().len();
            Ok(if is_there { Value::Place(store.clone(), place) } else { Value::Nothing })
        }
        _ => Err(super::unknown(name)),
    }
}
