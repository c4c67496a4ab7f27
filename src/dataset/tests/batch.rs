//! From stored samples to numbers.

use crate::dataset::{Preparation, Scale, Values};
use crate::task::{Dims, View};

const IMAGE: Dims = Dims::Image { channels: 2, height: 2, width: 3 };
/// Two images: the first counts from 0, the second from 100; of each first all of one channel, then all of the other.
const BYTES: [u8; 24] =
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111];

/// Values as they are stored: nothing is scaled.
fn plain() -> Scale {
    Scale { mean: vec![0.0; 2], std: vec![1.0; 2], axis: 0 }
}

fn numbers(values: Values<'_>, scale: &Scale, rows: &[u32], views: &[View]) -> Vec<f32> {
    let mut numbers = Vec::new();
    Preparation::new(IMAGE, values, scale).append(values, rows, views, &mut numbers);
    numbers
}

/// The values of the first channel of one image with a view.
fn seen(view: View) -> Vec<f32> {
    let values = Values::Bytes { white: 1, all: &BYTES };
    numbers(values, &plain(), &[0], &[view]).into_iter().step_by(2).collect()
}

#[test]
fn the_channels_of_a_pixel_come_side_by_side_in_the_order_of_the_rows_asked_for() {
    let values = Values::Bytes { white: 1, all: &BYTES };
    let found = numbers(values, &plain(), &[1, 0], &[]);
    assert_eq!(found[..6], [100.0, 106.0, 101.0, 107.0, 102.0, 108.0]);
    assert_eq!(found[12..18], [0.0, 6.0, 1.0, 7.0, 2.0, 8.0]);
}

#[test]
fn each_channel_has_its_own_mean_and_deviation_in_shares_of_white() {
    let scale = Scale { mean: vec![0.5, 0.25], std: vec![0.5, 2.0], axis: 0 };
    let found = numbers(Values::Bytes { white: 10, all: &BYTES }, &scale, &[0], &[]);
    let close = |found: f32, exact: f32| (found - exact).abs() < 1e-6;
    assert!(close(found[2], (0.1 - 0.5) / 0.5) && close(found[3], (0.7 - 0.25) / 2.0), "{found:?}");
    let stored: Vec<f32> = BYTES.iter().map(|byte| f32::from(*byte) / 10.0).collect();
    let same = numbers(Values::Numbers(&stored), &scale, &[0], &[]);
    assert!(found.iter().zip(&same).all(|(one, other)| close(*one, *other)), "{found:?} {same:?}");
}

#[test]
fn the_entries_of_a_vector_have_a_mean_and_a_deviation_each() {
    let scale = Scale { mean: vec![1.0, 2.0, 3.0], std: vec![1.0, 2.0, 4.0], axis: 0 };
    let values = Values::Numbers(&[1.0, 4.0, 7.0, 2.0, 0.0, 3.0]);
    let mut numbers = vec![9.0];
    Preparation::new(Dims::Vector(3), values, &scale).append(values, &[1, 0], &[], &mut numbers);
    assert_eq!(numbers, [9.0, 1.0, -1.0, 0.0, 0.0, 1.0, 1.0]);
}

#[test]
fn an_image_can_be_mirrored() {
    assert_eq!(seen(View { flip: true, ..View::default() }), [2.0, 1.0, 0.0, 5.0, 4.0, 3.0]);
}

#[test]
fn an_image_can_be_moved_and_black_comes_in() {
    assert_eq!(seen(View { shift: (1, 0), ..View::default() }), [0.0, 0.0, 0.0, 0.0, 1.0, 2.0]);
    assert_eq!(seen(View { shift: (0, -2), ..View::default() }), [2.0, 0.0, 0.0, 5.0, 0.0, 0.0]);
    assert_eq!(seen(View { shift: (0, -2), flip: true, ..View::default() }), [0.0, 0.0, 0.0, 3.0, 0.0, 0.0]);
    let scale = Scale { mean: vec![0.5; 2], std: vec![0.5; 2], axis: 0 };
    let view = View { shift: (2, 0), ..View::default() };
    let black = numbers(Values::Bytes { white: 10, all: &BYTES }, &scale, &[1], &[view]);
    assert_eq!(black, [-1.0; 12], "black is 0 before it is scaled");
}

#[test]
fn a_hole_is_filled_with_the_mean() {
    let scale = Scale { mean: vec![5.0; 2], std: vec![1.0; 2], axis: 0 };
    let view = View { hole: Some([(-1, 1), (1, 5)]), ..View::default() };
    let found = numbers(Values::Numbers(&[7.0; 12]), &scale, &[0], &[view]);
    let first: Vec<f32> = found.into_iter().step_by(2).collect();
    assert_eq!(first, [2.0, 0.0, 0.0, 2.0, 2.0, 2.0]);
}

#[test]
fn a_view_that_changes_nothing_is_as_none() {
    let values = Values::Bytes { white: 1, all: &BYTES };
    assert_eq!(
        numbers(values, &plain(), &[0, 1], &[View::default(); 2]),
        numbers(values, &plain(), &[0, 1], &[])
    );
}

#[test]
fn arrays_come_as_they_are_stored_with_a_scale_for_each_place_along_one_size() {
    let dims = Dims::of(&[2, 3]).unwrap();
    let values = Values::Numbers(&[0.0, 1.0, 2.0, 10.0, 11.0, 12.0]);
    let prepared = |scale: &Scale| {
        let mut numbers = Vec::new();
        Preparation::new(dims, values, scale).append(values, &[0], &[], &mut numbers);
        numbers
    };
    let first = Scale { mean: vec![1.0, 10.0], std: vec![1.0, 2.0], axis: 0 };
    assert_eq!(prepared(&first), [-1.0, 0.0, 1.0, 0.0, 0.5, 1.0]);
    let last = Scale { mean: vec![0.0, 1.0, 2.0], std: vec![1.0, 1.0, 5.0], axis: 1 };
    assert_eq!(prepared(&last), [0.0, 0.0, 0.0, 10.0, 10.0, 2.0]);
}
