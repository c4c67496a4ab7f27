//! Whatever one byte of a run is changed: it is refused, ends earlier, or says what it said before.

use super::identity::with_foreign;
use super::{search, search_in};
use crate::disk;
use crate::formula::FormulaTrainer;
use crate::search::RunFolder;
use crate::trial::{Entry, History};
use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// Calls `check` with so many versions of a text in which one byte is another: all places, and all changes, in turn.
fn mutated(whole: &[u8], count: usize, mut check: impl FnMut(&[u8], &str)) {
    let mut bytes = whole.to_vec();
    for number in 0..count {
        // A prime step visits places all over before it comes back.
        let place = number * 7919 % whole.len();
        let change = u8::try_from(number * 31 % 255).expect("below 255") + 1;
        bytes[place] ^= change;
        check(&bytes, &format!("byte {place} ^ {change}"));
        bytes[place] = whole[place];
    }
}

/// A small run that has ended.
fn ended(place: &Path) -> RunFolder {
    let whole = with_foreign(place, &["budget.trials=3", "training.epochs=2"]);
    let plan = whole.plan().unwrap();
    search(&whole, &FormulaTrainer::new(&plan), 1).unwrap();
    whole
}

/// What the first entries of the log say, for every number of them.
fn stories(folder: &RunFolder) -> Vec<History> {
    let entries: Vec<Entry> = folder.rows().unwrap().into_iter().map(|row| row.entry.unwrap()).collect();
    (0..=entries.len()).map(|count| entries[..count].iter().collect()).collect()
}

#[test]
fn no_changed_byte_of_ten_thousand_passes_in_silence() {
    let place = tempfile::tempdir().unwrap();
    let folder = ended(place.path());
    let (plan, stories) = (folder.plan().unwrap(), stories(&folder));
    for (name, count) in [("space.yaml", 3500), ("run.json", 3500), ("foreign.json", 1000)] {
        let path = folder.path().join(name);
        let whole = disk::read(&path).unwrap();
        mutated(&whole, count, |bytes, change| {
            fs::write(&path, bytes).unwrap();
            assert!(folder.plan().is_err(), "{name}: {change}");
        });
        fs::write(&path, whole).unwrap();
    }
    assert_eq!(folder.plan().unwrap(), plan);
    let winner = disk::read(&folder.winner()).unwrap();
    let definition = crate::definition::read(&String::from_utf8_lossy(&winner)).unwrap();
    mutated(&winner, 500, |bytes, change| {
        let read = crate::definition::read(&String::from_utf8_lossy(bytes));
        assert!(read.is_err() || read.is_ok_and(|read| read == definition), "winner.yaml: {change}");
    });
    let log = folder.path().join("log.sqlite");
    mutated(&disk::read(&log).unwrap(), 1500, |bytes, change| {
        fs::write(&log, bytes).unwrap();
        if let Ok(history) = folder.history() {
            let seq = usize::try_from(history.seq()).unwrap();
            assert!(history == stories[seq], "log.sqlite: {change}");
        }
    });
}

/// A small run that was killed at its end: its newest events are in the file beside the log.
fn killed(place: &Path) -> RunFolder {
    let whole = with_foreign(place, &["budget.trials=3", "training.epochs=2"]);
    let plan = whole.plan().unwrap();
    let copy = place.join("killed");
    let run = whole.open().unwrap();
    search_in(&run, &FormulaTrainer::new(&plan), 1).unwrap();
    disk::make_folder(&copy).unwrap();
    for name in ["space.yaml", "run.json", "foreign.json", "log.sqlite", "log.sqlite-wal"] {
        fs::copy(whole.path().join(name), copy.join(name)).unwrap();
    }
    RunFolder::at(&copy).unwrap()
}

#[test]
fn no_changed_byte_of_the_newest_events_passes_in_silence() {
    let place = tempfile::tempdir().unwrap();
    let folder = killed(place.path());
    let (wal, shared) = (folder.path().join("log.sqlite-wal"), folder.path().join("log.sqlite-shm"));
    let whole = disk::read(&wal).unwrap();
    let stories = stories(&folder);
    assert!(stories.len() > 10, "all events are in it");
    let mut lengths = HashSet::new();
    mutated(&whole, 1500, |bytes, change| {
        disk::remove(&shared).unwrap();
        fs::write(&wal, bytes).unwrap();
        if let Ok(history) = folder.history() {
            let seq = usize::try_from(history.seq()).unwrap();
            assert!(history == stories[seq], "log.sqlite-wal: {change}");
            lengths.insert(seq);
        }
    });
    assert!(lengths.len() > 5, "changed at many places it ends at many: {lengths:?}");
}

#[test]
fn what_stands_before_a_damaged_page_of_the_log_stays_readable() {
    let place = tempfile::tempdir().unwrap();
    let folder = with_foreign(place.path(), &["budget.trials=12"]);
    let plan = folder.plan().unwrap();
    search(&folder, &FormulaTrainer::new(&plan), 1).unwrap();
    let stories = stories(&folder);
    let path = folder.path().join("log.sqlite");
    let whole = disk::read(&path).unwrap();
    let mut readable = HashSet::new();
    for page in 1..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xff);
        fs::write(&path, bytes).unwrap();
        assert!(folder.history().is_err(), "page {page}");
        let Ok(rows) = folder.rows() else { continue };
        let (last, before) = rows.split_last().unwrap();
        let damage = last.entry.as_ref().unwrap_err();
        assert!(damage.starts_with("from here on the file cannot be read: "), "page {page}: {damage}");
        assert!(before.iter().all(|row| row.entry.is_ok()), "page {page}");
        let record = folder.record().unwrap();
        assert!(record.history == stories[before.len()], "page {page}");
        let told = record.broken.unwrap().to_string();
        assert!(told.contains(&format!("is damaged at entry {}: from here on", before.len() + 1)), "{told}");
        readable.insert(before.len());
    }
    assert!(readable.len() > 3, "damaged at many pages it ends at many places: {readable:?}");
}
