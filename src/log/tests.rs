//! One battery for all logs, and what can happen to a file.

use super::*;
use crate::activation::{Base, LearnedMix, Mix};
use crate::disk::Guard;
use crate::trial::{KeptEpoch, Report, TrialId};
use std::path::Path;

/// The hash of the run that logs belong to here.
const RUN: &str = "ab";

fn opened(workers: u32) -> Event {
    Event::Opened { program: "actsearch".to_owned(), workers, device: "cpu".to_owned() }
}

fn with_every_log(check: impl Fn(&dyn RunLog)) {
    let folder = tempfile::tempdir().unwrap();
    check(&MemoryLog::default());
    check(&SqliteLog::create(&folder.path().join("log.sqlite"), RUN).unwrap());
}

#[test]
fn what_is_appended_is_read_in_order() {
    with_every_log(|log| {
        assert!(log.read_after(0).unwrap().is_empty());
        let first = log.append(0, &opened(1)).unwrap().unwrap();
        let second = log.append(1, &opened(2)).unwrap().unwrap();
        assert_eq!((first.seq, second.seq), (1, 2));
        assert_eq!(log.read_after(0).unwrap(), [first, second.clone()]);
        assert_eq!(log.read_after(1).unwrap(), [second]);
        assert!(log.read_after(2).unwrap().is_empty());
    });
}

#[test]
fn whoever_is_late_appends_nothing() {
    with_every_log(|log| {
        log.append(0, &opened(1)).unwrap().unwrap();
        assert_eq!(log.append(0, &opened(2)).unwrap(), None);
        assert_eq!(log.append(7, &opened(2)).unwrap(), None);
        assert_eq!(log.read_after(0).unwrap().len(), 1);
    });
}

#[test]
fn of_many_threads_each_event_is_appended_once() {
    with_every_log(|log| {
        std::thread::scope(|scope| {
            for thread in 0..4 {
                scope.spawn(move || {
                    for _ in 0..25 {
                        append_at_last(log, &opened(thread));
                    }
                });
            }
        });
        let entries = log.read_after(0).unwrap();
        assert!(entries.iter().map(|entry| entry.seq).eq(1..=100));
        for thread in 0..4 {
            assert_eq!(entries.iter().filter(|entry| entry.event == opened(thread)).count(), 25);
        }
    });
}

fn append_at_last(log: &dyn RunLog, event: &Event) {
    loop {
        let last = log.read_after(0).unwrap().len() as u64;
        if log.append(last, event).unwrap().is_some() {
            return;
        }
    }
}

#[test]
fn two_connections_to_one_file_see_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.sqlite");
    let writer = SqliteLog::create(&path, RUN).unwrap();
    let other = SqliteLog::open(&path, RUN, Guard::default()).unwrap();
    writer.append(0, &opened(1)).unwrap().unwrap();
    assert_eq!(other.append(0, &opened(2)).unwrap(), None);
    let reader = SqliteLog::open_to_read(&path, RUN).unwrap();
    assert_eq!(reader.read_after(0).unwrap().len(), 1);
    assert!(reader.append(1, &opened(3)).is_err());
}

#[test]
fn a_log_that_is_missing_newer_or_no_log_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.sqlite");
    let message = |error: Error| error.to_string().replace(&folder.path().display().to_string(), "RUN");
    let missing = message(SqliteLog::open(&path, RUN, Guard::default()).unwrap_err());
    assert!(
        missing.starts_with("cannot open the log `RUN/log.sqlite`: unable to open database file"),
        "{missing}"
    );

    SqliteLog::create(&path, RUN).unwrap().execute("change", "PRAGMA user_version = 9").unwrap();
    assert_eq!(
        message(SqliteLog::open(&path, RUN, Guard::default()).unwrap_err()),
        "the log `RUN/log.sqlite` has format 9, and this program reads 1; use the newer actsearch that wrote it"
    );

    crate::disk::write(&path, &[7; 4096]).unwrap();
    let damaged = message(SqliteLog::open(&path, RUN, Guard::default()).unwrap_err());
    assert!(damaged.ends_with("it is no log, or it is damaged"), "{damaged}");
}

/// A log of five events, which some SQL then changes; what reading it says, and which of its rows are sound.
fn changed(sql: &str) -> (String, Vec<bool>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.sqlite");
    let log = SqliteLog::create(&path, RUN).unwrap();
    for workers in 0..5 {
        log.append(workers.into(), &opened(workers)).unwrap().unwrap();
    }
    log.execute("change", sql).unwrap();
    let log = SqliteLog::open(&path, RUN, Guard::default()).unwrap();
    let text = log
        .read_after(0)
        .map_or_else(|error| error.to_string(), |entries| format!("{} entries", entries.len()));
    assert!(
        log.append(5, &opened(9)).is_err() || text.ends_with(" entries"),
        "nothing is appended to a damaged log"
    );
    (text, log.rows().unwrap().iter().map(|row| row.entry.is_ok()).collect())
}

