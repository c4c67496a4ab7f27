//! Searches that begin with what was learned before.

use crate::support::{Place, wait_for_checkpoint};
use serde_json::Value;

const SPACE: &str = "\
name: again
seed: 5
data: {source: digits, validation: 0.25, samples: 400}
network: {preset: {mlp: {hidden: [16, 12]}}}
activations: {bases: {from: winner.yaml}, size: {min: 2, max: 2}}
training: {epochs: 2, batch_size: 32, coefficients: {lr: 1.0e-9}}
budget: {trials: 5}
controller: random
scheduler: full
baselines: [relu, {learned: winner.yaml}]
enqueue:
  - [{learned: {file: winner.yaml, train: true}}]
";

const WINNER: &str = "\
sites:
  - {site: fc1, bases: [identity, relu], coefficients: [[0.1, 0.9]]}
  - {site: fc2, bases: [{prelu: {slope: 0.5}}, tanh], hull: convex, coefficients: [[0.25, 0.75]], parameters: [[0.3]]}
";

fn place() -> Place {
    let place = Place::new();
    std::fs::write(place.path("again.yaml"), SPACE).unwrap();
    std::fs::write(place.path("winner.yaml"), WINNER).unwrap();
    place
}

/// The learned mixes of a trial, as an export has them.
fn learned(place: &Place, trial: u32) -> Value {
    place.run(&format!("export run --trial {trial} --format json --stdout")).with_code(0).json()
}

fn numbers(learned: &Value, site: usize, what: &str) -> Vec<f64> {
    learned["sites"][site][what][0]
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_f64().unwrap())
        .collect()
}

#[track_caller]
fn assert_near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    let is_near = |(found, expected): (&f64, &f64)| (found - expected).abs() < 1e-6;
    assert!(found.iter().zip(expected).all(is_near), "{found:?} instead of {expected:?}");
}

#[test]
fn a_search_keeps_learned_mixes_or_trains_them_further() {
    let place = place();
    let checked = place.run("check again.yaml --no-probe").with_code(0).stdout;
    assert!(
        checked.contains("\nlearned  winner.yaml: written by hand\n           fc1  f(x) = 0.1000·identity"),
        "{checked}"
    );
    place.run("search again.yaml --run run").with_code(0);
    let kept = learned(&place, 1);
    assert_eq!(kept["sites"][0]["hull"], "frozen");
    assert_eq!(numbers(&kept, 0, "coefficients"), [0.1, 0.9]);
    assert_eq!(kept["sites"][1]["bases"], serde_json::json!([{ "leaky_relu": { "slope": 0.3 } }, "tanh"]));
    assert_eq!(numbers(&kept, 1, "coefficients"), [0.25, 0.75]);
    // With a learning rate of next to nothing they end where they start.
    let further = learned(&place, 2);
    assert_eq!(
        (&further["sites"][0]["hull"], &further["sites"][1]["hull"]),
        (&"affine".into(), &"convex".into())
    );
    assert_near(&numbers(&further, 0, "coefficients"), &[0.1, 0.9]);
    assert_near(&numbers(&further, 1, "coefficients"), &[0.25, 0.75]);
    assert_near(&numbers(&further, 1, "parameters"), &[0.3]);
    let begun = learned(&place, 3);
    assert_near(&numbers(&begun, 0, "coefficients"), &[0.5, 0.5]);
}

#[test]
fn mixes_that_are_trained_further_leave_their_start() {
    let place = place();
    place
        .run("search again.yaml --run run --set training.coefficients.lr=0.01 --set budget.trials=3")
        .with_code(0);
    assert_eq!(numbers(&learned(&place, 1), 0, "coefficients"), [0.1, 0.9]);
    let further = numbers(&learned(&place, 2), 0, "coefficients");
    assert!((further[0] - 0.1).abs() > 1e-3 && (further[0] + further[1] - 1.0).abs() < 1e-6, "{further:?}");
}

#[test]
fn a_run_is_gone_on_with_after_the_definition_is_gone() {
    let (whole, place) = (place(), place());
    let line = "search again.yaml --run run --workers 1 --set training.coefficients.lr=0.01";
    whole.run(line).with_code(0);
    let mut search = place.start(line);
    wait_for_checkpoint(&place.path("run"), 1);
    search.kill();
    std::fs::remove_file(place.path("winner.yaml")).unwrap();
    place.run("status run").with_code(0);
    place.run("resume run").with_code(0);
    assert_eq!(place.read("run/winner.yaml"), whole.read("run/winner.yaml"));
    assert_eq!(place.read("run/results.csv").lines().count(), 6);
    let again = place.run("search again.yaml --run other").with_code(3).stderr;
    assert!(again.contains("is `winner.yaml`, which cannot be used: cannot read"), "{again}");
}
