//! Four IDX files of the user.

use super::set::{Set, TEST_IMAGES, TEST_LABELS, TRAINING_IMAGES, TRAINING_LABELS, bytes, gzip, idx};
use crate::dataset::{Places, check, facts, test_part, training_part};
use crate::task::{Data, Dims, Source};

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
    let data = Data { source: source(), facts, validation: None, samples: None, normalisation: None };
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
    let bomb = gzip(&idx(&[60_000, 2, 3], []));
    let expected =
        format!("announces 360016 bytes of content, which its {} packed bytes cannot be", bomb.len());
    let set = Set::plain("mine").with(&format!("{TEST_IMAGES}.gz"), &bomb);
    assert_eq!(complaint(&set), format!("`<place>/mine/{TEST_IMAGES}.gz` {expected}; make the file again"));
    let huge = idx(&[u32::MAX; 3], []);
    check(TEST_IMAGES, &huge, &format!("holds images of {0}×{0} pixels, but 2×3 are needed", u32::MAX));
    check(TRAINING_LABELS, &idx(&[19], [0; 19]), "holds 19 labels, but 20 are needed");
    check(
        TEST_LABELS,
        &idx(&[10], [10; 10]),
        "gives sample 0 the label 10, but the labels of the training part are 10 numbers from 0 to 9",
    );
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

/// The four files under other names, with these training and test labels.
fn named(names: [&str; 4], labels: [u8; 2]) -> Set {
    let contents = [
        idx(&[20, 2, 3], 0..120),
        idx(&[20], (0..20).map(|sample| labels[sample % 2])),
        idx(&[2, 2, 3], 0..12),
        idx(&[2], labels),
    ];
    let set = Set::plain("mine")
        .without(TRAINING_IMAGES)
        .without(TRAINING_LABELS)
        .without(TEST_IMAGES)
        .without(TEST_LABELS);
    names.iter().zip(contents).fold(set, |set, (name, content)| {
        set.with(name, &if name.strip_suffix(".gz").is_some() { gzip(&content) } else { content })
    })
}

const LETTERS: [&str; 4] = [
    "emnist-letters-train-images-idx3-ubyte.gz",
    "emnist-letters-train-labels-idx1-ubyte.gz",
    "emnist-letters-test-images-idx3-ubyte.gz",
    "emnist-letters-test-labels-idx1-ubyte.gz",
];

#[test]
fn the_names_that_others_have_for_the_files_are_understood() {
    let dotted = [
        "train-images.idx3-ubyte",
        "train-labels.idx1-ubyte",
        "t10k-images.idx3-ubyte",
        "t10k-labels.idx1-ubyte",
    ];
    for names in [LETTERS, dotted] {
        let set = named(names, [0, 1]);
        let facts = facts(&source(), &places(&set)).unwrap();
        assert_eq!((facts.classes(), facts.training_samples, facts.test_samples), (2, 20, 2), "{names:?}");
    }
}

#[test]
fn images_of_emnist_are_turned_upright_with_a_word_and_others_are_not() {
    let rows_of = |names: [&str; 4], source: Source| {
        let set = named(names, [0, 1]);
        let facts = facts(&source, &places(&set)).unwrap();
        let test = test_part(&source, &places(&set)).unwrap();
        (facts.dims, bytes(&test).to_vec(), facts.notes)
    };
    let plain: Vec<String> = LETTERS.map(|name| name.replace("emnist-", "letters-")).to_vec();
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    let (dims, pixels, notes) = rows_of(plain.try_into().unwrap(), source());
    assert_eq!((dims, notes), (Dims::Image { channels: 1, height: 2, width: 3 }, Vec::new()));
    assert_eq!(pixels, (0..12).collect::<Vec<u8>>());
    for source in [source(), Source::Idx { folder: "mine/emnist-letters".into() }] {
        let (dims, pixels, notes) = rows_of(LETTERS, source);
        assert_eq!(dims, Dims::Image { channels: 1, height: 3, width: 2 });
        // [[0, 1, 2], [3, 4, 5]] and [[6, 7, 8], [9, 10, 11]], with rows and columns exchanged.
        assert_eq!(pixels, [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
        let note =
            "files of EMNIST have images with rows and columns exchanged; they have been turned upright";
        assert_eq!(notes, [note]);
    }
}

#[test]
fn the_same_files_under_a_name_of_emnist_are_another_data_set_to_the_cache() {
    let kept = tempfile::tempdir().unwrap();
    let shape = |names: [&str; 4]| {
        let set = named(names, [0, 1]);
        let places = places(&set).keeping(kept.path().to_owned());
        facts(&source(), &places).unwrap().dims
    };
    let upright = shape(LETTERS.map(|name| name.strip_prefix("emnist-letters-").unwrap()));
    assert_ne!(shape(LETTERS), upright);
}

#[test]
fn labels_that_do_not_begin_at_0_are_classes_that_are_named_by_their_numbers() {
    // The letters of EMNIST are numbered from 1.
    let set = named(LETTERS, [1, 26]);
    let facts = facts(&source(), &places(&set)).unwrap();
    assert_eq!(facts.class_names, ["1", "26"]);
    assert_eq!(test_part(&source(), &places(&set)).unwrap().labels(), [0, 1]);
}

#[test]
fn of_several_data_sets_in_a_folder_one_is_named_by_what_its_files_begin_with() {
    let digits = LETTERS.map(|name| name.replace("letters", "digits"));
    let set = named(LETTERS, [1, 26]);
    let set = digits
        .iter()
        .zip([idx(&[2, 2, 3], 0..12), idx(&[2], [3, 4])].iter().cycle())
        .fold(set, |set, (name, content)| set.with(name, &gzip(content)));
    let expected = "`<place>/mine` has files of several data sets; name one by what its files begin with: \
                    `idx: <place>/mine/emnist-digits`, `idx: <place>/mine/emnist-letters`";
    assert_eq!(complaint(&set), expected);
    for (start, classes) in [("emnist-digits", ["3", "4"]), ("emnist-letters", ["1", "26"])] {
        let facts = facts(&Source::Idx { folder: format!("mine/{start}").into() }, &places(&set)).unwrap();
        assert_eq!(facts.class_names, classes);
    }
    let one = set.without("emnist-letters-test-labels-idx1-ubyte.gz");
    let source = Source::Idx { folder: "mine/emnist-letters".into() };
    let error = training_part(&source, &places(&one)).unwrap_err().to_string();
    assert!(
        error.contains(
            "has only a part of an idx data set: `emnist-letters-t10k-labels-idx1-ubyte` is not there"
        ),
        "{error}"
    );
}
