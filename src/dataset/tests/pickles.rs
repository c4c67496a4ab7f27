//! CIFAR in its python version: as Python 2 wrote it, and whatever else somebody may call a pickle.

use super::set::bytes;
use crate::dataset::cifar::{Cifar, Kind, Sizes};
use crate::dataset::{Part, Places};
use crate::disk;

const BATCHES: [&[u8]; 2] =
    [include_bytes!("../../../tests/data/data_batch_1"), include_bytes!("../../../tests/data/data_batch_2")];
const TEST: &[u8] = include_bytes!("../../../tests/data/test_batch");
const AGAIN: [&[u8]; 9] = [
    include_bytes!("../../../tests/data/test_batch_protocol0"),
    include_bytes!("../../../tests/data/test_batch_protocol1"),
    include_bytes!("../../../tests/data/test_batch_protocol2"),
    include_bytes!("../../../tests/data/test_batch_protocol3"),
    include_bytes!("../../../tests/data/test_batch_protocol4"),
    include_bytes!("../../../tests/data/test_batch_protocol5"),
    include_bytes!("../../../tests/data/test_batch_numbers4"),
    include_bytes!("../../../tests/data/test_batch_numbers5"),
    include_bytes!("../../../tests/data/test_batch_scalars"),
];
const EVIL: &[u8] = include_bytes!("../../../tests/data/evil");
const HUNDRED: [&[u8]; 2] =
    [include_bytes!("../../../tests/data/train"), include_bytes!("../../../tests/data/test")];

fn read(kind: Kind, files: &[(&str, &[u8])]) -> Result<[Part; 2], String> {
    let place = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        disk::write(&place.path().join(name), bytes).unwrap();
    }
    let found = Cifar::find(kind, Sizes { training: 3, test: 2 }, &Places::only(place.path()));
    let read = found.and_then(|cifar| cifar.decode()).map(|decoded| [decoded.training, decoded.test]);
    read.map_err(|error| error.to_string().replace(&format!("{}/", place.path().display()), ""))
}

fn ten(test: &[u8]) -> Result<[Part; 2], String> {
    let files = [("data_batch_1", BATCHES[0]), ("data_batch_2", BATCHES[1]), ("test_batch", test)];
    read(Kind::Ten(vec![1, 2]), &files)
}

#[test]
fn pickles_of_python_2_are_read() {
    let [training, test] = ten(TEST).unwrap();
    assert_eq!(training.labels(), [6, 9, 0, 4, 1, 1]);
    assert_eq!(test.labels(), [3, 8]);
    let start = |image: usize| [0, 1, 1024, 2048].map(|at| bytes(&training)[image * 3072 + at]);
    assert_eq!((start(0), start(5)), ([100, 0, 150, 200], [100, 2, 150, 200]));
    let [training, test] = read(Kind::Hundred, &[("train", HUNDRED[0]), ("test", HUNDRED[1])]).unwrap();
    assert_eq!((training.labels(), test.labels()), ([19, 99, 0].as_slice(), [49, 33].as_slice()));
}

#[test]
fn pickles_that_python_3_wrote_again_in_any_protocol_are_read() {
    let [_, old] = ten(TEST).unwrap();
    for again in AGAIN {
        let [_, test] = ten(again).unwrap();
        assert_eq!((bytes(&test), test.labels()), (bytes(&old), old.labels()));
    }
}

#[test]
fn nothing_is_executed() {
    let error = ten(EVIL).unwrap_err();
    let expected = "`test_batch` cannot be read as a pickle: it asks for a function that the official files do not ask for, \
                    at byte ";
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn what_is_wrong_with_a_pickle_is_told() {
    let check = |bytes: &[u8], expected: &str| {
        assert_eq!(
            ten(bytes).unwrap_err(),
            format!("`test_batch` {expected}; fetch the official file again")
        );
    };
    check(
        b"<html>",
        "cannot be read as a pickle: this is no instruction that the official files have, at byte 0",
    );
    check(&TEST[..6000], "cannot be read as a pickle: the file ends too early, at byte 153");
    check(b"", "cannot be read as a pickle: the file ends too early, at byte 0");
    check(
        b"\x80\x06.",
        "cannot be read as a pickle: its protocol is newer than 5, the newest that is known, at byte 0",
    );
    check(b"\x80\x02}.", "is a pickle without the key `data` as the official files have it");
    check(&[TEST, b"."].concat(), "goes on after the 6368 bytes of content that are expected");
    check(BATCHES[0], "holds 3 images, but 2 are needed");
    let mut damaged = TEST.to_vec();
    let label = damaged.windows(4).rposition(|window| window == b"K\x03K\x08").unwrap();
    damaged[label + 1] = 10;
    check(&damaged, "gives sample 0 the label 10, but labels go from 0 to 9");
}
