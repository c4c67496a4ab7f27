//! Arrays of images in f64: convolutions, pools, and what moves axes. Images are samples, channels, rows, columns.

use super::tensor::{Tensor, walk};

/// How a window moves over rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Rows and columns of the window.
    pub size: [usize; 2],
    /// How far it moves down and to the right.
    pub stride: [usize; 2],
    /// What is added before the first row and column.
    pub before: [usize; 2],
    /// What is added behind the last ones.
    pub after: [usize; 2],
}

impl Window {
    /// A square window, with as much padding on all sides.
    #[must_use]
    pub fn square(size: usize, stride: usize, padding: usize) -> Self {
        Self { size: [size; 2], stride: [stride; 2], before: [padding; 2], after: [padding; 2] }
    }

    /// How many places it has in so many rows, or columns.
    fn places(&self, axis: usize, count: usize) -> Result<usize, String> {
        let padded = self.before[axis] + count + self.after[axis];
        let free = padded.checked_sub(self.size[axis]);
        match (free, self.stride[axis]) {
            (Some(free), stride @ 1..) => Ok(free / stride + 1),
            _ => Err(format!("a window of {:?} moved by {:?} on {count}", self.size, self.stride)),
        }
    }

    /// The places whose element `offset` of the window falls on an element, with that: `(place, element)`.
    fn hits(&self, axis: usize, offset: usize, places: usize, count: usize) -> Vec<(usize, usize)> {
        let element = |place: usize| {
            (place * self.stride[axis] + offset).checked_sub(self.before[axis]).filter(|it| *it < count)
        };
        (0..places).filter_map(|place| Some((place, element(place)?))).collect()
    }
}

/// The sizes of an array of images.
fn sizes(x: &Tensor) -> Result<[usize; 4], String> {
    <[usize; 4]>::try_from(x.shape.as_slice())
        .map_err(|_| format!("an array of the shape {:?} is no images", x.shape))
}

impl Tensor {
    /// The convolution with a kernel of the shape (outputs, inputs, rows, columns).
    ///
    /// # Errors
    /// If the shapes do not fit.
    pub fn convolved(&self, kernel: &Self, window: &Window) -> Result<Self, String> {
        let ([samples, inputs, height, width], [outputs, wanted, rows, columns]) =
            (sizes(self)?, sizes(kernel)?);
        if inputs != wanted || window.size != [rows, columns] {
            return Err(format!("a kernel of the shape {:?} on {:?}", kernel.shape, self.shape));
        }
        let (down, right) = (window.places(0, height)?, window.places(1, width)?);
        let mut found = vec![0.0; samples * outputs * down * right];
        let across: Vec<_> = (0..columns).map(|column| window.hits(1, column, right, width)).collect();
        let along: Vec<_> = (0..rows).map(|row| window.hits(0, row, down, height)).collect();
        for (plane, to) in found.chunks_exact_mut(down * right).enumerate() {
            let (sample, output) = (plane / outputs, plane % outputs);
            for input in 0..inputs {
                let from = &self.values[(sample * inputs + input) * height * width..][..height * width];
                let weights = &kernel.values[(output * inputs + input) * rows * columns..][..rows * columns];
                for (place, weight) in weights.iter().enumerate() {
                    for (row, from_row) in &along[place / columns] {
                        for (column, from_column) in &across[place % columns] {
                            to[row * right + column] += weight * from[from_row * width + from_column];
                        }
                    }
                }
            }
        }
        Self::new(vec![samples, outputs, down, right], found)
    }