#[test]
fn whatever_is_changed_in_an_entry_is_found_at_its_place_and_the_others_stay_readable() {
    let of = "hash does not follow";
    for (sql, reason, sound) in [
        (
            "UPDATE events SET event = replace(event, '2', '3') WHERE seq = 3",
            of,
            [true, true, false, true, true],
        ),
        ("UPDATE events SET time = time + 1e-6 WHERE seq = 3", of, [true, true, false, true, true]),
        (
            "UPDATE events SET hash = replace(hash, substr(hash, 9, 1), 'x') WHERE seq = 3",
            of,
            [true, true, false, false, true],
        ),
        ("UPDATE events SET event = '{\"ended\": {}}' WHERE seq = 3", of, [true, true, false, true, true]),
    ] {
        let (text, found) = changed(sql);
        assert!(text.contains("is damaged at entry 3: ") && text.contains(reason), "{text}");
        assert!(text.contains("`actsearch log` prints every entry"), "{text}");
        assert_eq!(found, sound, "{sql}");
    }
}

#[test]
fn an_entry_that_is_missing_doubled_or_moved_is_told() {
    let (text, sound) = changed("DELETE FROM events WHERE seq = 3");
    assert!(text.contains("is damaged at entry 4: the entries from 3 to 3 are missing"), "{text}");
    assert_eq!(sound, [true, true, false, true]);
    let (text, _) = changed("INSERT INTO events SELECT 6, time, event, hash FROM events WHERE seq = 5");
    assert!(text.contains("is damaged at entry 6: "), "{text}");
    let (text, _) =
        changed("UPDATE events SET seq = 100 WHERE seq = 2; UPDATE events SET seq = 2 WHERE seq = 3");
    assert!(text.contains("is damaged at entry 2: "), "{text}");
    let (text, _) = changed("DELETE FROM events WHERE seq = 5");
    assert_eq!(text, "4 entries", "a log that ends earlier is one that was interrupted earlier");
}

#[test]
fn a_log_at_rest_is_read_where_no_file_can_be_made_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("100 % read-only?");
    std::fs::create_dir(&place).unwrap();
    let path = place.join("log.sqlite");
    SqliteLog::create(&path, RUN).unwrap().append(0, &opened(1)).unwrap().unwrap();
    assert!(SqliteLog::is_at_rest(&path));
    // As on a read-only medium, where SQLite can make no files beside it.
    let log = SqliteLog::at_rest(&path, RUN).unwrap();
    assert_eq!(log.read_after(0).unwrap().len(), 1);
    assert!(log.append(1, &opened(2)).is_err());
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 1, "and makes none");
    std::fs::write(place.join("log.sqlite-wal"), "newer entries").unwrap();
    assert!(!SqliteLog::is_at_rest(&path), "what is in another file would be missed");
}

#[test]
fn the_log_of_another_run_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.sqlite");
    SqliteLog::create(&path, "another run").unwrap().append(0, &opened(1)).unwrap().unwrap();
    let log = SqliteLog::open(&path, RUN, Guard::default()).unwrap();
    let error = log.read_after(0).unwrap_err().to_string();
    assert!(error.contains("damaged at entry 1: it was changed, or belongs to another run"), "{error}");
    assert!(log.append(1, &opened(1)).is_err());
}

#[test]
fn an_event_that_is_none_is_told_even_where_its_hash_fits() {
    let folder = tempfile::tempdir().unwrap();
    let log = SqliteLog::create(Path::new(&folder.path().join("log.sqlite")), RUN).unwrap();
    let text = r#"{"danced": {}}"#;
    let hash = chain::Place::start(RUN).next_hash(1.5, text);
    log.execute("change", &format!("INSERT INTO events VALUES (1, 1.5, '{text}', '{hash}')")).unwrap();
    let error = log.read_after(0).unwrap_err().to_string();
    assert!(error.contains("is damaged at entry 1: it is no event: unknown variant `danced`"), "{error}");
}

#[test]
fn coefficients_come_back_to_the_last_bit() {
    // The shortest decimal of this f32, read as an f64 and rounded, would be its neighbour.
    let alpha = 7.038_531e-26_f32;
    let learned = vec![LearnedMix {
        site: "fc1".to_owned(),
        mix: Mix::plain(Base::LeakyRelu { slope: 0.1 }),
        coefficients: vec![vec![alpha]],
        parameters: Vec::new(),
    }];
    let report = Report {
        epoch: 1,
        training_loss: 0.1,
        validation_loss: 0.2,
        validation_accuracy: 0.3,
        mean_coefficients: vec![vec![alpha]],
        mean_parameters: Vec::new(),
        weights_sha256: None,
        seconds: 0.4,
    };
    let event = Event::Reported {
        trial: TrialId(0),
        attempt: 0,
        report,
        kept: Some(KeptEpoch { epoch: 1, learned }),
    };
    with_every_log(|log| {
        log.append(0, &event).unwrap().unwrap();
        assert_eq!(log.read_after(0).unwrap()[0].event, event);
    });
}
