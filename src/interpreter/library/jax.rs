//! Functions of JAX and Flax and methods of their arrays, by their documentation.

use super::super::operate::{map, select, zip};
use super::super::value::{Arguments, Value};
use super::{Tensor, meaning, numbers, or, required, shape, truth};

/// A function by its full name.
pub(super) fn call(path: &str, arguments: &Arguments) -> Result<Value, String> {
    if let Some(f) = unary(path) {
        let [x] = arguments.bind(["x"])?;
        return map(&required(x)?, f);
    }
    let one = |f: fn(f64, f64) -> f64| {
        let [x, alpha] = arguments.bind(["x", "alpha"])?;
        let alpha = or(alpha, 1.0)?;
        map(&required(x)?, |x| f(x, alpha))
    };
    match path {
        "jax.nn.elu" => one(meaning::elu),
        "jax.nn.celu" => one(meaning::celu),
        "jax.nn.gelu" => {
            let [x, approximate] = arguments.bind(["x", "approximate"])?;
            let f = if truth(approximate, true)? { meaning::gelu_tanh } else { meaning::gelu };
            map(&required(x)?, f)
        }
        "jax.nn.softmax" => {
            let [x, axis] = arguments.bind(["x", "axis"])?;
            Ok(Value::tensor(required(x)?.as_tensor()?.softmax(or(axis, -1.0)?)?))
        }
        "jax.numpy.where" => {
            let [condition, yes, no] = arguments.bind(["condition", "x", "y"])?;
            select(&required(condition)?, &required(yes)?, &required(no)?)
        }
        "jax.numpy.maximum" => {
            let [x, y] = arguments.bind(["x1", "x2"])?;
            zip(&required(x)?, &required(y)?, f64::max)
        }
        "jax.numpy.asarray" => {
            let [data, kind] = arguments.bind(["a", "dtype"])?;
            required(kind)?;
            Ok(Value::tensor(required(data)?.as_rows()?))
        }
        "flax.nnx.Param" => {
            let [data] = arguments.bind(["value"])?;
            required(data)
        }
        _ => Err(super::unknown(path)),
    }
}

fn unary(path: &str) -> Option<fn(f64) -> f64> {
    Some(match path {
        "jax.nn.sigmoid" => meaning::sigmoid,
        "jax.nn.hard_sigmoid" => meaning::hard_sigmoid,
        "jax.nn.log_sigmoid" => meaning::log_sigmoid,
        "jax.nn.hard_tanh" => meaning::hard_tanh,
        "jax.nn.soft_sign" => meaning::soft_sign,
        "jax.nn.relu" => meaning::relu,
        "jax.nn.relu6" => meaning::relu6,
        "jax.nn.selu" => meaning::selu,
        "jax.nn.silu" => meaning::silu,
        "jax.nn.hard_silu" => meaning::hard_silu,
        "jax.nn.mish" => meaning::mish,
        "jax.nn.softplus" => meaning::softplus,
        "jax.numpy.tanh" => f64::tanh,
        "jax.numpy.arctan" => f64::atan,
        "jax.numpy.sin" => f64::sin,
        "jax.numpy.cos" => f64::cos,
        "jax.numpy.exp" => f64::exp,
        "jax.numpy.log" => f64::ln,
        "jax.numpy.abs" => f64::abs,
        "jax.numpy.square" => meaning::square,
        "jax.numpy.isnan" => meaning::is_nan,
        "jax.numpy.zeros_like" => |_| 0.0,
        // Gradients are not computed.
        "jax.lax.stop_gradient" => |x| x,
        _ => return None,
    })
}

/// A method of an array.
pub(super) fn method(tensor: &Value, name: &str, arguments: &Arguments) -> Result<Value, String> {
    match name {
        "astype" => {
            let [kind] = arguments.bind(["dtype"])?;
            required(kind).map(|_| tensor.clone())
        }
        "sum" => {
            let [axis, keep] = arguments.bind(["axis", "keepdims"])?;
            super::kept(keep)?;
            Ok(Value::tensor(tensor.as_tensor()?.sum(required(axis)?.as_number()?)?))
        }
        "reshape" => {
            let sizes = Value::list(arguments.positional.clone());
            Ok(Value::tensor(tensor.as_tensor()?.reshaped(&numbers(&sizes)?)?))
        }
        _ => Err(super::unknown(name)),
    }
}

/// What an array has that is no method.
pub(super) fn attribute(tensor: &Tensor, name: &str) -> Result<Option<Value>, String> {
    Ok(match name {
        "shape" => Some(shape(tensor)),
        "ndim" => Some(Value::count(tensor.shape.len())),
        "T" => Some(Value::tensor(tensor.transposed()?)),
        _ => None,
    })
}
