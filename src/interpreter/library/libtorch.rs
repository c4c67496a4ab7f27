//! Functions and methods of the crate tch, by the documentation of the operators of libtorch.

use super::super::operate::{map, select, zip};
use super::super::tensor::whole;
use super::super::tree::Word;
use super::super::value::{Arguments, Made, Value};
use super::super::window::Window;
use super::Program;
use super::{meaning, numbers, required};
use std::cell::RefCell;
use std::rc::Rc;

/// A function by its path.
pub(super) fn call(program: &Program, path: &Word, arguments: Arguments) -> Result<Value, String> {
    match &**path {
        "Tensor::from_slice2" => {
            let [rows] = arguments.bind(["v"])?;
            Ok(Value::tensor(required(rows)?.as_rows()?))
        }
        "nn::conv2d" | "nn::linear" | "nn::batch_norm1d" | "nn::batch_norm2d" => {
            super::layers::tch_layer(program, path, arguments)
        }
        "nn::VarStore::new" => {
            program.variables.borrow_mut().clear();
            Ok(Made::value(&Rc::from("nn::VarStore"), arguments))
        }
        "Tensor::read_safetensors" => {
            let [path] = arguments.bind(["path"])?;
            program.file(&required(path)?)
        }
        "tch::no_grad_guard" => Ok(Value::Nothing),
        "Ok" => {
            let [value] = arguments.bind(["value"])?;
            required(value)
        }
        "Default::default" => Ok(Value::Library(Rc::from("default"))),
        _ => Err(super::unknown(path)),
    }
}

/// A method of a variable store.
pub(super) fn of_store(program: &Program, name: &str, arguments: &Arguments) -> Result<Value, String> {
    let [] = arguments.bind([])?;
    match name {
        "root" => Ok(Value::Key(Rc::from(""))),
        "variables" => {
            let variables = program.variables.borrow();
            let pairs =
                variables.iter().map(|(path, it)| Value::list(vec![Value::Text(path.clone()), it.clone()]));
            Ok(Value::list(pairs.collect()))
        }
        _ => Err(super::unknown(name)),
    }
}

/// A method of a variable store's path.
pub(super) fn of_path(
    program: &Program,
    path: &Value,
    name: &str,
    arguments: &Arguments,
) -> Result<Value, String> {
    let variable = |name: Option<Value>, tensor: Value| {
        let variable = Value::Place(Rc::new(RefCell::new(vec![tensor])), 0);
        program.add_variable(path, &required(name)?.as_text()?, variable.clone())?;
        Ok(variable)
    };
    match name {
        "borrow" => Ok(path.clone()),
        "device" => Ok(Value::Library(Rc::from("device"))),
        "add" => {
            let [name, tensor, trainable] = arguments.bind(["name", "tensor", "trainable"])?;
            required(trainable)?.holds()?;
            variable(name, Value::Tensor(required(tensor)?.as_tensor()?))
        }
        "zeros_no_train" | "ones_no_train" => {
            let value = if name == "zeros_no_train" { 0.0 } else { 1.0 };
            let [name, sizes] = arguments.bind(["name", "dims"])?;
            let sizes: Result<Vec<usize>, String> =
                required(sizes)?.as_list()?.iter().map(Value::as_count).collect();
            variable(name, super::filled(&sizes?, value)?)
        }
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
        // Nothing, in evaluation.
        "dropout" => {
            let [share, train] = arguments.bind(["p", "train"])?;
            required(share)?;
            if required(train)?.holds()? {
                Err("a dropout in training".to_owned())
            } else {
                Ok(tensor.clone())
            }
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
        "flatten" => {
            let [start, end] = arguments.bind(["start_dim", "end_dim"])?;
            if super::or(end, 0.0)? != -1.0 {
                return Err("flattened up to another axis than the last".to_owned());
            }
            super::flattened(&array, super::or(start, 0.0)?)
        }
        "mean_dim" => {
            let [axes, keep, kind] = arguments.bind(["dim", "keepdim", "dtype"])?;
            required(kind)?;
            if super::truth(keep, false)? {
                return Err("a mean that keeps its dimensions".to_owned());
            }
            super::data::mean_of_images(tensor, &required(axes)?, [2.0, 3.0])
        }
        "constant_pad_nd" => {
            let [pad] = arguments.bind(["pad"])?;
            super::pad_from_the_last_axis(tensor, &required(pad)?)
        }
        "max_pool2d" => {
            let [size, stride, padding, dilation, ceil] =
                arguments.bind(["kernel_size", "stride", "padding", "dilation", "ceil_mode"])?;
            if numbers(&required(dilation)?)? != [1.0, 1.0] || required(ceil)?.holds()? {
                return Err("dilation, or places that are rounded up".to_owned());
            }
            Ok(Value::tensor(array.pooled(&window([size, stride, padding])?, true)?))
        }
        "avg_pool2d" => {
            let [size, stride, padding, ceil, include, divisor] = arguments.bind([
                "kernel_size",
                "stride",
                "padding",
                "ceil_mode",
                "count_include_pad",
                "divisor_override",
            ])?;
            let is_plain = !required(ceil)?.holds()? && required(include)?.holds()?;
            if !is_plain || !matches!(divisor, Some(Value::Nothing)) {
                return Err("an average that counts in another way".to_owned());
            }
            Ok(Value::tensor(array.pooled(&window([size, stride, padding])?, false)?))
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

/// Size, stride and padding of a window, each for rows and columns.
fn window(parts: [Option<Value>; 3]) -> Result<Window, String> {
    let [size, stride, padding] = parts.map(|part| match numbers(&required(part)?)?.as_slice() {
        [rows, columns] => Ok([whole(*rows)?, whole(*columns)?]),
        _ => Err("no pair".to_owned()),
    });
    let padding = padding?;
    Ok(Window { size: size?, stride: stride?, before: padding, after: padding })
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
