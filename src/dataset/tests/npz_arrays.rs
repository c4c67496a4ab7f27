//! Arrays of any shape and type are read cell by cell, and whole numbers as they are.
#![expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "what is written is small")]

use super::npz::{archive, array};
use crate::dataset::npz::{Npz, Reading};
use crate::dataset::{Decoded, Values};
use crate::task::{Channels, Dims, WholeNumbers};
use proptest::prelude::*;

/// Types with how many bytes a number has.
const TYPES: [(&str, usize); 12] = [
    ("b1", 1),
    ("u1", 1),
    ("u2", 2),
    ("u4", 4),
    ("u8", 8),
    ("i1", 1),
    ("i2", 2),
    ("i4", 4),
    ("i8", 8),
    ("f2", 2),
    ("f4", 4),
    ("f8", 8),
];

/// A number from −1 to 2 in this type, the least byte first; truth values are 0 and 1, and no sign is lost.
fn number(kind: &str, width: usize, value: i64) -> (f32, Vec<u8>) {
    let value = match &kind[..1] {
        "b" => value.abs() % 2,
        "u" => value.abs(),
        _ => value,
    };
    let half = [0xbc00_u16, 0x0000, 0x3c00, 0x4000];
    let bytes = match kind {
        "f2" => half[usize::try_from(value + 1).unwrap()].to_le_bytes().to_vec(),
        "f4" => (value as f32).to_le_bytes().to_vec(),
        "f8" => f64::from(value as i32).to_le_bytes().to_vec(),
        _ => value.to_le_bytes()[..width].to_vec(),
    };
    (value as f32, bytes)
}

/// An array of such numbers with those of C in their order, written in either order of bytes and of indices.
fn written(
    shape: &[usize],
    (kind, width): (&str, usize),
    cells: &[i64],
    big: bool,
    fortran: bool,
) -> (Vec<f32>, Vec<u8>) {
    let (values, mut bytes): (Vec<f32>, Vec<Vec<u8>>) =
        cells.iter().map(|cell| number(kind, width, *cell)).unzip();
    if big {
        for bytes in &mut bytes {
            bytes.reverse();
        }
    }
    let order: Vec<usize> = if fortran {
        // The place in C of what stands at each place in Fortran, whose first index runs fastest.
        let place = |mut at: usize| {
            let index = shape.iter().map(|side| {
                let this = at % side;
                at /= side;
                this
            });
            let index: Vec<usize> = index.collect();
            index.iter().zip(shape).fold(0, |place, (this, side)| place * side + this)
        };
        (0..cells.len()).map(place).collect()
    } else {
        (0..cells.len()).collect()
    };
    let bytes: Vec<u8> = order.into_iter().flat_map(|place| bytes[place].clone()).collect();
    let sides: Vec<String> = shape.iter().map(usize::to_string).collect();
    let file =
        array(&format!("{}{kind}", if big { ">" } else { "<" }), &format!("({},)", sides.join(", ")), &bytes);
    let text = if fortran { b"'fortran_order': True, " } else { b"'fortran_order': False," };
    let at = file.windows(text.len()).position(|window| window.starts_with(b"'fortran_order'")).unwrap();
    (values, [&file[..at], text, &file[at + text.len()..]].concat())
}

/// What is read of a file of arrays.
fn read(arrays: &[(&str, Vec<u8>)], channels: Option<Channels>) -> Result<Decoded, String> {
    let npz = Npz { path: "a.npz".into(), reading: Reading { channels, ..Reading::default() } };
    npz.read(&archive(arrays)).map_err(|error| error.to_string())
}

