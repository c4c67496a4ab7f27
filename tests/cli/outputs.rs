//! What the commands print about a run, for people and for programs.

use crate::support::{Ended, Place};
use crate::terminal::{fits, on_a_terminal};
use serde_json::Value;
use std::sync::LazyLock;

/// A finished run, which every test of this file looks at.
static FINISHED: LazyLock<(Place, Ended)> = LazyLock::new(|| {
    let place = Place::new();
    let ended = place.run("search space.yaml --run run").with_code(0);
    (place, ended)
});

fn run(line: &str) -> Ended {
    FINISHED.0.run(line)
}

/// Makes sure that an object has these keys, in this order.
#[track_caller]
fn check_keys(object: &Value, keys: &[&str]) {
    let found: Vec<&String> = object.as_object().unwrap().keys().collect();
    assert_eq!(found, keys);
}

#[test]
fn what_a_search_does_before_it_trains_is_in_its_log_and_not_said_where_it_takes_no_time() {
    let log = FINISHED.0.read("run/actsearch.log");
    assert!(log.contains("reading the data set"), "{log}");
    assert!(!FINISHED.1.stderr.contains("reading "), "{}", FINISHED.1.stderr);
}

#[test]
fn a_search_prints_its_results_and_says_how_it_goes() {
    let ended = &FINISHED.1;
    let stderr: Vec<&str> = ended.stderr.lines().collect();
    assert_eq!(stderr[0], "run folder: run");
    assert!(stderr[1].starts_with("[1/6] trial "), "{}", stderr[1]);
    for trial in 0..6 {
        let told = stderr.iter().filter(|line| line.contains(&format!("/6] trial {trial}: ")));
        assert!(told.count() >= 1, "trial {trial} is told whenever it stops: {}", ended.stderr);
    }
    let stdout: Vec<&str> = ended.stdout.lines().collect();
    let headings: Vec<&str> = stdout[0].split_whitespace().collect();
    assert_eq!(headings, ["rank", "trial", "status", "epochs", "validation", "loss", "test", "mixes"]);
    let begins = stdout[8..].iter().map(|line| line.split_whitespace().next().unwrap());
    let begins: Vec<&str> = begins.filter(|word| *word != "=").collect();
    let expected = [
        "trials", "winner", "baseline", "baseline", "note", "note", "note", "learned", "fc1", "results",
        "run",
    ];
    assert_eq!(begins, expected, "{}", ended.stdout);
    assert!(ended.stdout.ends_with("\nresults   run/results.csv\nrun       run\n"), "{}", ended.stdout);
}

#[test]
fn a_run_leaves_its_results_and_the_weights_worth_keeping() {
    let place = &FINISHED.0;
    for name in ["actsearch.log", "log.sqlite", "results.csv", "run.json", "space.yaml", "winner.yaml"] {
        assert!(place.path("run").join(name).exists(), "{name}");
    }
    assert_eq!(place.read("run/space.yaml"), place.read("space.yaml"));
    let table = place.read("run/results.csv");
    let kept: Vec<&str> = table.lines().skip(1).filter(|line| is_kept(line)).collect();
    assert_eq!(place.names("run/checkpoints").len(), kept.len(), "{table}");
}

/// The best three and the baselines.
fn is_kept(line: &str) -> bool {
    let rank: u32 = line.split(',').next().unwrap().parse().unwrap();
    rank <= 3 || line.contains(",baseline,")
}

#[test]
fn every_json_has_its_fields() {
    let check = run("check space.yaml --json").with_code(0).json();
    assert_eq!(
        (&check["candidates"], &check["trials"], &check["epochs"]),
        (&10.into(), &6.into(), &10.into())
    );
    assert!(check["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0), "{check}");
    let status = run("status run --json").with_code(0).json();
    check_keys(
        &status,
        &[
            "name",
            "run",
            "state",
            "reason",
            "ended_early",
            "trials",
            "finished",
            "cut",
            "failed",
            "unfinished",
            "epochs",
            "total_epochs",
            "foreign",
            "taken_over",
            "seconds",
            "best_trial",
            "best_validation_accuracy",
            "test_accuracy",
            "tested_among",
        ],
    );
    assert_eq!(status["state"], "ended");
    assert_eq!((&status["finished"], &status["cut"]), (&4.into(), &2.into()));
    let top = run("top run --json -n 4").with_code(0).json();
    let rows = top.as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["rank"], &rows[0]["status"]), (4, &1.into(), &"finished".into()));
    let accuracies: Vec<f64> = rows.iter().map(|row| row["validation_accuracy"].as_f64().unwrap()).collect();
    assert!(accuracies.is_sorted_by(|a, b| a >= b), "{accuracies:?}");
    let show = run("show run --json").with_code(0).json();
    check_keys(
        &show,
        &[
            "trial",
            "origin",
            "candidate",
            "status",
            "reason",
            "test_accuracy",
            "was_winner",
            "tested_among",
            "taken_over",
            "reports",
            "learned",
            "simplified",
            "samples",
        ],
    );
    assert_eq!((&show["trial"], &rows[0]["trial"]), (&status["best_trial"], &status["best_trial"]));
    assert_eq!(show["reports"].as_array().unwrap().len(), 2);
}

