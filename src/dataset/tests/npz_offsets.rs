//! Arrays whose numbers lie far from 0 keep their digits, as tables do.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rows are few, and seconds are whole numbers above 0"
)]

use super::npz::{archive, array, place, read, source};
use super::table::numbers;
use crate::columns::{Columns, Kind};
use crate::dataset::{Places, facts, test_part, training_part};

const ROWS: usize = 40;

/// `x_train` of seconds since 1970 and halves, and labels 0 and 1 in turn.
fn seconds(descr: &str, bytes: impl Fn(f64) -> [u8; 8]) -> [(&'static str, Vec<u8>); 2] {
    let row = |row: usize| [bytes(1_700_000_000.0 + row as f64), bytes((row % 2) as f64)].concat();
    let x = (0..ROWS).flat_map(row).collect::<Vec<u8>>();
    let y: Vec<u8> = (0..40).map(|row| row % 2).collect();
    [("x_train", array(descr, "(40, 2)", &x)), ("y_train", array("|u1", "(40,)", &y))]
}

fn offsets(columns: &Columns) -> Vec<f64> {
    let offset = |kind: &Kind| match kind {
        Kind::Number { offset, .. } => *offset,
        Kind::Category { .. } => panic!("no number"),
    };
    columns.iter().map(|column| offset(&column.kind)).collect()
}

#[test]
fn features_of_a_large_offset_keep_their_digits_whatever_their_type() {
    let whole = |number: f64| (number as i64).to_le_bytes();
    for arrays in [
        seconds("<f8", f64::to_le_bytes),
        seconds(">f8", f64::to_be_bytes),
        seconds("<i8", whole),
        seconds("<u8", whole),
    ] {
        let place = place(&archive(&arrays));
        let places = Places::only(place.path());
        let columns = facts(&source(None), &places).unwrap().columns;
        assert_eq!(columns.entry_names(), ["x0", "x1"]);
        let offsets = offsets(&columns);
        assert!((offsets[0] - 1_700_000_020.0).abs() <= 10.0 && offsets[1] == 0.0, "{offsets:?}");
        let [training, test] = [training_part, test_part].map(|part| part(&source(None), &places).unwrap());
        let all: Vec<f64> = [numbers(&training), numbers(&test)]
            .concat()
            .chunks(2)
            .map(|row| f64::from(row[0]) + offsets[0] - 1_700_000_000.0)
            .collect();
        let mut rows: Vec<usize> = all.iter().map(|row| row.round() as usize).collect();
        rows.sort_unstable();
        assert_eq!(rows, (0..ROWS).collect::<Vec<_>>(), "each second is another number");
    }
}

#[test]
fn numbers_that_single_precision_holds_are_taken_as_they_are() {
    let near = |number: f64| f64::to_le_bytes(number % 1_700_000_000.0);
    let place = place(&archive(&seconds("<f8", near)));
    let facts = facts(&source(None), &Places::only(place.path())).unwrap();
    assert!(facts.columns.is_empty());
    // What is in single precision already has lost what it has lost.
    let x: Vec<u8> = (0..4).flat_map(|row| (1.7e9_f32 + 128.0 * row as f32).to_le_bytes()).collect();
    let arrays = [("x_train", array("<f4", "(4, 1)", &x)), ("y_train", array("|u1", "(4,)", &[0, 1, 0, 1]))];
    let [training, test] = read(&archive(&arrays), Some(0.5)).unwrap();
    assert!([numbers(&training), numbers(&test)].concat().iter().all(|number| *number >= 1.7e9));
}

#[test]
fn the_offset_is_fitted_on_the_training_part_alone() {
    let [x_train, y_train] = seconds("<f8", f64::to_le_bytes);
    let far = [5e9_f64, 0.0, 6e9, 1.0].map(f64::to_le_bytes).concat();
    let test = [("x_test", array("<f8", "(2, 2)", &far)), ("y_test", array("|u1", "(2,)", &[0, 1]))];
    let fitted = |arrays: &[(&str, Vec<u8>)]| {
        let place = place(&archive(arrays));
        offsets(&facts(&source(None), &Places::only(place.path())).unwrap().columns)
    };
    let [x_test, y_test] = test;
    assert_eq!(fitted(&[x_train.clone(), y_train.clone(), x_test, y_test]), [1_700_000_020.0, 0.0]);
    // The same where the test part is cut off: what lies far away there has no say.
    let place = place(&archive(&[x_train.clone(), y_train.clone()]));
    let places = Places::only(place.path());
    let columns = facts(&source(None), &places).unwrap().columns;
    let test = test_part(&source(None), &places).unwrap();
    let tested = |row: usize| {
        let seconds = 1_700_000_000.0 + row as f64 - offsets(&columns)[0];
        numbers(&test).chunks(2).any(|sample| f64::from(sample[0]) == seconds)
    };
    let number = |row: usize| if tested(row) { 9e15 } else { 1_700_000_000.0 + row as f64 };
    let x = (0..ROWS).flat_map(|row| [number(row), (row % 2) as f64].map(f64::to_le_bytes).concat());
    let moved = fitted(&[("x_train", array("<f8", "(40, 2)", &x.collect::<Vec<u8>>())), y_train]);
    assert_eq!(moved, offsets(&columns));
}

#[test]
fn images_that_single_precision_cannot_tell_apart_are_told() {
    let x: Vec<u8> = (0..16).flat_map(|pixel| (1e12 + f64::from(pixel)).to_le_bytes()).collect();
    let y = ("y_train", array("|u1", "(4,)", &[0, 1, 0, 1]));
    let arrays = [("x_train", array("<f8", "(4, 2, 2)", &x)), y];
    let expected = "`a.npz` has numbers in channel 0 of `x_train` that are so far from 0, near 1000000000012, that single \
                    precision rounds their differences away; subtract 1000000000012 from them";
    assert_eq!(read(&archive(&arrays), Some(0.5)).unwrap_err(), expected);
}
