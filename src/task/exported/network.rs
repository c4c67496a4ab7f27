//! An exported model as the network of a search: what goes in, what comes out, what is learned, and where mixes stand.

use super::memory::{Memory, writes};
use super::output::{self, Logits, Output};
use super::tensors::Tensors;
use super::{ActivationCall, Held, Model, Weights, vocabulary};
use crate::pt2::{self, Argument, DType, Effect, Graph, Input, Size, ValueId, ValueKind};
use crate::task::{Buffer, Dims, InputKind, Parameter, WholeNumbers};
use std::collections::HashSet;
use std::fmt;

/// What PyTorch exported, as the body of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    model: Model,
    calls: Vec<ActivationCall>,
    logits: Logits,
    tensors: Tensors,
    dropouts: Vec<f64>,
    input_kind: InputKind,
    input: Dims,
}

/// Why a model cannot be the network of a search, by the part of its description that is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The model and the data.
    Data(String),
    /// The choice of the output.
    Output(String),
    /// The choice of the weights.
    Weights(String),
}

/// How a model is used.
pub struct Choice<'c> {
    /// The activation calls that are searched, in order.
    pub calls: Vec<ActivationCall>,
    /// Which output has the logits; the first of the right shape where none is named.
    pub output: Option<Output>,
    /// What the weights start from.
    pub weights: Weights,
    /// Whether the parameter of a name stays as it is.
    pub is_frozen: &'c dyn Fn(&str) -> bool,
}

impl fmt::Debug for Choice<'_> {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { calls, output, weights, is_frozen: _ } = self;
        text.debug_struct("Choice")
            .field("calls", calls)
            .field("output", output)
            .field("weights", weights)
            .finish_non_exhaustive()
    }
}

impl Exported {
    /// A model for samples of this shape and so many labels; `whole` is the range of their values, if these are whole numbers.
    ///
    /// # Errors
    /// If it takes something else, gives something else, or its weights cannot be learned.
    pub fn new(
        model: &Model,
        choice: Choice<'_>,
        input: Dims,
        whole: Option<WholeNumbers>,
        classes: usize,
    ) -> Result<Self, Unusable> {
        let program = model.program();
        let (input_kind, input) = takes(&program.evaluation, input).map_err(Unusable::Data)?;
        let known = vocabulary::check(&program.evaluation, &program.tensors, whole);
        known.map_err(Unusable::Data)?;
        let logits = output::logits(program, choice.output, classes).map_err(Unusable::Output)?;
        let tensors = Tensors::sort(program, choice.weights, choice.is_frozen).map_err(Unusable::Weights)?;
        let dropouts = dropouts(&program.training).map_err(Unusable::Data)?;
        let calls = choice.calls;
        Ok(Self { model: model.clone(), calls, logits, tensors, dropouts, input_kind, input })
    }

    /// The model as it lies in the file.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The activation calls at the sites of the network, in their order.
    #[must_use]
    pub fn calls(&self) -> &[ActivationCall] {
        &self.calls
    }

    /// The values that are the logits.
    #[must_use]
    pub fn logits(&self) -> Logits {
        self.logits
    }

    /// What each tensor of the program is in training.
    #[must_use]
    pub fn held(&self) -> &[Held] {
        &self.tensors.held
    }

    /// What is learned.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.tensors.parameters
    }

    /// What follows the batches.
    #[must_use]
    pub fn buffers(&self) -> &[Buffer] {
        &self.tensors.buffers
    }

    /// The share that each random node sets to zero, in the order of the graph of training.
    #[must_use]
    pub fn dropouts(&self) -> &[f64] {
        &self.dropouts
    }

    /// The shape in which it takes the samples.
    #[must_use]
    pub fn input(&self) -> Dims {
        self.input
    }

    /// What it takes the values of its samples for.
    #[must_use]
    pub fn input_kind(&self) -> InputKind {
        self.input_kind
    }

    /// How many numbers the largest value has for one sample.
    #[must_use]
    pub fn width(&self) -> usize {
        let graph = &self.model.program().evaluation;
        let numbers = graph.values.iter().filter_map(|value| match &value.kind {
            ValueKind::Tensor { sizes, .. } if sizes.iter().any(|size| matches!(size, Size::Symbolic(_))) => {
                Some(sizes.iter().map(per_sample).fold(1, u64::saturating_mul))
            }
            _ => None,
        });
        numbers.max().and_then(|most| usize::try_from(most).ok()).unwrap_or(1).max(1)
    }

    /// Whether the channels of images may come last in memory, which convolutions are faster with: no call may look at the
    /// order in memory, or write through a view that would then be a copy.
    #[must_use]
    pub fn keeps_channels_last(&self) -> bool {
        let graphs = [&self.model.program().training, &self.model.program().evaluation];
        graphs
            .into_iter()
            .all(|graph| graph.nodes.iter().any(|node| node.function.is("conv2d")) && is_free_of_order(graph))
    }
}

