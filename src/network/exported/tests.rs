//! Networks that PyTorch exported, run through the dispatcher: against themselves with mixes in place of their own
//! activations, and against what must not matter. `make interop ARGS=models` compares them with PyTorch.

use super::dispatch::{Function, Given, Made};
use crate::activation::{Base, Mix};
use crate::network::{Activation, Computed, Forward, Mode, State};
use crate::pt2;
use crate::task::exported::{Choice, Exported, Model, Weights, activation_calls};
use crate::task::{Buffer, Dims, Network, Operator, Parameter, Precision, Start};
use tch::{Device, Kind, Tensor};

const CONVOLUTIONAL: &[u8] = include_bytes!("../../../tests/data/exported/convolutional.pt2");
const ATTENTION: &[u8] = include_bytes!("../../../tests/data/exported/attention.pt2");
const TIED: &[u8] = include_bytes!("../../../tests/data/exported/tied.pt2");
const DIGITS: &[u8] = include_bytes!("../../../search_spaces/digits_model.pt2");

const REFERENCE: Computed = Computed { operator: Operator::Reference, precision: Precision::F32 };
const FUSED: Computed = Computed { operator: Operator::Fused, precision: Precision::F32 };

/// A network, and all that it needs beside a batch.
struct Set {
    network: Network,
    parameters: Vec<Tensor>,
    buffers: Vec<Tensor>,
}

fn values(dims: &[usize], start: &Start) -> Tensor {
    let Start::Given(values) = start else { panic!("the numbers are in the file") };
    let dims: Vec<i64> = dims.iter().map(|dim| i64::try_from(*dim).unwrap()).collect();
    Tensor::from_slice(values).view(dims.as_slice())
}

impl Set {
    fn of(file: &[u8], input: Dims, classes: usize) -> Self {
        let model = Model::read(file).unwrap();
        let calls = activation_calls(model.program()).unwrap();
        let choice = Choice { calls, output: None, weights: Weights::Given, is_frozen: &|_| false };
        let exported = Exported::new(&model, choice, input, None, classes).unwrap();
        let network = Network::of_exported(exported, classes);
        let parameter = |it: &Parameter| values(&it.dims, &it.start).set_requires_grad(true);
        let buffer = |it: &Buffer| {
            let kind = if it.is_whole { Kind::Int64 } else { Kind::Float };
            values(&it.dims, &it.start).to_kind(kind)
        };
        let (parameters, buffers) = (network.parameters(), network.buffers());
        Self {
            parameters: parameters.iter().map(parameter).collect(),
            buffers: buffers.iter().map(buffer).collect(),
            network,
        }
    }

    /// The logits with these bases at the sites, or with the model's own activations.
    fn logits(&self, bases: Option<&[Base]>, computed: Computed, x: &Tensor, mode: Mode<'_>) -> Tensor {
        let mixes: Vec<Mix> = bases.unwrap_or_default().iter().map(|base| Mix::plain(*base)).collect();
        let activations: Vec<Activation> =
            mixes.iter().map(|mix| Activation { mix, alpha: None, theta: None }).collect();
        let forward = Forward::new(&self.network, bases.is_some(), Device::Cpu).unwrap();
        let state = State { parameters: &self.parameters, buffers: &self.buffers };
        forward.logits(&state, &activations, computed, x, mode)
    }

    /// The logits of a training step without randomness, the gradients of a loss, and the running values after it.
    fn step(mut self, bases: Option<&[Base]>, computed: Computed, x: &Tensor) -> Vec<Tensor> {
        let mut ones = |_: usize, shape: &[i64]| Tensor::ones(shape, (Kind::Float, Device::Cpu));
        let logits = self.logits(bases, computed, x, Mode::Train { mask: &mut ones });
        let loss =
            (&logits * Tensor::arange(logits.size()[1], (Kind::Float, Device::Cpu)).cos()).sum(Kind::Float);
        let gradients =
            Tensor::run_backward(&[loss], &self.parameters.iter().collect::<Vec<_>>(), false, false);
        let mut all = vec![logits.detach()];
        all.extend(gradients);
        all.append(&mut self.buffers);
        all
    }
}

fn digits() -> Set {
    Set::of(DIGITS, Dims::Image { channels: 1, height: 8, width: 8 }, 10)
}

fn convolutional() -> Set {
    Set::of(CONVOLUTIONAL, Dims::Image { channels: 3, height: 8, width: 8 }, 5)
}

