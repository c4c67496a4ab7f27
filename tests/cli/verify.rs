//! `actsearch verify`: a trial is trained once more, and the bits agree with those on record or they do not.

use crate::damage::forge_weights;
use crate::support::{Place, wait_for_checkpoint};

fn place_with_a_run() -> Place {
    let place = Place::new();
    place.run("search space.yaml --set budget.trials=3 --run run").with_code(0);
    place
}

#[test]
fn every_trial_of_a_run_is_trained_again_to_the_same_bits() {
    let place = place_with_a_run();
    for trial in 0..3 {
        let ended = place.run(&format!("verify run {trial} --device cpu")).with_code(0);
        assert!(ended.stdout.ends_with("the bits agree in 2 epochs\n"), "{}", ended.stdout);
        assert!(
            ended.stdout.starts_with(&format!("trial {trial}: recorded by actsearch ")),
            "{}",
            ended.stdout
        );
    }
    let json = place.run("verify run --json").with_code(0).json();
    assert_eq!((&json["agrees"], json["epochs"].as_array().unwrap().len()), (&true.into(), 2));
    let hash = &json["epochs"][1]["recorded"]["weights_sha256"];
    assert!(hash.as_str().is_some_and(|hash| hash.len() == 64), "{hash}");
    assert_eq!(*hash, json["epochs"][1]["retrained"]["weights_sha256"]);
}

#[test]
fn a_trial_that_was_interrupted_and_resumed_is_verified_as_well() {
    let place = Place::new();
    let stopped =
        place.start("search space.yaml --set training.epochs=60 --set budget.trials=2 --workers 1 --run run");
    wait_for_checkpoint(&place.path("run"), 0);
    stopped.signal("INT");
    stopped.wait().with_code(130);
    place.run("resume run").with_code(0);
    place.run("verify run 0").with_code(0);
    place.run("verify run 1").with_code(0);
}

#[test]
fn other_bits_are_found_and_placed() {
    let place = place_with_a_run();
    forge_weights(&place, 1);
    place.run("verify run 0").with_code(0);
    let ended = place.run("verify run 1").with_code(7);
    let verdict =
        "the bits differ from epoch 2 on; they are promised for the same build on the same kind of device\n";
    assert!(ended.stdout.ends_with(verdict), "{}", ended.stdout);
}

#[test]
fn a_trial_that_failed_is_verified_by_failing_again() {
    let place = Place::new();
    let diverging = "--set training.optimizer.sgd.lr=100 --set budget.trials=1 --set baselines=[identity]";
    place.run(&format!("search space.yaml {diverging} --run run")).with_code(6);
    let ended = place.run("verify run 0").with_code(0);
    assert_eq!(ended.stdout.matches("failed: diverged: ").count(), 2, "{}", ended.stdout);
}

#[test]
fn a_trial_that_is_not_there_is_named() {
    let place = place_with_a_run();
    place.run("verify run 9").failed(1, "error: there is no trial `9` in `run`; its trials: 0 to 2");
}
