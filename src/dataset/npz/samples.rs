//! What arrays mean: samples.

use super::NpzProblem;
use super::archive::Looked;
use super::array::Array;
use super::layout::{Layout, written};
use crate::columns::Spread;
use crate::dataset::limit::{bytes_of, room};
use crate::dataset::{Error, Part};
use crate::task::Dims;
use std::path::Path;

/// What the samples of an array are, from its layout alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Samples {
    pub count: usize,
    pub dims: Dims,
    /// Whether values are pixels, a byte each.
    pub is_bytes: bool,
    /// Whether the channels of an image come last.
    is_channels_last: bool,
}

/// An image has at most so many channels; so the shape says where they are.
const MOST_CHANNELS: usize = 4;

impl Samples {
    pub fn of(looked: &Looked) -> Result<Self, NpzProblem> {
        let image = |channels, height, width| Dims::Image { channels, height, width };
        let Layout { shape, .. } = &looked.layout;
        let (count, dims, is_channels_last) = match shape[..] {
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
        // The header has been checked: the product of all sides fits.
        if shape.contains(&0) || count == 0 || dims.size() == 0 {
            return Err(NpzProblem::Shape { name: looked.name.clone(), shape: written(shape) });
        }
        Ok(Self { count, dims, is_bytes: looked.layout.is_bytes(), is_channels_last })
    }

    /// What is wrong with samples that should be like those of the training part.
    pub fn unlike(&self, part: &'static str, training: &Self) -> Option<NpzProblem> {
        let (found, needed) = (self.dims.to_string(), training.dims.to_string());
        if self.dims != training.dims {
            return Some(NpzProblem::Unlike { part, found, training: needed });
        }
        (self.is_bytes != training.is_bytes).then_some(NpzProblem::UnlikeTypes { part })
    }

    /// How many bytes of memory they take.
    pub fn bytes(&self) -> u64 {
        let width = if self.is_bytes { 1 } else { size_of::<f32>() };
        bytes_of(self.count, self.dims.size(), width)
    }

    /// What is subtracted from every feature of a vector so that single precision loses nothing, fitted on these samples,
    /// or on all; from images, whose channels have no names, nothing can be.
    pub fn offsets(&self, array: &Array, fitted: Option<&[u32]>, name: &str) -> Result<Vec<f64>, NpzProblem> {
        let mut spreads = vec![Spread::default(); self.dims.channels()];
        if array.layout.is_exact_in_f32() {
            return Ok(vec![0.0; spreads.len()]);
        }
        let mut floats = array.floats();
        for sample in (0_u32..).take(self.count) {
            let is_fitted = fitted.is_none_or(|fitted| fitted.binary_search(&sample).is_ok());
            for (at, float) in floats.by_ref().take(self.dims.size()).enumerate() {
                if is_fitted {
                    spreads[self.channel(at)].add(float);
                }
            }
        }
        let offsets: Vec<f64> = spreads.iter().map(Spread::offset).collect();
        let moved = offsets.iter().position(|offset| *offset != 0.0);
        match moved.filter(|_| matches!(self.dims, Dims::Image { .. })) {
            Some(channel) => {
                Err(NpzProblem::LostDigits { name: name.to_owned(), channel, offset: offsets[channel] })
            }
            None => Ok(offsets),
        }
    }

    /// The channel of a value by its place in a sample as it is written, or the feature of a vector.
    fn channel(&self, at: usize) -> usize {
        let channels = self.dims.channels();
        if self.is_channels_last { at % channels } else { at / (self.dims.size() / channels) }
    }

    /// The samples of an array with their labels, less the offset of every channel.
    pub fn part(
        &self,
        array: Array,
        name: &str,
        labels: Vec<u16>,
        offsets: &[f64],
        path: &Path,
    ) -> Result<Part, Error> {
        if self.is_bytes {
            return Ok(Part::of_bytes(self.dims, 255, self.in_planes(array.bytes, path)?, labels));
        }
        let floats = self.floats(&array, name, offsets, path)?;
        drop(array);
        Ok(Part::of_numbers(self.dims, self.in_planes(floats, path)?, labels))
    }

    #[expect(clippy::cast_possible_truncation, reason = "a sample is computed with in single precision")]
    fn floats(&self, array: &Array, name: &str, offsets: &[f64], path: &Path) -> Result<Vec<f32>, Error> {
        let mut floats = room(self.count * self.dims.size(), path)?;
        let offsets: Vec<f64> = (0..self.dims.size()).map(|at| offsets[self.channel(at)]).collect();
        for (at, (value, offset)) in array.floats().zip(offsets.iter().cycle()).enumerate() {
            let float = (value - offset) as f32;
            if !float.is_finite() {
                let sample = at / self.dims.size();
                let problem = NpzProblem::NotFinite { name: name.to_owned(), sample, value };
                return Err(Error::Npz { path: path.to_owned(), problem });
            }
            floats.push(float);
        }
        Ok(floats)
    }

    /// The values of every image plane after plane.
    fn in_planes<T: Copy>(&self, values: Vec<T>, path: &Path) -> Result<Vec<T>, Error> {
        let channels = self.dims.channels();
        if !self.is_channels_last || channels == 1 {
            return Ok(values);
        }
        let mut planes = room(values.len(), path)?;
        for image in values.chunks_exact(self.dims.size()) {
            for channel in 0..channels {
                planes.extend(image.iter().skip(channel).step_by(channels));
            }
        }
        Ok(planes)
    }
}
