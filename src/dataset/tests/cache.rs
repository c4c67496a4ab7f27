//! Decoded data sets that are kept: the same values as decoded anew, whatever happens to the files.

use super::set::{Set, TEST_LABELS, TRAINING_IMAGES, idx};
use crate::dataset::{Part, Places, facts, test_part, training_part};
use crate::disk;
use crate::task::{Csv, Source};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

fn source() -> Source {
    Source::Idx { folder: "mine".into() }
}

/// A data set whose decoded form is kept in a folder of its own.
struct Kept {
    set: Set,
    folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Self {
        Self { set: Set::plain("mine"), folder: tempfile::tempdir().unwrap() }
    }

    fn places(&self) -> Places {
        Places::only(self.set.place()).keeping(self.folder.path().join("decoded"))
    }

    fn parts(&self) -> [Part; 2] {
        [training_part(&source(), &self.places()).unwrap(), test_part(&source(), &self.places()).unwrap()]
    }

    /// The files of the folder that end like this.
    fn files(&self, end: &str) -> Vec<PathBuf> {
        let folder = self.folder.path().join("decoded");
        let names = disk::list(&folder).unwrap();
        names.iter().filter(|name| name.ends_with(end)).map(|name| folder.join(name)).collect()
    }

    /// Lets some time go by since the last change of the source files.
    fn settle(&self) {
        for name in disk::list(&self.set.place().join("mine")).unwrap() {
            let file = std::fs::File::options().append(true).open(self.set.place().join("mine").join(name));
            file.unwrap().set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
        }
    }

    fn damage(path: &Path, change: impl Fn(&mut Vec<u8>)) {
        let mut bytes = disk::read(path).unwrap();
        change(&mut bytes);
        disk::write(path, &bytes).unwrap();
    }
}

#[track_caller]
fn same(found: &[Part; 2], expected: &[Part; 2]) {
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found.dims, expected.dims);
        assert_eq!((found.values(), found.labels()), (expected.values(), expected.labels()));
    }
}

#[test]
fn a_kept_data_set_is_the_decoded_one() {
    let kept = Kept::new();
    let places = Places::only(kept.set.place());
    let decoded = [training_part(&source(), &places).unwrap(), test_part(&source(), &places).unwrap()];
    same(&kept.parts(), &decoded);
    same(&kept.parts(), &decoded);
    assert_eq!(kept.files(".safetensors").len(), 1);
    assert_eq!(facts(&source(), &kept.places()).unwrap(), facts(&source(), &places).unwrap());
}

#[test]
fn tables_are_kept_with_their_categories() {
    let place = tempfile::tempdir().unwrap();
    let rows: Vec<String> = (0..20).map(|row| format!("{row}.5,c{},k{}\n", row % 3, row % 2)).collect();
    disk::write(&place.path().join("a.csv"), format!("x,colour,kind\n{}", rows.concat()).as_bytes()).unwrap();
    let source = Source::Csv(Box::new(Csv { test: Some(0.25), ..Csv::new("a.csv", "kind") }));
    let places = Places::only(place.path());
    let parts =
        |places: &Places| [training_part(&source, places).unwrap(), test_part(&source, places).unwrap()];
    let keeping = places.clone().keeping(place.path().join("decoded"));
    same(&parts(&keeping), &parts(&places));
    same(&parts(&keeping), &parts(&places));
    let columns = facts(&source, &keeping).unwrap().columns;
    assert_eq!(columns.entry_names(), ["x", "colour=c0", "colour=c1", "colour=c2"]);
}

#[test]
fn files_of_the_same_content_are_kept_once_and_of_another_twice() {
    let kept = Kept::new();
    let first = kept.parts();
    let elsewhere = Kept { set: Set::plain("mine"), folder: kept.folder };
    same(&elsewhere.parts(), &first);
    assert_eq!(elsewhere.files(".safetensors").len(), 1);
    let changed =
        Kept { set: elsewhere.set.with(TEST_LABELS, &idx(&[10], [1; 10])), folder: elsewhere.folder };
    assert_eq!(changed.parts()[1].labels(), [1; 10]);
    assert_eq!(changed.files(".safetensors").len(), 2);
}

#[test]
fn untouched_files_are_not_read_again() {
    let kept = Kept::new();
    kept.settle();
    let first = kept.parts();
    assert_eq!(kept.files(".json").len(), 1);
    // Other bytes with the same length and the same time would be an error if they were read.
    let path = kept.set.place().join("mine").join(TRAINING_IMAGES);
    let changed = std::fs::metadata(&path).unwrap().modified().unwrap();
    std::fs::write(&path, [0; 136]).unwrap();
    std::fs::File::options().append(true).open(&path).unwrap().set_modified(changed).unwrap();
    same(&kept.parts(), &first);
    std::fs::File::options().append(true).open(&path).unwrap().set_modified(SystemTime::now()).unwrap();
    assert!(training_part(&source(), &kept.places()).is_err());
}

#[test]
fn what_is_damaged_is_made_anew() {
    let kept = Kept::new();
    kept.settle();
    let first = kept.parts();
    let path = kept.files(".safetensors").remove(0);
    let sound = disk::read(&path).unwrap();
    let last = sound.len() - 1;
    Kept::damage(&path, |bytes| bytes.truncate(last));
    same(&kept.parts(), &first);
    assert!(disk::read(&path).unwrap() == sound);
    Kept::damage(&path, Vec::clear);
    same(&kept.parts(), &first);
    Kept::damage(&path, |bytes| bytes[last] ^= 1);
    same(&kept.parts(), &first);
    Kept::damage(&path, |bytes| bytes[200] ^= 1);
    same(&kept.parts(), &first);
    assert!(disk::read(&path).unwrap() == sound);
    let note = kept.files(".json").remove(0);
    Kept::damage(&note, |bytes| bytes.truncate(5));
    same(&kept.parts(), &first);
}

#[test]
fn a_byte_of_the_header_that_is_wrong_is_found_wherever_it_is() {
    let kept = Kept::new();
    kept.settle();
    let expected = facts(&source(), &kept.places()).unwrap();
    let path = kept.files(".safetensors").remove(0);
    let sound = disk::read(&path).unwrap();
    let header = sound.windows(9).position(|window| window == b"actsearch").unwrap();
    for at in (header..header + 160).step_by(7) {
        Kept::damage(&path, |bytes| bytes[at] ^= 4);
        assert_eq!(facts(&source(), &kept.places()).unwrap(), expected, "byte {at}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_done_without() {
    let kept = Kept::new();
    let file = kept.set.place().join("file");
    disk::write(&file, b"").unwrap();
    let places = Places::only(kept.set.place()).keeping(file.join("decoded"));
    assert_eq!(training_part(&source(), &places).unwrap().len(), 20);
}

#[test]
fn a_part_in_use_does_not_change_when_its_file_is_changed_cut_or_removed() {
    let kept = Kept::new();
    let first = Places::only(kept.set.place());
    let first = [training_part(&source(), &first).unwrap(), test_part(&source(), &first).unwrap()];
    kept.parts();
    let again = kept.parts();
    let path = kept.files(".safetensors").remove(0);
    // In place, and not as this program replaces a file.
    std::fs::write(&path, vec![9; disk::read(&path).unwrap().len()]).unwrap();
    same(&again, &first);
    std::fs::File::options().write(true).open(&path).unwrap().set_len(0).unwrap();
    same(&again, &first);
    kept.files("").iter().for_each(|path| disk::remove(path).unwrap());
    std::thread::spawn(move || same(&again, &first)).join().unwrap();
}
