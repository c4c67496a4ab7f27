//! CIFAR in its binary version, small or real, and every kind of damage.

use super::set::bytes;
use super::skipped;
use crate::columns::Columns;
use crate::dataset::cifar::{Cifar, Kind, Sizes};
use crate::dataset::{Part, Places, Scale, test_part, training_part};
use crate::disk;
use crate::task::{Dims, Normalisation, Source};
use std::path::Path;

const SMALL: Sizes = Sizes { training: 3, test: 2 };

/// So many records; the pixels of a record are all equal to its number.
fn records(labels: &[&[u8]]) -> Vec<u8> {
    let record = |(number, labels): (u8, &&[u8])| [labels.to_vec(), vec![number; 3072]].concat();
    (0..).zip(labels).flat_map(record).collect()
}

fn ten() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("data_batch_1.bin", records(&[&[0], &[9], &[5]])),
        ("data_batch_2.bin", records(&[&[1], &[2], &[3]])),
        ("test_batch.bin", records(&[&[4], &[6]])),
    ]
}

fn place(files: &[(&str, Vec<u8>)], folder: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join(folder);
    disk::make_folder(&folder).unwrap();
    for (name, bytes) in files {
        disk::write(&folder.join(name), bytes).unwrap();
    }
    place
}

fn read(kind: Kind, place: &Path) -> Result<[Part; 2], String> {
    let read = Cifar::find(kind, SMALL, &Places::only(place)).and_then(|cifar| cifar.decode());
    read.map(|decoded| [decoded.training, decoded.test])
        .map_err(|error| error.to_string().replace(&place.display().to_string(), "<place>"))
}

#[test]
fn the_chosen_batches_are_read_one_after_the_other() {
    for folder in ["", "cifar-10-batches-bin"] {
        let place = place(&ten(), folder);
        let [training, test] = read(Kind::Ten(vec![1, 2]), place.path()).unwrap();
        assert_eq!(training.dims, Dims::Image { channels: 3, height: 32, width: 32 });
        assert_eq!((training.labels(), test.labels()), ([0, 9, 5, 1, 2, 3].as_slice(), [4, 6].as_slice()));
        assert_eq!((bytes(&training)[3071], bytes(&training)[3072], bytes(&test).len()), (0, 1, 6144));
        let [training, _] = read(Kind::Ten(vec![2]), place.path()).unwrap();
        assert_eq!(training.labels(), [1, 2, 3]);
    }
}

#[test]
fn of_cifar100_the_fine_labels_are_read() {
    let files =
        [("train.bin", records(&[&[19, 99], &[0, 7], &[1, 0]])), ("test.bin", records(&[&[3, 4], &[5, 6]]))];
    let place = place(&files, "cifar-100-binary");
    let [training, test] = read(Kind::Hundred, place.path()).unwrap();
    assert_eq!((training.labels(), test.labels()), ([99, 7, 0].as_slice(), [4, 6].as_slice()));
    assert_eq!(bytes(&training)[3072], 1);
}

#[test]
fn a_damaged_file_is_told_with_its_damage() {
    let check = |damage: &dyn Fn(&mut Vec<u8>), expected: &str| {
        let mut files = ten();
        damage(&mut files[0].1);
        let place = place(&files, "");
        let error = read(Kind::Ten(vec![1]), place.path()).unwrap_err();
        assert_eq!(error, format!("`<place>/data_batch_1.bin` {expected}; fetch the official file again"));
    };
    check(&|bytes| bytes.truncate(9218), "ends too early: 9218 bytes of content where 9219 are expected");
    check(&|bytes| bytes.clear(), "ends too early: 0 bytes of content where 9219 are expected");
    check(&|bytes| bytes.push(0), "goes on after the 9219 bytes of content that are expected");
    check(&|bytes| bytes[3073] = 10, "gives sample 1 the label 10, but labels go from 0 to 9");
}

#[test]
fn a_part_of_the_files_and_missing_files_are_told() {
    let part = place(&ten(), "");
    let error = read(Kind::Ten((1..=5).collect()), part.path()).unwrap_err();
    let expected = "`<place>` has only a part of cifar10: `data_batch_3.bin`, `data_batch_4.bin`, `data_batch_5.bin` are \
                    not there; add them, or remove the rest to have the other places looked at; or use what is there by \
                    `source: {cifar10: {batches: [1, 2]}}`";
    assert_eq!(error, expected);
    let error = read(Kind::Hundred, place(&[], "").path()).unwrap_err();
    assert!(error.starts_with("cifar100 is in none of the folders that were looked at\n"), "{error}");
    assert!(error.contains("\nit needs the files train.bin, test.bin"), "{error}");
}

#[test]
fn two_official_batches_and_the_official_test_part_are_read() {
    const TEST: &str = "dataset::two_official_batches_and_the_official_test_part_are_read";
    let Some(folder) = std::env::var_os("ACTSEARCH_DATA") else {
        return skipped(TEST, "ACTSEARCH_DATA names no folder with cifar-10-batches-bin");
    };
    let (source, places) = (Source::Cifar10 { batches: vec![1, 2] }, Places::only(Path::new(&folder)));
    let training = match training_part(&source, &places) {
        Err(error @ crate::dataset::Error::Missing { .. }) => return skipped(TEST, &error.to_string()),
        training => training.unwrap(),
    };
    assert_eq!((training.len(), training.labels()[..6].to_vec()), (20_000, vec![6, 9, 9, 4, 1, 1]));
    let all: Vec<u32> = (0..20_000).collect();
    let scale = Scale::of(Normalisation::Standard, &training, &Columns::default(), &all);
    assert_eq!(
        format!("{:.3?} {:.3?}", scale.mean, scale.std),
        "[0.493, 0.483, 0.447] [0.247, 0.244, 0.262]"
    );
    let test = test_part(&source, &places).unwrap();
    let of_label = |label| test.labels().iter().filter(|&&found| found == label).count();
    assert_eq!((0..10).map(of_label).collect::<Vec<_>>(), [1000; 10]);
}
