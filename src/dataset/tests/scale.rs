//! The scale of pixels.

use crate::dataset::{Images, Scale, scale};
use crate::task::Dims;

fn images(pixels: &[u8]) -> Images {
    let dims = Dims::Image { channels: 1, height: 1, width: 2 };
    Images { dims, white: 16, pixels: pixels.to_vec(), labels: vec![0; pixels.len() / 2] }
}

#[test]
fn the_scale_is_that_of_the_chosen_samples_only() {
    let images = images(&[0, 8, 16, 16, 8, 16]);
    // 0, ½, ½, 1: the mean is ½, and the variance is (¼ + 0 + 0 + ¼)/4.
    assert_eq!(scale(&images, &[0, 2]), Scale { mean: 0.5, std: 0.125_f32.sqrt() });
}

#[test]
fn the_scale_does_not_depend_on_the_order_of_samples() {
    let images = images(&[1, 2, 3, 5, 7, 11, 13, 16]);
    assert_eq!(scale(&images, &[0, 1, 2, 3]), scale(&images, &[3, 1, 0, 2]));
}

#[test]
fn constant_images_are_not_divided_by_zero() {
    assert_eq!(scale(&images(&[4; 6]), &[0, 1, 2]), Scale { mean: 0.25, std: 1.0 });
    assert_eq!(scale(&images(&[4; 6]), &[]), Scale { mean: 0.0, std: 1.0 });
}