fn wave(sizes: &[i64]) -> Tensor {
    let count = sizes.iter().product::<i64>();
    (Tensor::arange(count, (Kind::Float, Device::Cpu)) * 0.37 + 0.2).sin().view(sizes)
}

#[track_caller]
fn check_close(found: &[Tensor], expected: &[Tensor], share: f64, what: &str) {
    assert_eq!(found.len(), expected.len());
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let largest = expected.to_kind(Kind::Double).abs().max().double_value(&[]).max(1e-2);
        let off =
            (found.to_kind(Kind::Double) - expected.to_kind(Kind::Double)).abs().max().double_value(&[]);
        assert!(off <= share * largest, "{what}: tensor {at} is off by {off} of {largest}");
    }
}

const GELU: Base = Base::Gelu { approximate: false };

#[test]
fn a_model_as_it_came_and_one_with_its_own_activations_as_mixes_are_the_same() {
    let silu = Base::Swish { beta: 1.0, learned: false };
    let x = wave(&[4, 1, 8, 8]);
    let own = [Base::RELU, Base::RELU, silu, GELU];
    for computed in [REFERENCE, FUSED] {
        let (mixed, as_it_is) = (digits().step(Some(&own), computed, &x), digits().step(None, computed, &x));
        check_close(&mixed, &as_it_is, 1e-5, "digits");
    }
    let x = wave(&[4, 3, 8, 8]);
    let own = [GELU, Base::RELU, Base::RELU];
    check_close(
        &convolutional().step(Some(&own), FUSED, &x),
        &convolutional().step(None, FUSED, &x),
        1e-5,
        "convolutional",
    );
}

#[test]
fn other_activations_change_the_logits_at_every_site() {
    let x = wave(&[4, 1, 8, 8]);
    let silu = Base::Swish { beta: 1.0, learned: false };
    let own = [Base::RELU, Base::RELU, silu, GELU];
    let logits = |bases: &[Base]| digits().logits(Some(bases), FUSED, &x, Mode::Evaluate);
    let before = logits(&own);
    for site in 0..own.len() {
        let mut other = own;
        other[site] = Base::Sine;
        let off = (logits(&other) - &before).abs().max().double_value(&[]);
        assert!(off > 1e-4, "site {site}: {off}");
    }
}

#[test]
fn channels_that_come_last_in_memory_change_rounding_only() {
    for last in [false, true] {
        let x = wave(&[4, 1, 8, 8]).repeat([1, 1, 2, 2]).slice(2, 0, 8, 1).slice(3, 0, 8, 1);
        let x =
            if last { x.permute([0, 2, 3, 1]).contiguous().permute([0, 3, 1, 2]) } else { x.contiguous() };
        let found = digits().step(None, FUSED, &x);
        check_close(&found, &digits().step(None, FUSED, &x.contiguous()), 1e-5, "digits");
    }
}

#[test]
fn attention_that_drops_nothing_is_that_of_evaluation() {
    let tokens = Tensor::from_slice(&[0_i64, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0]).view([2, 6]);
    let set = Set::of(ATTENTION, Dims::Vector(6), 3);
    let mut ones = |_: usize, shape: &[i64]| Tensor::ones(shape, (Kind::Float, Device::Cpu));
    let training = set.logits(None, FUSED, &tokens, Mode::Train { mask: &mut ones });
    let evaluation = set.logits(None, FUSED, &tokens, Mode::Evaluate);
    check_close(&[training], &[evaluation], 1e-5, "attention");
}

#[test]
fn what_is_random_is_drawn_by_the_caller_in_the_order_of_the_graph_with_its_shares() {
    let set = digits();
    let x = wave(&[4, 1, 8, 8]);
    let mut drawn = Vec::new();
    let mut mask = |index: usize, shape: &[i64]| {
        drawn.push((index, shape.to_vec()));
        Tensor::zeros(shape, (Kind::Float, Device::Cpu))
    };
    let _ = set.logits(None, FUSED, &x, Mode::Train { mask: &mut mask });
    let expected = [(0, vec![4, 1, 1, 1]), (1, vec![4, 4, 4, 4]), (2, vec![4, 4, 48])];
    assert_eq!(drawn, expected);
    let shares = set.network.dropouts();
    let rounded: Vec<f64> = shares.iter().map(|share| (share * 1e6).round() / 1e6).collect();
    assert_eq!(rounded, [0.1, 0.1, 0.1]);
}

#[test]
fn a_single_sample_is_trained_without_a_variance_of_its_own() {
    // One number for each channel where batch norm is, as the image is one pixel by then.
    let x = wave(&[1, 3, 8, 8]);
    let all = convolutional().step(None, FUSED, &x);
    assert!(all.iter().all(|tensor| tensor.to_kind(Kind::Float).isfinite().all().int64_value(&[]) == 1));
}

