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

/// Changes the text of one event, and gives it and those behind it hashes that fit.
pub fn forge_log(place: &Place, seq: i64, change: impl Fn(&str) -> String) {
    let header: serde_json::Value = serde_json::from_str(&place.read("run/run.json")).unwrap();
    let mut hash = header["sha256"].as_str().unwrap().to_owned();
    let log = rusqlite::Connection::open(place.path("run/log.sqlite")).unwrap();
    let mut statement = log.prepare("SELECT seq, time, event FROM events ORDER BY seq").unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, f64>(1)?, row.get::<_, String>(2)?)));
    let rows: Vec<(i64, f64, String)> = rows.unwrap().map(Result::unwrap).collect();
    for (number, time, text) in rows {
        let text = if number == seq { change(&text) } else { text };
        hash = actsearch::digest::sha256(format!("{hash}\n{number}\n{time}\n{text}").as_bytes());
        log.execute(
            "UPDATE events SET event = ?2, hash = ?3 WHERE seq = ?1",
            rusqlite::params![number, text, hash],
        )
        .unwrap();
    }
}

/// Puts another hash of its weights on record for the last epoch of a trial.
pub fn forge_weights(place: &Place, trial: u32) {
    let log = place.run("log run").with_code(0).stdout;
    let reported = format!(r#""reported":{{"trial":{trial},"#);
    let seq = log.lines().zip(1..).filter(|(line, _)| line.contains(&reported)).last().unwrap().1;
    forge_log(place, seq, |text| {
        let (before, hash) = text.split_once(r#""weights_sha256":""#).unwrap();
        let digit = if hash.starts_with('0') { '1' } else { '0' };
        format!(r#"{before}"weights_sha256":"{digit}{}"#, &hash[1..])
    });
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
        "the log `run/log.sqlite` has format 9, and this program reads 1; use the newer actsearch that wrote it",
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
        "`run/run.json` is damaged or from a newer actsearch: it has format 9, and this program reads up to 1; use the \
         newer actsearch that wrote it; put a copy from before in its place, or begin a new search",
    );
}

/// Resuming, verifying and exporting are refused with this; what is sound is shown, with a warning.
#[track_caller]
fn check_log(place: &Place, damage: &str) {
    let way_out = "`actsearch log` prints every entry with whether it is intact; put a copy of the file from before in its place, or \
                   begin a new search";
    let message = format!("the log `run/log.sqlite` is damaged at {damage}; {way_out}");
    for command in ["resume", "verify", "export", "search space.yaml --from"] {
        place.run(&format!("{command} run")).failed(5, &format!("error: {message}"));
    }
    for command in ["status", "top"] {
        let shown = place.run(&format!("{command} run")).with_code(0);
        let warning = format!("warning: {message}; what is printed here is what the other entries say\n");
        assert_eq!(shown.stderr, warning);
    }
}

#[test]
fn a_damaged_event_is_named_and_the_others_stay_readable() {
    let place = place_with_a_run();
    change_log(&place, r#"UPDATE events SET event = '{"danced": {}}' WHERE seq = 3"#);
    check_log(
        &place,
        "entry 3: it or the one before was changed: its hash does not follow from that before it",
    );
    let listed = place.run("log run").with_code(5);
    let lines: Vec<serde_json::Value> =
        listed.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let damaged: Vec<&serde_json::Value> = lines.iter().filter(|line| line["is_intact"] == false).collect();
    assert_eq!(damaged.len(), 1, "{}", listed.stdout);
    assert_eq!((&damaged[0]["seq"], &damaged[0]["event"]), (&3.into(), &serde_json::json!({"danced": {}})));
}

#[test]
fn one_digit_of_what_was_learned_is_no_longer_taken() {
    let place = place_with_a_run();
    let seq = "SELECT max(seq) FROM events WHERE event LIKE '%coefficients%'";
    change_log(
        &place,
        &format!(
            "UPDATE events SET event = replace(event, '\"coefficients\":[[', '\"coefficients\":[[8') WHERE seq = ({seq})"
        ),
    );
    assert!(place.run("export run").with_code(5).stderr.contains("is damaged at entry "));
}

#[test]
fn a_trial_number_that_cannot_be_is_told_and_nothing_panics() {
    let place = place_with_a_run();
    forge_log(&place, 2, |text| text.replace("\"trial\":0", "\"trial\":4000000000"));
    check_log(&place, "entry 2: it claims trial 4000000000, but the next one is 0");
}

#[test]
fn a_sound_log_is_printed_line_by_line() {
    let place = place_with_a_run();
    let listed = place.run("log run").with_code(0).stdout;
    for (line, seq) in listed.lines().zip(1..) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&line["seq"], &line["is_intact"], &line["damage"]),
            (&seq.into(), &true.into(), &().into())
        );
    }
    assert!(
        listed.lines().next().unwrap().contains(r#""event":{"opened":{"program":"actsearch "#),
        "{listed}"
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
        "`run/run.json` is damaged or from a newer actsearch: EOF while parsing an object at line 1 column 1; put a copy from \
         before in its place, or begin a new search",
    );
}

#[test]
fn a_frozen_file_that_was_changed_is_told() {
    let place = place_with_a_run();
    for (name, from, to) in
        [("run.json", "training.epochs=1", "training.epochs=2"), ("space.yaml", "seed: 3", "seed: 4")]
    {
        let text = place.read(&format!("run/{name}"));
        assert!(text.contains(from), "{text}");
        std::fs::write(place.path("run").join(name), text.replace(from, to)).unwrap();
        for command in ["resume", "status", "top", "show", "export", "verify"] {
            let said = place.run(&format!("{command} run")).with_code(5).stderr;
            assert!(said.contains(&format!("`run/{name}`")) && said.contains("SHA-256"), "{said}");
        }
        std::fs::write(place.path("run").join(name), text).unwrap();
    }
    std::fs::remove_file(place.path("run/space.yaml")).unwrap();
    check(&place, "cannot read `run/space.yaml`: No such file or directory (os error 2)");
}