/// Whether no call of a graph depends on the order of numbers in memory.
pub(super) fn is_free_of_order(graph: &Graph) -> bool {
    let memory = Memory::of(graph);
    let mut viewed: HashSet<ValueId> = HashSet::new();
    for node in &graph.nodes {
        let of_self = node.argument("self").and_then(|argument| argument.values().first().copied());
        let root = of_self.map(|value| memory.root(value));
        let looks = ["as_strided", "sym_stride"].iter().any(|name| node.function.is(name));
        // Another order makes a copy of a view, and what is written into one is not in the other.
        if looks || (writes(node) && root.is_some_and(|root| viewed.contains(&root))) {
            return false;
        }
        viewed.extend(root.filter(|_| node.function.is("view")));
    }
    true
}

/// How many numbers a side has for one sample: 12 of `12`, 1 of `s77`, 4 of `Mul(Integer(4), s77)`.
fn per_sample(size: &Size) -> u64 {
    match size {
        Size::Known(size) => *size,
        Size::Symbolic(expression) => {
            let factors =
                expression.split("Integer(").skip(1).filter_map(|rest| rest.split(')').next()?.parse().ok());
            factors.fold(1, u64::saturating_mul)
        }
    }
}

/// Makes sure that a model takes samples of this shape; what it takes their values for, and in which shape.
fn takes(graph: &Graph, input: Dims) -> Result<(InputKind, Dims), String> {
    let users: Vec<ValueId> = graph
        .inputs
        .iter()
        .filter_map(|input| match input {
            Input::User { value } => Some(*value),
            Input::Tensor { .. } => None,
        })
        .collect();
    let [user] = users[..] else {
        return Err(format!(
            "takes {} inputs, but the data has one for each sample: wrap the model in one that takes a single tensor",
            users.len()
        ));
    };
    let ValueKind::Tensor { dtype, sizes } = &graph.values[user.0].kind else {
        return Err("takes an input that is no tensor".to_owned());
    };
    let kind = match dtype {
        DType::Float32 => InputKind::Numbers,
        DType::Int64 => InputKind::Tokens,
        other => {
            return Err(format!(
                "takes {other:?}, but samples are given as Float32, or as Int64 where they are whole numbers: save it by actsearch.save with an example of one of these"
            ));
        }
    };
    let found = input.sizes();
    // A side that may be any takes that of the data.
    let side = |(at, size): (usize, &Size)| match size {
        Size::Known(size) => usize::try_from(*size).ok(),
        Size::Symbolic(_) => found.get(at).copied().filter(|_| found.len() + 1 == sizes.len()),
    };
    let wanted: Option<Vec<usize>> = sizes[1..].iter().enumerate().map(side).collect();
    if let Some(seen) = wanted.and_then(|wanted| input.seen_as(&wanted)) {
        return Ok((kind, seen));
    }
    Err(format!("takes samples of the shape {}, but those of the data are {input}", shape(&sizes[1..])))
}

fn shape(sizes: &[Size]) -> String {
    let side = |size: &Size| match size {
        Size::Known(size) => size.to_string(),
        Size::Symbolic(_) => "any".to_owned(),
    };
    sizes.iter().map(side).collect::<Vec<_>>().join("×")
}

/// The share that each random node of a graph sets to zero.
fn dropouts(graph: &Graph) -> Result<Vec<f64>, String> {
    let random = graph.nodes.iter().filter(|node| node.is_random());
    random
        .map(|node| {
            let (name, keeps) = match node.function.effect {
                Effect::Random(pt2::Random::Bernoulli) => ("p", true),
                Effect::Random(pt2::Random::Attention) => ("dropout_p", false),
                _ => ("p", false),
            };
            let share = match node.argument(name) {
                Some(Argument::Float(share)) => *share,
                #[expect(clippy::cast_precision_loss, reason = "0 or 1")]
                Some(Argument::Int(share)) => *share as f64,
                // What PyTorch's own schemas have.
                None => 0.5,
                Some(_) => {
                    return Err(format!(
                        "draws at {} with a share that is computed, which is not supported",
                        node.place
                    ));
                }
            };
            if (0.0..=1.0).contains(&share) {
                return Ok(if keeps { 1.0 - share } else { share });
            }
            Err(format!("draws at {} with a share of {share}, allowed: 0 to 1", node.place))
        })
        .collect()
}
