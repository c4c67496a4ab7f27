//! A network that PyTorch exported is trained like one of layers: to the same bits however often it is interrupted.

use super::resuming::check_plan;
use super::{everywhere, train};
use crate::activation::{Hull, Sharing};
use crate::plan::{self, Plan, Probed};
use crate::space::Candidate;
use crate::task::exported::Model;

const DIGITS: &[u8] = include_bytes!("../../../search_spaces/digits_model.pt2");

const SPACE: &str = "
name: test
seed: 3
data: {source: digits, samples: 200}
network: {exported: model.pt2}
activations: {bases: [identity, relu, tanh], size: {max: 3}, sharing: [layer, channel]}
training: {epochs: 2, batch_size: 48, optimizer: {adamw: {lr: 0.002}}, weight_decay: 0.01}
budget: {trials: 4}
";

fn plan_with(more: &str) -> Plan {
    let model = Some(Ok(Model::read(DIGITS).unwrap()));
    let overrides = [more].into_iter().filter(|more| !more.is_empty()).map(|more| more.parse().unwrap());
    let overrides: Vec<_> = overrides.collect();
    plan::parse(SPACE, &overrides).plan(&Probed { model, ..Probed::default() }).unwrap()
}

#[test]
fn an_exported_network_that_is_interrupted_at_every_step_ends_with_the_same_bits() {
    let plan = plan_with("");
    check_plan(&plan, &everywhere(&plan, Hull::Affine, Sharing::Channel));
    check_plan(&plan, &Candidate::as_it_is());
}

#[test]
fn the_network_as_it_came_is_the_first_baseline_of_an_exported_one() {
    assert_eq!(plan_with("").baselines, [Candidate::as_it_is()]);
    let with_more = plan_with("baselines=[relu]").baselines;
    assert_eq!(with_more.iter().map(Candidate::to_string).collect::<Vec<_>>(), ["as_it_is", "relu"]);
}

#[test]
fn sites_are_chosen_and_parameters_frozen_by_their_names() {
    let plan = plan_with(
        "network={exported: model.pt2, sites: {include: ['mlp*', silu]}, frozen: ['stem*', head.bias]}",
    );
    assert_eq!(plan.space.sites(), ["silu", "mlp.1"]);
    let names: Vec<String> =
        plan.task.network.parameters().into_iter().map(|parameter| parameter.name).collect();
    assert!(!names.iter().any(|name| name == "stem.weight" || name == "head.bias"), "{names:?}");
    let place = tempfile::tempdir().unwrap();
    train(&plan, place.path(), &everywhere(&plan, Hull::Affine, Sharing::Layer), 1).unwrap();
}

#[test]
fn what_does_not_fit_an_exported_model_is_told_at_its_place() {
    let model = Some(Ok(Model::read(DIGITS).unwrap()));
    let told = |more: &str| {
        let overrides = [more.parse().unwrap()];
        let problems =
            plan::parse(SPACE, &overrides).plan(&Probed { model: model.clone(), ..Probed::default() });
        problems.unwrap_err().to_string()
    };
    for (more, expected) in [
        ("data.source=mnist", "takes samples of the shape 1×8×8, but those of the data are 1×28×28"),
        (
            "network={exported: m.pt2, frozen: [stam.weight]}",
            "is `stam.weight`, which fits no parameter of the model",
        ),
        ("network={exported: m.pt2, frozen: ['*']}", "fits every parameter of the model"),
        (
            "network={exported: m.pt2, sites: {include: [relu]}}",
            "which fits no call of an activation function",
        ),
        ("network={exported: m.pt2, weights: {start: 2}}", "has no start of its own: the file has none"),
        ("network={exported: m.pt2, output: 3}", "output 3 is none of the shape (batch, classes)"),
        ("network={preset: lenet5, frozen: [a]}", "stands without `exported`"),
    ] {
        let found = told(more);
        assert!(found.contains(expected), "{more}: {found}");
    }
    let unseen = plan::parse(SPACE, &[]).plan(&Probed::default()).unwrap_err().to_string();
    assert!(unseen.contains("nobody has looked at it"), "{unseen}");
}

#[test]
fn weights_start_from_the_file_or_anew_from_the_seed() {
    let start = |more: &str| {
        let (plan, place) = (plan_with(more), tempfile::tempdir().unwrap());
        train(&plan, place.path(), &Candidate::as_it_is(), 1).unwrap().0.swap_remove(0).weights_sha256
    };
    let [given, fresh] = ["", "network={exported: model.pt2, weights: fresh}"].map(start);
    assert_ne!(given, fresh);
    assert_eq!(fresh, start("network={exported: model.pt2, weights: fresh}"));
}
