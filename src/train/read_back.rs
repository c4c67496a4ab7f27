//! A `.pt2` file that was written of a trained network: read back, and run beside what it was written of.

use crate::activation::LearnedMix;
use crate::export::TrainedModel;
use crate::network::{Activation, Computed, Forward, Mode, State, Unrunnable};
use crate::pt2;
use crate::task::exported::{Choice, Exported, Model, Output, Unusable, Weights};
use crate::task::{InputKind, Network, Operator, Precision, Start};
use tch::{Device, Kind, Tensor};

/// What a file computes.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadBack {
    /// The logits of its program of evaluation, sample after sample, in f32.
    pub logits: Vec<f32>,
    /// How far the logits of its program of training are from those of the network that it was written of, relative to the
    /// largest: in f64, with nothing dropped, for the first samples.
    pub in_training: f64,
}

/// Why a file cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum NotReadBack {
    /// It is no `.pt2` file that is understood.
    #[error(transparent)]
    File(#[from] pt2::Error),
    /// It does not take or give what the network does.
    #[error("the network in it {0}")]
    Unusable(String),
    /// libtorch does not know one of its functions.
    #[error(transparent)]
    Unrunnable(#[from] Unrunnable),
}

/// Of so many samples the logits in training are looked at.
const IN_TRAINING: usize = 32;

/// Runs a file that was written of a network on samples of this shape, which is that of `inputs`.
///
/// # Errors
/// If the file cannot be read, or holds another network.
///
/// # Panics
/// If `inputs` are not as many as `dims` say, or if libtorch fails, for want of memory say.
pub fn read_back(
    trained: &TrainedModel,
    file: &[u8],
    dims: &[usize],
    inputs: &[f32],
) -> Result<ReadBack, NotReadBack> {
    let (was, written) = networks(trained, file)?;
    let x = samples(trained.exported().input_kind(), dims, inputs);
    let logits = Running::of_file(&written, Kind::Float)?.logits(&x, false);
    let first = x.narrow(0, 0, x.size()[0].min(IN_TRAINING.try_into().expect("few")));
    let wanted = Running::of_trained(&was, trained, Kind::Double)?.logits(&first, true);
    let found = Running::of_file(&written, Kind::Double)?.logits(&first, true);
    let largest = wanted.abs().max().double_value(&[]).max(1.0);
    let in_training = (found - wanted).abs().max().double_value(&[]) / largest;
    let logits = Vec::try_from(logits.flatten(0, -1)).expect("a flat tensor of f32");
    Ok(ReadBack { logits, in_training })
}

/// The network that was trained, and the one in a file that was written of it, all of whose mixes stand in its graphs.
pub(super) fn networks(trained: &TrainedModel, file: &[u8]) -> Result<(Network, Network), NotReadBack> {
    let exported = trained.exported();
    let program = exported.model().program();
    let logits = exported.logits().evaluation;
    let outputs = &program.evaluation.outputs;
    let output = outputs.iter().position(|output| output.values().contains(&logits)).map(Output);
    let found = program.evaluation.logits().into_iter().find(|(value, _)| *value == logits);
    let classes = found.and_then(|(_, classes)| usize::try_from(classes).ok()).unwrap_or(0);
    let choice = Choice { calls: Vec::new(), output, weights: Weights::Given, is_frozen: &|_| false };
    let written = Exported::new(&Model::read(file)?, choice, exported.input(), None, classes);
    let written = written.map_err(|unusable| {
        let (Unusable::Data(reason) | Unusable::Output(reason) | Unusable::Weights(reason)) = unusable;
        NotReadBack::Unusable(reason)
    })?;
    Ok((Network::of_exported(exported.clone(), classes), Network::of_exported(written, classes)))
}

/// Samples as a network takes them.
fn samples(kind: InputKind, dims: &[usize], inputs: &[f32]) -> Tensor {
    let x = tensor(dims, inputs, Kind::Float);
    match kind {
        InputKind::Numbers => x,
        InputKind::Tokens => x.to_kind(Kind::Int64),
    }
}

/// A network with its weights, ready to run.
pub(super) struct Running<'n> {
    forward: Forward<'n>,
    kind: Kind,
    /// The names of the parameters, with them.
    pub(super) parameters: Vec<(String, Tensor)>,
    buffers: Vec<Tensor>,
    learned: &'n [LearnedMix],
    /// α and θ of each site.
    pub(super) sites: Vec<[Option<Tensor>; 2]>,
}

