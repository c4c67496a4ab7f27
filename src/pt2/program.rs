//! A program as data: two graphs, one for training and one for evaluation, over the same tensors.

use super::function::Function;
use super::place::Place;
use super::starts::StartWeights;
use super::tensor::{DType, Storage, Tensor};
use std::borrow::Cow;

/// A network that was exported, in both modes.
#[derive(Clone, Debug)]
pub struct Program<'a> {
    /// The version of PyTorch that wrote it.
    pub torch_version: String,
    /// What runs in training mode.
    pub training: Graph,
    /// What runs in evaluation mode.
    pub evaluation: Graph,
    /// Parameters, buffers and constants: first those that both graphs have.
    pub tensors: Vec<Tensor>,
    /// What the tensors lie in; two tensors in the same one are tied.
    pub storages: Vec<Storage<'a>>,
    /// Other numbers that the model can start from, which `actsearch.save` drew by the model's own constructor.
    pub starts: Vec<StartWeights<'a>>,
}

impl Program<'_> {
    /// The same program with bytes of its own, whatever becomes of the file.
    #[must_use]
    pub fn into_owned(self) -> Program<'static> {
        let storage = |Storage { entry, bytes }| Storage { entry, bytes: Cow::Owned(Cow::into_owned(bytes)) };
        Program {
            torch_version: self.torch_version,
            training: self.training,
            evaluation: self.evaluation,
            tensors: self.tensors,
            storages: self.storages.into_iter().map(storage).collect(),
            starts: self.starts.into_iter().map(StartWeights::into_owned).collect(),
        }
    }

    /// The numbers of a tensor in the order of its shape, the last dimension fastest: those of `Float32` as they are, of
    /// whole numbers to 2²⁴ exactly.
    ///
    /// # Panics
    /// If the tensor is of another program, or has another type than `Float32` and `Int64`.
    #[must_use]
    pub fn floats(&self, tensor: &Tensor) -> Vec<f32> {
        tensor.strided.floats(&self.storages[tensor.storage].bytes)
    }

    /// The same as bytes, whatever their type is.
    ///
    /// # Panics
    /// If the tensor is of another program.
    #[must_use]
    pub fn bytes(&self, tensor: &Tensor) -> Vec<u8> {
        tensor.strided.bytes(&self.storages[tensor.storage].bytes)
    }
}

/// One mode of a program: functions that are called in order.
#[derive(Clone, Debug)]
pub struct Graph {
    /// What goes in, in order.
    pub inputs: Vec<Input>,
    /// What is called, in order: a value is made before it is used.
    pub nodes: Vec<Node>,
    /// What comes out, in order.
    pub outputs: Vec<Argument>,
    /// All values by their index, a [`ValueId`].
    pub values: Vec<Value>,
    /// How large a batch may be.
    pub batch: Batch,
}

impl Graph {
    /// How many dimensions a value has; a number has none.
    #[must_use]
    pub fn dimensions(&self, value: ValueId) -> usize {
        match &self.values[value.0].kind {
            ValueKind::Tensor { sizes, .. } => sizes.len(),
            ValueKind::SymInt | ValueKind::SymFloat | ValueKind::SymBool => 0,
        }
    }

    /// The outputs that can be logits: floats of the shape (batch, classes), each with the number of its classes.
    #[must_use]
    pub fn logits(&self) -> Vec<(ValueId, u64)> {
        let classes = |output: &Argument| {
            let Argument::Tensor(id) = output else { return None };
            let ValueKind::Tensor { dtype, sizes } = &self.values[id.0].kind else { return None };
            match &sizes[..] {
                [Size::Symbolic(first), Size::Known(classes)]
                    if *first == self.batch.symbol && dtype.is_float() =>
                {
                    (*classes > 0).then_some((*id, *classes))
                }
                _ => None,
            }
        };
        self.outputs.iter().filter_map(classes).collect()
    }
}

/// How many samples a batch of a graph may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The name of the size in the shapes of values.
    pub symbol: String,
    /// At least so many.
    pub least: u64,
    /// At most so many, if there is a limit.
    pub most: Option<u64>,
}

/// The index of a value in [`Graph::values`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueId(pub usize);

/// Something that a graph computes with.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Its name in the graph.
    pub name: String,
    /// What it is.
    pub kind: ValueKind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueKind {
    /// A tensor.
    Tensor {
        /// The type of its numbers.
        dtype: DType,
        /// Its shape.
        sizes: Vec<Size>,
    },
    /// A whole number that depends on the shape of the input.
    SymInt,
    /// A float that depends on the shape of the input.
    SymFloat,
    /// A truth value that depends on the shape of the input.
    SymBool,
}