    /// The largest number in each window, or the mean in which what was added counts as 0.
    ///
    /// # Errors
    /// If these are no images, or the window does not fit.
    pub fn pooled(&self, window: &Window, takes_largest: bool) -> Result<Self, String> {
        let [samples, channels, height, width] = sizes(self)?;
        let (down, right) = (window.places(0, height)?, window.places(1, width)?);
        let start = if takes_largest { f64::NEG_INFINITY } else { 0.0 };
        let mut found = vec![start; samples * channels * down * right];
        #[expect(clippy::cast_precision_loss, reason = "a window has a few elements")]
        let count = (window.size[0] * window.size[1]) as f64;
        for (plane, to) in found.chunks_exact_mut(down * right).enumerate() {
            let from = &self.values[plane * height * width..][..height * width];
            for place in 0..window.size[0] * window.size[1] {
                let rows = window.hits(0, place / window.size[1], down, height);
                let columns = window.hits(1, place % window.size[1], right, width);
                for (row, from_row) in rows {
                    for (column, from_column) in &columns {
                        let (to, x) = (&mut to[row * right + column], from[from_row * width + from_column]);
                        *to = if takes_largest { largest(*to, x) } else { *to + x / count };
                    }
                }
            }
        }
        Self::new(vec![samples, channels, down, right], found)
    }

    /// The same with its axes in this order.
    ///
    /// # Errors
    /// If these are not its axes.
    pub fn moved(&self, axes: &[usize]) -> Result<Self, String> {
        let mut sorted = axes.to_vec();
        sorted.sort_unstable();
        if !sorted.iter().copied().eq(0..self.shape.len()) {
            return Err(format!("the axes {axes:?} of an array of the shape {:?}", self.shape));
        }
        let step = |axis: usize| self.shape[axis + 1..].iter().product::<usize>();
        let (shape, steps): (Vec<usize>, Vec<usize>) =
            axes.iter().map(|axis| (self.shape[*axis], step(*axis))).unzip();
        let values = walk(&shape, &steps).map(|at| self.values[at]).collect();
        Self::new(shape, values)
    }

    /// The same with so many numbers before and behind along each axis.
    ///
    /// # Errors
    /// If there are more axes, or fewer.
    pub fn padded(&self, paddings: &[[usize; 2]], value: f64) -> Result<Self, String> {
        if paddings.len() != self.shape.len() {
            return Err(format!("paddings of {} axes for the shape {:?}", paddings.len(), self.shape));
        }
        let shape: Vec<usize> =
            self.shape.iter().zip(paddings).map(|(size, [before, after])| before + size + after).collect();
        let steps: Vec<usize> = (0..shape.len()).map(|axis| shape[axis + 1..].iter().product()).collect();
        let start: usize = paddings.iter().zip(&steps).map(|([before, _], step)| before * step).sum();
        let mut values = vec![value; shape.iter().product()];
        for (at, x) in walk(&self.shape, &steps).zip(&self.values) {
            values[start + at] = *x;
        }
        Self::new(shape, values)
    }

    /// The product with a matrix of the shape (outputs, inputs).
    ///
    /// # Errors
    /// If the shapes do not fit.
    pub fn multiplied(&self, matrix: &Self) -> Result<Self, String> {
        match (&*self.shape, &*matrix.shape) {
            ([samples, inputs], [outputs, wanted]) if inputs == wanted => {
                let product = |x: &[f64], row: &[f64]| x.iter().zip(row).map(|(x, w)| x * w).sum::<f64>();
                let rows = || matrix.values.chunks_exact((*inputs).max(1));
                let of_sample = |x: &[f64]| rows().map(|row| product(x, row)).collect::<Vec<f64>>();
                let values = self.values.chunks_exact((*inputs).max(1)).flat_map(of_sample).collect();
                Self::new(vec![*samples, *outputs], values)
            }
            (found, matrix) => Err(format!("a matrix of the shape {matrix:?} on {found:?}")),
        }
    }

    /// One number for each channel, in a shape that goes together with this array, whose axis of channels this is.
    ///
    /// # Errors
    /// If there are more numbers than channels, or fewer.
    pub fn by_channel(&self, numbers: &[f64], axis: usize) -> Result<Self, String> {
        if self.shape.get(axis) != Some(&numbers.len()) {
            return Err(format!("{} numbers for axis {axis} of the shape {:?}", numbers.len(), self.shape));
        }
        let mut shape = vec![1; self.shape.len()];
        shape[axis] = numbers.len();
        Self::new(shape, numbers.to_vec())
    }
}

/// No number is the largest of all, as in every library.
fn largest(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}
