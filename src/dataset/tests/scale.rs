//! The scale of values.

use crate::columns::{Column, Columns};
use crate::dataset::{Part, Preparation, Scale};
use crate::task::{Dims, Normalisation};

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
    Scale::of(Normalisation::Standard, part, &Columns::default(), training)
}

fn pairs(pairs: &[(f32, f32)]) -> Scale {
    let (mean, std) = pairs.iter().copied().unzip();
    Scale { mean, std, axis: 0 }
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
    assert_eq!(
        Scale::of(Normalisation::Standard, &vectors, &columns, &[0, 1]),
        pairs(&[(2.0, 1.0), (0.0, 1.0)])
    );
}

#[test]
fn a_large_mean_does_not_swallow_the_deviations() {
    let vectors = vectors(&[16_777_214.0, 0.0, 16_777_216.0, 0.0]);
    assert_eq!(scale(&vectors, &[0, 1]), pairs(&[(16_777_215.0, 1.0), (0.0, 1.0)]));
}

#[test]
fn arrays_are_scaled_along_their_first_size_or_their_last() {
    // Two samples of (2, 3): the places of the first size are 0 to 2 and 10 to 12, and again.
    let values = [0.0, 1.0, 2.0, 10.0, 11.0, 12.0].repeat(2);
    let part = |dims| Part::of_numbers(Dims::of(dims).unwrap(), values.clone(), vec![0; 2]);
    let of = |normalisation, part: &Part| Scale::of(normalisation, part, &Columns::default(), &[0, 1]);
    let spread = (2.0_f32 / 3.0).sqrt();
    let first = Scale { mean: vec![1.0, 11.0], std: vec![spread; 2], axis: 0 };
    let last = Scale { mean: vec![5.0, 6.0, 7.0], std: vec![5.0; 3], axis: 1 };
    assert_eq!(of(Normalisation::Standard, &part(&[2, 3])), first);
    assert_eq!(of(Normalisation::StandardLast, &part(&[2, 3])), last);
    assert_eq!(of(Normalisation::Standard, &part(&[2, 1, 3, 1])), first);
    let last = Scale { axis: 3, ..last };
    assert_eq!(of(Normalisation::StandardLast, &part(&[2, 1, 1, 3])), last);
    let unit = Scale { mean: vec![0.0; 2], std: vec![1.0; 2], axis: 0 };
    assert_eq!(of(Normalisation::Unit, &part(&[2, 3])), unit);
    assert_eq!(of(Normalisation::None, &part(&[2, 3])), unit);
}

#[test]
fn columns_keep_a_scale_each_in_whatever_shape_a_network_takes_them() {
    let columns = Columns::new(vec![Column::numbers("x"), Column::categories("y", vec!["a".to_owned()])]);
    for (sizes, axis) in [([1, 2], 1), ([2, 1], 0)] {
        let part = vectors(&[1.0, 0.0, 3.0, 1.0]).seen_as(Dims::of(&sizes).unwrap());
        for normalisation in [Normalisation::Standard, Normalisation::StandardLast] {
            let scale = Scale::of(normalisation, &part, &columns, &[0, 1]);
            assert_eq!(scale, Scale { axis, ..pairs(&[(2.0, 1.0), (0.0, 1.0)]) });
        }
    }
}

#[test]
fn without_normalisation_a_pixel_is_what_is_stored() {
    let pixels: Vec<u8> = (0..=255).collect();
    for white in [16, 255] {
        let dims = Dims::Image { channels: 1, height: 1, width: 256 };
        let part = Part::of_bytes(dims, white, pixels.clone(), vec![0]);
        let scale = Scale::of(Normalisation::None, &part, &Columns::default(), &[0]);
        let mut numbers = Vec::new();
        Preparation::new(dims, part.values(), &scale).append(part.values(), &[0], &[], &mut numbers);
        let stored: Vec<f32> = pixels.iter().map(|pixel| f32::from(*pixel)).collect();
        assert_eq!(numbers, stored);
    }
}
