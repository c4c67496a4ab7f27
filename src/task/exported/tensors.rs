//! What the tensors of an exported model are in training: learned, moved along with the batches, or left as they are.

use super::memory::{Memory, writes};
use super::uses::Uses;
use super::{Weights, fresh};
use crate::pt2::{Argument, DType, Effect, Node, Program, Role, Tensor, ValueId};
use crate::task::{Buffer, Parameter, Start};
use std::collections::{HashMap, HashSet};

/// What a tensor of the program is in training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The parameter of this index, which is learned; tensors that are tied are the same one.
    Parameter(usize),
    /// The buffer of this index, which follows the batches.
    Buffer(usize),
    /// It stays as it is.
    Constant,
}

/// The tensors of a program, sorted by what they are in training.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tensors {
    /// What each tensor of the program is.
    pub held: Vec<Held>,
    pub parameters: Vec<Parameter>,
    pub buffers: Vec<Buffer>,
}

impl Tensors {
    /// Sorts the tensors of a program. Parameters of the names that `is_frozen` knows are not learned.
    pub fn sort(
        program: &Program,
        weights: Weights,
        is_frozen: impl Fn(&str) -> bool,
    ) -> Result<Self, String> {
        let known =
            Known { program, uses: Uses::of(&program.training), memory: Memory::of(&program.training) };
        let (decaying, moved) = (known.decaying(), known.moved());
        let mut sorted = Self { held: Vec::new(), parameters: Vec::new(), buffers: Vec::new() };
        // The parameter that lies in each storage, with the tensor that it is.
        let mut learned: HashMap<usize, (usize, &Tensor)> = HashMap::new();
        for (at, tensor) in program.tensors.iter().enumerate() {
            let named = |reason: String| format!("`{}` {reason}", tensor.name);
            let is_learned =
                tensor.role == Role::Parameter && tensor.requires_grad && !is_frozen(&tensor.name);
            let held = match learned.get(&tensor.storage).filter(|_| is_learned) {
                Some((parameter, other)) if other.strided == tensor.strided => Held::Parameter(*parameter),
                Some((_, other)) if !tensor.strided.sizes.contains(&0) => {
                    return Err(named(overlap(&other.name)));
                }
                _ if is_learned => {
                    let start =
                        check_type(tensor).and_then(|()| start(program, at, weights)).map_err(named)?;
                    let (name, dims, decays) = (tensor.name.clone(), dims(tensor), decaying.contains(&at));
                    learned.insert(tensor.storage, (sorted.parameters.len(), tensor));
                    sorted.parameters.push(Parameter { name, dims, start, decays });
                    Held::Parameter(sorted.parameters.len() - 1)
                }
                _ if moved.contains(&at) => {
                    sorted.buffers.push(buffer(program, at, weights).map_err(named)?);
                    Held::Buffer(sorted.buffers.len() - 1)
                }
                _ => Held::Constant,
            };
            sorted.held.push(held);
        }
        Ok(sorted)
    }
}

fn overlap(other: &str) -> String {
    format!(
        "is another part of the memory of `{other}`, which is not supported: give it memory of its own by .clone()"
    )
}

fn check_type(tensor: &Tensor) -> Result<(), String> {
    match tensor.strided.dtype {
        DType::Float32 => Ok(()),
        other => {
            Err(format!("is {other:?}, but what is learned must be Float32: save the model after .float()"))
        }
    }
}

fn start(program: &Program, at: usize, weights: Weights) -> Result<Start, String> {
    match weights {
        Weights::Given => Ok(Start::Given(program.floats(&program.tensors[at]).into())),
        Weights::Fresh => fresh::start(program, &program.tensors[at]),
        Weights::Start(number) => given(program, number, &program.tensors[at]),
    }
}

/// The numbers of a tensor in one of the starts that came with the model.
fn given(program: &Program, number: usize, tensor: &Tensor) -> Result<Start, String> {
    let start = program.starts.get(number).ok_or_else(|| match program.starts.len() {
        0 => "has no start of its own: the file has none; save the model by `actsearch.save(…, starts=10)`"
            .to_owned(),
        count => format!("has no start {number}: the file has the starts 0 to {}", count - 1),
    })?;
    let values =
        start.of(&tensor.name).ok_or("is no part of the model's state, so a start has no numbers for it")?;
    Ok(Start::Given(values.into()))
}