/// One side of a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Size {
    /// The same for every input.
    Known(u64),
    /// An expression over the sizes of the input, as `s77` or `Mul(Integer(2), s77)`.
    Symbolic(String),
}

/// What goes into a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A tensor of the program: an index of [`Program::tensors`].
    Tensor {
        /// The value that it is in the graph.
        value: ValueId,
        /// Which tensor.
        tensor: usize,
    },
    /// What the user gives: samples.
    User {
        /// The value that it is in the graph.
        value: ValueId,
    },
}

/// One call of a function.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its name in the graph.
    pub name: String,
    /// What is called.
    pub function: Function,
    /// The arguments by their names in the function's schema; those that have their default are left out.
    pub arguments: Vec<(String, Argument)>,
    /// What comes out, in order.
    pub outputs: Vec<Output>,
    /// Where in the user's model and code the call stands.
    pub place: Place,
}

impl Node {
    /// The argument of this name, unless it is left out.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|(other, _)| other == name).map(|(_, argument)| argument)
    }
}

/// What a function gives back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// One value.
    Value(ValueId),
    /// A list of tensors.
    List(Vec<ValueId>),
    /// Nothing, in place of a tensor.
    None,
}

impl Output {
    /// The values that come out, in order.
    #[must_use]
    pub fn values(&self) -> Vec<ValueId> {
        match self {
            Self::Value(id) => vec![*id],
            Self::List(ids) => ids.clone(),
            Self::None => Vec::new(),
        }
    }
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// Nothing.
    None,
    /// A tensor.
    Tensor(ValueId),
    /// A list of tensors.
    Tensors(Vec<ValueId>),
    /// A list of tensors and gaps.
    OptionalTensors(Vec<Option<ValueId>>),
    /// A whole number.
    Int(i64),
    /// Whole numbers.
    Ints(Vec<i64>),
    /// A whole number that is computed.
    SymInt(ValueId),
    /// Whole numbers, some of which are computed.
    SymInts(Vec<MaybeComputed<i64>>),
    /// A float.
    Float(f64),
    /// Floats.
    Floats(Vec<f64>),
    /// A float that is computed.
    SymFloat(ValueId),
    /// Floats, some of which are computed.
    SymFloats(Vec<MaybeComputed<f64>>),
    /// A truth value.
    Bool(bool),
    /// Truth values.
    Bools(Vec<bool>),
    /// A truth value that is computed.
    SymBool(ValueId),
    /// A text.
    Text(String),
    /// Texts.
    Texts(Vec<String>),
    /// The type of numbers.
    DType(DType),
    /// The order of a tensor's numbers in memory.
    MemoryFormat(MemoryFormat),
    /// A dense tensor: the only layout that is read.
    Strided,
    /// A device; which one does not matter here.
    Device(String),
}

impl Argument {
    /// The values that the argument is made of, in order: tensors, and numbers that are computed.
    #[must_use]
    pub fn values(&self) -> Vec<ValueId> {
        match self {
            Self::Tensor(id) | Self::SymInt(id) | Self::SymFloat(id) | Self::SymBool(id) => vec![*id],
            Self::Tensors(ids) => ids.clone(),
            Self::OptionalTensors(ids) => ids.iter().flatten().copied().collect(),
            Self::SymInts(list) => list.iter().filter_map(MaybeComputed::value).collect(),
            Self::SymFloats(list) => list.iter().filter_map(MaybeComputed::value).collect(),
            Self::None
            | Self::Int(_)
            | Self::Ints(_)
            | Self::Float(_)
            | Self::Floats(_)
            | Self::Bool(_)
            | Self::Bools(_)
            | Self::Text(_)
            | Self::Texts(_)
            | Self::DType(_)
            | Self::MemoryFormat(_)
            | Self::Strided
            | Self::Device(_) => Vec::new(),
        }
    }
}

/// A number that is known, or computed by the graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MaybeComputed<T> {
    /// Known.
    Known(T),
    /// Computed.
    Computed(ValueId),
}

impl<T> MaybeComputed<T> {
    /// The value that it is, if it is computed.
    fn value(&self) -> Option<ValueId> {
        match self {
            Self::Known(_) => None,
            Self::Computed(id) => Some(*id),
        }
    }
}

/// The order of a tensor's numbers in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryFormat {
    /// The last index runs fastest.
    Contiguous,
    /// The channels of images run fastest.
    ChannelsLast,
    /// The channels of volumes run fastest.
    ChannelsLast3d,
    /// That of the argument.
    Preserve,
}
