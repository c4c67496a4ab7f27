//! Whole networks, with their golden weights.

use crate::golden::{every_layer, vector};
use crate::networks::golden_networks;
use actsearch::activation::LearnedMix;
use actsearch::export::Trained;
use actsearch::network::{Activation, Computed, Forward, Mode, State};
use actsearch::task::{Operator, Precision};
use std::collections::HashMap;
use tch::nn::{self, ModuleT, OptimizerConfig};
use tch::{Device, Kind, Tensor};

fn golden(name: &str) -> Trained {
    golden_networks().into_iter().find(|(found, _)| *found == name).unwrap().1
}

fn weights(name: &str) -> String {
    format!("{}/tests/golden/{name}/weights.safetensors", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn golden_networks_give_the_logits_of_the_program() {
    for trainable in [false, true] {
        let (_vs, network) = every_layer::load(weights("every_layer"), Device::Cpu, trainable).unwrap();
        compare("every_layer", &network);
        let (_vs, network) = vector::load(weights("vector"), Device::Cpu, trainable).unwrap();
        compare("vector", &network);
    }
}

fn compare(name: &str, network: &dyn ModuleT) {
    let trained = golden(name);
    let xs = batch(&trained);
    let (found, expected) = (network.forward_t(&xs, false), expected(name, &trained, &xs));
    assert_eq!(found.size(), expected.size());
    let largest = (&found - &expected).abs().max().double_value(&[]);
    assert!(largest <= 2e-5 * expected.abs().max().double_value(&[]).max(1.0), "{name}: {largest:.2e}");
}

/// Four samples that look like something.
fn batch(trained: &Trained) -> Tensor {
    let dims = [vec![4], trained.network().input.sizes()].concat();
    let dims: Vec<i64> = dims.into_iter().map(|dim| i64::try_from(dim).unwrap()).collect();
    let numbers = Tensor::arange(dims.iter().product::<i64>(), (Kind::Float, Device::Cpu));
    ((numbers * 0.7).sin() * 0.5 + 0.5).view(dims.as_slice())
}

/// A site with what it learned.
fn activation(site: &LearnedMix) -> Activation<'_> {
    let LearnedMix { mix, coefficients, parameters, .. } = site;
    let rows = |rows: &[Vec<f32>]| (!rows.is_empty()).then(|| Tensor::from_slice2(rows));
    let alpha = if mix.is_plain() { None } else { rows(coefficients) };
    Activation { mix, alpha, theta: rows(parameters) }
}

/// What the program itself makes of a batch.
fn expected(name: &str, trained: &Trained, xs: &Tensor) -> Tensor {
    let tensors: HashMap<String, Tensor> =
        Tensor::read_safetensors(weights(name)).unwrap().into_iter().collect();
    let named = |name: &str| {
        let safe = name.replace("short-cut.", "short_cut.").replace("class.", "class_.");
        tensors[&safe].shallow_clone()
    };
    let network = trained.network();
    let parameters: Vec<Tensor> = network.parameters().iter().map(|it| named(&it.name)).collect();
    let buffers: Vec<Tensor> = network.buffers().iter().map(|it| named(&it.name)).collect();
    let sites = trained.definition().sites();
    let activations: Vec<Activation> = sites.iter().map(activation).collect();
    let column = |numbers: &[f32]| {
        let mut shape = vec![1; xs.dim()];
        shape[1] = -1;
        Tensor::from_slice(numbers).view(shape.as_slice())
    };
    let xs = (xs - column(&trained.input().mean)) / column(&trained.input().std);
    let state = State { parameters: &parameters, buffers: &buffers };
    let computed = Computed { operator: Operator::Reference, precision: Precision::F32 };
    Forward::new(network, true, tch::Device::Cpu).unwrap().logits(
        &state,
        &activations,
        computed,
        &xs,
        Mode::Evaluate,
    )
}

#[test]
fn golden_networks_can_be_trained_further() {
    let (vs, network) = every_layer::load(weights("every_layer"), Device::Cpu, true).unwrap();
    let (xs, labels) = (batch(&golden("every_layer")), Tensor::from_slice(&[0_i64, 1, 2, 0]));
    let loss = || network.forward_t(&xs, false).cross_entropy_for_logits(&labels).double_value(&[]);
    let mean = || vs.variables()["bn1.running_mean"].copy();
    let (loss_before, mean_before) = (loss(), mean());
    let mut optimizer = nn::Adam::default().build(&vs, 0.01).unwrap();
    for _ in 0..30 {
        let logits = network.forward_t(&xs, true);
        optimizer.backward_step(&logits.cross_entropy_for_logits(&labels));
    }
    assert!(loss() < loss_before, "{} {loss_before}", loss());
    assert_ne!(mean(), mean_before);
    assert!(vs.trainable_variables().iter().all(|variable| variable.grad().defined()));
}

#[test]
fn weights_of_another_network_are_refused() {
    let message = |name| every_layer::load(weights(name), Device::Cpu, true).unwrap_err().to_string();
    let other = message("vector");
    assert!(other.contains("tensor named") || other.contains("has the shape"), "{other}");
    assert!(message("nowhere").contains("nowhere"));
}

#[test]
fn a_trained_network_is_saved_and_loaded_by_its_variables() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trained.safetensors");
    let (vs, network) = vector::load(weights("vector"), Device::Cpu, true).unwrap();
    vs.save(&file).unwrap();
    let mut other = nn::VarStore::new(Device::Cpu);
    let again = vector::Network::new(other.root(), true);
    other.load(&file).unwrap();
    let xs = batch(&golden("vector"));
    assert_eq!(network.forward_t(&xs, false), again.forward_t(&xs, false));
}