#[test]
fn tied_weights_are_one_parameter() {
    let set = Set::of(TIED, Dims::Vector(5), 4);
    let names: Vec<String> = set.network.parameters().into_iter().map(|parameter| parameter.name).collect();
    assert_eq!(names, ["embedding.weight"]);
    let tokens = Tensor::from_slice(&[0_i64, 1, 2, 3, 0]).view([1, 5]);
    let all = set.step(None, FUSED, &tokens);
    // The last row is no token here: what it learns comes from where the logits are made.
    let unseen = Tensor::from_slice(&[0_i64, 1, 2, 0, 0]).view([1, 5]);
    let others = Set::of(TIED, Dims::Vector(5), 4).step(None, FUSED, &unseen);
    assert!(others[1].get(3).abs().max().double_value(&[]) > 0.0);
    assert_eq!(all.len(), 2);
}

#[test]
fn bf16_computes_products_with_fewer_digits() {
    let x = wave(&[4, 1, 8, 8]);
    let bf16 = Computed { precision: Precision::Bf16, ..FUSED };
    let [found, expected] = [bf16, FUSED].map(|computed| digits().logits(None, computed, &x, Mode::Evaluate));
    let off = (&found - &expected).abs().max().double_value(&[]) / expected.abs().max().double_value(&[]);
    assert!((1e-5..0.1).contains(&off), "{off}");
    assert_eq!(found.kind(), Kind::Float);
}

#[test]
fn libtorch_knows_every_function_that_a_program_may_call() {
    let unknown: Vec<String> = pt2::Function::aten()
        .filter_map(|function| {
            Some(format!("{function}: {}", Function::find(&function.name, &function.overload).err()?))
        })
        .collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn arguments_are_given_as_the_schema_types_them() {
    let x = Tensor::from_slice(&[1.5_f32, -2.0]);
    let call = |name: &str, overload: &str, given: &[Given]| {
        let function = Function::find(name, overload).unwrap();
        let missing = function.arguments().len() - given.len();
        let defaults = std::iter::repeat_with(|| Given::Default).take(missing);
        let given: Vec<Given> = given.iter().map(copy).chain(defaults).collect();
        function.call(&given)
    };
    let numbers = |made: Result<Vec<Made>, String>| match made.unwrap().swap_remove(0) {
        Made::Tensor(tensor) => Vec::<f32>::try_from(tensor.to_kind(Kind::Float)).unwrap(),
        other => panic!("{other:?}"),
    };
    // A number where a tensor is meant does not decide the type of the result.
    assert_eq!(numbers(call("mul", "Tensor", &[Given::Tensor(&x), Given::Float(2.0)])), [3.0, -4.0]);
    assert_eq!(
        numbers(call("clamp", "default", &[Given::Tensor(&x), Given::Int(0), Given::None])),
        [1.5, 0.0]
    );
    assert_eq!(numbers(call("cat", "default", &[Given::Tensors(vec![Some(&x), Some(&x)])])).len(), 4);
    let split = call("split", "Tensor", &[Given::Tensor(&x), Given::Int(1)]).unwrap();
    assert!(matches!(&split[..], [Made::List(parts)] if parts.len() == 2));
    let size = call("sym_size", "int", &[Given::Tensor(&x), Given::Int(0)]).unwrap();
    assert!(matches!(size[..], [Made::Int(2)]));
    let wrong = call("relu", "default", &[Given::Text("x")]).unwrap_err();
    assert_eq!(wrong, "the argument `self` is Tensor, but got something else");
    let missing = call("relu", "default", &[]).unwrap_err();
    assert_eq!(missing, "the argument `self` is Tensor, but got nothing, and it has no default");
    let failed = call("matmul", "default", &[Given::Tensor(&x), Given::Tensor(&wave(&[3, 3]))]).unwrap_err();
    assert!(failed.contains("cannot be multiplied"), "{failed}");
    assert!(Function::find("relu", "sideways").is_err());
}

fn copy<'a>(given: &Given<'a>) -> Given<'a> {
    match given {
        Given::Tensor(tensor) => Given::Tensor(tensor),
        Given::Tensors(tensors) => Given::Tensors(tensors.clone()),
        Given::Int(value) => Given::Int(*value),
        Given::Float(value) => Given::Float(*value),
        Given::Text(text) => Given::Text(text),
        Given::None => Given::None,
        other => panic!("{other:?}"),
    }
}
