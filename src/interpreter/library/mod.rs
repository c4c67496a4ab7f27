//! What libraries have: functions by their full names, methods by their receivers.

mod data;
mod jax;
mod keras;
mod layers;
mod libtorch;
mod meaning;
mod module;
mod native;
mod torch;

use super::tensor::Tensor;
use super::value::{Arguments, Made, Node, Object, Value};
use super::{Framework, Program, graph};
use std::rc::Rc;

/// Calls a function of a library; classes of layers make what is written down.
pub(super) fn call(program: &Program, path: &Rc<str>, arguments: Arguments) -> Result<Value, String> {
    if let Some(name) = path.strip_prefix("builtins.") {
        return data::builtin_call(name, &arguments);
    }
    if makes_layers(path) {
        return layers::made(path, arguments);
    }
    let found = match (program.framework, &**path) {
        (_, "safetensors.torch.load_file" | "safetensors.numpy.load_file") => {
            let [path] = arguments.bind(["filename"])?;
            program.file(&required(path)?)
        }
        (Framework::Keras, "keras.Input") => Ok(Node::value(Value::Nothing, arguments)),
        (Framework::Keras, "keras.Model") => Ok(Made::value(path, arguments)),
        (_, "numpy.asarray" | "numpy.array_equal") => data::numpy_call(path, &arguments),
        (Framework::Keras, "math.log") => {
            let [x] = arguments.bind(["x"])?;
            Ok(Value::Number(required(x)?.as_number()?.ln()))
        }
        (Framework::Torch, path) => torch::call(path, &arguments),
        (Framework::Keras, path) => keras::call(path, &arguments),
        (Framework::Jax, path) => jax::call(path, &arguments),
        (Framework::Tch, _) => libtorch::call(program, path, arguments),
        (Framework::Rust, path) => native::rust_call(path, &arguments),
        (Framework::C, path) => native::c_call(path, &arguments),
    };
    found.map_err(|reason| if reason.contains('`') { reason } else { format!("`{path}`: {reason}") })
}

/// Whether this is a class of layers.
fn makes_layers(path: &str) -> bool {
    let families = ["torch.nn.", "keras.layers.", "flax.nnx."];
    let class = families.iter().find_map(|family| path.strip_prefix(family));
    class.is_some_and(|class| {
        class.starts_with(|c: char| c.is_uppercase()) && class != "Param" && class != "Parameter"
    })
}

/// Calls a method that the program does not have itself.
pub(super) fn method(
    program: &Program,
    receiver: &Value,
    name: &str,
    arguments: &Arguments,
) -> Result<Value, String> {
    if let (Framework::Tch, Value::Place(store, at), "f_copy_") = (program.framework, receiver, name) {
        let [from] = arguments.bind(["src"])?;
        store.borrow_mut()[*at] = Value::Tensor(required(from)?.as_tensor()?);
        return Ok(Value::Nothing);
    }
    let receiver = &receiver.read();
    match (program.framework, receiver) {
        (_, Value::Parent(object, _)) => {
            match name {
                "__init__" => initialize(object, arguments)?,
                "build" => {}
                _ => return Err(unknown(name)),
            }
            Ok(Value::Nothing)
        }
        (_, Value::Dictionary(pairs)) => data::of_dictionary(pairs, name, arguments),
        (_, Value::Text(text)) => data::of_text(text, name, arguments),
        (_, Value::Object(object)) => of_program(program, object, name, arguments),
        (Framework::Keras, Value::Made(made)) if name == "set_weights" => {
            module::set_weights(made, arguments)
        }
        (Framework::Tch, Value::Made(made)) if &*made.path == "nn::VarStore" => {
            libtorch::of_store(program, name, arguments)
        }
        (Framework::Torch, Value::Tensor(_)) => torch::method(receiver, name, arguments),
        (Framework::Jax, Value::Tensor(_)) => jax::method(receiver, name, arguments),
        (Framework::Keras, Value::Tensor(_)) if name == "transpose" => data::transposed(receiver, arguments),
        (Framework::Tch, Value::Key(_)) => libtorch::of_path(program, receiver, name, arguments),
        (Framework::Tch, Value::Tensor(_)) => libtorch::method(program, receiver, name, arguments),
        (Framework::Tch | Framework::Rust, _) => native::rust_method(program, receiver, name, arguments),
        _ => Err(format!("{} of {}", unknown(name), receiver.kind())),
    }
}

/// A method that an object has from its library.
fn of_program(
    program: &Program,
    object: &Rc<Object>,
    name: &str,
    arguments: &Arguments,
) -> Result<Value, String> {
    match (program.framework, name) {
        (Framework::Torch, "register_buffer") => {
            let [name, tensor, _] = arguments.bind(["name", "tensor", "persistent"])?;
            object.fields.borrow_mut().insert(required(name)?.as_text()?, required(tensor)?);
            Ok(Value::Nothing)
        }
        (Framework::Keras, "add_weight") => {
            let [shape, initializer, name] = arguments.bind(["shape", "initializer", "name"])?;
            required(name)?;
            let shape = required(shape)?;
            let arguments = Arguments::of(vec![shape.clone(), Value::Library(Rc::from("dtype"))]);
            let weight = program.call(&required(initializer)?, arguments)?;
            let wanted = numbers(&shape)?;
            let found = numbers(&self::shape(&*weight.as_tensor()?))?;
            if wanted == found { Ok(weight) } else { Err("a weight of another shape".to_owned()) }
        }
        (Framework::Torch, "named_children") => Ok(module::children(object)),
        (Framework::Torch, "load_state_dict") => module::load_state(object, arguments),
        // Networks are run as in evaluation.
        (Framework::Jax, "eval") => Ok(Value::Nothing),
        _ => Err(format!("{} of `{}`", unknown(name), object.class.name)),
    }
}

