//! Loss and gradients against PyTorch's, from the same weights and the same batch.
//!
//! The golden files come from `benches/peers/agreement.py`, which explains the formula that weights and batch are made by.

use super::super::feed::shaped;
use super::super::model::Model;
use crate::activation::{Base, Hull, Mix, Sharing};
use crate::plan::{self, Plan};
use crate::seed::Seed;
use crate::task::{Dims, Start};
use serde_json::Value;
use tch::{Device, Kind, Tensor};

/// How far the loss and a norm may be from PyTorch's in f64 as a share of themselves, and a number of a gradient as a share
/// of the largest number of all gradients.
const TOLERANCE: f64 = 1e-5;
/// How far it may be as a share of the largest number of its own tensor. The small gradient of a norm's bias is a sum whose
/// terms nearly cancel, and f32 has no more digits of it.
const OF_ITS_OWN: f64 = 3e-5;

/// Number `i` of a tensor before it is scaled: in [−1, 1), exact in f32.
fn v(name: &str, salt: u32, i: u32) -> f32 {
    let hash = |h: u32, byte: u8| (h ^ u32::from(byte)).wrapping_mul(16_777_619);
    let start = name.bytes().fold(2_166_136_261, hash);
    let mut z =
        start.wrapping_add(salt.wrapping_mul(2_654_435_769)).wrapping_add(i.wrapping_mul(2_246_822_519));
    z = (z ^ (z >> 16)).wrapping_mul(2_146_121_005);
    z = (z ^ (z >> 15)).wrapping_mul(2_221_713_035);
    z ^= z >> 16;
    #[expect(clippy::cast_precision_loss, reason = "16 bits are exact in f32")]
    let numerator = (z >> 16) as f32 - 32_768.0;
    numerator / 32_768.0
}

/// What a tensor of the network holds.
fn values(plan: &Plan, salt: u32, name: &str, count: usize) -> Vec<f32> {
    let numbers = || (0..).take(count).map(|i| v(name, salt, i));
    if is_alpha(name) {
        return vec![1.0 / 3.0; count];
    }
    let parameters = plan.task.network.parameters();
    let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else {
        // What the optimizer remembers, and running values, which do not matter in training.
        return vec![0.0; count];
    };
    match parameter.start {
        Start::All(1.0) => numbers().map(|v| 1.0 + v / 8.0).collect(),
        Start::All(0.0) => numbers().map(|v| v / 8.0).collect(),
        Start::Uniform { bound } => {
            // The bound is 1/√fan_in, and the smallest e with 4ᵉ ≥ fan_in makes 2ᵉ the next power of two above its inverse.
            let power = (1.0 / bound - 1e-3).log2().ceil().exp2();
            numbers().map(|v| v / power).collect()
        }
        Start::All(_) | Start::Normal { .. } | Start::Given(_) => panic!("layers do not start so"),
    }
}

/// The batch of a network as the engine makes it, with the channels last.
fn batch(dims: Dims, samples: usize, salt: u32) -> Tensor {
    let Dims::Image { channels, height, width } = dims else { panic!("images") };
    let mut numbers = Vec::new();
    for sample in 0..samples {
        for pixel in 0..height * width {
            for channel in 0..channels {
                let i = (sample * channels + channel) * height * width + pixel;
                numbers.push(2.0 * v("input", salt, u32::try_from(i).unwrap()));
            }
        }
    }
    shaped(&Tensor::from_slice(&numbers), dims)
}

