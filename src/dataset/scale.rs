//! What brings pixels to mean 0 and standard deviation 1.

use super::Images;

/// Mean and standard deviation of pixel/white; a network sees (pixel/white − mean)/std.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The mean, between 0 and 1.
    pub mean: f32,
    /// The standard deviation √(Σ(x − mean)²/n), above 0; 1 where all pixels are the same.
    pub std: f32,
}

/// Measures the training samples, and no others: validation and test stay unseen.
///
/// # Panics
/// If there is no image of one of the indices.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "rounding whole numbers to f64 and the two results to f32 is meant"
)]
pub fn scale(images: &Images, training: &[u32]) -> Scale {
    let (mut sum, mut squares, mut count) = (0_u128, 0_u128, 0_u128);
    for &index in training {
        // Whole numbers, so the result is exact and does not depend on the order of the samples.
        let image = images.image(index);
        sum += u128::from(image.iter().map(|&pixel| u64::from(pixel)).sum::<u64>());
        squares += u128::from(image.iter().map(|&pixel| u64::from(pixel).pow(2)).sum::<u64>());
        count += image.len() as u128;
    }
    let constant = count * squares == sum * sum;
    let unit = count.max(1) as f64 * f64::from(images.white);
    let mean = sum as f64 / unit;
    // n²·variance is n·Σx² − (Σx)², in whole numbers without cancellation.
    let std = if constant { 1.0 } else { ((count * squares - sum * sum) as f64).sqrt() / unit };
    Scale { mean: mean as f32, std: std as f32 }
}
