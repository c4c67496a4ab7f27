//! Ctrl-C, and checkpoints that are damaged meanwhile: the way on is told, and the results are those of an undisturbed run.

use crate::support::{Ended, Place, Started, files, wait_for_checkpoint};
use std::path::{Path, PathBuf};

/// Long enough to be interrupted, short enough to wait for.
const SEARCH: &str = "search space.yaml --set training.epochs=40 --set budget.trials=4 --workers 1 --run";

fn undisturbed(place: &Place) -> String {
    place.run(&format!("{SEARCH} whole")).with_code(0);
    place.read("whole/results.csv")
}

/// Begins the search and stops it by Ctrl-C once the second trial has a checkpoint.
fn stopped(place: &Place, run: &str) -> Ended {
    let search = place.start(&format!("{SEARCH} {run}"));
    wait_for_second_trial(place, run);
    search.signal("INT");
    search.wait()
}

fn wait_for_second_trial(place: &Place, run: &str) {
    wait_for_checkpoint(&place.path(run), 1);
}

#[test]
fn a_search_that_is_interrupted_says_how_to_go_on_and_loses_nothing() {
    let place = Place::new();
    let whole = undisturbed(&place);
    let stopped = stopped(&place, "run").with_code(130);
    let way_on =
        "interrupted\nthe search stopped, and what it found is safe; go on with `actsearch resume run`\n";
    assert!(stopped.stderr.ends_with(way_on), "{}", stopped.stderr);
    assert_eq!(stopped.stdout, "");

    let status = place.run("status run").with_code(0).stdout;
    let state = "state   unfinished; `actsearch resume run` goes on if nobody works on it\n";
    assert!(status.contains(state), "{status}");
    place
        .run("export run --trial 1")
        .failed(1, "error: trial `1` has not finished; only a finished trial can be exported");

    let resumed = place.run("resume run").with_code(0).stdout;
    let trials = resumed.lines().find(|line| line.starts_with("trials ")).unwrap();
    assert!(trials.contains(" 4 of 4: ") && trials.contains(" 0 failed, 0 unfinished"), "{resumed}");
    assert_eq!(place.read("run/results.csv"), whole);
}

#[test]
fn a_search_that_is_terminated_loses_nothing() {
    let place = Place::new();
    let whole = undisturbed(&place);
    let search = place.start(&format!("{SEARCH} run"));
    wait_for_second_trial(&place, "run");
    search.signal("TERM");
    search.wait();
    place.run("resume run").with_code(0);
    assert_eq!(place.read("run/results.csv"), whole);
}

#[test]
fn a_search_under_nohup_goes_on_when_the_terminal_closes() {
    let place = Place::new();
    let whole = undisturbed(&place);
    let search = Started::from(place.command_after("trap '' HUP", &format!("{SEARCH} run")));
    wait_for_second_trial(&place, "run");
    search.signal("HUP");
    search.wait().with_code(0);
    assert_eq!(place.read("run/results.csv"), whole);
}

#[test]
fn a_run_that_has_ended_is_resumed_to_the_same_results() {
    let place = Place::new();
    let first = place.run(&format!("{SEARCH} run")).with_code(0);
    let whole = place.read("run/results.csv");
    std::fs::remove_file(place.path("run/results.csv")).unwrap();
    let again = place.run("resume run").with_code(0);
    assert_eq!((again.stdout, again.stderr.as_str()), (first.stdout, ""));
    assert_eq!(place.read("run/results.csv"), whole);
}

#[test]
fn damaged_checkpoints_change_nothing() {
    let place = Place::new();
    let whole = undisturbed(&place);
    check(&place, "garbage", &whole, |path| std::fs::write(path, "garbage").unwrap());
    check(&place, "empty", &whole, |path| std::fs::write(path, "").unwrap());
    check(&place, "missing", &whole, |path| std::fs::remove_file(path).unwrap());
    check(&place, "half", &whole, |path| {
        let bytes = std::fs::read(path).unwrap();
        std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    });
}

/// Damages the weights of a finished baseline and of the trial that was running, and resumes.
#[track_caller]
fn check(place: &Place, name: &str, whole: &str, damage: impl Fn(&Path)) {
    stopped(place, name).with_code(130);
    for file in files(&place.path(&format!("{name}/checkpoints")), "safetensors") {
        damage(&file);
    }
    let resumed = place.run(&format!("resume {name}")).with_code(0);
    assert_eq!(place.read(&format!("{name}/results.csv")), whole, "{name}");
    let warned = resumed.stderr.matches("this checkpoint cannot be used and is passed over").count();
    assert_eq!(warned > 0, name != "missing", "{name}: {}", resumed.stderr);
}

#[test]
fn the_checkpoint_of_another_trial_is_not_used() {
    let place = Place::new();
    let whole = undisturbed(&place);
    stopped(&place, "run").with_code(130);
    let of_trial = |trial: u32| {
        let files = files(&place.path("run/checkpoints"), "safetensors").into_iter();
        let is_of_trial = |file: &PathBuf| file.to_string_lossy().contains(&format!("trial-{trial:05}-"));
        files.filter(is_of_trial).collect::<Vec<PathBuf>>()
    };
    for file in of_trial(1) {
        std::fs::copy(&of_trial(0)[0], file).unwrap();
    }
    let resumed = place.run("resume run").with_code(0);
    assert!(
        resumed.stderr.contains("this checkpoint cannot be used and is passed over"),
        "{}",
        resumed.stderr
    );
    assert_eq!(place.read("run/results.csv"), whole);
}
