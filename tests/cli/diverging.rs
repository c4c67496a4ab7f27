//! Candidates that cannot be trained: each is a lost trial, never a lost run.

use crate::support::Place;

/// Steep slopes and a learning rate far too high.
const STEEP: &str = "\
name: steep
seed: 3
data: {source: digits, validation: 0.25, samples: 400}
network: {preset: {mlp: {hidden: [16, 16, 16]}}}
activations: {bases: [{leaky_relu: {slope: 10}}, {leaky_relu: {slope: 9}}, {leaky_relu: {slope: 8}}], size: {min: 2, max: 3}}
training: {epochs: 2, batch_size: 16, optimizer: {sgd: {lr: 100}}}
budget: {trials: 3}
baselines: []
";

fn place() -> Place {
    let place = Place::new();
    std::fs::write(place.path("steep.yaml"), STEEP).unwrap();
    place
}

#[test]
fn a_run_without_a_finished_trial_explains_itself() {
    let place = place();
    let ended = place.run("search steep.yaml --run run").with_code(6);
    assert!(
        ended.stderr.ends_with("\nno trial finished; `actsearch top run` tells why\n"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("[1/3] trial 0: failed: diverged: training loss is "), "{}", ended.stderr);
    assert_eq!(ended.stderr.matches("diverged").count(), 3, "each is told once: {}", ended.stderr);
    assert!(
        ended.stdout.contains("\ntrials    3 of 3: 0 finished, 0 cut, 3 failed, 0 unfinished"),
        "{}",
        ended.stdout
    );

    let top = place.run("top run").with_code(0).stdout;
    let lines: Vec<&str> = top.lines().skip(1).collect();
    assert_eq!(lines.len(), 3);
    for line in lines {
        assert!(line.contains("  failed  ") && line.contains("leaky_relu(slope="), "{line}");
        assert!(line.contains("  (diverged: training loss is "), "{line}");
    }
    let status = place.run("status run").with_code(0).stdout;
    assert!(status.contains("trials  3 of 3: 0 finished, 0 cut, 3 failed, 0 unfinished\n"), "{status}");
    assert!(status.ends_with("best    none\n"), "{status}");
    let show = place.run("show run 1").with_code(0).stdout;
    assert!(
        show.starts_with("trial 1, proposed by the controller, failed: diverged: training loss is "),
        "{show}"
    );

    let none = "error: no trial of `run` has finished; `actsearch top run` lists what there is";
    place.run("show run").failed(1, none);
    place.run("export run").failed(1, none);
    let ended = place.run("export run --trial 0").with_code(1).stderr;
    assert!(ended.starts_with("error: trial `0` failed (diverged: "), "{ended}");
    assert!(ended.ends_with("); only a finished trial can be exported\n"), "{ended}");
    place.run("resume run").with_code(6);
}

#[test]
fn a_search_goes_on_after_a_failed_trial() {
    let place = place();
    let bases = "--set activations.size.min=1 --set baselines=[tanh] --set budget.trials=4";
    let ended = place.run(&format!("search steep.yaml {bases} --run run --json")).with_code(0);
    let summary = ended.json();
    assert_eq!(summary["status"]["finished"], 1, "{summary}");
    assert_eq!(summary["status"]["failed"], 3, "{summary}");
    assert_eq!(summary["winner"]["candidate"], "tanh");
    let table = place.read("run/results.csv");
    assert_eq!(table.lines().filter(|line| line.contains(",failed,")).count(), 3, "{table}");
    assert_eq!(table.matches("diverged: ").count(), 3, "{table}");
}

#[test]
fn a_check_warns_of_candidates_that_diverge_at_once() {
    let checked = place().run("check steep.yaml --json").with_code(0).json();
    let warnings = checked["warnings"].as_array().unwrap();
    let warned = |warning: &&serde_json::Value| {
        let text = warning.as_str().unwrap();
        text.starts_with("trials like this one will fail: ") && text.contains(": diverged: training loss is ")
    };
    assert_eq!(warnings.iter().filter(warned).count(), 3, "{checked}");
    assert_eq!(checked["seconds"], serde_json::Value::Null);
}
