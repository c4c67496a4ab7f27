//! The real Fashion-MNIST, where `ACTSEARCH_DATA` has it.

use crate::dataset::part::Part;
use crate::dataset::{Error, Images, Places, check, scale, split, test_part, training_part};
use crate::seed::Seed;
use crate::task::{Data, Source};
use std::path::Path;

/// The places that have the files, or none, which is said.
fn official() -> Option<Places> {
    let Some(folder) = std::env::var_os("ACTSEARCH_DATA") else {
        println!("skipped: ACTSEARCH_DATA names no folder with fashion-mnist");
        return None;
    };
    let places = Places::only(Path::new(&folder));
    match check(Source::FashionMnist, &places) {
        Err(error @ Error::Missing { .. }) => {
            println!("skipped: {error}");
            None
        }
        found => {
            found.unwrap();
            Some(places)
        }
    }
}

fn read(part: Part) -> Option<Images> {
    let places = official()?;
    let images = match part {
        Part::Training => training_part(Source::FashionMnist, &places),
        Part::Test => test_part(Source::FashionMnist, &places),
    };
    Some(images.unwrap())
}

fn count(images: &Images, samples: &[u32], label: u8) -> usize {
    samples.iter().filter(|&&index| images.labels[index as usize] == label).count()
}

#[test]
fn the_official_training_part_has_its_samples_and_its_scale() {
    let Some(images) = read(Part::Training) else { return };
    assert_eq!((images.len(), images.pixels.len()), (60_000, 60_000 * 784));
    assert_eq!((images.dims, images.white), (Source::FashionMnist.dims(), 255));
    let all: Vec<u32> = (0..60_000).collect();
    assert!((0..10).all(|label| count(&images, &all, label) == 6000));
    assert_eq!(images.labels[..8], [9, 0, 0, 3, 0, 2, 7, 2]);
    let scale = scale(&images, &all);
    assert_eq!(format!("{:.4} {:.4}", scale.mean, scale.std), "0.2860 0.3530");
}

#[test]
fn the_official_test_part_has_its_samples() {
    let Some(images) = read(Part::Test) else { return };
    assert_eq!((images.len(), images.pixels.len()), (10_000, 10_000 * 784));
    let all: Vec<u32> = (0..10_000).collect();
    assert!((0..10).all(|label| count(&images, &all, label) == 1000));
    assert_eq!(images.labels[..8], [9, 2, 1, 1, 6, 1, 4, 6]);
}

#[test]
fn the_official_training_part_is_split_into_equal_labels() {
    let Some(images) = read(Part::Training) else { return };
    let data = Data { source: Source::FashionMnist, validation: 0.1667, samples: None };
    let split = split(&images.labels, &data, &Seed::new(7));
    assert_eq!((split.training.len(), split.validation.len()), (49_998, 10_002));
    let counts: Vec<usize> = (0..10).map(|label| count(&images, &split.validation, label)).collect();
    assert_eq!(counts, [1001, 1001, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000]);
}
