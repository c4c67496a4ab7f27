//! Files of a run that are damaged, or newer than the program.

use crate::support::Place;

fn place_with_a_run() -> Place {
    let place = Place::new();
    place.run("search space.yaml --set budget.trials=3 --set training.epochs=1 --run run").with_code(0);
    place
}

/// Changes the log by SQL.
pub fn change_log(place: &Place, sql: &str) {
    rusqlite::Connection::open(place.path("run/log.sqlite")).unwrap().execute_batch(sql).unwrap();
}

/// Every command that reads the run says the same.
#[track_caller]
fn check(place: &Place, message: &str) {
    for command in ["resume", "status", "top", "show", "export"] {
        place.run(&format!("{command} run")).failed(5, &format!("error: {message}"));
    }
}

#[test]
fn a_newer_log_is_left_to_the_newer_program() {
    let place = place_with_a_run();
    change_log(&place, "PRAGMA user_version = 9");
    let before = std::fs::read(place.path("run/log.sqlite")).unwrap();
    check(
        &place,
        "the log `run/log.sqlite` has format 9, and this program reads up to 4; use the newer actsearch that wrote it",
    );
    assert!(std::fs::read(place.path("run/log.sqlite")).unwrap() == before);
}

#[test]
fn a_newer_run_folder_is_left_to_the_newer_program() {
    let place = place_with_a_run();
    std::fs::write(place.path("run/run.json"), r#"{"format": 9, "program": "actsearch 9", "overrides": []}"#)
        .unwrap();
    check(
        &place,
        "`run/run.json` is damaged or from a newer actsearch: it has format 9, and this program reads up to 6",
    );
}

#[test]
fn a_damaged_event_is_named() {
    let place = place_with_a_run();
    change_log(&place, r#"UPDATE events SET event = '{"danced": {}}' WHERE seq = 3"#);
    check(
        &place,
        "the log `run/log.sqlite` is damaged at entry 3: unknown variant `danced`, expected one of `opened`, `claimed`, \
         `reported`, `failed`, `ended`, `tested` at line 1 column 9",
    );
}

#[test]
fn a_log_that_is_none_is_named() {
    let place = place_with_a_run();
    std::fs::write(place.path("run/log.sqlite"), "not a database, but long enough for its header".repeat(9))
        .unwrap();
    check(
        &place,
        "cannot open the log `run/log.sqlite`: file is not a database; it is no log, or it is damaged",
    );
}

#[test]
fn a_damaged_header_is_named() {
    let place = place_with_a_run();
    std::fs::write(place.path("run/run.json"), "{").unwrap();
    check(
        &place,
        "`run/run.json` is damaged or from a newer actsearch: EOF while parsing an object at line 1 column 1",
    );
}

#[test]
fn a_frozen_space_file_that_was_changed_is_told_with_its_problems() {
    let place = place_with_a_run();
    let text = place.read("run/space.yaml").replace("epochs: 2", "epoch: 2");
    std::fs::write(place.path("run/space.yaml"), text.replace("seed: 3", "seed: three")).unwrap();
    check(
        &place,
        "\
the frozen space file was changed:
run/space.yaml:2:7: `seed` is `three`, allowed: a whole number from 0 to 2^64 - 1
  2 | seed: three
    |       ^^^^^
run/space.yaml:6:12: unknown key `epoch` in `training`
  6 | training: {epoch: 2, batch_size: 32}
    |            ^^^^^
  help: did you mean `epochs`? known here: epochs, batch_size, optimizer, schedule, warm_up, coefficients, weight_decay, clip_norm, \
label_smoothing, early_stopping, augmentation, precision, checkpoint_seconds, threads, operator
2 problems in run/space.yaml",
    );
    std::fs::remove_file(place.path("run/space.yaml")).unwrap();
    check(&place, "cannot read `run/space.yaml`: No such file or directory (os error 2)");
}
