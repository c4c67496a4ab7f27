//! A search that begins with another one, in which candidates were trained as they are here.

use crate::support::Place;

const SET: &str = "--set controller=random --set scheduler=full --set training.epochs=2";

#[test]
fn what_was_trained_in_the_same_way_is_taken_over_to_the_same_results() {
    let place = Place::new();
    place.run(&format!("search space.yaml {SET} --set budget.trials=5 --run first")).with_code(0);
    place.run(&format!("search space.yaml {SET} --set budget.trials=7 --run alone")).with_code(0);
    let search = format!("search space.yaml {SET} --set budget.trials=7 --from first --run second");
    let ended = place.run(&search).with_code(0);
    let taken = "\ntrials    7 of 7: 7 finished, 0 cut, 0 failed, 0 unfinished; 5 of other runs are known, 5 were taken over from there, \
                 not trained, in ";
    assert!(ended.stdout.contains(taken), "{}", ended.stdout);
    let second = place.read("second/results.csv");
    assert_eq!(second.matches(" of `first`,").count(), 5, "{second}");
    let mut without = second.clone();
    for trial in 0..5 {
        without = without.replace(&format!(",trial {trial} of `first`,"), ",,");
    }
    assert_eq!(without, place.read("alone/results.csv"));

    let show = place.run("show second 3").with_code(0).stdout;
    assert!(show.contains("\n  taken over from trial 3 of `first` (run "), "{show}");
    assert!(place.run("top second").with_code(0).stdout.contains("(taken over from trial 3 of `first`)"));
    let verified = place.run("verify second 3").with_code(0).stdout;
    assert!(verified.contains("which took it over from trial 3 of `first`, on cpu"), "{verified}");
    place.run("export second --trial 3 --what network --format safetensors --out taken").with_code(0);
    let names = place.names("second/checkpoints");
    assert!(names.iter().all(|name| !name.contains("4294967295")), "{names:?}");

    // What was taken over can be taken over again.
    let again = search.replace("--run second", "--run third").replace("--from first", "--from second");
    let third = place.run(&again).with_code(0).stdout;
    assert!(third.contains("7 of other runs are known, 7 were taken over from there"), "{third}");
}

#[test]
fn what_was_trained_in_another_way_informs_the_controller_only_and_the_difference_is_told() {
    let place = Place::new();
    place.run(&format!("search space.yaml {SET} --set budget.trials=3 --run first")).with_code(0);
    for (set, key) in
        [("seed=4", "seed"), ("data.samples=300", "data"), ("training.batch_size=16", "training.batch_size")]
    {
        let search =
            format!("search space.yaml {SET} --set budget.trials=4 --from first --set {set} --run {key}");
        let ended = place.run(&search).with_code(0);
        let note = format!(
            "note: the controller learns from the trials of `first`, and none is taken over: `{key}` differs\n"
        );
        assert!(ended.stderr.contains(&note), "{}", ended.stderr);
        assert!(ended.stdout.contains("; 3 of other runs are known, in "), "{}", ended.stdout);
    }
}
