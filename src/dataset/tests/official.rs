//! The real Fashion-MNIST, where `ACTSEARCH_DATA` has it.

use super::set::{bytes, data};
use super::skipped;
use crate::columns::Columns;
use crate::dataset::side::Side;
use crate::dataset::{Error, Part, Places, Scale, check, split, test_part, training_part};
use crate::seed::Seed;
use crate::task::{Data, Normalisation, Source};
use std::path::Path;

/// The places that have the files, or none, which is said of the test.
fn official(test: &str) -> Option<Places> {
    let Some(folder) = std::env::var_os("ACTSEARCH_DATA") else {
        skipped(test, "ACTSEARCH_DATA names no folder with fashion-mnist");
        return None;
    };
    let places = Places::only(Path::new(&folder));
    match check(&data(Source::FashionMnist), &places) {
        Err(error @ Error::Missing { .. }) => {
            skipped(test, &error.to_string());
            None
        }
        found => {
            found.unwrap();
            Some(places)
        }
    }
}

fn read(test: &str, side: Side) -> Option<Part> {
    let places = official(test)?;
    let part = match side {
        Side::Training => training_part(&Source::FashionMnist, &places),
        Side::Test => test_part(&Source::FashionMnist, &places),
    };
    Some(part.unwrap())
}

fn count(part: &Part, samples: &[u32], label: u16) -> usize {
    samples.iter().filter(|&&index| part.labels()[index as usize] == label).count()
}

#[test]
fn the_official_training_part_has_its_samples_and_its_scale() {
    const TEST: &str = "dataset::official::the_official_training_part_has_its_samples_and_its_scale";
    let Some(part) = read(TEST, Side::Training) else { return };
    assert_eq!((part.len(), bytes(&part).len()), (60_000, 60_000 * 784));
    assert_eq!(part.dims, Source::FashionMnist.facts().unwrap().dims);
    let all: Vec<u32> = (0..60_000).collect();
    assert!((0..10).all(|label| count(&part, &all, label) == 6000));
    assert_eq!(part.labels()[..8], [9, 0, 0, 3, 0, 2, 7, 2]);
    let scale = Scale::of(Normalisation::Standard, &part, &Columns::default(), &all);
    assert_eq!(format!("{:.4?} {:.4?}", scale.mean, scale.std), "[0.2860] [0.3530]");
}

#[test]
fn the_official_test_part_has_its_samples() {
    const TEST: &str = "dataset::official::the_official_test_part_has_its_samples";
    let Some(part) = read(TEST, Side::Test) else { return };
    assert_eq!((part.len(), bytes(&part).len()), (10_000, 10_000 * 784));
    let all: Vec<u32> = (0..10_000).collect();
    assert!((0..10).all(|label| count(&part, &all, label) == 1000));
    assert_eq!(part.labels()[..8], [9, 2, 1, 1, 6, 1, 4, 6]);
}

#[test]
fn the_official_training_part_is_split_into_equal_labels() {
    const TEST: &str = "dataset::official::the_official_training_part_is_split_into_equal_labels";
    let Some(part) = read(TEST, Side::Training) else { return };
    let data = Data { validation: Some(0.1667), ..data(Source::FashionMnist) };
    let split = split(part.labels(), &data, &Seed::new(7));
    assert_eq!((split.training.len(), split.validation.len()), (49_998, 10_002));
    let counts: Vec<usize> = (0..10).map(|label| count(&part, &split.validation, label)).collect();
    assert_eq!(counts, [1001, 1001, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000]);
}

#[test]
fn fashion_mnist_is_not_taken_for_mnist() {
    const TEST: &str = "dataset::official::fashion_mnist_is_not_taken_for_mnist";
    let Some(_) = official(TEST) else { return };
    let folder = std::env::var_os("ACTSEARCH_DATA").unwrap();
    let places = Places::only(&Path::new(&folder).join("fashion-mnist"));
    let error = training_part(&Source::Mnist, &places).unwrap_err().to_string();
    let expected =
        "gives 6000 samples the label 0, but mnist has 5923; fashion_mnist has files of the same names";
    assert!(error.contains(expected), "{error}");
}
