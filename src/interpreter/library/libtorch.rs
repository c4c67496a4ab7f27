//! Functions and methods of the crate tch, by the documentation of the operators of libtorch.

use super::super::operate::{map, select, zip};
use super::super::value::{Arguments, Made, Value};
use super::Program;
use super::{meaning, numbers, required};
use std::rc::Rc;

/// A function by its path.
pub(super) fn call(path: &str, arguments: Arguments) -> Result<Value, String> {
    match path {
        "Tensor::from_slice2" => {
            let [rows] = arguments.bind(["v"])?;
            Ok(Value::tensor(required(rows)?.as_rows()?))
        }
        "nn::conv2d" | "nn::linear" | "nn::batch_norm1d" | "nn::batch_norm2d" => {
            Ok(Made::value(&Rc::from(path), arguments))
        }
        "Default::default" => Ok(Value::Library(Rc::from("default"))),
        _ => Err(super::unknown(path)),
    }
}

/// A method of a variable store's path: what is added to it stays what it is.
pub(super) fn of_path(path: &Value, name: &str, arguments: &Arguments) -> Result<Value, String> {
    match name {
        "borrow" => Ok(path.clone()),
        "device" => Ok(Value::Library(Rc::from("device"))),
        "add" => {
            let [_, tensor, trainable] = arguments.bind(["name", "tensor", "trainable"])?;
            required(trainable)?.holds()?;
            required(tensor)
        }
        "zeros_no_train" | "ones_no_train" => Ok(Made::value(
            &Rc::from(name),
            Arguments::of([vec![path.clone()], arguments.positional.clone()].concat()),
        )),
        _ => Err(super::unknown(name)),
    }
}

/// A method of a tensor.
pub(super) fn method(
    program: &Program,
    tensor: &Value,
    name: &str,
    arguments: &Arguments,
) -> Result<Value, String> {
    if let Some(f) = unary(name) {
        let [] = arguments.bind([])?;
        return map(tensor, f);
    }
    match name {
        "gelu" => {
            let [approximate] = arguments.bind(["approximate"])?;
            match &*required(approximate)?.as_text()? {
                "none" => map(tensor, meaning::gelu),
                "tanh" => map(tensor, meaning::gelu_tanh),
                other => Err(format!("gelu approximated by {other:?}")),
            }
        }
        "ge" | "gt" | "clamp_max" | "clamp_min" => {
            let [other] = arguments.bind(["other"])?;
            let f: fn(f64, f64) -> f64 = match name {
                "ge" => |a, b| f64::from(u8::from(a >= b)),
                "gt" => |a, b| f64::from(u8::from(a > b)),
                "clamp_max" => f64::min,
                _ => f64::max,
            };
            zip(tensor, &required(other)?, f)
        }
        "where_self" => {
            let [condition, other] = arguments.bind(["condition", "other"])?;
            select(&required(condition)?, tensor, &required(other)?)
        }
        // Neither types nor devices nor gradients are computed.
        "kind" | "device" => Ok(Value::Library(Rc::from(name))),
        "to_kind" | "to_device" => {
            let [to] = arguments.bind(["to"])?;
            required(to).map(|_| tensor.clone())
        }
        "detach" | "shallow_clone" => Ok(tensor.clone()),
        "apply" => {
            let [layer] = arguments.bind(["layer"])?;
            program.call(&required(layer)?, Arguments::of(vec![tensor.clone()]))
        }
        "apply_t" => {
            let [layer, train] = arguments.bind(["layer", "train"])?;
            required(train)?.holds()?;
            program.call(&required(layer)?, Arguments::of(vec![tensor.clone()]))
        }
        _ => of_shape(tensor, name, arguments),
    }
}

/// Methods that have to do with dimensions.
fn of_shape(tensor: &Value, name: &str, arguments: &Arguments) -> Result<Value, String> {
    let array = tensor.as_tensor()?;
    match name {
        "dim" => Ok(Value::count(array.shape.len())),
        "size" => Ok(super::shape(&array)),
        "unbind" => {
            let [axis] = arguments.bind(["dim"])?;
            if required(axis)?.as_number()? != 1.0 {
                return Err("`unbind` along another dimension than 1".to_owned());
            }
            Ok(Value::list(array.columns()?.into_iter().map(Value::tensor).collect()))
        }
        "view" => {
            let [sizes] = arguments.bind(["shape"])?;
            Ok(Value::tensor(array.reshaped(&numbers(&required(sizes)?)?)?))
        }
        "softmax" => {
            let [axis, kind] = arguments.bind(["dim", "kind"])?;
            required(kind)?;
            Ok(Value::tensor(array.softmax(required(axis)?.as_number()?)?))
        }
        "sum_dim_intlist" => {
            let [axis, keep, kind] = arguments.bind(["dim", "keepdim", "kind"])?;
            super::kept(keep)?;
            required(kind)?;
            Ok(Value::tensor(array.sum(required(axis)?.as_number()?)?))
        }
        _ => Err(super::unknown(name)),
    }
}

fn unary(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "sigmoid" => meaning::sigmoid,
        "hardsigmoid" => meaning::hard_sigmoid,
        "log_sigmoid" => meaning::log_sigmoid,
        "tanh" => f64::tanh,
        "hardtanh" => meaning::hard_tanh,
        "atan" => f64::atan,
        "abs" => f64::abs,
        "relu" => meaning::relu,
        "relu6" => meaning::relu6,
        "square" => meaning::square,
        "elu" => |x| meaning::elu(x, 1.0),
        "celu" => |x| meaning::celu(x, 1.0),
        "selu" => meaning::selu,
        "silu" => meaning::silu,
        "hardswish" => meaning::hard_silu,
        "mish" => meaning::mish,
        "softplus" => meaning::softplus,
        "sin" => f64::sin,
        "cos" => f64::cos,
        "exp" => f64::exp,
        "log" => f64::ln,
        "isnan" => meaning::is_nan,
        "zeros_like" => |_| 0.0,
        _ => return None,
    })
}
