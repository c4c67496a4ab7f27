//! What brings values to mean 0 and standard deviation 1.

use super::{Part, Values};
use crate::columns::Columns;
use crate::task::Dims;

/// Mean and standard deviation; a network sees (value − mean)/std.
///
/// One entry for each channel of an image, one for each entry of a vector. For bytes they refer to value/white. An entry
/// that says something by 0 or 1, a category or a missing cell, keeps its values: mean 0, std 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The means.
    pub mean: Vec<f32>,
    /// The standard deviations √(Σ(x − mean)²/n), above 0; 1 where all values are the same.
    pub std: Vec<f32>,
}

impl Scale {
    /// Values as they are stored, in shares of white: mean 0, std 1.
    #[must_use]
    pub fn unit(dims: Dims) -> Self {
        Self { mean: vec![0.0; dims.channels()], std: vec![1.0; dims.channels()] }
    }
}

/// Measures the training samples, and no others: validation and test stay unseen. `columns` say which entries are 0 or 1.
///
/// # Panics
/// If there is no sample of one of the indices.
#[must_use]
pub fn scale(part: &Part, columns: &Columns, training: &[u32]) -> Scale {
    let flags = columns.flags();
    let channels = part.dims.channels();
    let plane = match part.dims {
        Dims::Image { height, width, .. } => height * width,
        Dims::Vector(_) => 1,
    };
    let size = channels * plane;
    let pairs = (0..channels).map(|channel| {
        if flags.get(channel) == Some(&true) {
            return (0.0, 1.0);
        }
        let starts = training.iter().map(|&index| index as usize * size + channel * plane);
        match part.values() {
            Values::Bytes { white, all } => of_bytes(starts.map(|start| &all[start..][..plane]), white),
            Values::Numbers(all) => {
                of_numbers(&starts.map(|start| &all[start..][..plane]).collect::<Vec<_>>())
            }
        }
    });
    let (mean, std) = pairs.unzip();
    Scale { mean, std }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "rounding whole numbers to f64 and the two results to f32 is meant"
)]
fn of_bytes<'a>(planes: impl Iterator<Item = &'a [u8]>, white: u8) -> (f32, f32) {
    let (mut sum, mut squares, mut count) = (0_u128, 0_u128, 0_u128);
    for plane in planes {
        // Whole numbers, so the result is exact and does not depend on the order of the samples.
        sum += u128::from(plane.iter().map(|&pixel| u64::from(pixel)).sum::<u64>());
        squares += u128::from(plane.iter().map(|&pixel| u64::from(pixel).pow(2)).sum::<u64>());
        count += plane.len() as u128;
    }
    let constant = count * squares == sum * sum;
    let unit = count.max(1) as f64 * f64::from(white);
    let mean = sum as f64 / unit;
    // n²·variance is n·Σx² − (Σx)², in whole numbers without cancellation.
    let std = if constant { 1.0 } else { ((count * squares - sum * sum) as f64).sqrt() / unit };
    (mean as f32, std as f32)
}

/// In two passes, so that nothing is cancelled where the mean is far larger than the deviations from it.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "there are far fewer than 2^52 values, and rounding the two results to f32 is meant"
)]
fn of_numbers(planes: &[&[f32]]) -> (f32, f32) {
    let values = || planes.iter().flat_map(|plane| plane.iter()).map(|&value| f64::from(value));
    let count = planes.iter().map(|plane| plane.len()).sum::<usize>().max(1) as f64;
    let Some(first) = values().next() else { return (0.0, 1.0) };
    if values().all(|value| value == first) {
        return (first as f32, 1.0);
    }
    let mean = values().sum::<f64>() / count;
    let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    let std = variance.sqrt() as f32;
    // Deviations too small for an f32 are none.
    (mean as f32, if std > 0.0 { std } else { 1.0 })
}
