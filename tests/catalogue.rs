//! Every base of the catalogue through the whole program: searched alone and in a mix with every other, trained, killed,
//! resumed to the same results, and shown.

#![cfg(feature = "torch")]
#![expect(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

mod support;

use actsearch::activation::Base;
use std::collections::HashMap;
use support::{Place, wait_for};

/// The bases that a switch turns into something else.
const SWITCHED: [Base; 3] = [
    Base::BinaryStep { straight_through: true },
    Base::Gelu { approximate: true },
    Base::Swish { beta: 1.0, learned: true },
];

/// All bases at their defaults, and those with a switch.
fn bases() -> Vec<Base> {
    Base::ALL.into_iter().chain(SWITCHED).collect()
}

/// A place with a space of every base alone and of every pair.
fn place() -> Place {
    let place = Place::new();
    let bases = serde_json::to_string(&bases()).unwrap();
    let space = format!(
        "name: catalogue
seed: 4
data: {{source: digits, samples: 120, validation: 0.25}}
network: {{preset: {{mlp: {{hidden: [6]}}}}}}
activations: {{bases: {bases}, size: {{min: 1, max: 2}}, hull: [affine]}}
training: {{epochs: 2, batch_size: 30, optimizer: {{adam: {{lr: 0.001}}}}, coefficients: {{lr: 0.01}}}}
budget: {{trials: 10000}}
baselines: [prelu]
"
    );
    std::fs::write(place.path("space.yaml"), space).unwrap();
    place
}

/// The number of each trial that has a result, by its candidate.
fn finished(results: &str) -> HashMap<String, String> {
    let mut reader = csv::Reader::from_reader(results.as_bytes());
    let rows = reader.deserialize().map(Result::<HashMap<String, String>, _>::unwrap);
    let finished = rows.filter(|row| ["finished", "cut"].contains(&row["status"].as_str()));
    finished.map(|row| (row["candidate"].clone(), row["trial"].clone())).collect()
}

#[test]
fn every_base_is_searched_trained_resumed_and_shown_alone_and_in_mixes() {
    let place = place();
    place.run("search space.yaml --run whole --workers 2").with_code(0);
    let whole = place.read("whole/results.csv");
    let trials = finished(&whole);
    let count = bases().len();
    assert_eq!(trials.len(), count + count * (count - 1) / 2, "every base alone and every pair:\n{whole}");

    let mut search = place.start("search space.yaml --run killed --workers 2");
    wait_for("a hundred trials", || {
        let status = place.run("status killed --json");
        let enough = |status: serde_json::Value| ranked(&status) > 100;
        (status.code == Some(0) && enough(status.json())).then_some(())
    });
    search.kill();
    let [killed, all] = ["killed", "whole"].map(|run| finished_in(&place, run));
    assert!(killed < all, "the kill came too late to leave anything to resume: {killed} of {all}");
    place.run("resume killed --workers 1").with_code(0);
    assert_eq!(place.read("killed/results.csv"), whole);

    for base in bases() {
        let trial = &trials[&base.to_string()];
        let alone = place.run(&format!("show whole {trial}")).with_code(0).stdout;
        assert!(alone.contains(&format!("\n  fc1  {base}\n")), "{base}:\n{alone}");
        assert!(alone.contains(&format!("f(x) = {}", in_a_formula(base))), "{base}:\n{alone}");
        check_parameters(&place, trial, base);

        let mixed = place.run(&format!("show whole {}", a_pair_with(base, &trials))).with_code(0).stdout;
        assert!(mixed.contains(&format!("·{}", in_a_formula(base))), "{base}:\n{mixed}");
    }
}

#[test]
fn the_switches_of_bases_are_written() {
    let written = SWITCHED.map(|base| base.to_string());
    assert_eq!(
        written,
        ["binary_step(straight_through=true)", "gelu(approximate=true)", "swish(learned=true)"]
    );
}

/// How many trials of a run have a result.
fn finished_in(place: &Place, run: &str) -> u64 {
    ranked(&place.run(&format!("status {run} --json")).with_code(0).json())
}

/// How a base is written in a formula: with what it has learned, the value of which is left out here.
fn in_a_formula(base: Base) -> String {
    match base.learned_parameter() {
        Some(place) => format!("{}({}=", base.name(), base.facts().parameters[place].name),
        None => base.to_string(),
    }
}

/// Makes sure that a trial of a base by itself has a learned parameter if and only if the base has one.
#[track_caller]
fn check_parameters(place: &Place, trial: &str, base: Base) {
    let shown = place.run(&format!("show whole {trial} --json")).with_code(0).json();
    let parameters = &shown["learned"][0]["parameters"];
    match base.learned_value() {
        Some(start) => {
            let learned = parameters[0][0].as_f64().unwrap_or_else(|| panic!("{base}: {shown}"));
            assert!((learned - start).abs() > 1e-4, "{base}: {shown}");
        }
        None => assert!(parameters.is_null(), "{base}: {shown}"),
    }
}

/// The number of a trial that mixes a base with another.
fn a_pair_with(base: Base, trials: &HashMap<String, String>) -> &str {
    let pair = trials.iter().find(|(candidate, _)| {
        let bases = candidate.strip_prefix("affine(").and_then(|rest| rest.strip_suffix(')'));
        bases.is_some_and(|bases| {
            bases.starts_with(&format!("{base}, ")) || bases.ends_with(&format!(", {base}"))
        })
    });
    pair.unwrap().1
}

fn ranked(status: &serde_json::Value) -> u64 {
    ["finished", "cut"].iter().map(|word| status[word].as_u64().unwrap()).sum()
}
