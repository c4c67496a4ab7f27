//! Files of arrays: those that numpy wrote, and everything that can be wrong with them.

use super::set::bytes;
use crate::dataset::{Part, Places, Values, facts, test_part, training_part};
use crate::disk;
use crate::task::{Dims, Source};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const KERAS: &[u8] = include_bytes!("../../../tests/data/keras.npz");
const VECTORS: &[u8] = include_bytes!("../../../tests/data/vectors.npz");
const COLOURS: &[u8] = include_bytes!("../../../tests/data/colours.npz");

fn source(test: Option<f64>) -> Source {
    Source::Npz { file: "a.npz".into(), test }
}

fn place(file: &[u8]) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    disk::write(&place.path().join("a.npz"), file).unwrap();
    place
}

fn read(file: &[u8], test: Option<f64>) -> Result<[Part; 2], String> {
    let place = place(file);
    let places = Places::only(place.path());
    let told =
        |error: crate::dataset::Error| error.to_string().replace(&format!("{}/", place.path().display()), "");
    let training = training_part(&source(test), &places).map_err(told)?;
    Ok([training, test_part(&source(test), &places).unwrap()])
}

fn numbers(part: &Part) -> &[f32] {
    match part.values() {
        Values::Numbers(all) => all,
        Values::Bytes { .. } => panic!("no numbers"),
    }
}

/// An array as `numpy.save` writes it.
fn array(descr: &str, shape: &str, bytes: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let len = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00".as_slice(), &len, header.as_bytes(), bytes].concat()
}

