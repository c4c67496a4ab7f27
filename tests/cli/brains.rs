//! Controllers and schedulers: what is said of them, and what they make of a search.

use crate::support::Place;

#[test]
fn every_controller_and_scheduler_is_listed_and_described() {
    let place = Place::new();
    for part in ["controller", "scheduler"] {
        let listed = place.run(&format!("{part}s --json")).with_code(0).json();
        let choices = listed.as_array().unwrap();
        assert!(!choices.is_empty());
        for choice in choices {
            let name = choice["name"].as_str().unwrap();
            let text = place.run(&format!("{part}s {name}")).with_code(0).stdout;
            let about: Vec<&str> =
                choice["about"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
            assert!(about.iter().any(|line| line.starts_with("Use it ")), "{name}: when to use it");
            assert!(about.iter().all(|line| text.contains(line)), "{text}");
            // What it says of its defaults is what a space file may say.
            let example = text.lines().last().unwrap().split_once(": ").unwrap().1;
            let space = place.read("space.yaml") + &format!("\n{part}: {example}\n");
            std::fs::write(place.path("with.yaml"), space).unwrap();
            place.run("check with.yaml --no-probe").with_code(0);
        }
    }
    let failed = place.run("schedulers asah").with_code(1);
    assert!(failed.stderr.contains("did you mean `asha`?"), "{}", failed.stderr);
}

#[cfg(feature = "torch")]
#[test]
fn a_search_by_halving_stops_most_trials_early_and_says_how_many_epochs_it_took() {
    let place = Place::new();
    let halving =
        "--set training.epochs=4 --set scheduler={\"successive_halving\":{\"eta\":2}} --set baselines=[relu]";
    place.run(&format!("search space.yaml --run run {halving} --set budget.trials=5")).with_code(0);
    let status = place.run("status run --json").with_code(0).json();
    // The baseline for 4 epochs; 4 trials for 1, the best 2 for 2, the best for 4.
    assert_eq!((&status["epochs"], &status["total_epochs"]), (&12.into(), &12.into()));
    let warned =
        place.run(&format!("check space.yaml --no-probe {halving} --set budget.trials=4")).with_code(0);
    assert!(
        warned.stdout.contains("compares 4 trials at a time, but the budget has only 3"),
        "{}",
        warned.stdout
    );
}

#[cfg(feature = "torch")]
#[test]
fn a_search_begins_with_what_another_one_found() {
    let place = Place::new();
    place.run("search space.yaml --run first").with_code(0);
    place.run("search space.yaml --run second --from first --set seed=4").with_code(0);
    let status = place.run("status second").with_code(0);
    assert!(status.stdout.contains("6 of other runs are known"), "{}", status.stdout);
    let other = "--set network.preset.mlp.hidden=[4,4,4]";
    let failed = place.run(&format!("search space.yaml --run third --from first {other}")).with_code(1);
    let said =
        "`first` cannot be learned from: its sites are fc1, and those of this search are fc1, fc2, fc3";
    assert!(failed.stderr.contains(said), "{}", failed.stderr);
    assert!(!place.path("third").exists());
}

#[cfg(feature = "torch")]
#[test]
fn a_search_ends_when_its_target_is_reached() {
    let place = Place::new();
    place.run("search space.yaml --run run --set budget.target=0.01 --set lookahead=1").with_code(0);
    let status = place.run("status run --json").with_code(0).json();
    assert_eq!(status["finished"], 1);
    assert_eq!(status["reason"], "the validation accuracy that is enough was reached");
}
