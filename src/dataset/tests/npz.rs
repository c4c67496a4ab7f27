//! Files of arrays: those that numpy wrote, and everything that can be wrong with them.

use super::set::bytes;
use crate::dataset::{Part, Places, Values, facts, test_part, training_part};
use crate::disk;
use crate::task::{ArrayNames, Dims, Source};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const KERAS: &[u8] = include_bytes!("../../../tests/data/keras.npz");
const VECTORS: &[u8] = include_bytes!("../../../tests/data/vectors.npz");
const COLOURS: &[u8] = include_bytes!("../../../tests/data/colours.npz");

pub fn source(test: Option<f64>) -> Source {
    Source::Npz { file: "a.npz".into(), names: ArrayNames::default(), channels: None, test }
}

pub fn place(file: &[u8]) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    disk::write(&place.path().join("a.npz"), file).unwrap();
    place
}

pub fn read(file: &[u8], test: Option<f64>) -> Result<[Part; 2], String> {
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
pub fn array(descr: &str, shape: &str, bytes: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let len = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00".as_slice(), &len, header.as_bytes(), bytes].concat()
}

pub fn archive(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
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
    check(
        &[("x_train", Vec::new())],
        None,
        "has no array `x_train`; it has y_train; if it is there under another name, say so by `names: {x_train: NAME}`",
    );
    let test = ("x_test", array("|u1", "(1, 3)", &[1; 3]));
    check(
        &[test],
        None,
        "has no array `y_test`; it has x_train, y_train, x_test; if it is there under another name, say so by `names: {y_test: NAME}`",
    );
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
    let kind = "its type 'O' is none of bool, uint8 to uint64, int8 to int64, and float16 to float64";
    check(&y(array("O", "(2,)", &[0; 5])), None, &told(kind));
    check(&y(b"\x93NUMPY\x01\x00\x50\x00{".to_vec()), None, &told("it ends within its header"));
}

#[test]
fn shapes_that_mean_nothing_are_told() {
    let shape = |shape: &str| {
        format!(
            "has an array `x_train` of the shape {shape}; samples have the shape (n, d), (n, h, w), (n, c, h, w), or any with n \
             and at most 7 sizes behind it, none of them 0; one number for each is written as (n, 1)"
        )
    };
    check(&[("x_train", array("|u1", "(2,)", &[1; 2]))], None, &shape("(2)"));
    check(&[("x_train", array("|u1", "(0, 3)", &[]))], None, &shape("(0, 3)"));
    let nine = "(2, 1, 1, 1, 1, 1, 1, 1, 1)";
    check(&[("x_train", array("|u1", nine, &[0; 2]))], None, &shape(nine));
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
    let expected = "has 2 samples in `x_train`, but 1 labels in `y_train`; both need as many";
    check(&y("|u1", "(1,)", &[0]), None, expected);
    let test = [("x_test", array("|u1", "(1, 3)", &[1; 3])), ("y_test", array("|u1", "(1,)", &[2]))];
    check(
        &test,
        None,
        "gives sample 0 of `y_test` the label 2, but the labels of the training part are 0, 1; add samples of it to the training \
         part, or remove it here",
    );
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
        "has bytes in one of the training and the test samples, and other numbers in the other; both need one type",
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

/// A file of two parts, whose samples have a number each.
fn of_labels(training: &[i64], test: &[i64]) -> Vec<u8> {
    let bytes = |labels: &[i64]| labels.iter().flat_map(|label| label.to_le_bytes()).collect::<Vec<u8>>();
    let part = |labels: &[i64]| {
        let x = array("|u1", &format!("({}, 1)", labels.len()), &vec![1; labels.len()]);
        (x, array("<i8", &format!("({},)", labels.len()), &bytes(labels)))
    };
    let ((x_train, y_train), (x_test, y_test)) = (part(training), part(test));
    archive(&[("x_train", x_train), ("y_train", y_train), ("x_test", x_test), ("y_test", y_test)])
}

#[test]
fn whole_numbers_that_are_labels_are_classes_in_their_order_with_their_names() {
    let file = of_labels(&[2000, 5, 100, 5, -7], &[100, 2000]);
    let [training, test] = read(&file, None).unwrap();
    assert_eq!((training.labels(), test.labels()), ([3, 1, 2, 1, 0].as_slice(), [2, 3].as_slice()));
    let place = place(&file);
    let decoded = crate::dataset::decoded(&source(None), &Places::only(place.path())).unwrap();
    assert_eq!(decoded.names, ["-7", "5", "100", "2000"]);
    let error = read(&of_labels(&[5, 100, 2000], &[5, 7, 8]), None).unwrap_err();
    let expected = "`a.npz` gives sample 1 of `y_test` the label 7, and 1 more have no label of the training part, but the \
                    labels of the training part are 5, 100, 2000; add samples of it to the training part, or remove it here";
    assert_eq!(error, expected);
    let many: Vec<i64> = (0..10_001).collect();
    let error = read(&of_labels(&many, &[0]), None).unwrap_err();
    assert!(error.contains("has 10001 different labels in `y_train`, allowed: at most 10,000"), "{error}");
}

#[test]
fn every_type_that_numpy_has_for_numbers_is_read_in_either_order() {
    let y = ("y_train", array("|b1", "(2,)", &[0, 1]));
    let read = |descr: &str, bytes: &[u8]| {
        let [training, _] =
            read(&archive(&[("x_train", array(descr, "(2, 1)", bytes)), y.clone()]), None).unwrap();
        assert_eq!(training.labels(), [0, 1]);
        numbers(&training).to_vec()
    };
    assert_eq!(read("|b1", &[0, 1]), [0.0, 1.0]);
    assert_eq!(read("|i1", &[255, 3]), [-1.0, 3.0]);
    assert_eq!(read("<f2", &[0x00, 0x3c, 0x00, 0xc0]), [1.0, -2.0]);
    assert_eq!(read(">f2", &[0x3c, 0x00, 0xc0, 0x00]), [1.0, -2.0]);
    for (order, bytes) in [("<", [1, 0, 2, 0]), (">", [0, 1, 0, 2])] {
        assert_eq!(read(&format!("{order}u2"), &bytes), [1.0, 2.0]);
        assert_eq!(read(&format!("{order}i2"), &bytes), [1.0, 2.0]);
    }
    let wide = |number: i64| number.to_be_bytes();
    assert_eq!(read(">i8", &[wide(-4), wide(1 << 40)].concat()), [-4.0, 1_099_511_627_776.0]);
    assert_eq!(read(">u4", &[0, 0, 1, 0, 255, 255, 255, 255]), [256.0, 4_294_967_296.0]);
    assert_eq!(read(">f4", &[0x3f, 0x80, 0, 0, 0xbf, 0, 0, 0]), [1.0, -0.5]);
}

#[test]
fn the_order_of_fortran_is_read_as_that_of_c() {
    let header = |file: Vec<u8>| {
        let at = file.windows(5).position(|window| window == b"False").unwrap();
        [&file[..at], b"True ", &file[at + 5..]].concat()
    };
    let y = ("y_train", array("|u1", "(2,)", &[0, 1]));
    let c =
        read(&archive(&[("x_train", array("|u1", "(2, 3)", &[1, 2, 3, 4, 5, 6])), y.clone()]), None).unwrap();
    let x = header(array("|u1", "(2, 3)", &[1, 4, 2, 5, 3, 6]));
    let fortran = read(&archive(&[("x_train", x), y]), None).unwrap();
    assert_eq!(bytes(&fortran[0]), bytes(&c[0]));
}

#[test]
fn all_problems_of_a_file_are_told_at_once() {
    let file = archive(&[
        ("x_train", array("|u1", "(2,)", &[1; 2])),
        ("y_train", array("<f4", "(2,)", &[0; 8])),
        ("x_test", array("|u1", "(2, 3)", &[1; 6])),
    ]);
    let error = read(&file, None).unwrap_err();
    for part in
        ["3 problems\n", "`x_train` of the shape (2)", "`y_train` of the type float32", "no array `y_test`"]
    {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn what_an_array_declares_is_compared_with_its_file_before_it_is_unpacked() {
    let told = |x: Vec<u8>| {
        let y = array("|u1", "(2,)", &[0, 1]);
        read(&archive(&[("x_train", x), ("y_train", y)]), None).unwrap_err()
    };
    let huge = told(array("|u1", "(6000000, 1000)", &[]));
    assert!(huge.contains("it has 0 bytes of numbers, but its shape (6000000, 1000)"), "{huge}");
    let overflowing = told(array("|u1", "(4294967296, 4294967296)", &[]));
    assert!(overflowing.contains("(4294967296, 4294967296) of 1 bytes each needs far more"), "{overflowing}");
    let zeros = told(vec![0; 20_000_000]);
    assert!(zeros.contains("it does not begin as an array of numpy does"), "{zeros}");
    let header = told([b"\x93NUMPY\x02\x00".as_slice(), &u32::MAX.to_le_bytes(), &[b' '; 100]].concat());
    assert!(header.contains("its header has 4294967307 bytes, allowed: at most 65536"), "{header}");
}

#[test]
fn sizes_that_an_archive_declares_and_cannot_have_are_told() {
    let x = array("|u1", "(2, 3)", &[1; 6]);
    let file = archive(&[("x_train", x.clone()), ("y_train", array("|u1", "(2,)", &[0, 1]))]);
    let len = u32::try_from(x.len()).unwrap().to_le_bytes();
    // The directory at the end of an archive says it once more: it is what is believed.
    let at = file.windows(4).rposition(|window| window == len).unwrap();
    let mut lying = file.clone();
    let more = u32::try_from(x.len() - 6 + 3_000_000_000).unwrap();
    lying[at..at + 4].copy_from_slice(&more.to_le_bytes());
    let error = read(&lying, None).unwrap_err();
    assert!(error.contains("it has 3000000000 bytes of numbers, but its shape (2, 3)"), "{error}");
    let shape = "(1000000, 3000)";
    let x = array("|u1", shape, &[1; 6]);
    let mut lying = archive(&[("x_train", x.clone()), ("y_train", array("|u1", "(2,)", &[0, 1]))]);
    let len = u32::try_from(x.len()).unwrap().to_le_bytes();
    let at = lying.windows(4).rposition(|window| window == len).unwrap();
    let more = u32::try_from(x.len() - 6 + 3_000_000_000).unwrap();
    lying[at..at + 4].copy_from_slice(&more.to_le_bytes());
    let error = read(&lying, None).unwrap_err();
    assert!(error.contains("packed bytes in a file of"), "{error}");
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