fn archive(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        writer.start_file(format!("{name}.npy"), SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn bytes_in_two_dimensions_are_grey_images() {
    let [training, test] = read(KERAS, None).unwrap();
    assert_eq!(training.dims, Dims::Image { channels: 1, height: 2, width: 2 });
    assert_eq!(bytes(&training), (0..24).collect::<Vec<u8>>());
    assert_eq!((training.labels(), test.labels()), ([0, 1, 2, 0, 1, 2].as_slice(), [0, 1, 2].as_slice()));
    assert_eq!(bytes(&test).len(), 12);
}

#[test]
fn vectors_of_big_endian_floats_are_cut_into_two_parts() {
    let [training, test] = read(VECTORS, None).unwrap();
    assert_eq!((training.dims, training.len(), test.len()), (Dims::Vector(2), 9, 3));
    assert!(numbers(&training).iter().chain(numbers(&test)).any(|number| *number == -1.0));
    let [training, test] = read(VECTORS, Some(0.5)).unwrap();
    assert_eq!((training.len(), test.len()), (6, 6));
}

#[test]
fn channels_are_brought_to_the_front_wherever_they_are() {
    let [training, _] = read(COLOURS, None).unwrap();
    assert_eq!(training.dims, Dims::Image { channels: 3, height: 2, width: 2 });
    assert_eq!(numbers(&training)[..12], [0.0, 3.0, 6.0, 9.0, 1.0, 4.0, 7.0, 10.0, 2.0, 5.0, 8.0, 11.0]);
    let y = array("|i1", "(2,)", &[0, 1]);
    let first = archive(&[("x_train", array("|u1", "(2, 1, 1, 5)", &[7; 10])), ("y_train", y.clone())]);
    assert_eq!(read(&first, None).unwrap()[0].dims, Dims::Image { channels: 1, height: 1, width: 5 });
    let last = archive(&[("x_train", array("|u1", "(2, 1, 5, 1)", &[7; 10])), ("y_train", y)]);
    assert_eq!(read(&last, None).unwrap()[0].dims, Dims::Image { channels: 1, height: 1, width: 5 });
}

#[test]
fn classes_and_content_are_found() {
    let place = place(KERAS);
    let facts = facts(&source(None), &Places::only(place.path())).unwrap();
    assert_eq!((facts.classes(), facts.training_samples, facts.test_samples), (3, 6, 3));
    assert_eq!(facts.content.map(|content| content.len()), Some(64));
}

/// A sound file of two samples with some arrays replaced; what is said about it.
#[track_caller]
fn check(replaced: &[(&'static str, Vec<u8>)], test: Option<f64>, expected: &str) {
    let mut arrays = vec![
        ("x_train", array("|u1", "(2, 3)", &[1; 6])),
        ("y_train", array("<i8", "(2,)", &[[0; 8], [1, 0, 0, 0, 0, 0, 0, 0]].concat())),
    ];
    for (name, bytes) in replaced {
        arrays.retain(|(known, _)| known != name);
        if !bytes.is_empty() {
            arrays.push((name, bytes.clone()));
        }
    }
    assert_eq!(read(&archive(&arrays), test).unwrap_err(), format!("`a.npz` {expected}"));
}

#[test]
fn what_is_missing_is_told() {
    check(&[("x_train", Vec::new())], None, "has no array `x_train`; it has y_train");
    let test = ("x_test", array("|u1", "(1, 3)", &[1; 3]));
    check(std::slice::from_ref(&test), None, "has no array `y_test`; it has x_train, y_train, x_test");
    let two = "brings a test part of its own (x_test, y_test); leave `test` out";
    check(&[test], Some(0.5), two);
}

#[test]
fn arrays_that_cannot_be_read_are_told() {
    let y = |bytes| vec![("y_train", bytes)];
    let told = |reason: &str| format!("has an array `y_train` that cannot be read: {reason}");
    check(&y(b"no array".to_vec()), None, &told("it does not begin as an array of numpy does"));
    let cut = "it has 5 bytes of numbers, but its shape (2) of 8 bytes each needs 16";
    check(&y(array("<i8", "(2,)", &[0; 5])), None, &told(cut));
    let far =
        "it has 5 bytes of numbers, but its shape (18446744073709551615) of 8 bytes each needs far more";
    check(&y(array("<i8", "(18446744073709551615,)", &[0; 5])), None, &told(far));
    let kind = "its type 'O' is none of uint8 to uint64, int8 to int64, float32 and float64";
    check(&y(array("O", "(2,)", &[0; 5])), None, &told(kind));
    check(&y(b"\x93NUMPY\x01\x00\x50\x00{".to_vec()), None, &told("it ends within its header"));
    let header = String::from_utf8_lossy(&array("<i8", "(2,)", &[])[10..]).replace("False", "True");
    let len = u16::try_from(header.len()).unwrap().to_le_bytes();
    let fortran = [b"\x93NUMPY\x01\x00".as_slice(), &len, header.as_bytes(), &[0; 16]].concat();
    let expected = "it is in the order of Fortran; write it by `numpy.ascontiguousarray`";
    check(&y(fortran), None, &told(expected));
}

#[test]
fn shapes_that_mean_nothing_are_told() {
    let shape = |shape: &str| {
        format!(
            "has an array `x_train` of the shape {shape}; samples have the shape (n, d), (n, h, w), (n, h, w, c) or (n, c, \
             h, w) with at most 4 channels c, none of them 0"
        )
    };
    check(&[("x_train", array("|u1", "(2,)", &[1; 2]))], None, &shape("(2)"));
    check(&[("x_train", array("|u1", "(0, 3)", &[]))], None, &shape("(0, 3)"));
    check(&[("x_train", array("|u1", "(1, 5, 5, 5)", &[0; 125]))], None, &shape("(1, 5, 5, 5)"));
    let y = array("|u1", "(2, 2)", &[0, 1, 1, 0]);
    let expected = "has an array `y_train` of the shape (2, 2); labels have the shape (n) or (n, 1), a whole number for each \
                    sample";
    check(&[("y_train", y)], None, expected);
}

#[test]
fn labels_that_are_none_are_told() {
    let y = |descr, shape, bytes: &[u8]| vec![("y_train", array(descr, shape, bytes))];
    let expected = "has an array `y_train` of the type float32; labels are whole numbers: write it with `.astype(\"int64\")`";
    check(&y("<f4", "(2,)", &[0; 8]), None, expected);
    let expected = "gives sample 1 of `y_train` the label -1, but labels go from 0 to 65534";
    check(&y("|i1", "(2,)", &[0, 255]), None, expected);
    let expected = "has 2 samples in `x_train`, but 1 labels in `y_train`; both need as many";
    check(&y("|u1", "(1,)", &[0]), None, expected);
    let test = [("x_test", array("|u1", "(1, 3)", &[1; 3])), ("y_test", array("|u1", "(1,)", &[2]))];
    check(&test, None, "gives sample 0 of `y_test` the label 2, but labels go from 0 to 1");
}

#[test]
fn parts_that_do_not_fit_together_are_told() {
    let y = ("y_test", array("|u1", "(1,)", &[0]));
    let test = [("x_test", array("|u1", "(1, 4)", &[1; 4])), y.clone()];
    check(&test, None, "has test samples of 4, but training samples of 3; both need one shape");
    let test = [("x_test", array("<f4", "(1, 3)", &[0; 12])), y];
    check(
        &test,
        None,
        "has bytes in one of x_train and x_test, and other numbers in the other; both need one type",
    );
}

#[test]
fn numbers_that_are_not_finite_are_told() {
    let x = |numbers: [f64; 6]| {
        vec![("x_train", array("<f8", "(2, 3)", &numbers.map(f64::to_le_bytes).concat()))]
    };
    let expected = "has the value NaN in sample 1 of `x_train`; it must be finite in single precision: correct or remove it";
    check(&x([0.0, 1.0, 2.0, 3.0, f64::NAN, 5.0]), None, expected);
    check(
        &x([0.0, 1.0, 2.0, 3.0, 1e39, 5.0]),
        None,
        &expected.replace("NaN", "1e39").replace("1e39 in", "1000000000000000000000000000000000000000 in"),
    );
}

#[test]
fn a_file_that_is_cut_or_no_archive_is_told() {
    for file in [&KERAS[..500], b"<html>", b""] {
        let error = read(file, None).unwrap_err();
        assert!(error.starts_with("`a.npz` cannot be read as a file of arrays: "), "{error}");
        assert!(error.ends_with("; write it by `numpy.savez`"), "{error}");
    }
    let mut damaged = KERAS.to_vec();
    let at = damaged.windows(4).position(|window| window == [5, 6, 7, 8]).unwrap();
    damaged[at] ^= 1;
    let error = read(&damaged, None).unwrap_err();
    assert!(error.starts_with("`a.npz` has an array `x_train` that cannot be read: "), "{error}");
}
