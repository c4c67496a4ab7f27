//! What arrays mean: samples.

use super::NpzProblem;
use super::archive::Looked;
use super::array::Array;
use super::layout::{Layout, written};
use crate::columns::Spread;
use crate::dataset::limit::{bytes_of, room};
use crate::dataset::{Error, Part};
use crate::task::{Channels, Dims, WholeNumbers};
use std::path::Path;

/// What the samples of an array are, from its layout alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Samples {
    pub count: usize,
    pub dims: Dims,
    /// Whether values are pixels, a byte each.
    pub is_bytes: bool,
    /// Whether the channels come last in the file.
    is_channels_last: bool,
}

/// Most images have at most so many channels; so the shape says where they are.
const MOST_CHANNELS: usize = 4;

impl Samples {
    /// What the samples of an array are; without `channels` that is known from its shape.
    pub fn of(looked: &Looked, channels: Option<Channels>) -> Result<Self, NpzProblem> {
        let Layout { shape, .. } = &looked.layout;
        let wrong = || NpzProblem::Shape { name: looked.name.clone(), shape: written(shape) };
        let (&count, sizes) = shape.split_first().ok_or_else(wrong)?;
        let is_channels_last = match (channels, sizes) {
            (Some(channels), _) => channels == Channels::Last,
            (None, [_, _, last]) => *last <= MOST_CHANNELS,
            (None, _) => false,
        };
        let mut sizes = match (channels, sizes) {
            (None, [_, _]) => [&[1], sizes].concat(),
            _ => sizes.to_vec(),
        };
        if is_channels_last && !sizes.is_empty() {
            sizes.rotate_right(1);
        }
        // The header has been checked: the product of all sides fits.
        let dims = Dims::of(&sizes).filter(|_| !shape.contains(&0)).ok_or_else(wrong)?;
        Ok(Self { count, dims, is_bytes: looked.layout.is_bytes(), is_channels_last })
    }

    /// What is said where the shape of an image does not show which of its sizes are the channels.
    pub fn note(&self, looked: &Looked, channels: Option<Channels>) -> Option<String> {
        let ([_, first, _, last], None) = (looked.layout.shape.as_slice(), channels) else { return None };
        let is_shown = (*first <= MOST_CHANNELS) != (*last <= MOST_CHANNELS);
        let (place, other) = if self.is_channels_last { ("last", "first") } else { ("first", "last") };
        (!is_shown && first != last).then(|| {
            format!(
                "the {place} size of a sample of `{}`, which has the shape {}, is taken for its channels; `channels: {other}` \
                 beside `npz` takes the other",
                looked.name,
                written(&looked.layout.shape)
            )
        })
    }

    /// What the numbers of an array lie between, if they are whole by their type; a sample in single precision is computed from
    /// them in double precision, which has to have each of them.
    pub fn whole(&self, array: &Array, name: &str) -> Result<Option<WholeNumbers>, NpzProblem> {
        let Some(numbers) = array.whole_numbers() else { return Ok(None) };
        let mut range: Option<WholeNumbers> = None;
        for (at, value) in numbers.enumerate() {
            if !is_exact(value) {
                let sample = at / self.dims.size();
                return Err(NpzProblem::Inexact { name: name.to_owned(), sample, value });
            }
            let this = WholeNumbers { least: value, most: value };
            range = Some(range.map_or(this, |range| range.with(this)));
        }
        Ok(range)
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
    /// or on all; from other samples, whose places have no names, nothing can be.
    pub fn offsets(&self, array: &Array, fitted: Option<&[u32]>, name: &str) -> Result<Vec<f64>, NpzProblem> {
        if array.layout.is_exact_in_f32() {
            return Ok(Vec::new());
        }
        let lines = self.lines(&array.layout);
        let mut spreads: Vec<Vec<Spread>> =
            lines.iter().map(|line| vec![Spread::default(); line.places]).collect();
        let mut floats = array.floats();
        for sample in (0_u32..).take(self.count) {
            let is_fitted = fitted.is_none_or(|fitted| fitted.binary_search(&sample).is_ok());
            for (at, float) in floats.by_ref().take(self.dims.size()).enumerate().filter(|_| is_fitted) {
                for (line, spreads) in lines.iter().zip(&mut spreads) {
                    spreads[line.place(at)].add(float);
                }
            }
        }
        if let Dims::Vector(_) = self.dims {
            return Ok(spreads[0].iter().map(Spread::offset).collect());
        }
        for (line, spreads) in lines.iter().zip(&spreads) {
            let offsets = spreads.iter().map(Spread::offset).enumerate();
            if let Some((place, offset)) = offsets.into_iter().find(|(_, offset)| *offset != 0.0) {
                let place = format!("{} {place}", line.name);
                return Err(NpzProblem::LostDigits { name: name.to_owned(), place, offset });
            }
        }
        Ok(Vec::new())
    }

    /// Along which sizes of an array, as it is written, values may be of one kind: the channels of an image, the entries of a
    /// vector, and for any other array its first and its last size.
    fn lines(&self, layout: &Layout) -> Vec<Line> {
        let sizes = &layout.shape[1..];
        let (first, last) = (sizes[0], sizes[sizes.len() - 1]);
        let size = self.dims.size();
        let of = |name, step, places| Line { name, step, places };
        match self.dims {
            Dims::Vector(_) => vec![of("feature", 1, size)],
            Dims::Image { channels, .. } if self.is_channels_last => vec![of("channel", 1, channels)],
            Dims::Image { channels, height, width } => vec![of("channel", height * width, channels)],
            Dims::Array(_) => {
                vec![of("the first size at", size / first, first), of("the last size at", 1, last)]
            }
        }
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
        let offsets = if offsets.is_empty() { &[0.0] } else { offsets };
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

    /// The values of every sample channel after channel.
    fn in_planes<T: Copy>(&self, values: Vec<T>, path: &Path) -> Result<Vec<T>, Error> {
        let channels = self.dims.channels();
        if !self.is_channels_last || channels == 1 {
            return Ok(values);
        }
        let mut planes = room(values.len(), path)?;
        for sample in values.chunks_exact(self.dims.size()) {
            for channel in 0..channels {
                planes.extend(sample.iter().skip(channel).step_by(channels));
            }
        }
        Ok(planes)
    }
}

/// Places along one of the sizes of a sample, as it is written.
struct Line {
    name: &'static str,
    /// How many values lie between a place and the next.
    step: usize,
    places: usize,
}

impl Line {
    /// The place of a value by its place in the sample.
    fn place(&self, at: usize) -> usize {
        at / self.step % self.places
    }
}

/// Whether double precision has this whole number.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "what rounding does is asked"
)]
fn is_exact(value: i128) -> bool {
    value as f64 as i128 == value
}
