//! Arguments as they are meant: values by their index, numbers for what they stand for.

use super::program::{Argument, MaybeComputed, MemoryFormat, Output, ValueId, ValueKind};
use super::schema::{self, Named, OptionalTensor, TensorName};
use super::tensor::{DType, check_layout};
use super::values::Values;

type Result<T> = std::result::Result<T, String>;

/// What an argument means, given the values that have been made.
pub(super) fn read(argument: schema::Argument, values: &Values) -> Result<Argument> {
    use schema::Argument as Typed;
    Ok(match argument {
        Typed::None(_) | Typed::OptionalTensor(OptionalTensor::None(_)) => Argument::None,
        Typed::Tensor(TensorName { name })
        | Typed::OptionalTensor(OptionalTensor::Tensor(TensorName { name })) => {
            Argument::Tensor(values.tensor(&name)?)
        }
        Typed::Tensors(names) => Argument::Tensors(each(names, |name| values.tensor(&name.name))?),
        Typed::OptionalTensors(names) => {
            Argument::OptionalTensors(each(names, |name| optional(&name, values))?)
        }
        Typed::Int(value) | Typed::SymInt(Named::Plain(value)) => Argument::Int(value),
        Typed::Ints(list) => Argument::Ints(list),
        Typed::Float(value) | Typed::SymFloat(Named::Plain(value)) => Argument::Float(value.0),
        Typed::Floats(list) => Argument::Floats(list.into_iter().map(|value| value.0).collect()),
        Typed::Bool(value) | Typed::SymBool(Named::Plain(value)) => Argument::Bool(value),
        Typed::Bools(list) => Argument::Bools(list),
        Typed::Text(text) => Argument::Text(text),
        Typed::Texts(list) => Argument::Texts(list),
        Typed::SymInt(Named::Name(name)) => Argument::SymInt(sym_int(&name, values)?),
        Typed::SymInts(list) => {
            Argument::SymInts(each(list, |value| maybe(value, values, sym_int, |value| value))?)
        }
        Typed::SymFloat(Named::Name(name)) => Argument::SymFloat(sym_float(&name, values)?),
        Typed::SymFloats(list) => {
            Argument::SymFloats(each(list, |value| maybe(value, values, sym_float, |value| value.0))?)
        }
        Typed::SymBool(Named::Name(name)) => Argument::SymBool(sym_bool(&name, values)?),
        Typed::ScalarType(number) => Argument::DType(DType::read(number)?),
        Typed::MemoryFormat(number) => Argument::MemoryFormat(memory_format(number)?),
        Typed::Layout(number) => check_layout(number).map(|()| Argument::Strided)?,
        Typed::Device(device) => Argument::Device(match device.index {
            Some(index) => format!("{}:{index}", device.kind),
            None => device.kind,
        }),
        Typed::Graph(_) => return unsupported("a graph"),
        Typed::CustomObject(_) => return unsupported("a custom object"),
        Typed::Operator(_) => return unsupported("an operator"),
        Typed::Complex(_) => return unsupported("a complex number"),
        Typed::NestedTensors(_) => return unsupported("a list of lists of tensors"),
        Typed::IntLists(_) => return unsupported("a list of lists of whole numbers"),
        Typed::SymBools(_) => return unsupported("a list of computed truth values"),
        Typed::Dictionary(_) => return unsupported("a dictionary"),
    })
}

/// What comes out of a node: the values are made.
pub(super) fn output(output: schema::Argument, values: &mut Values) -> Result<Output> {
    use schema::Argument as Typed;
    match output {
        Typed::Tensor(TensorName { name })
        | Typed::OptionalTensor(OptionalTensor::Tensor(TensorName { name }))
        | Typed::SymInt(Named::Name(name))
        | Typed::SymFloat(Named::Name(name))
        | Typed::SymBool(Named::Name(name)) => values.make(&name).map(Output::Value),
        Typed::Tensors(names) => each(names, |name| values.make(&name.name)).map(Output::List),
        Typed::None(_) | Typed::OptionalTensor(OptionalTensor::None(_)) => Ok(Output::None),
        _ => Err("it gives back something else than tensors and sizes, which is not supported".to_owned()),
    }
}

fn each<T, U>(list: Vec<T>, read: impl FnMut(T) -> Result<U>) -> Result<Vec<U>> {
    list.into_iter().map(read).collect()
}

fn optional(tensor: &OptionalTensor, values: &Values) -> Result<Option<ValueId>> {
    match tensor {
        OptionalTensor::Tensor(tensor) => values.tensor(&tensor.name).map(Some),
        OptionalTensor::None(_) => Ok(None),
    }
}

fn maybe<T, U>(
    value: Named<T>,
    values: &Values,
    computed: fn(&str, &Values) -> Result<ValueId>,
    known: fn(T) -> U,
) -> Result<MaybeComputed<U>> {
    match value {
        Named::Name(name) => computed(&name, values).map(MaybeComputed::Computed),
        Named::Plain(value) => Ok(MaybeComputed::Known(known(value))),
    }
}

fn sym_int(name: &str, values: &Values) -> Result<ValueId> {
    values.of_kind(name, "a whole number", |kind| matches!(kind, ValueKind::SymInt))
}

fn sym_float(name: &str, values: &Values) -> Result<ValueId> {
    values.of_kind(name, "a float", |kind| matches!(kind, ValueKind::SymFloat))
}

fn sym_bool(name: &str, values: &Values) -> Result<ValueId> {
    values.of_kind(name, "a truth value", |kind| matches!(kind, ValueKind::SymBool))
}

fn memory_format(number: i64) -> Result<MemoryFormat> {
    match number {
        1 => Ok(MemoryFormat::Contiguous),
        2 => Ok(MemoryFormat::ChannelsLast),
        3 => Ok(MemoryFormat::ChannelsLast3d),
        4 => Ok(MemoryFormat::Preserve),
        other => Err(format!("its memory format {other} is not known, allowed: 1 to 4")),
    }
}

fn unsupported<T>(what: &str) -> Result<T> {
    Err(format!("an argument is {what}, which is not supported"))
}