/// A file with samples of both parts and two labels.
fn file(train: Vec<u8>, test: Vec<u8>) -> [(&'static str, Vec<u8>); 4] {
    let y = || array("|u1", "(2,)", &[0, 1]);
    [("x_train", train), ("y_train", y()), ("x_test", test), ("y_test", y())]
}

fn values(part: Values<'_>) -> Vec<f32> {
    match part {
        Values::Bytes { all, .. } => all.iter().map(|byte| f32::from(*byte)).collect(),
        Values::Numbers(all) => all.to_vec(),
    }
}

/// The same samples with the last size first.
fn last_first(values: &[f32], last: usize) -> Vec<f32> {
    let places = values.len() / 2 / last;
    let of = |sample: usize, at: usize, place: usize| values[(sample * places + place) * last + at];
    (0..2)
        .flat_map(|sample| (0..last).flat_map(move |at| (0..places).map(move |place| of(sample, at, place))))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_cell_of_an_array_of_any_shape_and_type_is_read(
        sizes in prop::collection::vec(1_usize..6, 1..7),
        kind in prop::sample::select(&TYPES[..]),
        big: bool,
        fortran: bool,
        channels in prop::sample::select(&[None, Some(Channels::First), Some(Channels::Last)][..]),
        seed: u64,
    ) {
        let shape = [&[2], sizes.as_slice()].concat();
        let count = shape.iter().product::<usize>();
        let cells = |seed: u64| -> Vec<i64> {
            (0..count as u64).map(|at| (seed.wrapping_add(at).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 62).cast_signed() - 1).collect()
        };
        let (expected, train) = written(&shape, kind, &cells(seed), big, fortran);
        let (others, test) = written(&shape, kind, &cells(!seed), big, fortran);
        let read = read(&file(train, test), channels).unwrap();

        let is_last = channels == Some(Channels::Last) || (channels.is_none() && sizes.len() == 3 && sizes[2] <= 4);
        let dims = match (sizes.as_slice(), channels) {
            (&[height, width], None) => Dims::Image { channels: 1, height, width },
            (sizes, _) if is_last => {
                let (last, others) = sizes.split_last().unwrap();
                Dims::of(&[&[*last], others].concat()).unwrap()
            }
            (sizes, _) => Dims::of(sizes).unwrap(),
        };
        prop_assert_eq!(read.training.dims, dims);
        let ordered = |values: &[f32]| if is_last { last_first(values, sizes[sizes.len() - 1]) } else { values.to_vec() };
        prop_assert_eq!(values(read.training.values()), ordered(&expected));
        prop_assert_eq!(values(read.test.values()), ordered(&others));
        prop_assert_eq!(matches!(read.training.values(), Values::Bytes { .. }), kind.0 == "u1");
        let all: Vec<i128> = expected.iter().chain(&others).map(|value| *value as i128).collect();
        let range = WholeNumbers { least: *all.iter().min().unwrap(), most: *all.iter().max().unwrap() };
        prop_assert_eq!(read.facts().whole, (!kind.0.starts_with('f')).then_some(range));
    }
}

/// Samples of whole numbers of 64 bits.
fn integers(descr: &str, shape: &str, values: &[i64]) -> Vec<u8> {
    array(descr, shape, &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())
}

#[test]
fn whole_numbers_that_double_precision_does_not_have_are_told_and_others_keep_every_digit() {
    const EXACT: i64 = 1 << 53;
    let x = |last: i64| integers("<i8", "(2, 2)", &[1 << 60, 0, -(1 << 60), last]);
    let other = integers("<i8", "(2, 2)", &[0; 4]);
    let told = |train: Vec<u8>, test: Vec<u8>| read(&file(train, test), None).map(|read| read.facts().whole);
    let exact = WholeNumbers { least: -(1 << 60), most: 1 << 60 };
    assert_eq!(told(x(EXACT), other.clone()), Ok(Some(exact)));
    let expected = |sample: usize, name: &str, value: &str| {
        format!(
            "`a.npz` has the whole number {value} in sample {sample} of `{name}`, which double precision does not have, as it \
             has all up to 2^53 = 9007199254740992; subtract what is common to all of them before you write them, or divide \
             them"
        )
    };
    assert_eq!(told(x(EXACT + 1), other.clone()), Err(expected(1, "x_train", "9007199254740993")));
    assert_eq!(told(other.clone(), x(-EXACT - 1)), Err(expected(1, "x_test", "-9007199254740993")));
    let largest = integers("<u8", "(2, 2)", &[-1, 0, 0, 0]);
    assert_eq!(told(largest, other), Err(expected(0, "x_train", "18446744073709551615")));
}

#[test]
fn tokens_are_read_as_they_are_to_the_largest() {
    let largest = 1 << 24;
    let x = integers("<i8", "(2, 3)", &[0, 7, largest, largest - 1, 1, -largest]);
    let read = read(&file(x.clone(), x), None).unwrap();
    assert_eq!(read.training.tokens(&[1, 0]), [largest - 1, 1, -largest, 0, 7, largest]);
    let x = array("|u1", "(2, 3)", &[0, 7, 255, 8, 9, 10]);
    let read = self::read(&file(x.clone(), x), None).unwrap();
    assert_eq!(read.training.tokens(&[0]), [0, 7, 255]);
}

#[test]
fn where_the_shape_does_not_show_the_channels_that_is_said() {
    let notes = |shape: &str, count: usize, channels| {
        let x = || array("|u1", shape, &vec![0; count]);
        read(&file(x(), x()), channels).unwrap().notes.join(" ")
    };
    let spectra = notes("(2, 5, 6, 9)", 540, None);
    assert_eq!(
        spectra,
        "the first size of a sample of `x_train`, which has the shape (2, 5, 6, 9), is taken for its channels; `channels: last` \
         beside `npz` takes the other"
    );
    let both = notes("(2, 3, 6, 4)", 144, None);
    assert!(both.starts_with("the last size") && both.contains("`channels: first`"), "{both}");
    for (shape, count) in
        [("(2, 3, 6, 6)", 216), ("(2, 6, 6, 3)", 216), ("(2, 6, 6)", 72), ("(2, 5, 6, 5)", 300)]
    {
        assert_eq!(notes(shape, count, None), "", "{shape}");
    }
    assert_eq!(notes("(2, 5, 6, 9)", 540, Some(Channels::First)), "");
}

#[test]
fn arrays_that_single_precision_cannot_tell_apart_are_told_by_either_size() {
    let numbers = |of: fn(usize, usize) -> f64| {
        let cells = (0..2 * 3 * 4).map(|at| of(at / 4 % 3, at % 4) + at as f64);
        let bytes: Vec<u8> = cells.flat_map(f64::to_le_bytes).collect();
        file(array("<f8", "(2, 3, 4)", &bytes), array("<f8", "(2, 3, 4)", &bytes))
    };
    let told = |arrays: &[(&str, Vec<u8>)]| read(arrays, Some(Channels::First)).map(drop).unwrap_err();
    let of_last = told(&numbers(|_, last| if last == 3 { 1.7e9 } else { 0.0 }));
    assert!(of_last.contains("numbers in the last size at 3 of `x_train`"), "{of_last}");
    let of_first = told(&numbers(|first, _| if first == 2 { 1.7e9 } else { 0.0 }));
    assert!(of_first.contains("numbers in the first size at 2 of `x_train`"), "{of_first}");
    assert!(read(&numbers(|_, _| 0.0), Some(Channels::First)).is_ok());
}