impl<'n> Running<'n> {
    /// A network that has its weights in its file.
    pub(super) fn of_file(network: &'n Network, kind: Kind) -> Result<Self, Unrunnable> {
        let given = |_: &str, start: &Start| match start {
            Start::Given(values) => values.to_vec(),
            other => panic!("the numbers of a file are given, not {other:?}"),
        };
        Self::new(network, &[], kind, given)
    }

    /// A network with what it learned.
    pub(super) fn of_trained(
        network: &'n Network,
        trained: &'n TrainedModel,
        kind: Kind,
    ) -> Result<Self, Unrunnable> {
        Self::new(network, trained.definition().sites(), kind, |name, _| trained.values(name).to_vec())
    }

    fn new(
        network: &'n Network,
        learned: &'n [LearnedMix],
        kind: Kind,
        values: impl Fn(&str, &Start) -> Vec<f32>,
    ) -> Result<Self, Unrunnable> {
        let rows = |rows: &[Vec<f32>]| {
            let dims = [rows.len(), rows.first().map_or(0, Vec::len)];
            (dims[0] > 0).then(|| tensor(&dims, &rows.concat(), kind))
        };
        let site = |learned: &LearnedMix| {
            let alpha = if learned.mix.is_plain() { None } else { rows(&learned.coefficients) };
            [alpha, rows(&learned.parameters)]
        };
        let parameters = network.parameters().into_iter().map(|it| {
            let parameter = tensor(&it.dims, &values(&it.name, &it.start), kind);
            (it.name, parameter)
        });
        let buffers = network.buffers().into_iter().map(|it| {
            let kind = if it.is_whole { Kind::Int64 } else { kind };
            tensor(&it.dims, &values(&it.name, &it.start), kind)
        });
        Ok(Self {
            forward: Forward::in_kind(network, !learned.is_empty(), Device::Cpu, kind)?,
            kind,
            parameters: parameters.collect(),
            buffers: buffers.collect(),
            learned,
            sites: learned.iter().map(site).collect(),
        })
    }

    /// The logits of samples, in evaluation or as in training with nothing dropped, without a gradient.
    fn logits(&self, x: &Tensor, in_training: bool) -> Tensor {
        tch::no_grad(|| self.pass(x, in_training))
    }

    /// The same with one.
    pub(super) fn pass(&self, x: &Tensor, in_training: bool) -> Tensor {
        let x = if x.is_floating_point() { x.to_kind(self.kind) } else { x.shallow_clone() };
        let parameters: Vec<Tensor> = self.parameters.iter().map(|(_, it)| it.shallow_clone()).collect();
        let activations: Vec<Activation> = (self.learned.iter().zip(&self.sites))
            .map(|(learned, [alpha, theta])| Activation {
                mix: &learned.mix,
                alpha: alpha.as_ref().map(Tensor::shallow_clone),
                theta: theta.as_ref().map(Tensor::shallow_clone),
            })
            .collect();
        let mut ones = |_: usize, shape: &[i64]| Tensor::ones(shape, (Kind::Float, Device::Cpu));
        let mode = if in_training { Mode::Train { mask: &mut ones } } else { Mode::Evaluate };
        let state = State { parameters: &parameters, buffers: &self.buffers };
        let computed = Computed { operator: Operator::Reference, precision: Precision::F32 };
        self.forward.logits(&state, &activations, computed, &x, mode)
    }
}

fn tensor(dims: &[usize], values: &[f32], kind: Kind) -> Tensor {
    let dims: Vec<i64> = dims.iter().map(|size| i64::try_from(*size).expect("in memory")).collect();
    Tensor::from_slice(values).view(dims.as_slice()).to_kind(kind)
}
