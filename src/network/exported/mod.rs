//! A network that PyTorch exported as a function: its nodes run in order through libtorch's dispatcher.
//!
//! What is random is drawn by us, activations that are searched are mixes, and every value is dropped when it was read for
//! the last time.

mod around;
mod call;
mod dispatch;
mod random;
mod sizes;
mod steps;
mod tensors;
mod values;

use super::{Activation, Computed, Mode, State};
use crate::mix;
use crate::pt2::{self, Graph, Input, Node, Output, Random, ValueId};
use crate::task::exported::{Exported, Held, InPlace};
use sizes::Number;
use steps::{Mixed, Planned, Step};
use tch::{Device, Kind, Tensor};
use values::Values;

/// Why an exported network cannot be run here.
#[derive(Debug, thiserror::Error)]
#[error("the node `{node}` ({function}) {place} cannot be run: {reason}")]
pub struct Unrunnable {
    node: String,
    function: String,
    place: String,
    reason: String,
}

/// An exported network, made ready to run on a device.
#[derive(Debug)]
pub(super) struct Ready {
    exported: Exported,
    training: Vec<Planned>,
    evaluation: Vec<Planned>,
    device: String,
    kind: Kind,
    /// Whether channels may come last in memory.
    channels_last: bool,
}

impl Ready {
    /// Makes it ready, with mixes at its sites, or as it is.
    pub fn new(exported: &Exported, has_mixes: bool, device: Device, kind: Kind) -> Result<Self, Unrunnable> {
        let program = exported.model().program();
        let calls = if has_mixes { exported.calls() } else { &[] };
        let plan = |graph: &Graph, is_training| {
            steps::plan(graph, &steps::in_mode(calls, is_training))
                .map_err(|(at, reason)| Unrunnable::at(&graph.nodes[at], reason))
        };
        Ok(Self {
            training: plan(&program.training, true)?,
            evaluation: plan(&program.evaluation, false)?,
            device: name(device),
            kind,
            channels_last: exported.keeps_channels_last(),
            exported: exported.clone(),
        })
    }

    /// The logits of a batch.
    pub fn logits(
        &self,
        constants: &Constants,
        state: &State<'_>,
        activations: &[Activation<'_>],
        computed: Computed,
        x: &Tensor,
        mode: Mode<'_>,
    ) -> Tensor {
        let program = self.exported.model().program();
        let (graph, steps, output) = match &mode {
            Mode::Train { .. } => (&program.training, &self.training, self.exported.logits().training),
            Mode::Evaluate => (&program.evaluation, &self.evaluation, self.exported.logits().evaluation),
        };
        let mut pass = Pass {
            values: Values::new(graph.values.len(), &self.device, self.kind),
            activations,
            computed,
            mode,
        };
        for input in &graph.inputs {
            match *input {
                Input::Tensor { value, tensor } => {
                    pass.values.set(value, self.held(tensor, constants, state));
                }
                Input::User { value } => {
                    let x = if self.channels_last { x.shallow_clone() } else { x.contiguous() };
                    pass.values.set(value, x);
                }
            }
        }
        for (node, planned) in graph.nodes.iter().zip(steps) {
            if let Err(reason) = pass.step(node, &planned.step) {
                panic!("{}", Unrunnable::at(node, reason));
            }
            planned.last_read.iter().for_each(|value| pass.values.forget(*value));
        }
        pass.values.tensor(output).shallow_clone()
    }

    /// A tensor of the program as it is now.
    fn held(&self, tensor: usize, constants: &Constants, state: &State<'_>) -> Tensor {
        match self.exported.held()[tensor] {
            Held::Parameter(at) => state.parameters[at].shallow_clone(),
            Held::Buffer(at) => state.buffers[at].shallow_clone(),
            Held::Constant => constants.0[tensor].as_ref().expect("made with the rest").shallow_clone(),
        }
    }
}

/// How many sums of products a sample passes in evaluation.
pub(super) fn products(exported: &Exported) -> usize {
    exported.model().program().evaluation.nodes.iter().filter(|node| call::is_product(node)).count()
}

/// The tensors of a program that stay as they are, by their index in it.
#[derive(Debug)]
pub(super) struct Constants(Vec<Option<Tensor>>);

impl Constants {
    pub fn of(exported: &Exported, device: Device, kind: Kind) -> Self {
        let program = exported.model().program();
        let constant = |(held, tensor): (&Held, &pt2::Tensor)| match held {
            Held::Constant => Some(in_kind(tensors::tensor(program, tensor, device), kind)),
            Held::Parameter(_) | Held::Buffer(_) => None,
        };
        Self(exported.held().iter().zip(&program.tensors).map(constant).collect())
    }

    /// Handles to the same tensors for another thread.
    pub fn share(&self) -> Self {
        Self(self.0.iter().map(|tensor| tensor.as_ref().map(Tensor::shallow_clone)).collect())
    }
}

/// A batch on its way.
struct Pass<'p, 'm> {
    values: Values<'p>,
    activations: &'p [Activation<'p>],
    computed: Computed,
    mode: Mode<'m>,
}