fn buffer(program: &Program, at: usize, weights: Weights) -> Result<Buffer, String> {
    let tensor = &program.tensors[at];
    let is_whole = tensor.strided.dtype == DType::Int64;
    if !is_whole && tensor.strided.dtype != DType::Float32 {
        return Err(format!(
            "is {:?} and changes in training, but such a buffer must be Float32 or Int64",
            tensor.strided.dtype
        ));
    }
    let start = match weights {
        Weights::Given => Start::Given(program.floats(tensor).into()),
        // Running values begin as PyTorch's own norms begin them, whatever the training before has led to.
        Weights::Fresh => fresh::running(tensor)?,
        Weights::Start(_) if is_whole => Start::Given(program.floats(tensor).into()),
        Weights::Start(number) => given(program, number, tensor)?,
    };
    Ok(Buffer { name: tensor.name.clone(), dims: dims(tensor), start, is_whole })
}

fn dims(tensor: &Tensor) -> Vec<usize> {
    let dim = |size: &u64| usize::try_from(*size).expect("a tensor in memory");
    tensor.strided.sizes.iter().map(dim).collect()
}

/// Functions that multiply by a matrix of weights, with the argument that these are.
const PRODUCTS: [(&str, &[&str]); 21] = [
    ("conv1d", &["weight"]),
    ("conv2d", &["weight"]),
    ("conv3d", &["weight"]),
    ("conv_transpose1d", &["weight"]),
    ("conv_transpose2d", &["weight"]),
    ("conv_transpose3d", &["weight"]),
    ("linear", &["weight"]),
    ("bilinear", &["weight"]),
    ("addmm", &["mat1", "mat2"]),
    ("mm", &["self", "mat2"]),
    ("bmm", &["self", "mat2"]),
    ("matmul", &["self", "other"]),
    ("baddbmm", &["batch1", "batch2"]),
    ("addbmm", &["batch1", "batch2"]),
    ("einsum", &["tensors"]),
    ("inner", &["self", "other"]),
    ("lstm", &["params"]),
    ("gru", &["params"]),
    ("rnn_tanh", &["params"]),
    ("rnn_relu", &["params"]),
    // What it gives is multiplied by.
    ("_weight_norm", &["v"]),
];

/// What is known about the graph of training.
struct Known<'p> {
    program: &'p Program<'p>,
    uses: Uses,
    memory: Memory,
}

impl Known<'_> {
    /// The tensor of the program that a value is, or is a view of.
    fn tensor(&self, value: ValueId) -> Option<usize> {
        self.uses.tensor[self.memory.root(value).0]
    }

    /// The tensors that weight decay applies to: matrices and kernels that something is multiplied by, and nothing else.
    fn decaying(&self) -> HashSet<usize> {
        let weights = |node: &Node| {
            let product = PRODUCTS.iter().find(|(name, _)| node.function.is(name));
            self.among(node, product.map_or(&[][..], |(_, arguments)| arguments))
        };
        let is_matrix = |tensor: &usize| self.program.tensors[*tensor].strided.sizes.len() > 1;
        self.program.training.nodes.iter().flat_map(weights).filter(is_matrix).collect()
    }

    /// The tensors that training moves without a gradient.
    fn moved(&self) -> HashSet<usize> {
        let changed = |node: &Node| match node.function.effect {
            Effect::Normalisation => self.among(node, &["running_mean", "running_var"]),
            _ if writes(node) => self.among(node, &["self"]),
            _ => Vec::new(),
        };
        self.program.training.nodes.iter().flat_map(changed).collect()
    }

    /// The tensors of the program among some arguments of a node.
    fn among(&self, node: &Node, arguments: &[&str]) -> Vec<usize> {
        let values = arguments.iter().filter_map(|name| node.argument(name)).flat_map(Argument::values);
        values.filter_map(|value| self.tensor(value)).collect()
    }
}
