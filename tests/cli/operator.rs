//! `--operator`: part of the plan from the first moment on, and what the fused one leaves to the reference is said.

use crate::support::{Ended, Place, wait_for_checkpoint};

/// Mixes with softmax and without it.
const SOFTMAX: &str = "--set activations.bases=[identity,softmax,tanh] --set baselines=[softmax,tanh]";

const SAID: &str = "computed by the reference operator";

/// The lines that say that a site is computed by the reference operator.
fn said(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.contains(SAID)).collect()
}

fn search(place: &Place, more: &str) -> Ended {
    place.run(&format!("search space.yaml {SOFTMAX} {more}")).with_code(0)
}

/// The overrides that a run has frozen.
fn overrides(place: &Place, run: &str) -> Vec<String> {
    let header: serde_json::Value = serde_json::from_str(&place.read(&format!("{run}/run.json"))).unwrap();
    header["overrides"].as_array().unwrap().iter().map(|set| set.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_operator_of_a_search_is_frozen_and_kept_when_it_is_resumed() {
    let place = Place::new();
    let line = format!(
        "search space.yaml {SOFTMAX} --set training.epochs=40 --set budget.trials=4 --workers 1 --operator reference"
    );
    place.run(&format!("{line} --run whole")).with_code(0);

    let stopped = place.start(&format!("{line} --run run"));
    wait_for_checkpoint(&place.path("run"), 1);
    stopped.signal("INT");
    stopped.wait().with_code(130);
    let frozen = overrides(&place, "run");
    assert_eq!(frozen.last().map(String::as_str), Some("training.operator=reference"), "{frozen:?}");

    place.run("resume run").with_code(0);
    assert_eq!(overrides(&place, "run"), frozen);
    assert_eq!(place.read("run/results.csv"), place.read("whole/results.csv"));
    // The fused operator would have said what it leaves to the reference.
    let log = place.read("run/actsearch.log");
    assert_eq!(log.matches(" opened run=run").count(), 2, "{log}");
    assert_eq!(said(&log), [""; 0]);
}

#[test]
fn the_operator_on_the_command_line_wins_over_the_space_file() {
    let place = Place::new();
    let space = place.read("space.yaml").replace("epochs: 2,", "epochs: 2, operator: reference,");
    assert!(space.contains("operator: reference"), "{space}");
    std::fs::write(place.path("space.yaml"), space).unwrap();
    search(&place, "--run file");
    assert_eq!(said(&place.read("file/actsearch.log")), [""; 0]);
    search(&place, "--operator fused --run line");
    assert!(!said(&place.read("line/actsearch.log")).is_empty());
}

#[test]
fn a_site_that_the_fused_operator_leaves_to_the_reference_is_said_with_the_reason() {
    let place = Place::new();
    let ended = search(&place, "--operator fused --run run -vv");
    let log = place.read("run/actsearch.log");
    for text in [&ended.stderr, &log] {
        let lines = said(text);
        assert!(lines.iter().any(|line| line.contains("site=\"fc1\" mix=softmax ")), "{text}");
        for line in lines {
            assert!(line.contains("`softmax` is not elementwise"), "{line}");
            let (_, mix) = line.split_once(" mix=").unwrap();
            assert!(mix.split(" obstacle=").next().unwrap().contains("softmax"), "{line}");
        }
    }
    let quiet = search(&place, "--operator fused --run quiet");
    assert_eq!(said(&quiet.stderr), [""; 0], "only those who ask for it are told");
    assert!(!said(&place.read("quiet/actsearch.log")).is_empty(), "the run folder has it all the same");
}
