//! Places where no run can be made or gone on with.

use crate::support::{Place, wait_for, wait_for_checkpoint};
use std::collections::BTreeMap;
use std::path::Path;

/// Every file under a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.display().to_string(), std::fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn runs_are_numbered_where_no_folder_is_named() {
    let place = Place::new();
    for number in 1..=3 {
        let ended = place.run("search space.yaml --set budget.trials=3 --set training.epochs=1").with_code(0);
        assert!(ended.stdout.ends_with(&format!("run       runs/small-00{number}\n")), "{}", ended.stdout);
    }
    assert_eq!(place.names("runs"), ["small-001", "small-002", "small-003"]);
}

#[test]
fn a_taken_folder_is_left_as_it_is() {
    let place = Place::new();
    place.run("search space.yaml --run run").with_code(0);
    std::fs::create_dir(place.path("other")).unwrap();
    std::fs::write(place.path("other/letter.txt"), "dear").unwrap();
    let before = contents(&place.path(""));
    let search = |run: &str| place.run(&format!("search space.yaml --run {run}"));
    search("run").failed(
        5,
        "error: `run` holds a run already; go on with it by `actsearch resume run`, or name another folder",
    );
    search("other").failed(5, "error: `other` is there already, and no run is in it; name another folder");
    search("space.yaml")
        .failed(5, "error: `space.yaml` is there already, and no run is in it; name another folder");
    assert!(contents(&place.path("")) == before);
}

#[test]
fn an_empty_folder_and_folders_that_are_not_there_yet_are_fine() {
    let place = Place::new();
    std::fs::create_dir(place.path("empty")).unwrap();
    for run in ["empty", "new/deep/run"] {
        place.run(&format!("search space.yaml --set budget.trials=3 --run {run}")).with_code(0);
        assert!(place.path(run).join("results.csv").exists());
    }
    assert_eq!(place.names("new/deep"), ["run"]);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let ended = Place::new().run("search space.yaml --run /proc/actsearch-test/run").with_code(5);
    assert!(
        ended.stderr.starts_with("error: cannot make the folder `/proc/actsearch-test/"),
        "{}",
        ended.stderr
    );
    assert_eq!((ended.stdout.as_str(), ended.stderr.lines().count()), ("", 1));
}

#[test]
fn a_run_in_use_names_its_process_and_is_free_once_that_is_dead() {
    let place = Place::new();
    let worker = place.start("search space.yaml --set training.epochs=10000 --set budget.trials=3 --run run");
    wait_for_checkpoint(&place.path("run"), 0);
    let in_use = format!(
        "error: `run` is in use by process {}; wait until it is done, or stop it: nothing is lost by that",
        worker.id()
    );
    place.run("resume run").failed(5, &in_use);
    // Looking at it is allowed.
    let status = place.run("status run --json").with_code(0).json();
    assert_eq!((status["state"].as_str(), status["finished"].as_u64()), (Some("unfinished"), Some(0)));
    place.run("top run").with_code(0);
    place.run("show run 0").with_code(0);

    worker.signal("KILL");
    assert_eq!(worker.wait().code, None);
    let resumed = place.start("resume run");
    wait_for("the run to be opened again", || {
        (place.read("run/actsearch.log").matches(" opened run=run").count() == 2).then_some(())
    });
    resumed.signal("INT");
    assert_eq!(resumed.wait().code, Some(130));
}
