//! Functions of JAX and Flax and methods of their arrays, by their documentation.

use super::super::operate::{map, select, zip};
use super::super::tensor::whole;
use super::super::value::{Arguments, Value};
use super::super::window::Window;
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
        "jax.numpy.pad" => {
            let [x, paddings] = arguments.bind(["array", "pad_width"])?;
            let paddings = super::data::pairs(&required(paddings)?)?;
            Ok(Value::tensor(required(x)?.as_tensor()?.padded(&paddings, 0.0)?))
        }
        "flax.nnx.max_pool" | "flax.nnx.avg_pool" => pool(path, arguments),
        "flax.nnx.Param" => {
            let [data] = arguments.bind(["value"])?;
            required(data)
        }
        _ => Err(super::unknown(path)),
    }
}

/// A pool of images whose channels come last; it moves by 1, unless it is told otherwise.
fn pool(path: &str, arguments: &Arguments) -> Result<Value, String> {
    let [x, size, stride, padding] = arguments.bind(["inputs", "window_shape", "strides", "padding"])?;
    let both = |value: &Value| match numbers(value)?.as_slice() {
        [rows, columns] => Ok([whole(*rows)?, whole(*columns)?]),
        _ => Err("no pair".to_owned()),
    };
    let paddings = padding.map_or(Ok(vec![[0; 2]; 2]), |padding| super::data::pairs(&padding))?;
    let [rows, columns] = paddings[..] else { return Err("paddings of other axes".to_owned()) };
    let window = Window {
        size: both(&required(size)?)?,
        stride: stride.map_or(Ok([1; 2]), |stride| both(&stride))?,
        before: [rows[0], columns[0]],
        after: [rows[1], columns[1]],
    };
    let images = required(x)?.as_tensor()?.moved(&[0, 3, 1, 2])?;
    Ok(Value::tensor(images.pooled(&window, path.ends_with("max_pool"))?.moved(&[0, 2, 3, 1])?))
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
        "transpose" => super::data::transposed(tensor, arguments),
        "mean" => {
            let [axes] = arguments.bind(["axis"])?;
            super::data::mean_of_images(tensor, &required(axes)?, [1.0, 2.0])
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
