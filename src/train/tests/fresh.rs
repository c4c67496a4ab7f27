//! New weights of exported models: their statistics, and what they depend on.

use super::super::model::Model;
use crate::columns::Columns;
use crate::plan::{self, Plan, Probed};
use crate::space::Candidate;
use crate::task::exported::{self, Held};
use crate::task::{Dims, Facts, Start, WholeNumbers};
use std::collections::BTreeMap;
use tch::Device;

const DIGITS: &[u8] = include_bytes!("../../../search_spaces/digits_model.pt2");
const ATTENTION: &[u8] = include_bytes!("../../../tests/data/exported/attention.pt2");
const CONVOLUTIONAL: &[u8] = include_bytes!("../../../tests/data/exported/convolutional.pt2");

const SPACE: &str = "
name: fresh
seed: 3
data: {source: {npz: samples.npz}}
network: {exported: model.pt2, weights: fresh}
activations: {bases: [identity, relu, tanh], size: {max: 3}}
training: {epochs: 1, batch_size: 20}
budget: {trials: 4}
";

/// A model with samples that fit it: their shape, and how many classes there are.
struct Case(&'static [u8], &'static [usize], usize);

const CASES: [Case; 3] =
    [Case(DIGITS, &[1, 8, 8], 10), Case(ATTENTION, &[6], 3), Case(CONVOLUTIONAL, &[3, 8, 8], 5)];

impl Case {
    fn plan(&self, more: &[&str]) -> Plan {
        let Self(bytes, sizes, classes) = self;
        let facts = Facts {
            dims: Dims::of(sizes).unwrap(),
            class_names: (0..*classes).map(|class| class.to_string()).collect(),
            training_samples: 200,
            validation_samples: None,
            test_samples: 50,
            whole: (sizes.len() == 1).then_some(WholeNumbers { least: 0, most: 10 }),
            content: None,
            columns: Columns::default(),
            notes: Vec::new(),
        };
        let model = Some(Ok(exported::Model::read(bytes).unwrap()));
        let overrides: Vec<_> = more.iter().map(|more| more.parse().unwrap()).collect();
        let probed = Probed { facts: Some(Ok(facts)), model, ..Probed::default() };
        plan::parse(SPACE, &overrides).plan(&probed).unwrap()
    }

    /// The weights and running values at the start, by name.
    fn weights(&self, more: &[&str]) -> BTreeMap<String, Vec<f32>> {
        Model::new(&self.plan(more), &Candidate::as_it_is(), Device::Cpu).weights()
    }
}

fn mean(numbers: &[f32]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand numbers")]
    let count = numbers.len() as f64;
    numbers.iter().copied().map(f64::from).sum::<f64>() / count
}

/// Makes sure that numbers are drawn evenly between both bounds.
#[track_caller]
fn check_uniform(name: &str, numbers: &[f32], bound: f32) {
    let largest = numbers.iter().fold(0.0_f32, |largest, number| largest.max(number.abs()));
    assert!(largest <= bound, "{name}: {largest} is above {bound}");
    if numbers.len() < 200 {
        return;
    }
    assert!(largest > 0.97 * bound, "{name}: {largest} is far below {bound}");
    // The variance of a uniform number is a third of its bound squared.
    let squares: Vec<f32> = numbers.iter().map(|number| number * number).collect();
    let share = mean(&squares) / (f64::from(bound).powi(2) / 3.0);
    assert!((share - 1.0).abs() < 0.2 && mean(numbers).abs() < 0.1 * f64::from(bound), "{name}: {share}");
}

#[test]
fn every_parameter_is_drawn_as_its_rule_says() {
    let mut kinds = [0; 3];
    for case in &CASES {
        let (plan, weights) = (case.plan(&[]), case.weights(&[]));
        for parameter in plan.task.network.parameters() {
            let (name, numbers) = (&parameter.name, &weights[&parameter.name]);
            match parameter.start {
                Start::Uniform { bound } => {
                    kinds[0] += 1;
                    check_uniform(name, numbers, bound);
                }
                Start::All(number) => {
                    kinds[1] += 1;
                    assert!(numbers.iter().all(|found| *found == number), "{name}");
                }
                Start::Normal { std, zero_row } => {
                    kinds[2] += 1;
                    let squares: Vec<f32> = numbers.iter().map(|number| number * number).collect();
                    assert!((mean(&squares) / f64::from(std * std) - 1.0).abs() < 0.4, "{name}: {numbers:?}");
                    assert!(numbers.iter().any(|number| *number > std) && zero_row.is_none(), "{name}");
                }
                Start::Given(_) => panic!("{name} is not drawn"),
            }
        }
    }
    assert!(kinds.iter().all(|count| *count > 0), "{kinds:?}");
}

#[test]
fn what_is_drawn_depends_on_the_seed_and_its_own_name_alone() {
    let [digits, _, convolutional] = &CASES;
    let (all, others) = (digits.weights(&[]), digits.weights(&["seed=4"]));
    // Without the first layers, and in another order of everything that is left.
    let frozen = "network={exported: model.pt2, weights: fresh, frozen: ['stem*', 'attention*']}";
    let fewer = digits.weights(&[frozen]);
    assert!(fewer.len() < all.len() && fewer.keys().all(|name| all[name] == fewer[name]));
    for (name, numbers) in &all {
        let is_drawn = numbers.iter().any(|number| *number != numbers[0]);
        assert_eq!(others[name] != *numbers, is_drawn, "{name}");
    }
    // Layers of one size are told apart by their names, and those of one name in two models are drawn alike.
    assert_ne!(all["mlp.0.weight"][..100], all["mlp.3.weight"][..100]);
    let head = convolutional.weights(&[]);
    let unit = |weights: &BTreeMap<String, Vec<f32>>| {
        weights["head.weight"].iter().take(10).copied().collect::<Vec<_>>()
    };
    let ratio = unit(&all)[0] / unit(&head)[0];
    let is_same = |(one, other): (f32, f32)| (one - ratio * other).abs() < 1e-6;
    assert!(unit(&all).into_iter().zip(unit(&head)).all(is_same), "{ratio}");
}

#[test]
fn what_is_frozen_is_not_drawn() {
    let frozen = "network={exported: model.pt2, weights: fresh, frozen: ['stem*']}";
    let plan = CASES[0].plan(&[frozen]);
    let network = plan.task.network.exported().unwrap();
    let names = network.model().program().tensors.iter().map(|tensor| tensor.name.as_str());
    let stem = names.zip(network.held()).find(|(name, _)| *name == "stem.weight").unwrap();
    assert_eq!(stem.1, &Held::Constant);
}