/// What a layer, or a model, has under a name; nothing where that is a method.
pub(super) fn of_made(made: &Made, name: &str) -> Result<Option<Value>, String> {
    if &*made.path == "keras.Model" && name == "layers" {
        return graph::layers(made).map(Some);
    }
    let Some(layer) = &made.layer else { return Ok(None) };
    let weight = layer.weight(name);
    Ok(match name {
        "use_bias" => Some(Value::Bool(layer.weight("bias").is_some())),
        "name" => made.given("name"),
        "bias" => Some(weight.unwrap_or(Value::Nothing)),
        "set_weights" => None,
        _ => Some(weight.ok_or_else(|| format!("a `{}` has no `{name}`", made.path))?),
    })
}

/// What the class of a library does when an object is made: it keeps the name.
pub(super) fn initialize(object: &Rc<Object>, arguments: &Arguments) -> Result<(), String> {
    let [name] = arguments.bind(["name"])?;
    if let Some(name) = name {
        object.fields.borrow_mut().insert(Rc::from("name"), Value::Text(name.as_text()?));
    }
    Ok(())
}

/// What objects have from a library that is no method.
pub(super) fn of_object(name: &str) -> Option<Value> {
    (name == "compute_dtype").then(|| Value::Library(Rc::from("dtype")))
}

/// What an array has that is no method.
pub(super) fn of_tensor(framework: Framework, tensor: &Tensor, name: &str) -> Result<Option<Value>, String> {
    if name == "dtype" {
        return Ok(Some(Value::Library(Rc::from("dtype"))));
    }
    match framework {
        Framework::Torch => Ok(torch::attribute(tensor, name)),
        Framework::Keras => Ok((name == "shape").then(|| shape(tensor))),
        Framework::Jax => jax::attribute(tensor, name),
        Framework::Tch | Framework::Rust | Framework::C => Ok(None),
    }
}

/// What a name of a library stands for.
pub(super) fn constant(path: &str) -> Value {
    match path {
        "jax.numpy.inf" | "f64::INFINITY" | "HUGE_VALF" => Value::Number(f64::INFINITY),
        "f32::NEG_INFINITY" => Value::Number(f64::NEG_INFINITY),
        _ => Value::Library(Rc::from(path)),
    }
}

/// A name that Python knows without an import.
pub(super) fn builtin(name: &str) -> Result<Value, String> {
    match name {
        "len" | "float" | "list" | "max" | "isinstance" | "vars" | "NotImplementedError" => {
            Ok(Value::Library(Rc::from(format!("builtins.{name}"))))
        }
        _ => Err(format!("there is no `{name}`")),
    }
}

fn unknown(name: &str) -> String {
    format!("`{name}` is not known")
}

fn required(argument: Option<Value>) -> Result<Value, String> {
    argument.ok_or_else(|| "an argument is missing".to_owned())
}

fn or(argument: Option<Value>, default: f64) -> Result<f64, String> {
    argument.map_or(Ok(default), |value| value.as_number())
}

fn truth(argument: Option<Value>, default: bool) -> Result<bool, String> {
    argument.map_or(Ok(default), |value| value.holds())
}

/// Sums keep the dimension that they are taken along: nothing else is needed.
fn kept(keep: Option<Value>) -> Result<(), String> {
    if truth(keep, false)? { Ok(()) } else { Err("a sum that loses a dimension".to_owned()) }
}

/// Everything behind the samples in one axis.
fn flattened(tensor: &Tensor, start: f64) -> Result<Value, String> {
    let samples = tensor.shape.first().copied().unwrap_or(0);
    if start != 1.0 {
        return Err(format!("flattened from axis {start} on, not from 1"));
    }
    Ok(Value::tensor(tensor.reshaped(&[super::tensor::number(samples), -1.0])?))
}

/// Zeros before and behind along each axis, the last one first, as libtorch has them.
fn pad_from_the_last_axis(x: &Value, pad: &Value) -> Result<Value, String> {
    let sizes: Result<Vec<usize>, String> = pad.as_list()?.iter().map(Value::as_count).collect();
    let x = x.as_tensor()?;
    let mut paddings = vec![[0; 2]; x.shape.len()];
    let sizes = sizes?;
    if sizes.len() % 2 != 0 || sizes.len() > 2 * paddings.len() {
        return Err(format!("{} paddings of {} axes", sizes.len(), paddings.len()));
    }
    for (padding, pair) in paddings.iter_mut().rev().zip(sizes.chunks_exact(2)) {
        *padding = [pair[0], pair[1]];
    }
    Ok(Value::tensor(x.padded(&paddings, 0.0)?))
}

fn numbers(list: &Value) -> Result<Vec<f64>, String> {
    list.as_list()?.iter().map(Value::as_number).collect()
}

fn shape(tensor: &Tensor) -> Value {
    Value::list(tensor.shape.iter().map(|size| Value::count(*size)).collect())
}

fn filled(shape: &[usize], value: f64) -> Result<Value, String> {
    Ok(Value::tensor(Tensor::new(shape.to_vec(), vec![value; shape.iter().product()])?))
}
