//! Files of a data set with a name: only the official ones are searched on, and only the same ones gone on with.

use super::set::data;
use crate::dataset::{Error, Places, check, check_official, content};
use crate::task::{Data, Facts, Source};
use std::path::{Path, PathBuf};

const NAMES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// Something of the size of Fashion-MNIST under its names: readable, and not the official files.
fn stand_in(folder: &Path, pixel: u8) -> PathBuf {
    let images = |count: u32| {
        let header = [[0, 0, 8, 3], count.to_be_bytes(), 28_u32.to_be_bytes(), 28_u32.to_be_bytes()].concat();
        [header, vec![pixel; count as usize * 784]].concat()
    };
    let labels = |count: u32| {
        let header = [[0, 0, 8, 1], count.to_be_bytes()].concat();
        let values = (0..10).cycle().take(count as usize);
        [header, values.collect()].concat()
    };
    for (name, bytes) in NAMES.iter().zip([images(60_000), labels(60_000), images(10_000), labels(10_000)]) {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    folder.join(NAMES[0])
}

#[test]
fn files_that_are_not_the_official_ones_are_refused_with_both_checksums_and_a_run_goes_on_with_the_same_only()
{
    let folder = tempfile::tempdir().unwrap();
    let places = Places::only(folder.path()).keeping(folder.path().join("decoded"));
    let images = stand_in(folder.path(), 7);
    let error = check_official(&Source::FashionMnist, &places).unwrap_err();
    assert!(matches!(error, Error::Unofficial { .. }), "{error}");
    let text = error.to_string();
    for part in [
        "train-images-idx3-ubyte` is not that of fashion_mnist: its md5 is ",
        "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "{idx: DIR}",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert!(check_official(&Source::Digits, &places).is_ok());
    let known = data(Source::FashionMnist);
    let facts = Facts { content: content(&Source::FashionMnist, &places).unwrap(), ..known.facts.clone() };
    let begun = Data { facts, ..known };
    check(&begun, &places).unwrap();
    let mut bytes = std::fs::read(&images).unwrap();
    bytes[5000] ^= 1;
    std::fs::write(&images, bytes).unwrap();
    let error = check(&begun, &places).unwrap_err();
    assert!(matches!(error, Error::Changed { .. }), "{error}");
}
