//! What brings values to mean 0 and standard deviation 1.

use super::{Part, Values};
use crate::columns::Columns;
use crate::task::{Dims, Normalisation};

/// Mean and standard deviation; a network sees (value − mean)/std.
///
/// One entry for each channel of an image, one for each entry of a vector, one for each place along one size of any other
/// array. For bytes they refer to value/white. An entry that says something by 0 or 1, a category or a missing cell, keeps
/// its values: mean 0, std 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The means.
    pub mean: Vec<f32>,
    /// The standard deviations √(Σ(x − mean)²/n), above 0; 1 where all values are the same.
    pub std: Vec<f32>,
    /// Along which of the sizes of a sample they stand: the first of images and vectors.
    pub axis: usize,
}

impl Scale {
    /// What this normalisation does to samples; what has to be measured is measured on the training samples, and no others:
    /// validation and test stay unseen. `columns` say which entries are 0 or 1.
    ///
    /// Columns have a scale each, in whatever shape a network takes them.
    ///
    /// # Panics
    /// If there is no sample of one of the indices.
    #[must_use]
    pub fn of(normalisation: Normalisation, part: &Part, columns: &Columns, training: &[u32]) -> Self {
        let sizes = part.dims.sizes();
        let is_array = matches!(part.dims, Dims::Array(_));
        let of_columns = sizes.iter().position(|size| is_array && *size == columns.size());
        match normalisation {
            Normalisation::Standard => measured(part, columns, training, of_columns.unwrap_or(0)),
            Normalisation::StandardLast => {
                measured(part, columns, training, of_columns.unwrap_or(sizes.len() - 1))
            }
            Normalisation::Unit => Self::unit(part.dims),
            Normalisation::None => Self::stored(part),
        }
    }

    /// Values as they are stored, in shares of white: mean 0, std 1.
    #[must_use]
    pub fn unit(dims: Dims) -> Self {
        Self { mean: vec![0.0; dims.channels()], std: vec![1.0; dims.channels()], axis: 0 }
    }

    /// Values as they are stored: pixels, which are shares of white elsewhere, are multiplied by it.
    fn stored(part: &Part) -> Self {
        let std = match part.values() {
            Values::Bytes { white, .. } => 1.0 / f32::from(white),
            Values::Numbers(_) => 1.0,
        };
        Self { std: vec![std; part.dims.channels()], ..Self::unit(part.dims) }
    }
}

fn measured(part: &Part, columns: &Columns, training: &[u32], axis: usize) -> Scale {
    let (flags, sizes) = (columns.flags(), part.dims.sizes());
    let (size, places) = (part.dims.size(), sizes[axis]);
    // Where a place comes up again is one run further; inside of a run all values of a place lie together.
    let plane: usize = sizes[axis + 1..].iter().product();
    let runs = size / (places * plane);
    let starts = |place: usize| {
        let of_sample = move |index: &u32| {
            let sample = *index as usize * size;
            (0..runs).map(move |run| sample + (run * places + place) * plane)
        };
        training.iter().flat_map(of_sample)
    };
    let pairs = (0..places).map(|place| {
        if flags.len() == places && flags[place] {
            return (0.0, 1.0);
        }
        match part.values() {
            Values::Bytes { white, all } => {
                of_bytes(starts(place).map(|start| &all[start..][..plane]), white)
            }
            Values::Numbers(all) => of_numbers(|| starts(place).map(|start| &all[start..][..plane])),
        }
    });
    let (mean, std) = pairs.unzip();
    Scale { mean, std, axis }
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
fn of_numbers<'a, I: Iterator<Item = &'a [f32]>>(planes: impl Fn() -> I) -> (f32, f32) {
    let values = || planes().flatten().map(|&value| f64::from(value));
    let count = planes().map(<[f32]>::len).sum::<usize>().max(1) as f64;
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
