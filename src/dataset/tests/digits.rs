//! The digits that are compiled in: their content and their parts never change.

use crate::dataset::{Images, Places, check, scale, test_part, training_part};
use crate::task::Source;
use sha2::{Digest, Sha256};

fn nowhere() -> Places {
    Places::with_environment(None, |_| None)
}

fn parts() -> [Images; 2] {
    [training_part(Source::Digits, &nowhere()).unwrap(), test_part(Source::Digits, &nowhere()).unwrap()]
}

fn sha256(images: &Images) -> String {
    let hash = Sha256::new().chain_update(&images.pixels).chain_update(&images.labels).finalize();
    hash.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn counts(images: &Images) -> [usize; 10] {
    let mut counts = [0; 10];
    images.labels.iter().for_each(|&label| counts[usize::from(label)] += 1);
    counts
}

#[test]
fn the_parts_are_pinned_because_results_rest_on_them() {
    let [training, test] = parts();
    assert_eq!(sha256(&training), "97c170c1b6f59fde6c7b6c580e6eab5a2de3d3a8b8d556b8ece733a89fed19f0");
    assert_eq!(sha256(&test), "947c6fa7d7b9ad393c4492805fd665df0ea1799d9ca4efadcacff7c458347e8f");
}

#[test]
fn the_content_is_the_one_that_the_readme_and_the_script_name() {
    let content = crate::dataset::digits::all();
    let sha256 = sha256(&content);
    assert_eq!(sha256, "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826");
    for text in [include_str!("../../../data/README.md"), include_str!("../../../scripts/digits.py")] {
        assert!(text.contains(&sha256));
    }
}

#[test]
fn the_parts_have_their_sizes_and_every_label_its_share() {
    let [training, test] = parts();
    assert_eq!((training.len(), test.len()), (1437, 360));
    assert_eq!((training.pixels.len(), test.pixels.len()), (1437 * 64, 360 * 64));
    assert_eq!(counts(&training), [142, 145, 142, 146, 145, 146, 145, 143, 139, 144]);
    assert_eq!(counts(&test), [36, 37, 35, 37, 36, 36, 36, 36, 35, 36]);
    assert!(training.pixels.iter().chain(&test.pixels).all(|&pixel| pixel <= training.white));
    assert!(training.pixels.contains(&16));
}

#[test]
fn the_first_training_image_is_a_zero() {
    let [training, _] = parts();
    let row = |row: &[u8]| -> String {
        row.iter().map(|&pixel| char::from(b".:-=+*%#@"[usize::from(pixel / 2)])).collect()
    };
    let picture: Vec<String> = training.image(0).chunks(8).map(row).collect();
    let expect =
        ["..-%+...", "..%#*#-.", ".:#:.*+.", ".-%..++.", ".-+..++.", ".-*..%=.", ".:#-*%..", "..=%*..."];
    assert_eq!(picture, expect);
    assert_eq!(training.labels[0], 0);
}

#[test]
fn the_scale_of_all_training_digits_is_known() {
    let [training, _] = parts();
    let all: Vec<u32> = (0..1437).collect();
    let scale = scale(&training, &all);
    assert_eq!(format!("{:.6} {:.6}", scale.mean, scale.std), "0.304876 0.375828");
}

#[test]
fn the_digits_need_no_files() {
    check(Source::Digits, &nowhere()).unwrap();
}
