//! What a run keeps of what lies outside its folder.

use super::SPACE;
use crate::definition::Imported;
use crate::formula::FormulaTrainer;
use crate::search::{Kept, RunFolder};
use std::path::Path;

const LEARNED: &str = "
sites:
  - {site: fc1, bases: [identity, relu, sine], coefficients: [[0.25, 0.5, 0.25]]}
  - {site: fc2, bases: [sine, tanh], hull: convex, coefficients: [[0.125, 0.875]]}
";

fn space() -> String {
    SPACE
        .replace("bases: [identity, relu, tanh, sine]", "bases: {from: winner.yaml}")
        .replace("baselines: [relu, tanh]", "baselines: [{learned: winner.yaml}]\nenqueue: [[{learned: {file: winner.yaml, site: fc2, train: true}}]]")
}

fn run(place: &Path, text: &str) -> RunFolder {
    run_with(place, &space(), vec![Imported { file: "winner.yaml".to_owned(), text: text.to_owned() }])
}

fn run_with(place: &Path, space: &str, definitions: Vec<Imported>) -> RunFolder {
    let kept = Kept { definitions, ..Kept::default() };
    RunFolder::create(Some(&place.join("run")), space, &[], "test", kept, &[]).unwrap()
}

#[test]
fn a_run_goes_on_without_the_definitions_that_its_space_names() {
    let place = tempfile::tempdir().unwrap();
    let folder = run(place.path(), LEARNED);
    let plan = folder.plan().unwrap();
    let bases: Vec<String> = plan.space.choices.bases().iter().map(ToString::to_string).collect();
    assert_eq!(bases, ["identity", "relu", "sine", "tanh"]);
    let baseline =
        "fc1: frozen(identity: 0.25, relu: 0.5, sine: 0.25) | fc2: frozen(sine: 0.125, tanh: 0.875)";
    assert_eq!(plan.baselines[0].to_string(), baseline);
    assert_eq!(plan.enqueue[0].to_string(), "convex(sine: 0.125, tanh: 0.875)");
    let winner = super::search(&folder, &FormulaTrainer::new(&plan), 2).unwrap();
    let history = folder.open().unwrap().history().unwrap();
    assert_eq!(history.trials()[0].candidate, plan.baselines[0]);
    assert_eq!(history.trials()[0].learned().unwrap()[1].coefficients, [[0.125, 0.875]]);
    assert_eq!(history.trials()[1].candidate, plan.enqueue[0], "the log keeps what it starts from");
    assert!(!winner.0.is_empty());
}

#[test]
fn searches_with_other_definitions_are_other_searches() {
    let places = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let changed = LEARNED.replace("0.125, 0.875", "0.25, 0.75");
    let runs = [run(places[0].path(), LEARNED), run(places[1].path(), &changed)];
    assert_ne!(runs[0].identity().unwrap(), runs[1].identity().unwrap());
}

#[test]
fn a_definition_that_the_folder_does_not_hold_is_told() {
    let place = tempfile::tempdir().unwrap();
    let folder = run_with(place.path(), &space(), Vec::new());
    let error = folder.plan().unwrap_err().to_string();
    assert!(
        error.contains("`winner.yaml`, which cannot be used: `run.json` does not say what was in it"),
        "{error}"
    );
}
