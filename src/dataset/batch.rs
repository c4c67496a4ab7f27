//! From stored samples to the numbers that a network sees: gathered, scaled and changed at random in one pass.

use super::{Scale, Values};
use crate::task::{Dims, View};

/// What turns stored samples into numbers: (value − mean)/std for each channel of an image, each entry of a vector, or each
/// place along one size of any other array.
#[derive(Clone, Debug, PartialEq)]
pub struct Preparation {
    dims: Dims,
    /// x = value·gain − offset: one pair for each channel of an image, one for each entry of anything else.
    gain: Vec<f32>,
    offset: Vec<f32>,
}

impl Preparation {
    /// The preparation of samples of this shape, whose values were measured as `scale` says.
    #[must_use]
    pub fn new(dims: Dims, values: Values<'_>, scale: &Scale) -> Self {
        let white = match values {
            Values::Bytes { white, .. } => f32::from(white),
            Values::Numbers(_) => 1.0,
        };
        let gain: Vec<f32> = scale.std.iter().map(|std| 1.0 / (white * std)).collect();
        let offset: Vec<f32> = scale.mean.iter().zip(&scale.std).map(|(mean, std)| mean / std).collect();
        let Dims::Array(_) = dims else { return Self { dims, gain, offset } };
        let sizes = dims.sizes();
        let plane: usize = sizes[scale.axis + 1..].iter().product();
        let places = (0..dims.size()).map(|entry| entry / plane % sizes[scale.axis]);
        let (gain, offset) = places.map(|place| (gain[place], offset[place])).unzip();
        Self { dims, gain, offset }
    }

    /// Appends the samples of these rows to `out`: an image row after row, pixel after pixel, its channels side by side, and
    /// anything else as it is stored.
    ///
    /// `views` say what is done to each image; none are given where nothing is.
    ///
    /// # Panics
    /// If there is no sample of one of the rows, or there are fewer views than rows, but some.
    pub fn append(&self, values: Values<'_>, rows: &[u32], views: &[View], out: &mut Vec<f32>) {
        match values {
            Values::Bytes { all, .. } => self.append_all(all, rows, views, out),
            Values::Numbers(all) => self.append_all(all, rows, views, out),
        }
    }

    fn append_all<T: Copy + Into<f32>>(&self, all: &[T], rows: &[u32], views: &[View], out: &mut Vec<f32>) {
        let size = self.dims.size();
        let start = out.len();
        out.resize(start + rows.len() * size, 0.0);
        for (place, (row, out)) in rows.iter().zip(out[start..].chunks_exact_mut(size)).enumerate() {
            let sample = &all[*row as usize * size..][..size];
            match (self.dims, views.get(place)) {
                (Dims::Image { height, width, .. }, Some(view)) if *view != View::default() => {
                    self.viewed(sample, (height, width), view, out);
                }
                (Dims::Image { height, width, .. }, _) => self.image(sample, height * width, out),
                (Dims::Vector(_) | Dims::Array(_), _) => self.entries(sample, out),
            }
        }
    }

    fn entries<T: Copy + Into<f32>>(&self, sample: &[T], out: &mut [f32]) {
        let factors = self.gain.iter().zip(&self.offset);
        for ((out, value), (gain, offset)) in out.iter_mut().zip(sample).zip(factors) {
            *out = (*value).into() * gain - offset;
        }
    }

    fn image<T: Copy + Into<f32>>(&self, sample: &[T], pixels: usize, out: &mut [f32]) {
        let channels = self.gain.len();
        for (channel, plane) in sample.chunks_exact(pixels).enumerate() {
            let (gain, offset) = (self.gain[channel], self.offset[channel]);
            if channels == 1 {
                // The same loop without a stride, which the compiler turns into vector code.
                out.iter_mut().zip(plane).for_each(|(out, value)| *out = (*value).into() * gain - offset);
            } else {
                let outs = out[channel..].iter_mut().step_by(channels);
                outs.zip(plane).for_each(|(out, value)| *out = (*value).into() * gain - offset);
            }
        }
    }

    fn viewed<T: Copy + Into<f32>>(
        &self,
        sample: &[T],
        (height, width): (usize, usize),
        view: &View,
        out: &mut [f32],
    ) {
        let channels = self.gain.len();
        for (y, line) in out.chunks_exact_mut(width * channels).enumerate() {
            let from_row = moved_back(y, view.shift.0, height);
            for (x, pixel) in line.chunks_exact_mut(channels).enumerate() {
                if view.hole.is_some_and(|[rows, columns]| within(y, rows) && within(x, columns)) {
                    pixel.fill(0.0);
                    continue;
                }
                let column = moved_back(x, view.shift.1, width);
                let column = column.map(|column| if view.flip { width - 1 - column } else { column });
                let place = from_row.zip(column).map(|(row, column)| row * width + column);
                for (channel, number) in pixel.iter_mut().enumerate() {
                    let value = place.map_or(0.0, |place| sample[channel * height * width + place].into());
                    *number = value * self.gain[channel] - self.offset[channel];
                }
            }
        }
    }
}

/// Where a pixel comes from that was moved by so many places; nothing if it comes from outside.
fn moved_back(place: usize, by: i32, size: usize) -> Option<usize> {
    let from = place.checked_add_signed(-(by as isize))?;
    (from < size).then_some(from)
}

fn within(place: usize, (start, end): (i32, i32)) -> bool {
    i32::try_from(place).is_ok_and(|place| start <= place && place < end)
}