#[test]
fn a_search_prints_its_results_as_json() {
    let place = Place::new();
    let ended = place.run("search space.yaml --set training.epochs=1 --run run --json").with_code(0);
    let summary = ended.json();
    check_keys(&summary, &["status", "winner", "baselines", "margins", "results"]);
    let winner = &summary["winner"];
    assert_eq!(winner["rank"], 1);
    assert_eq!(winner["validation_accuracy"], summary["status"]["best_validation_accuracy"]);
    assert!(winner["test_accuracy"].is_f64(), "{winner}");
    let baselines = summary["baselines"].as_array().unwrap();
    assert!(baselines.len() == 2 && baselines.iter().all(|row| row["test_accuracy"].is_f64()), "{summary}");
    assert_eq!(summary["results"], "run/results.csv");
}

#[test]
fn trials_are_listed_and_shown_for_people() {
    let top = run("top run").with_code(0).stdout;
    assert_eq!(top.lines().count(), 7, "{top}");
    assert_eq!(run("top run -n 2").with_code(0).stdout.lines().count(), 3);
    let status = run("status run").with_code(0).stdout;
    assert!(
        status.starts_with("search  small in run\nstate   ended: all trials of the budget are done\n"),
        "{status}"
    );
    let show = run("show run 0").with_code(0).stdout;
    assert!(show.starts_with("trial 0, baseline, finished\n  fc1  relu\n\nepoch "), "{show}");
    let end =
        "\nlearned\n  fc1  f(x) = relu\n\ninput    images of 1×8×8\nclasses  0, 1, 2, 3, 4, 5, 6, 7, 8, 9\n";
    assert!(show.ends_with(end), "{show}");
    run("show run 77").failed(1, "error: there is no trial `77` in `run`; its trials: 0 to 5");
}

#[test]
fn trials_that_were_cut_are_told_from_those_that_were_trained_to_the_end() {
    let rows = run("top run --json").with_code(0).json();
    let top = run("top run").with_code(0).stdout;
    for (line, row) in top.lines().skip(1).zip(rows.as_array().unwrap()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let epochs = format!("{}/2", row["epochs"]);
        assert_eq!(words[2..4], [row["status"].as_str().unwrap(), &epochs], "{line}");
    }
    assert!(top.contains("  cut          1/2  ") && top.contains("  finished     2/2  "), "{top}");
}

#[test]
fn trials_are_sorted_as_asked_and_listed_with_all_that_is_known() {
    let by = |key: &str| run(&format!("top run --json --sort {key}")).with_code(0).json();
    let of = |rows: &Value, field: &str| -> Vec<f64> {
        rows.as_array().unwrap().iter().filter_map(|row| row[field].as_f64()).collect()
    };
    assert_eq!(of(&by("trial"), "trial"), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    assert!(of(&by("loss"), "validation_loss").is_sorted());
    assert!(of(&by("epochs"), "epochs").is_sorted_by(|a, b| a >= b));
    assert_eq!(by("rank"), run("top run --json").json());
    let wide = run("top run --wide").with_code(0).stdout;
    let first = wide.lines().next().unwrap();
    assert!(
        first.ends_with(
            "  kept epoch  validation    loss  training loss  best epoch  best validation     test  mixes"
        ),
        "{wide}"
    );
    let unknown = run("top run --sort best").with_code(2).stderr;
    assert!(
        unknown.contains("invalid value 'best' for '--sort <KEY>'") && unknown.contains("rank"),
        "{unknown}"
    );
}

#[test]
fn what_is_said_of_a_run_fits_the_terminal() {
    for line in ["top run", "show run", "status run", "search space.yaml --set training.epochs=1 --run TOO"] {
        for columns in [60, 80, 120] {
            let line = line.replace("TOO", &format!("run-{columns}"));
            let shown = on_a_terminal(&FINISHED.0, columns, &line, &[]).with_code(0).stdout;
            // Progress moves the cursor, and what it draws is gone in the end.
            let shown = shown.rsplit('\r').next().unwrap();
            fits(shown, columns);
            assert!(shown.contains('%'), "{shown}");
        }
    }
    let coloured = on_a_terminal(&FINISHED.0, 120, "top run", &[]).stdout;
    assert!(coloured.lines().nth(1).unwrap().contains("\u{1b}[1;32m"), "the winner: {coloured:?}");
    assert!(coloured.contains("\u{1b}[33mcut\u{1b}[0m"), "{coloured:?}");
}

#[test]
fn a_space_that_is_smaller_than_the_budget_is_searched_through() {
    let place = Place::new();
    let sets = "--set budget.trials=30 --set training.epochs=1";
    let checked = place.run(&format!("check space.yaml --no-probe {sets}")).with_code(0).stdout;
    assert!(
        checked.contains("\nwarning  the budget has 30 trials, but the space only 10 candidates\n\nlayer "),
        "{checked}"
    );
    place.run(&format!("search space.yaml {sets} --run run")).with_code(0);
    let status = place.run("status run").with_code(0).stdout;
    assert!(status.contains("\nstate   ended: every candidate of the space was tried\n"), "{status}");
    assert!(status.contains("\ntrials  12 of 30: 12 finished, 0 cut, 0 failed, 0 unfinished\n"), "{status}");
}
