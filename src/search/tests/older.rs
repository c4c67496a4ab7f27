//! Runs that an older program began go on as they were begun.

use super::{SPACE, folder, plan, search};
use crate::controller::Controller;
use crate::disk;
use crate::formula::FormulaTrainer;
use crate::scheduler::{Halving, Scheduler};
use crate::search::{Kept, RunFolder};
use crate::task::Operator;

#[test]
fn a_run_of_a_program_that_had_no_fused_operator_goes_on_by_the_reference() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    let operator = || folder.open().unwrap().plan.task.training.operator;
    assert_eq!(operator(), Operator::Fused);
    disk::write(
        &folder.path().join("run.json"),
        br#"{"format": 1, "program": "actsearch 0.1.0", "overrides": []}"#,
    )
    .unwrap();
    assert_eq!(operator(), Operator::Reference);
}

#[test]
fn a_run_that_was_begun_with_other_defaults_goes_on_with_them() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    let space = disk::read_text(&folder.space()).unwrap();
    let named = |line: &str| line.starts_with("controller:") || line.starts_with("scheduler:");
    let bare = space.lines().filter(|line| !named(line)).collect::<Vec<_>>().join("\n") + "\n";
    let plan = |format: u32, more: &str, overrides: &str| {
        disk::write(&folder.space(), format!("{bare}{more}").as_bytes()).unwrap();
        let header = format!(r#"{{"format": {format}, "program": "x", "overrides": [{overrides}]}}"#);
        disk::write(&folder.path().join("run.json"), header.as_bytes()).unwrap();
        let plan = folder.plan().unwrap();
        (plan.controller, plan.scheduler)
    };
    let from = |min_epochs| Scheduler::Hyperband(Halving { min_epochs, ..Halving::default() });
    assert_eq!(plan(4, "", ""), (Controller::Random, Scheduler::Full));
    assert_eq!(plan(5, "", ""), (Controller::Surrogate, from(None)));
    assert_eq!(plan(4, "controller: grid\nscheduler: hyperband\n", ""), (Controller::Grid, from(Some(1))));
    assert_eq!(plan(4, "", r#""scheduler.hyperband.min_epochs=2""#), (Controller::Random, from(Some(2))));
}

#[test]
fn a_run_that_did_not_record_the_hash_of_its_data_goes_on_without_it() {
    let (plan, hash) = (plan(), "ab".repeat(32));
    let trainer = FormulaTrainer::new(&plan);
    let winner = |change: fn(&RunFolder)| {
        let place = tempfile::tempdir().unwrap();
        let kept = Kept { dataset_sha256: Some("ab".repeat(32)), ..Kept::default() };
        let path = place.path().join("run");
        let folder = RunFolder::create(Some(&path), SPACE, &[], "test", kept, &[]).unwrap();
        change(&folder);
        search(&folder, &trainer, 1).unwrap().1
    };
    let with_hash = winner(|_| {});
    assert!(with_hash.contains(&format!("\n  dataset_sha256: \"{hash}\"\n")), "{with_hash}");
    let without = winner(|folder| {
        let older = br#"{"format": 5, "program": "actsearch 0.1.0", "overrides": []}"#;
        disk::write(&folder.path().join("run.json"), older).unwrap();
    });
    assert!(without.contains("\n  dataset_sha256: null\n"), "{without}");
}
