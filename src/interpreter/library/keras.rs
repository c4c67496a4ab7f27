//! Functions of `keras.ops`, by the documentation of Keras 3.

use super::super::operate::{map, select};
use super::super::value::{Arguments, Value};
use super::{meaning, numbers, or, required, truth};

/// A function by its full name.
pub(super) fn call(path: &str, arguments: &Arguments) -> Result<Value, String> {
    let name = path.strip_prefix("keras.ops.").ok_or_else(|| super::unknown(path))?;
    if let Some(f) = unary(name) {
        let [x] = arguments.bind(["x"])?;
        return map(&required(x)?, f);
    }
    let one = |f: fn(f64, f64) -> f64| {
        let [x, alpha] = arguments.bind(["x", "alpha"])?;
        let alpha = or(alpha, 1.0)?;
        map(&required(x)?, |x| f(x, alpha))
    };
    match name {
        "elu" => one(meaning::elu),
        "celu" => one(meaning::celu),
        "gelu" => {
            let [x, approximate] = arguments.bind(["x", "approximate"])?;
            let f = if truth(approximate, true)? { meaning::gelu_tanh } else { meaning::gelu };
            map(&required(x)?, f)
        }
        "where" => {
            let [condition, yes, no] = arguments.bind(["condition", "x1", "x2"])?;
            select(&required(condition)?, &required(yes)?, &required(no)?)
        }
        "cast" | "convert_to_tensor" => {
            let [x, kind] = arguments.bind(["x", "dtype"])?;
            required(kind)?;
            Ok(Value::tensor(required(x)?.as_rows()?))
        }
        "softmax" => {
            let [x, axis] = arguments.bind(["x", "axis"])?;
            Ok(Value::tensor(required(x)?.as_tensor()?.softmax(or(axis, -1.0)?)?))
        }
        "sum" => {
            let [x, axis, keep] = arguments.bind(["x", "axis", "keepdims"])?;
            super::kept(keep)?;
            Ok(Value::tensor(required(x)?.as_tensor()?.sum(required(axis)?.as_number()?)?))
        }
        "pad" => {
            let [x, paddings, value] = arguments.bind(["x", "pad_width", "constant_values"])?;
            let paddings = super::data::pairs(&required(paddings)?)?;
            Ok(Value::tensor(required(x)?.as_tensor()?.padded(&paddings, or(value, 0.0)?)?))
        }
        "transpose" => {
            let [x] = arguments.bind(["x"])?;
            Ok(Value::tensor(required(x)?.as_tensor()?.transposed()?))
        }
        "reshape" => {
            let [x, sizes] = arguments.bind(["x", "newshape"])?;
            Ok(Value::tensor(required(x)?.as_tensor()?.reshaped(&numbers(&required(sizes)?)?)?))
        }
        _ => Err(super::unknown(path)),
    }
}

fn unary(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "sigmoid" => meaning::sigmoid,
        "hard_sigmoid" => meaning::hard_sigmoid,
        "log_sigmoid" => meaning::log_sigmoid,
        "tanh" => f64::tanh,
        "hard_tanh" => meaning::hard_tanh,
        "arctan" => f64::atan,
        "softsign" => meaning::soft_sign,
        "relu" => meaning::relu,
        "relu6" => meaning::relu6,
        "selu" => meaning::selu,
        "silu" => meaning::silu,
        "hard_silu" => meaning::hard_silu,
        "softplus" => meaning::softplus,
        "sin" => f64::sin,
        "cos" => f64::cos,
        "exp" => f64::exp,
        "abs" => f64::abs,
        "square" => meaning::square,
        "isnan" => meaning::is_nan,
        "zeros_like" => |_| 0.0,
        // Gradients are not computed.
        "stop_gradient" => |x| x,
        _ => return None,
    })
}
