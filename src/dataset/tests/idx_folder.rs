//! Four IDX files of the user.

use super::set::{Set, TEST_IMAGES, TEST_LABELS, TRAINING_LABELS, bytes, gzip, idx};
use crate::dataset::{Places, check, facts, test_part, training_part};
use crate::task::{Data, Dims, Normalisation, Source};

fn source() -> Source {
    Source::Idx { folder: "mine".into() }
}

fn places(set: &Set) -> Places {
    Places::only(set.place())
}

fn complaint(set: &Set) -> String {
    let error = training_part(&source(), &places(set)).unwrap_err().to_string();
    error.replace(&set.place().display().to_string(), "<place>")
}

#[test]
fn shapes_and_classes_are_found_in_the_files() {
    let set = Set::plain("mine").with(&format!("{TEST_IMAGES}.gz"), &gzip(&idx(&[3, 2, 3], 0..18)));
    let set = set.with(TEST_LABELS, &idx(&[3], [9, 0, 1]));
    let facts = facts(&source(), &places(&set)).unwrap();
    assert_eq!(facts.dims, Dims::Image { channels: 1, height: 2, width: 3 });
    assert_eq!((facts.classes(), facts.training_samples, facts.test_samples), (10, 20, 3));
    assert_eq!(facts.content.as_deref().map(str::len), Some(64));
    assert_eq!(bytes(&test_part(&source(), &places(&set)).unwrap()).len(), 18);
}

#[test]
fn files_that_changed_after_the_run_began_are_told() {
    let set = Set::plain("mine");
    let facts = facts(&source(), &places(&set)).unwrap();
    let data = Data {
        source: source(),
        facts,
        validation: None,
        samples: None,
        normalisation: Normalisation::Standard,
    };
    check(&data, &places(&set)).unwrap();
    let set = set.with(TEST_LABELS, &idx(&[10], [1; 10]));
    let error = check(&data, &places(&set)).unwrap_err().to_string();
    assert!(
        error.starts_with("`mine` is not what the run began with: its content has the sha256 "),
        "{error}"
    );
    assert!(error.contains(data.facts.content.as_deref().unwrap()), "{error}");
}

#[test]
fn what_does_not_fit_together_is_told() {
    let check = |file: &str, bytes: &[u8], expected: &str| {
        let set = Set::plain("mine").with(file, bytes);
        assert_eq!(complaint(&set), format!("`<place>/mine/{file}` {expected}; make the file again"));
    };
    check(TEST_IMAGES, &idx(&[10, 3, 2], 0..60), "holds images of 3×2 pixels, but 2×3 are needed");
    check(TEST_IMAGES, &idx(&[0, 3, 2], []), "holds no images");
    check(TEST_IMAGES, b"<html>", "starts with 0x3c68746d, but an idx file of images starts with 0x00000803");
    check(TEST_IMAGES, &[0, 0, 8, 3, 0], "ends too early: 5 bytes of content where 16 are expected");
    let huge = idx(&[u32::MAX; 3], []);
    check(TEST_IMAGES, &huge, &format!("holds images of {0}×{0} pixels, but 2×3 are needed", u32::MAX));
    check(TRAINING_LABELS, &idx(&[19], [0; 19]), "holds 19 labels, but 20 are needed");
    check(TEST_LABELS, &idx(&[10], [10; 10]), "gives sample 0 the label 10, but labels go from 0 to 9");
}

#[test]
fn one_class_only_is_told() {
    let set = Set::plain("mine")
        .with(TRAINING_LABELS, &idx(&[20], [7; 20]))
        .with(TEST_LABELS, &idx(&[10], [7; 10]));
    let expected = "`mine` has training samples of one class only, `7`, so there is nothing to learn; add samples of another";
    assert_eq!(complaint(&set), expected);
}

#[test]
fn a_folder_that_is_not_there_or_has_no_files_is_told() {
    let set = Set::empty();
    let expected = "`mine` is in none of the places that were looked at: `<place>/mine`; correct the path, or put it there (a \
                    relative path starts beside the space file, or in a data folder)";
    assert_eq!(complaint(&set), expected);
    crate::disk::make_folder(&set.place().join("mine")).unwrap();
    let expected = "`<place>/mine` has none of the four files of an idx data set: train-images-idx3-ubyte, \
                    train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, each with `.gz` or without; put \
                    them there, or correct the path";
    assert_eq!(complaint(&set), expected);
}

#[test]
fn mnist_is_known_by_its_labels() {
    let set = Set::plain("mnist");
    let error = training_part(&Source::Mnist, &Places::only(set.place())).unwrap_err().to_string();
    assert!(error.contains("holds 20 labels, but 60000 are needed"), "{error}");
}
