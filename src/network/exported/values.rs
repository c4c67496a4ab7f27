//! The values of a graph while a batch passes it, and arguments made of them.

use super::dispatch::{Given, Made};
use super::sizes::Number;
use crate::pt2::{Argument, DType, MaybeComputed, MemoryFormat, Output, ValueId};
use tch::{Kind, Tensor};

/// The values that there are at a moment.
pub(super) struct Values<'v> {
    held: Vec<Option<Held>>,
    /// The name of the device that everything is made on.
    device: &'v str,
    /// The type of numbers that `Float32` stands for.
    kind: Kind,
}

/// A value.
#[derive(Debug)]
enum Held {
    Tensor(Tensor),
    Number(Number),
}

impl<'v> Values<'v> {
    /// Room for so many values.
    pub fn new(count: usize, device: &'v str, kind: Kind) -> Self {
        let held = std::iter::repeat_with(|| None).take(count).collect();
        Self { held, device, kind }
    }

    pub fn set(&mut self, id: ValueId, tensor: Tensor) {
        self.held[id.0] = Some(Held::Tensor(tensor));
    }

    /// Forgets a value that nothing reads any more.
    pub fn forget(&mut self, id: ValueId) {
        self.held[id.0] = None;
    }

    /// A tensor.
    ///
    /// # Panics
    /// If it is none, or not made yet: both are excluded when a graph is read.
    pub fn tensor(&self, id: ValueId) -> &Tensor {
        match &self.held[id.0] {
            Some(Held::Tensor(tensor)) => tensor,
            other => panic!("value {} is a tensor, not {other:?}", id.0),
        }
    }

    /// A number.
    ///
    /// # Panics
    /// As [`Values::tensor`].
    pub fn number(&self, id: ValueId) -> Number {
        match &self.held[id.0] {
            Some(Held::Number(number)) => *number,
            other => panic!("value {} is a number, not {other:?}", id.0),
        }
    }

    pub fn set_number(&mut self, id: ValueId, number: Number) {
        self.held[id.0] = Some(Held::Number(number));
    }

    /// Keeps what a function has made as its outputs; what no output stands for is dropped.
    pub fn keep(&mut self, outputs: &[Output], made: Vec<Made>) -> Result<(), String> {
        let mut made = made.into_iter();
        for output in outputs {
            match (output, made.next()) {
                (Output::Value(id), Some(Made::Tensor(tensor))) => self.set(*id, tensor),
                (Output::Value(id), Some(Made::Int(value))) => self.set_number(*id, Number::Int(value)),
                (Output::Value(id), Some(Made::Float(value))) => self.set_number(*id, Number::Float(value)),
                (Output::Value(id), Some(Made::Bool(value))) => self.set_number(*id, Number::Bool(value)),
                (Output::List(ids), Some(Made::List(tensors))) if ids.len() == tensors.len() => {
                    let pairs = ids.iter().zip(tensors).filter_map(|(id, tensor)| Some((*id, tensor?)));
                    pairs.for_each(|(id, tensor)| self.set(id, tensor));
                }
                (Output::None, _) => {}
                (wanted, found) => return Err(format!("it gave {found:?}, but {wanted:?} was expected")),
            }
        }
        Ok(())
    }

    /// An argument as it is given to a function.
    pub fn given<'a>(&'a self, argument: &'a Argument) -> Result<Given<'a>, String> {
        let tensors = |ids: &[ValueId]| ids.iter().map(|id| Some(self.tensor(*id))).collect();
        Ok(match argument {
            Argument::None => Given::None,
            Argument::Tensor(id) => Given::Tensor(self.tensor(*id)),
            Argument::Tensors(ids) => Given::Tensors(tensors(ids)),
            Argument::OptionalTensors(ids) => {
                Given::Tensors(ids.iter().map(|id| id.map(|id| self.tensor(id))).collect())
            }
            Argument::Int(value) => Given::Int(*value),
            Argument::Ints(values) => Given::Ints(values.clone()),
            Argument::SymInt(id) | Argument::SymFloat(id) | Argument::SymBool(id) => match self.number(*id) {
                Number::Int(value) => Given::Int(value),
                Number::Float(value) => Given::Float(value),
                Number::Bool(value) => Given::Bool(value),
            },
            Argument::SymInts(list) => Given::Ints(self.all(list, |value| value, Number::int)?),
            Argument::SymFloats(list) => {
                Given::Floats(self.all(list, |value| value, |number| Some(number.float()))?)
            }
            Argument::Float(value) => Given::Float(*value),
            Argument::Floats(values) => Given::Floats(values.clone()),
            Argument::Bool(value) => Given::Bool(*value),
            Argument::Bools(values) => Given::Bools(values),
            Argument::Text(text) => Given::Text(text),
            Argument::Texts(_) => {
                return Err("an argument is a list of texts, which is not supported".to_owned());
            }
            Argument::DType(dtype) => Given::Int(self.scalar_type(*dtype)),
            Argument::MemoryFormat(format) => Given::Int(memory_format(*format)),
            Argument::Strided => Given::Int(0),
            Argument::Device(_) => Given::Device(self.device),
        })
    }

    fn all<T: Copy, U>(
        &self,
        list: &[MaybeComputed<T>],
        known: impl Fn(T) -> U,
        computed: impl Fn(Number) -> Option<U>,
    ) -> Result<Vec<U>, String> {
        let of = |item: &MaybeComputed<T>| match item {
            MaybeComputed::Known(value) => Ok(known(*value)),
            MaybeComputed::Computed(id) => {
                let number = self.number(*id);
                computed(number).ok_or_else(|| format!("a size is {number:?}, which is no whole number"))
            }
        };
        list.iter().map(of).collect()
    }

    /// libtorch's number for a type of numbers.
    fn scalar_type(&self, dtype: DType) -> i64 {
        match (dtype, self.kind) {
            (DType::UInt8, _) => 0,
            (DType::Int8, _) => 1,
            (DType::Int16, _) => 2,
            (DType::Int32, _) => 3,
            (DType::Int64, _) => 4,
            (DType::Float16, _) => 5,
            (DType::Float32, Kind::Double) | (DType::Float64, _) => 7,
            (DType::Float32, _) => 6,
            (DType::Bool, _) => 11,
            (DType::BFloat16, _) => 15,
        }
    }
}

/// libtorch's number for an order in memory.
fn memory_format(format: MemoryFormat) -> i64 {
    match format {
        MemoryFormat::Contiguous => 0,
        MemoryFormat::Preserve => 1,
        MemoryFormat::ChannelsLast => 2,
        MemoryFormat::ChannelsLast3d => 3,
    }
}
