//! The scale of values.

use crate::columns::{Column, Columns};
use crate::dataset::{self, Part, Scale};
use crate::task::Dims;

/// Images of one row of two pixels.
fn images(pixels: &[u8]) -> Part {
    let dims = Dims::Image { channels: 1, height: 1, width: 2 };
    Part::of_bytes(dims, 16, pixels.to_vec(), vec![0; pixels.len() / 2])
}

/// Vectors of two numbers.
fn vectors(numbers: &[f32]) -> Part {
    Part::of_numbers(Dims::Vector(2), numbers.to_vec(), vec![0; numbers.len() / 2])
}

fn scale(part: &Part, training: &[u32]) -> Scale {
    dataset::scale(part, &Columns::default(), training)
}

fn pairs(pairs: &[(f32, f32)]) -> Scale {
    let (mean, std) = pairs.iter().copied().unzip();
    Scale { mean, std }
}

#[test]
fn the_scale_is_that_of_the_chosen_samples_only() {
    let images = images(&[0, 8, 16, 16, 8, 16]);
    // 0, ½, ½, 1: the mean is ½, and the variance is (¼ + 0 + 0 + ¼)/4.
    assert_eq!(scale(&images, &[0, 2]), pairs(&[(0.5, 0.125_f32.sqrt())]));
    let vectors = vectors(&[1.0, 10.0, 99.0, 99.0, 3.0, 30.0]);
    assert_eq!(scale(&vectors, &[0, 2]), pairs(&[(2.0, 1.0), (20.0, 10.0)]));
}

#[test]
fn the_scale_does_not_depend_on_the_order_of_samples() {
    let images = images(&[1, 2, 3, 5, 7, 11, 13, 16]);
    assert_eq!(scale(&images, &[0, 1, 2, 3]), scale(&images, &[3, 1, 0, 2]));
}

#[test]
fn constant_values_are_not_divided_by_zero() {
    assert_eq!(scale(&images(&[4; 6]), &[0, 1, 2]), pairs(&[(0.25, 1.0)]));
    assert_eq!(scale(&images(&[4; 6]), &[]), pairs(&[(0.0, 1.0)]));
    let vectors = vectors(&[0.1, 1.0, 0.1, 2.0, 0.1, 3.0]);
    assert_eq!(scale(&vectors, &[0, 1, 2]).mean[0], 0.1);
    assert_eq!(scale(&vectors, &[0, 1, 2]).std[0], 1.0);
    assert_eq!(scale(&vectors, &[]), pairs(&[(0.0, 1.0); 2]));
}

#[test]
fn every_channel_has_its_own_scale() {
    let dims = Dims::Image { channels: 2, height: 1, width: 2 };
    let part = Part::of_bytes(dims, 16, vec![0, 8, 16, 16, 16, 8, 0, 0], vec![0; 2]);
    let std = 0.125_f32.sqrt();
    assert_eq!(scale(&part, &[0, 1]), pairs(&[(0.5, std), (0.5, 0.5)]));
    let numbers = [0.0, 0.5, 1.0, 1.0, 1.0, 0.5, 0.0, 0.0];
    let part = Part::of_numbers(dims, numbers.to_vec(), vec![0; 2]);
    assert_eq!(scale(&part, &[0, 1]), pairs(&[(0.5, std), (0.5, 0.5)]));
}

#[test]
fn categories_keep_their_zeros_and_ones() {
    let vectors = vectors(&[1.0, 0.0, 3.0, 1.0]);
    let columns = Columns::new(vec![Column::numbers("x"), Column::categories("y", vec!["a".to_owned()])]);
    assert_eq!(dataset::scale(&vectors, &columns, &[0, 1]), pairs(&[(2.0, 1.0), (0.0, 1.0)]));
}

#[test]
fn a_large_mean_does_not_swallow_the_deviations() {
    let vectors = vectors(&[16_777_214.0, 0.0, 16_777_216.0, 0.0]);
    assert_eq!(scale(&vectors, &[0, 1]), pairs(&[(16_777_215.0, 1.0), (0.0, 1.0)]));
}
