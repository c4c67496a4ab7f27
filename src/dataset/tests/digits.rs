//! The digits that are compiled in: their content and their parts never change.

use super::set::{bytes, data};
use crate::columns::Columns;
use crate::dataset::{Part, Places, Scale, Values, check, test_part, training_part};
use crate::digest::sha256;
use crate::task::{Normalisation, Source};

fn nowhere() -> Places {
    Places::with_environment(None, |_| None)
}

fn parts() -> [Part; 2] {
    [training_part(&Source::Digits, &nowhere()).unwrap(), test_part(&Source::Digits, &nowhere()).unwrap()]
}

/// The hash of all pixels and then all labels, a byte each.
fn hash(part: &Part) -> String {
    let labels: Vec<u8> = part.labels().iter().map(|&label| u8::try_from(label).unwrap()).collect();
    sha256(&[bytes(part), &labels].concat())
}

fn counts(part: &Part) -> [usize; 10] {
    let mut counts = [0; 10];
    part.labels().iter().for_each(|&label| counts[usize::from(label)] += 1);
    counts
}

#[test]
fn the_parts_are_pinned_because_results_rest_on_them() {
    let [training, test] = parts();
    assert_eq!(hash(&training), "97c170c1b6f59fde6c7b6c580e6eab5a2de3d3a8b8d556b8ece733a89fed19f0");
    assert_eq!(hash(&test), "947c6fa7d7b9ad393c4492805fd665df0ea1799d9ca4efadcacff7c458347e8f");
}

#[test]
fn the_content_is_the_one_that_the_readme_and_the_script_name() {
    let content = crate::dataset::digits::all();
    let sha256 = hash(&content);
    assert_eq!(sha256, "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826");
    for text in [include_str!("../../../data/README.md"), include_str!("../../../scripts/digits.py")] {
        assert!(text.contains(&sha256));
    }
}

#[test]
fn the_parts_have_their_sizes_and_every_label_its_share() {
    let [training, test] = parts();
    assert_eq!((training.len(), test.len()), (1437, 360));
    assert_eq!((bytes(&training).len(), bytes(&test).len()), (1437 * 64, 360 * 64));
    assert_eq!(counts(&training), [142, 145, 142, 146, 145, 146, 145, 143, 139, 144]);
    assert_eq!(counts(&test), [36, 37, 35, 37, 36, 36, 36, 36, 35, 36]);
    for part in [training, test] {
        assert_eq!(bytes(&part).iter().max(), Some(&16));
        assert!(matches!(part.values(), Values::Bytes { white: 16, .. }));
    }
}

#[test]
fn the_first_training_image_is_a_zero() {
    let [training, _] = parts();
    let row = |row: &[u8]| -> String {
        row.iter().map(|&pixel| char::from(b".:-=+*%#@"[usize::from(pixel / 2)])).collect()
    };
    let picture: Vec<String> = bytes(&training)[..64].chunks(8).map(row).collect();
    let expect =
        ["..-%+...", "..%#*#-.", ".:#:.*+.", ".-%..++.", ".-+..++.", ".-*..%=.", ".:#-*%..", "..=%*..."];
    assert_eq!(picture, expect);
    assert_eq!(training.labels()[0], 0);
}

#[test]
fn the_scale_of_all_training_digits_is_known() {
    let [training, _] = parts();
    let all: Vec<u32> = (0..1437).collect();
    let scale = Scale::of(Normalisation::Standard, &training, &Columns::default(), &all);
    assert_eq!(format!("{:.6?} {:.6?}", scale.mean, scale.std), "[0.304876] [0.375828]");
}

#[test]
fn the_digits_need_no_files() {
    check(&data(Source::Digits), &nowhere()).unwrap();
}