/// Whether a tensor of this name holds coefficients.
fn is_alpha(name: &str) -> bool {
    name.rsplit('.').next() == Some("alpha")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The numbers of a gradient against what the file has of it.
#[track_caller]
fn check_gradient(expected: &Value, found: &[f32], of_all: f64, place: &str) {
    let (name, largest) = (&expected["name"], number(&expected["largest"]));
    let check = |found: f64, exact: f64| {
        let difference = (found - exact).abs();
        assert!(difference <= TOLERANCE * of_all, "{place} {name}: {found} and {exact}");
        assert!(difference <= OF_ITS_OWN * largest, "{place} {name}: {found} and {exact}");
    };
    let entries = expected["entries"].as_array().unwrap();
    for (k, exact) in entries.iter().enumerate() {
        check(f64::from(found[k * found.len() / entries.len()]), number(exact));
    }
    let largest_found = found.iter().fold(0.0_f64, |largest, g| largest.max(f64::from(*g).abs()));
    check(largest_found, largest);
    let norm = found.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt();
    let exact = number(&expected["norm"]);
    assert!((norm - exact).abs() <= TOLERANCE * exact, "{place} {name} norm: {norm} and {exact}");
}

fn check(golden: &str, plan: &Plan) {
    let golden: Value = serde_json::from_str(golden).unwrap();
    let salt = u32::try_from(golden["salt"].as_u64().unwrap()).unwrap();
    let samples = usize::try_from(golden["batch"][0].as_u64().unwrap()).unwrap();
    // Rounding depends on the number of threads.
    tch::set_num_threads(1);
    let plain =
        if golden["plain"] == "relu" { Base::RELU } else { Base::Swish { beta: 1.0, learned: false } };
    let bases = vec![Base::Identity, plain, Base::Tanh];
    // A linear mix is made of its coefficients themselves, so the gradients are those by α.
    let cases = [("plain", Mix::plain(plain)), ("mix", Mix::new(bases, Hull::Linear, Sharing::Layer))];
    for (case, mix) in cases {
        let candidate = plan.space.everywhere(&mix);
        let mut model = Model::new(plan, &candidate, Device::Cpu);
        let restored: Result<(), ()> = model.restore(0, |name, count| Ok(values(plan, salt, name, count)));
        restored.unwrap();
        let labels: Vec<i64> = (0..10).cycle().take(samples).collect();
        let x = batch(plan.task.data.facts.dims, samples, salt);
        let logits = model.logits_in_training(&x, &Seed::new(0));
        let loss = logits.cross_entropy_for_logits(&Tensor::from_slice(&labels));
        let expected = &golden["cases"][case];
        let exact = number(&expected["loss"]);
        assert!((loss.double_value(&[]) - exact).abs() <= TOLERANCE * exact, "{case}: {loss:?} and {exact}");
        check_gradients(expected, &model, &loss, case);
    }
}

fn check_gradients(expected: &Value, model: &Model<'_>, loss: &Tensor, case: &str) {
    let gradients = model.gradients(loss).into_iter().map(|gradient| gradient.expect("all of it is used"));
    let gradients: Vec<Tensor> = gradients.collect();
    let flat = |gradient: &Tensor| Vec::<f32>::try_from(gradient.reshape([-1]).to_kind(Kind::Float)).unwrap();
    let found: Vec<(String, Vec<f32>)> = model.names().into_iter().zip(gradients.iter().map(flat)).collect();
    let mut checked = 0;
    let all = expected["gradients"].as_array().unwrap();
    let of_all = all.iter().map(|gradient| number(&gradient["largest"])).fold(0.0, f64::max);
    for expected in all {
        let name = expected["name"].as_str().unwrap();
        let mut of_name =
            found.iter().filter(|(found, _)| found == name || (name == "alpha" && is_alpha(found)));
        let numbers: Vec<f32> = of_name.by_ref().flat_map(|(_, numbers)| numbers).copied().collect();
        assert!(!numbers.is_empty(), "{case} has no {name}");
        check_gradient(expected, &numbers, of_all, case);
        checked += 1;
    }
    assert!(checked > 6, "only {checked} gradients were compared");
}

fn plan(data: &str, preset: &str) -> Plan {
    let space = format!(
        "{{name: a, seed: 1, data: {{source: {data}}}, network: {{preset: {preset}}}, activations: {{bases: [relu]}}, \
         training: {{epochs: 1, optimizer: {{sgd: {{lr: 0.1}}}}}}, budget: {{trials: 1}}}}"
    );
    plan::read(&space, &[]).unwrap()
}

#[test]
fn loss_and_gradients_of_a_lenet5_are_those_of_pytorch() {
    check(include_str!("../../../tests/golden/lenet5_gradients.json"), &plan("fashion_mnist", "lenet5"));
}

#[test]
fn loss_and_gradients_of_a_resnet20_are_those_of_pytorch() {
    check(include_str!("../../../tests/golden/resnet20_gradients.json"), &plan("cifar10", "resnet20"));
}
