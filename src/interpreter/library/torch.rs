//! Functions of `PyTorch` and methods of its tensors, by the documentation of `PyTorch` 2.

use super::super::operate::{map, select, zip};
use super::super::value::{Arguments, Value};
use super::super::window::Window;
use super::{meaning, numbers, or, required, shape};

/// A function by its full name.
pub(super) fn call(path: &str, arguments: &Arguments) -> Result<Value, String> {
    if let Some(f) = unary(path) {
        let [x] = arguments.bind(["input"])?;
        return map(&required(x)?, f);
    }
    match path {
        "torch.tensor" => {
            let [data] = arguments.bind(["data"])?;
            Ok(Value::tensor(required(data)?.as_rows()?))
        }
        "torch.zeros" | "torch.ones" => {
            let [size] = arguments.bind(["size"])?;
            let value = if path == "torch.zeros" { 0.0 } else { 1.0 };
            let size = required(size)?.as_count()?;
            super::filled(&[size], value)
        }
        "torch.where" => {
            let [condition, yes, no] = arguments.bind(["condition", "input", "other"])?;
            select(&required(condition)?, &required(yes)?, &required(no)?)
        }
        "torch.softmax" => {
            let [x, axis] = arguments.bind(["input", "dim"])?;
            let axis = required(axis)?.as_number()?;
            Ok(Value::tensor(required(x)?.as_tensor()?.softmax(axis)?))
        }
        "torch.equal" => super::data::are_equal(arguments),
        "torch.nn.functional.max_pool2d" | "torch.nn.functional.avg_pool2d" => pool(path, arguments),
        "torch.nn.functional.pad" => {
            let [x, pad] = arguments.bind(["input", "pad"])?;
            super::pad_from_the_last_axis(&required(x)?, &required(pad)?)
        }
        "torch.nn.Parameter" => {
            let [data] = arguments.bind(["data"])?;
            required(data)
        }
        _ => functional(path, arguments),
    }
}

fn pool(path: &str, arguments: &Arguments) -> Result<Value, String> {
    let [x, size, stride, padding] = arguments.bind(["input", "kernel_size", "stride", "padding"])?;
    let size = required(size)?.as_count()?;
    let stride = stride.map_or(Ok(size), |stride| stride.as_count())?;
    let window = Window::square(size, stride, padding.map_or(Ok(0), |padding| padding.as_count())?);
    Ok(Value::tensor(required(x)?.as_tensor()?.pooled(&window, path.ends_with("max_pool2d"))?))
}

/// Functions with a parameter of their own.
fn functional(path: &str, arguments: &Arguments) -> Result<Value, String> {
    let name = path.strip_prefix("torch.nn.functional.").ok_or_else(|| super::unknown(path))?;
    let one = |parameter: &'static str, default: f64, f: fn(f64, f64) -> f64| {
        let [x, value] = arguments.bind(["input", parameter])?;
        let value = or(value, default)?;
        map(&required(x)?, |x| f(x, value))
    };
    match name {
        "leaky_relu" => one("negative_slope", 0.01, meaning::leaky_relu),
        "elu" => one("alpha", 1.0, meaning::elu),
        "celu" => one("alpha", 1.0, meaning::celu),
        "softplus" => one("beta", 1.0, |x, beta| {
            // Beyond the threshold of 20 it is x itself.
            if beta * x > 20.0 { x } else { meaning::softplus(beta * x) / beta }
        }),
        "gelu" => {
            let [x, approximate] = arguments.bind(["input", "approximate"])?;
            let approximate = approximate.map_or_else(|| Ok("none".into()), |it| it.as_text())?;
            match &*approximate {
                "none" => map(&required(x)?, meaning::gelu),
                "tanh" => map(&required(x)?, meaning::gelu_tanh),
                other => Err(format!("gelu approximated by {other:?}")),
            }
        }
        _ => Err(super::unknown(path)),
    }
}

fn unary(path: &str) -> Option<fn(f64) -> f64> {
    Some(match path {
        "torch.sigmoid" => meaning::sigmoid,
        "torch.tanh" => f64::tanh,
        "torch.atan" => f64::atan,
        "torch.sin" => f64::sin,
        "torch.cos" => f64::cos,
        "torch.exp" => f64::exp,
        "torch.abs" => f64::abs,
        "torch.square" => meaning::square,
        "torch.zeros_like" => |_| 0.0,
        "torch.nn.functional.relu" => meaning::relu,
        "torch.nn.functional.relu6" => meaning::relu6,
        "torch.nn.functional.hardsigmoid" => meaning::hard_sigmoid,
        "torch.nn.functional.hardswish" => meaning::hard_silu,
        "torch.nn.functional.hardtanh" => meaning::hard_tanh,
        "torch.nn.functional.logsigmoid" => meaning::log_sigmoid,
        "torch.nn.functional.softsign" => meaning::soft_sign,
        "torch.nn.functional.silu" => meaning::silu,
        "torch.nn.functional.mish" => meaning::mish,
        "torch.nn.functional.selu" => meaning::selu,
        _ => return None,
    })
}

/// A method of a tensor.
pub(super) fn method(tensor: &Value, name: &str, arguments: &Arguments) -> Result<Value, String> {
    let array = tensor.as_tensor()?;
    match name {
        "isnan" => map(tensor, meaning::is_nan),
        "log" => map(tensor, f64::ln),
        // Gradients are not computed.
        "detach" => Ok(tensor.clone()),
        "nan_to_num" => map(tensor, |x| if x.is_nan() { 0.0 } else { clip_to_f32(x) }),
        "dim" => Ok(Value::count(array.shape.len())),
        "flatten" => {
            let [start] = arguments.bind(["start_dim"])?;
            super::flattened(&array, or(start, 0.0)?)
        }
        "mean" => {
            let [axes] = arguments.bind(["dim"])?;
            super::data::mean_of_images(tensor, &required(axes)?, [2.0, 3.0])
        }
        "t" => Ok(Value::tensor(array.transposed()?)),
        "to" => {
            let [to] = arguments.bind(["dtype"])?;
            required(to).map(|_| tensor.clone())
        }
        "reshape" => {
            let [sizes] = arguments.bind(["shape"])?;
            Ok(Value::tensor(array.reshaped(&numbers(&required(sizes)?)?)?))
        }
        "clamp" => {
            let [low] = arguments.bind(["min"])?;
            zip(tensor, &required(low)?, f64::max)
        }
        "sum" => {
            let [axis, keep] = arguments.bind(["dim", "keepdim"])?;
            super::kept(keep)?;
            Ok(Value::tensor(array.sum(required(axis)?.as_number()?)?))
        }
        _ => Err(super::unknown(name)),
    }
}

fn clip_to_f32(x: f64) -> f64 {
    meaning::clip(x, f32::MIN.into(), f32::MAX.into())
}

/// What a tensor has that is no method.
pub(super) fn attribute(tensor: &super::Tensor, name: &str) -> Option<Value> {
    (name == "shape").then(|| shape(tensor))
}
