//! The run folder: made whole, held by one, read as it was frozen.

use super::*;
use crate::columns::Columns;
use crate::task::{Dims, Facts};

#[test]
fn a_run_folder_appears_whole_and_is_held_by_one_process() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    assert_eq!(disk::list(folder.path()).unwrap(), ["checkpoints", "log.sqlite", "run.json", "space.yaml"]);
    assert_eq!(disk::list(place.path()).unwrap(), ["run"]);
    let held = folder.open().unwrap();
    let error = folder.open().unwrap_err().to_string();
    assert!(error.contains(&format!("is in use by process {}", std::process::id())), "{error}");
    assert!(folder.read_log().unwrap().read_after(0).unwrap().is_empty(), "looking at it is allowed");
    drop(held);
    folder.open().unwrap();
}

#[test]
fn a_taken_folder_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("run");
    disk::make_folder(&path).unwrap();
    RunFolder::create(Some(&path), SPACE, &[], "test", Kept::default(), &[]).unwrap();
    let error =
        RunFolder::create(Some(&path), SPACE, &[], "test", Kept::default(), &[]).unwrap_err().to_string();
    assert!(error.contains("holds a run already; go on with it by `actsearch resume"), "{error}");
    assert_eq!(disk::list(place.path()).unwrap(), ["run"]);
}

#[test]
fn a_folder_without_a_run_names_those_near_by() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    let error = RunFolder::at(&place.path().join("rum")).unwrap_err().to_string();
    assert!(error.contains("rum` is no run folder"), "{error}");
    assert!(error.contains(&format!("`{}`", folder.path().display())), "{error}");
}

#[test]
fn the_frozen_space_file_keeps_its_overrides() {
    let place = tempfile::tempdir().unwrap();
    let overrides = ["training.epochs=9".parse().unwrap()];
    let folder =
        RunFolder::create(Some(&place.path().join("run")), SPACE, &overrides, "test", Kept::default(), &[])
            .unwrap();
    assert_eq!(folder.plan().unwrap().task.training.epochs, 9);
    assert_eq!(disk::read_text(&folder.space()).unwrap(), SPACE);
}

#[test]
fn a_newer_or_damaged_header_is_told() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    let check = |text: &str, expected: &str| {
        disk::write(&folder.path().join("run.json"), text.as_bytes()).unwrap();
        let error = folder.open().unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    check(
        r#"{"format": 9, "program": "x", "overrides": []}"#,
        "it has format 9, and this program reads up to 1",
    );
    check("{", "damaged or from a newer actsearch: EOF");
}

#[test]
fn what_is_known_of_files_is_frozen_with_the_run() {
    let place = tempfile::tempdir().unwrap();
    let text = SPACE.replace("{source: digits}", "{source: {csv: wine.csv, label: class}}");
    let facts = Facts {
        dims: Dims::Vector(13),
        class_names: ["1", "2", "3"].map(str::to_owned).to_vec(),
        training_samples: 1420,
        validation_samples: None,
        test_samples: 36,
        whole: None,
        content: Some("abc".to_owned()),
        columns: Columns::default(),
        notes: Vec::new(),
    };
    let data = Frozen { facts: facts.clone(), beside: Some(place.path().to_owned()) };
    let kept = Kept { data: Some(data), ..Kept::default() };
    let folder = RunFolder::create(Some(&place.path().join("run")), &text, &[], "test", kept, &[]).unwrap();
    assert_eq!(folder.plan().unwrap().task.data.facts, facts);
    assert_eq!(folder.open().unwrap().beside.as_deref(), Some(place.path()));
    let path = place.path().join("without");
    let folder = RunFolder::create(Some(&path), &text, &[], "test", Kept::default(), &[]).unwrap();
    let error = folder.plan().unwrap_err().to_string();
    assert!(error.contains("`run.json` does not say what was known of `wine.csv`"), "{error}");
}
