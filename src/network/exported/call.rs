//! One call of a function of ATen, with what is done in another way than the file has it.

use super::dispatch::{Function, Given, Made};
use super::values::Values;
use crate::pt2::{Effect, Node};
use crate::task::Precision;
use tch::{Kind, Tensor};

/// A call, made ready.
#[derive(Debug)]
pub(super) struct Call {
    function: Function,
    /// For each argument of the schema, its place among those of the node.
    places: Vec<Option<usize>>,
    manner: Manner,
}

/// What is done in another way than the file has it.
#[derive(Clone, Copy, Debug)]
enum Manner {
    /// Nothing.
    AsWritten,
    /// A batch with one number for each channel has no variance: the running values are used then, and not moved; and cuDNN,
    /// which chooses among algorithms by itself, is left out.
    BatchNorm { input: usize, training: usize, cudnn: usize },
    /// A sum of products: it is computed in the precision that is asked for. The bias is left to the mix behind it.
    Product { left_out: Option<usize> },
}

/// Sums of products, which `precision` is about.
const PRODUCTS: [&str; 14] = [
    "addbmm",
    "addmm",
    "baddbmm",
    "bmm",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "einsum",
    "linear",
    "matmul",
    "mm",
];

/// Whether a node is a sum of products, which is computed in the precision that is asked for.
pub(super) fn is_product(node: &Node) -> bool {
    PRODUCTS.iter().any(|name| node.function.is(name))
}

impl Call {
    /// Finds the function and sorts the arguments. With `without_bias` the argument `bias` is left out.
    ///
    /// # Errors
    /// If libtorch does not know the function, or not with these arguments.
    pub fn new(node: &Node, without_bias: bool) -> Result<Self, String> {
        // A view that cannot be one, because channels come last in memory, is a copy.
        let is_view = node.function.is("view") && node.function.overload == "default";
        let name = if is_view { "reshape" } else { &node.function.name };
        let function = Function::find(name, &node.function.overload)?;
        let names = function.arguments();
        let renamed = |name: &str| if is_view && name == "size" { "shape" } else { name }.to_owned();
        let given: Vec<String> = node.arguments.iter().map(|(name, _)| renamed(name)).collect();
        if let Some(unknown) = given.iter().find(|name| !names.contains(name)) {
            return Err(format!("it has no argument `{unknown}`; its arguments are {}", names.join(", ")));
        }
        let places = names.iter().map(|name| given.iter().position(|given| given == name)).collect();
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        let manner = match node.function.effect {
            Effect::Normalisation => match (place("input"), place("training"), place("cudnn_enabled")) {
                (Some(input), Some(training), Some(cudnn)) => Manner::BatchNorm { input, training, cudnn },
                _ => Manner::AsWritten,
            },
            _ if is_product(node) => {
                Manner::Product { left_out: without_bias.then(|| place("bias")).flatten() }
            }
            _ => Manner::AsWritten,
        };
        Ok(Self { function, places, manner })
    }

    /// Calls the function with the values that there are.
    pub fn run(&self, node: &Node, values: &Values, precision: Precision) -> Result<Vec<Made>, String> {
        let given = self
            .places
            .iter()
            .map(|place| place.map_or(Ok(Given::Default), |place| values.given(&node.arguments[place].1)));
        let mut given: Vec<Given> = given.collect::<Result<_, _>>()?;
        match self.manner {
            Manner::AsWritten => self.function.call(&given),
            Manner::BatchNorm { input, training, cudnn } => {
                if let Given::Tensor(x) = given[input]
                    && has_one_each(x)
                {
                    given[training] = Given::Bool(false);
                }
                given[cudnn] = Given::Bool(false);
                self.function.call(&given)
            }
            Manner::Product { left_out } => {
                if let Some(bias) = left_out {
                    given[bias] = Given::None;
                }
                self.product(given, precision)
            }
        }
    }

    fn product(&self, given: Vec<Given>, precision: Precision) -> Result<Vec<Made>, String> {
        if precision == Precision::F32 {
            return self.function.call(&given);
        }
        let rounded: Vec<Option<Tensor>> = given.iter().map(rounded).collect();
        let given: Vec<Given> = given
            .into_iter()
            .zip(&rounded)
            .map(|(given, rounded)| rounded.as_ref().map_or(given, Given::Tensor))
            .collect();
        let back = |made| match made {
            Made::Tensor(tensor) if tensor.kind() == Kind::BFloat16 => {
                Made::Tensor(tensor.to_kind(Kind::Float))
            }
            other => other,
        };
        Ok(self.function.call(&given)?.into_iter().map(back).collect())
    }
}

/// A tensor of f32 in bf16.
fn rounded(given: &Given) -> Option<Tensor> {
    match given {
        Given::Tensor(tensor) if tensor.kind() == Kind::Float => Some(tensor.to_kind(Kind::BFloat16)),
        _ => None,
    }
}

/// Whether each channel has a single number.
fn has_one_each(x: &Tensor) -> bool {
    let sizes = x.size();
    sizes.len() > 1 && sizes.iter().enumerate().all(|(dimension, size)| dimension == 1 || *size == 1)
}
