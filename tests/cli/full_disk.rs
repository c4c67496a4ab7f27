//! A disk that is full, or a limit on the size of files, whose signal would end the process: both are errors with a way on.

use crate::support::{Ended, Place};

/// Searches while no file may become larger than so many KiB.
fn search_with(place: &Place, limit: u32, run: &str, set: &str) -> Ended {
    let line = format!("search space.yaml {set} --run {run}");
    place.command_after(&format!("ulimit -f {limit}"), &line).output().unwrap().into()
}

/// How a search ends on a disk of this size, and that it can be gone on with afterwards to the same results.
#[track_caller]
fn check(place: &Place, limit: u32, set: &str, whole: &str) -> String {
    let run = format!("run-{limit}");
    let stopped = search_with(place, limit, &run, set).with_code(5);
    let (errors, way_on) = stopped.stderr.trim_end().rsplit_once('\n').unwrap();
    let expected =
        format!("the search stopped, and what it found is safe; go on with `actsearch resume {run}`");
    assert_eq!(way_on, expected);
    assert_eq!(stopped.stdout, "");
    place.run(&format!("resume {run}")).with_code(0);
    assert_eq!(place.read(&format!("{run}/results.csv")), whole, "{limit}");
    errors.lines().last().unwrap().to_owned()
}

#[test]
fn a_log_that_cannot_grow_loses_nothing() {
    let place = Place::new();
    let set = "--set budget.trials=20 --set activations.sharing=[layer,channel]";
    place.run(&format!("search space.yaml {set} --run whole")).with_code(0);
    let whole = place.read("whole/results.csv");
    for limit in [40, 100, 200] {
        let error = check(&place, limit, set, &whole);
        let expected = format!(
            "error: cannot append to the log `run-{limit}/log.sqlite`: disk I/O error; if the disk is full, make room: every event \
             before is safe"
        );
        assert_eq!(error, expected);
    }
}

#[test]
fn a_checkpoint_that_cannot_be_written_loses_nothing() {
    let place = Place::new();
    // One worker: a second one that is told to stop would write its place in the epoch, and fail as well.
    let set = "--set network.preset.mlp.hidden=[256] --set training.epochs=1 --set training.checkpoint_seconds=3600 --workers 1";
    place.run(&format!("search space.yaml {set} --run whole")).with_code(0);
    let error = check(&place, 100, set, &place.read("whole/results.csv"));
    assert_eq!(
        error,
        "error: cannot write `run-100/checkpoints/trial-00000-e00001-s000000.safetensors`: File too large (os error 27); make \
         room there: what was written before is whole"
    );
}

#[test]
fn a_run_that_cannot_even_begin_leaves_nothing_behind() {
    let place = Place::new();
    let ended = search_with(&place, 8, "run", "").with_code(5);
    assert!(ended.stderr.starts_with("error: cannot create the log `"), "{}", ended.stderr);
    assert!(
        ended
            .stderr
            .ends_with("disk I/O error; if the disk is full, make room: every event before is safe\n"),
        "{}",
        ended.stderr
    );
    assert_eq!(place.names(""), ["space.yaml"]);
}