impl Pass<'_, '_> {
    fn step(&mut self, node: &Node, step: &Step) -> Result<(), String> {
        match step {
            Step::Nothing => Ok(()),
            Step::Call(call) => {
                let made = call.run(node, &self.values, self.computed.precision)?;
                self.values.keep(&node.outputs, made)
            }
            Step::Size => self.size(node),
            Step::Random(kind, index) => self.random(node, *kind, *index),
            Step::Mix(mixed) => {
                self.mix(mixed);
                Ok(())
            }
        }
    }

    fn size(&mut self, node: &Node) -> Result<(), String> {
        let number = |argument| match self.values.given(argument)? {
            dispatch::Given::Int(value) => Ok(Number::Int(value)),
            dispatch::Given::Float(value) => Ok(Number::Float(value)),
            dispatch::Given::Bool(value) => Ok(Number::Bool(value)),
            other => Err(format!("an argument is {other:?}, which is no number")),
        };
        let arguments: Vec<Number> =
            node.arguments.iter().map(|(_, argument)| number(argument)).collect::<Result<_, _>>()?;
        let computed = sizes::compute(&node.function.name, &arguments)?;
        self.values.set_number(only_output(node)?, computed);
        Ok(())
    }

    fn random(&mut self, node: &Node, kind: Random, index: usize) -> Result<(), String> {
        let Mode::Train { mask } = &mut self.mode else {
            return Err("it is random in evaluation".to_owned());
        };
        let mut draw = |shape: &[i64]| mask(index, shape);
        let made = match kind {
            Random::Dropout => random::dropout(node, false, &self.values, &mut draw)?,
            Random::DropoutInPlace => random::dropout(node, true, &self.values, &mut draw)?,
            Random::Bernoulli => random::bernoulli(node, &self.values, &mut draw)?,
            Random::Attention => random::attention(node, &self.values, &mut draw)?,
            Random::Recurrent => return Err("it has dropout between its layers".to_owned()),
        };
        self.values.set(only_output(node)?, made);
        Ok(())
    }

    fn mix(&mut self, mixed: &Mixed) {
        let x = self.values.tensor(mixed.x);
        // A mix keeps its x for the gradient: what is written over is another one.
        let x = if mixed.in_place == InPlace::Memory { x.copy() } else { x.shallow_clone() };
        let bias = mixed.bias.map(|bias| self.values.tensor(bias).shallow_clone());
        let Activation { mix, alpha, theta } = &self.activations[mixed.site];
        let learned = mix::Learned { alpha: alpha.as_ref(), theta: theta.as_ref(), bias: bias.as_ref() };
        let operator = self.computed.operator;
        let y = match mixed.square {
            Some(square) => mix::max_pooled(operator, &mix.bases, learned, &x, square),
            None => on_axis(&x, mixed.axis, |x| mix::apply(operator, &mix.bases, learned, x)),
        };
        match mixed.in_place {
            InPlace::No | InPlace::Unseen => {}
            InPlace::Name => self.values.set(mixed.x, y.shallow_clone()),
            InPlace::Memory => {
                let mut memory = self.values.tensor(mixed.x).shallow_clone();
                memory.copy_(&y);
                return self.values.set(mixed.y, memory);
            }
        }
        self.values.set(mixed.y, y);
    }
}

/// What a function of (batch, channels, …) makes of `x`, whose channels are at another dimension.
fn on_axis(x: &Tensor, axis: usize, function: impl FnOnce(&Tensor) -> Tensor) -> Tensor {
    let sizes = x.size();
    if axis == 1 || sizes.len() < 2 {
        return function(x);
    }
    if axis + 1 == sizes.len() {
        return function(&x.reshape([-1, sizes[axis]])).view(sizes.as_slice());
    }
    let axis = i64::try_from(axis).expect("a dimension");
    function(&x.movedim_int(axis, 1)).movedim_int(1, axis)
}

fn only_output(node: &Node) -> Result<ValueId, String> {
    match node.outputs[..] {
        [Output::Value(value)] => Ok(value),
        _ => Err("it must have one output".to_owned()),
    }
}

/// A tensor of the program in the type of numbers that `Float32` stands for.
fn in_kind(tensor: Tensor, kind: Kind) -> Tensor {
    if tensor.kind() == Kind::Float { tensor.to_kind(kind) } else { tensor }
}

/// The name of a device, as libtorch reads it.
fn name(device: Device) -> String {
    match device {
        Device::Cuda(index) => format!("cuda:{index}"),
        Device::Mps => "mps".to_owned(),
        Device::Vulkan => "vulkan".to_owned(),
        Device::Cpu => "cpu".to_owned(),
    }
}

impl Unrunnable {
    fn at(node: &Node, reason: String) -> Self {
        let (node, function, place) = (node.name.clone(), node.function.to_string(), node.place.to_string());
        Self { node, function, place, reason }
    }
}

#[cfg(test)]
mod tests;
