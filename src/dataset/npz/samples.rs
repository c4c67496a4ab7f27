//! What arrays mean: samples and labels.

use super::NpzProblem;
use super::array::{Array, written};
use crate::dataset::{Part, Values};
use crate::task::Dims;

/// An array of samples whose shape is understood.
pub(super) struct Samples<'a> {
    array: &'a Array,
    name: &'a str,
    pub count: usize,
    pub dims: Dims,
    /// Whether the channels of an image come last.
    is_channels_last: bool,
}

/// An image has at most so many channels; so the shape says where they are.
const MOST_CHANNELS: usize = 4;

impl<'a> Samples<'a> {
    pub fn of(array: &'a Array, name: &'a str) -> Result<Self, NpzProblem> {
        let image = |channels, height, width| Dims::Image { channels, height, width };
        let (count, dims, is_channels_last) = match array.shape[..] {
            [count, size] => (count, Dims::Vector(size), false),
            [count, height, width] => (count, image(1, height, width), false),
            [count, height, width, channels] if channels <= MOST_CHANNELS => {
                (count, image(channels, height, width), true)
            }
            [count, channels, height, width] if channels <= MOST_CHANNELS => {
                (count, image(channels, height, width), false)
            }
            _ => (0, Dims::Vector(0), false),
        };
        if count == 0 || dims.size() == 0 {
            return Err(NpzProblem::Shape { name: name.to_owned(), shape: written(&array.shape) });
        }
        Ok(Self { array, name, count, dims, is_channels_last })
    }

    /// The samples with their labels; their values are bytes if and only if those of `like` are.
    pub fn into_part(self, labels: Vec<u16>, like: Option<&Part>) -> Result<Part, NpzProblem> {
        let is_bytes = self.array.is_bytes();
        if like.is_some_and(|part| matches!(part.values(), Values::Bytes { .. }) != is_bytes) {
            return Err(NpzProblem::UnlikeTypes);
        }
        if is_bytes {
            return Ok(Part::of_bytes(self.dims, 255, self.in_planes(&self.array.bytes), labels));
        }
        let floats = self.floats()?;
        Ok(Part::of_numbers(self.dims, self.in_planes(&floats), labels))
    }

    #[expect(clippy::cast_possible_truncation, reason = "a sample is computed with in single precision")]
    fn floats(&self) -> Result<Vec<f32>, NpzProblem> {
        let checked = self.array.floats().enumerate().map(|(at, value)| {
            let float = value as f32;
            let sample = at / self.dims.size();
            let bad = || NpzProblem::NotFinite { name: self.name.to_owned(), sample, value };
            if float.is_finite() { Ok(float) } else { Err(bad()) }
        });
        checked.collect()
    }

    /// The values of every image plane after plane.
    fn in_planes<T: Copy>(&self, values: &[T]) -> Vec<T> {
        let channels = self.dims.channels();
        if !self.is_channels_last || channels == 1 {
            return values.to_vec();
        }
        let planes = |image: &'_ [T]| -> Vec<T> {
            (0..channels).flat_map(|channel| image.iter().skip(channel).step_by(channels)).copied().collect()
        };
        values.chunks_exact(self.dims.size()).flat_map(planes).collect()
    }
}

/// The labels of an array.
pub(super) fn labels(array: &Array, name: &str) -> Result<Vec<u16>, NpzProblem> {
    if !matches!(array.shape[..], [_] | [_, 1]) {
        return Err(NpzProblem::LabelShape { name: name.to_owned(), shape: written(&array.shape) });
    }
    let Some(numbers) = array.whole_numbers() else {
        return Err(NpzProblem::LabelType { name: name.to_owned(), found: array.type_name() });
    };
    let label = |(sample, label): (usize, i128)| {
        let largest = usize::from(u16::MAX) - 1;
        let bad = |_| NpzProblem::Label { name: name.to_owned(), sample, label, largest };
        u16::try_from(label).map_err(bad)
    };
    numbers.enumerate().map(label).collect()
}

/// Makes sure that no label is out of range.
pub(super) fn check_labels(labels: &[u16], classes: usize, name: &str) -> Result<(), NpzProblem> {
    match labels.iter().position(|&label| usize::from(label) >= classes) {
        Some(sample) => Err(NpzProblem::Label {
            name: name.to_owned(),
            sample,
            label: labels[sample].into(),
            largest: classes - 1,
        }),
        None => Ok(()),
    }
}
