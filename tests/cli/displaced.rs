//! A process that was stopped, and whose folder was replaced or removed meanwhile, writes nothing more.

use crate::support::{Place, wait_for_checkpoint};
use std::collections::BTreeMap;
use std::path::Path;

const SEARCH: &str = "search space.yaml --set training.epochs=2000 --set budget.trials=4 --workers 1 --run";

/// What is in every file of a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        if path.is_dir() {
            files.extend(
                self::files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)),
            );
        } else {
            files.insert(name, std::fs::read(path).unwrap());
        }
    }
    files
}

#[test]
fn a_search_whose_folder_was_replaced_writes_nothing_into_the_other_run() {
    let place = Place::new();
    let search = place.start(&format!("{SEARCH} run"));
    wait_for_checkpoint(&place.path("run"), 0);
    let other = place.start(&format!("{SEARCH} other --set seed=9"));
    wait_for_checkpoint(&place.path("other"), 0);
    other.signal("KILL");
    other.wait();
    search.signal("STOP");
    std::fs::rename(place.path("run"), place.path("away")).unwrap();
    std::fs::rename(place.path("other"), place.path("run")).unwrap();
    let before = files(&place.path("run"));
    search.signal("CONT");
    let ended = search.wait().with_code(5);
    assert!(before == files(&place.path("run")), "{:?}", files(&place.path("run")).keys());
    let told = "cannot write to `run`: it is no longer the run that this process began with";
    assert!(ended.stderr.contains(told), "{}", ended.stderr);
    assert!(!ended.stderr.contains("is safe"), "{}", ended.stderr);
    place.run("log run").with_code(0);
    place.run("log away").with_code(0);
}

#[test]
fn a_search_whose_folder_was_removed_does_not_say_that_what_it_found_is_safe() {
    let place = Place::new();
    let search = place.start(&format!("{SEARCH} run"));
    wait_for_checkpoint(&place.path("run"), 0);
    search.signal("STOP");
    std::fs::remove_dir_all(place.path("run")).unwrap();
    search.signal("CONT");
    let ended = search.wait().with_code(5);
    assert!(ended.stderr.contains("what it found is gone with it"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("is safe"), "{}", ended.stderr);
    assert!(!place.path("run").exists());
}
