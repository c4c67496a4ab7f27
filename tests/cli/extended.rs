//! A run that is given another budget.

use crate::support::Place;

const SEARCH: &str = "search space.yaml --set training.epochs=3 --set training.optimizer.adam.lr=0.02 --set scheduler=full \
                      --set controller=random";

/// The lines of a results table, without what the test part says of trials that are not compared any more.
fn validated(place: &Place, run: &str) -> Vec<String> {
    let table = place.read(&format!("{run}/results.csv"));
    let mut columns: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let test = columns.iter().position(|column| *column == "test_accuracy").unwrap();
    table
        .lines()
        .map(|line| {
            columns = line.splitn(test + 2, ',').collect();
            columns.remove(test);
            columns.join(",")
        })
        .collect()
}

/// The lines of a winner, without the hashes of the space, in which the budget stands, and of the file, and without the word
/// about the budget.
fn winner_of(place: &Place, run: &str) -> Vec<String> {
    let text = place.read(&format!("{run}/winner.yaml"));
    let differs = |line: &&str| line.contains("sha256: ") || line.contains("tested_among: ");
    text.lines().filter(|line| !differs(line)).map(str::to_owned).collect()
}

#[test]
fn a_run_that_has_ended_goes_on_with_more_trials_as_if_it_had_begun_with_them() {
    let place = Place::new();
    place.run(&format!("{SEARCH} --set budget.trials=8 --run whole")).with_code(0);
    let first = place.run(&format!("{SEARCH} --set budget.trials=3 --run run")).with_code(0).stdout;
    assert!(!first.contains("before the budget was changed"), "{first}");
    let winner = place.run("status run --json").json()["best_trial"].clone();
    let space = place.read("run/space.yaml");
    let extended = place.run("resume run --set budget.trials=8").with_code(0).stdout;
    let note = "the test part was read first after 3 trials, before the budget was changed; no trial was proposed, stopped or ranked by it";
    assert!(extended.contains(&format!("\nnote      {note}\n")), "{extended}");
    assert!(extended.contains("\ntrials    8 of 8: 8 finished, "), "{extended}");
    assert_eq!(validated(&place, "run"), validated(&place, "whole"));
    assert_eq!(place.read("run/space.yaml"), space);
    assert_eq!(winner_of(&place, "run"), winner_of(&place, "whole"));
    assert!(place.read("run/winner.yaml").contains("\n  tested_among: 3\n"));
    assert!(!place.read("whole/winner.yaml").contains("tested_among"));
    let told = "; the test part was read first after 3 trials, before the budget was changed\n";
    assert!(place.run("show run").with_code(0).stdout.contains(told));
    assert_eq!(place.run("show run --json").json()["tested_among"], 3);

    let status = place.run("status run").with_code(0).stdout;
    assert!(
        status.contains("\ntrials  8 of 8: ") && status.ends_with(&format!("\nnote    {note}\n")),
        "{status}"
    );
    let best = place.run("status run --json").json()["best_trial"].clone();
    assert_ne!(best, winner, "the seed was chosen so that another trial wins");
    let shown = |trial: &serde_json::Value| place.run(&format!("show run {trial}")).with_code(0).stdout;
    let since = ", as the winner before the budget was changed\n";
    assert_eq!([&winner, &best, &0.into()].map(|trial| shown(trial).contains(since)), [true, false, false]);
    place.run("verify run").with_code(0);
    let log = place.run("log run").with_code(0).stdout;
    assert_eq!(log.matches(r#""extended":{"budget":{"trials":8,"#).count(), 1, "{log}");

    place.run("resume run --set budget.trials=8").with_code(0);
    assert_eq!(place.run("log run").with_code(0).stdout, log, "the same budget once more");
}

#[test]
fn nothing_else_is_set_and_the_run_stays_as_it_is() {
    let place = Place::new();
    place.run(&format!("{SEARCH} --set budget.trials=3 --run run")).with_code(0);
    let log = place.run("log run").with_code(0).stdout;
    place.run("resume run --set training.epochs=3").failed(
        2,
        "error: `training.epochs` cannot be set for a run that exists: its results would no longer mean the same; allowed: \
         `budget.trials`, `budget.hours`, `budget.target` and `budget.patience`; for anything else begin a new search, which knows what \
         this one found by `--from run`",
    );
    place.run("resume run --set budget.trials=2").failed(
        2,
        "error: `budget.trials` cannot be 2 for a run that has 3 trials already; allowed: from 3 on",
    );
    let wrong = place.run("resume run --set budget.trials=many").with_code(3).stderr;
    assert!(wrong.starts_with("error: ") && wrong.contains("--set budget.trials"), "{wrong}");
    assert_eq!(place.run("log run").with_code(0).stdout, log);
}
