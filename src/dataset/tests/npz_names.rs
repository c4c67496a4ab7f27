//! What the arrays of a file are called, and which parts it has.

use super::npz::{archive, array, place, read, source};
use crate::dataset::{Places, facts, training_part};
use crate::task::{ArrayNames, Dims, Source};

#[test]
fn a_validation_part_of_its_own_is_read_under_any_of_its_names() {
    let x = |count: usize| array("|u1", &format!("({count}, 1)"), &vec![7; count]);
    let y = |labels: &[u8]| array("|u1", &format!("({},)", labels.len()), labels);
    let file = |names: [&str; 2], labels: &[u8]| {
        let (training, test) = (y(&[3, 5, 3]), y(&[5, 3]));
        let arrays =
            [("x_train", x(3)), ("y_train", training), (names[0], x(labels.len())), (names[1], y(labels))];
        archive(&[arrays.as_slice(), &[("x_test", x(2)), ("y_test", test)]].concat())
    };
    for names in [
        ["x_val", "y_val"],
        ["X_valid", "y_valid"],
        ["x_validation", "y_validation"],
        ["val_images", "val_labels"],
    ] {
        let place = place(&file(names, &[5, 3, 5, 5]));
        let places = Places::only(place.path());
        let facts = facts(&source(None), &places).unwrap();
        assert_eq!(
            (facts.training_samples, facts.validation_samples, facts.test_samples),
            (7, Some(4), 2),
            "{names:?}"
        );
        let training = training_part(&source(None), &places).unwrap();
        assert_eq!(training.labels(), [0, 1, 0, 1, 0, 1, 1], "{names:?}");
    }
    let error = read(&file(["x_val", "y_val"], &[5, 4]), None).unwrap_err();
    assert!(
        error.contains("gives sample 1 of `y_val` the label 4, but the labels of the training part are 3, 5"),
        "{error}"
    );
    let error = read(&file(["x_val", "y_vall"], &[5, 3]), None).unwrap_err();
    assert!(error.contains("has no array `y_val`"), "{error}");
}

#[test]
fn the_names_that_are_in_use_are_understood() {
    let names = [
        ["x_train", "y_train", "x_test", "y_test"],
        ["X_train", "y_train", "X_test", "y_test"],
        ["train_images", "train_labels", "test_images", "test_labels"],
        ["train_x", "train_y", "test_x", "test_y"],
        ["X", "y", "X_test", "y_test"],
        ["data", "target", "test_data", "test_targets"],
    ];
    for [x_train, y_train, x_test, y_test] in names {
        let x = array("|u1", "(2, 3)", &[1; 6]);
        let y = array("|u1", "(2,)", &[0, 1]);
        let file = archive(&[(x_train, x.clone()), (y_train, y.clone()), (x_test, x), (y_test, y)]);
        let [training, test] = read(&file, None).unwrap_or_else(|error| panic!("{x_train}: {error}"));
        assert_eq!((training.len(), test.len()), (2, 2), "{x_train}");
    }
}

#[test]
fn other_names_are_said_by_the_space_file() {
    let x = array("|u1", "(2, 3)", &[1; 6]);
    let y = array("|u1", "(2,)", &[0, 1]);
    let file = archive(&[("pixels", x.clone()), ("X", array("|u1", "(2, 2)", &[1; 4])), ("kind", y.clone())]);
    let place = place(&file);
    let read = |names: &[(&'static str, &str)]| {
        let names = names.iter().map(|(key, name)| (*key, (*name).to_owned())).collect();
        let source = Source::Npz {
            file: "a.npz".into(),
            names: ArrayNames::new(names),
            channels: None,
            test: Some(0.5),
        };
        training_part(&source, &Places::only(place.path()))
    };
    assert_eq!(read(&[("x_train", "pixels"), ("y_train", "kind")]).unwrap().dims, Dims::Vector(3));
    let error = read(&[("x_train", "pixel"), ("y_train", "kind")]).unwrap_err().to_string();
    assert!(
        error.ends_with("has no array `pixel`, which `names` gives for x_train; it has pixels, X, kind"),
        "{error}"
    );
    let error = read(&[]).unwrap_err().to_string();
    assert!(
        error.ends_with("if it is there under another name, say so by `names: {y_train: NAME}`"),
        "{error}"
    );
    let file = archive(&[("x_train", x.clone()), ("X", x), ("y", y)]);
    let error = super::npz::read(&file, None).unwrap_err();
    let expected = "`a.npz` has x_train, X, each of which may be x_train; say by `names: {x_train: NAME}` which one is meant";
    assert_eq!(error, expected);
}
