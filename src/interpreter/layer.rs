//! What layers of the libraries compute, and what their weights are for.

use super::tensor::Tensor;
use super::window::Window;

/// What a layer computes in evaluation.
pub(super) enum Does {
    /// By a kernel, and a bias if it has one.
    Convolve(Moves),
    /// The product with a matrix, and a bias if it has one.
    Multiply,
    /// (x − mean)/√(variance + ε)·scale + shift.
    Normalise {
        epsilon: f64,
    },
    /// (x − mean)/√variance of numbers that it was given, along the last axis.
    Rescale {
        mean: Vec<f64>,
        variance: Vec<f64>,
    },
    Pool {
        moves: Moves,
        takes_largest: bool,
    },
    /// The mean over rows and columns.
    Average,
    /// Zeros around images.
    Surround(usize),
    /// The axes behind the samples, in another order.
    Permute(Vec<usize>),
    Flatten,
    Add,
    /// Nothing, in evaluation.
    Keep,
}

/// How a window moves.
#[derive(Clone, Copy)]
pub(super) struct Moves {
    pub(super) size: usize,
    pub(super) stride: usize,
    pub(super) padding: Padding,
}

/// What is added around images.
#[derive(Clone, Copy)]
pub(super) enum Padding {
    By(usize),
    /// As much as makes it ⌈size/stride⌉ places.
    Same,
}

/// What a weight is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Kernel,
    Bias,
    Scale,
    Mean,
    Variance,
}

impl Moves {
    /// The window on these images.
    pub(super) fn window(self, x: &Tensor) -> Result<Window, String> {
        let by = match self.padding {
            Padding::By(by) => return Ok(Window::square(self.size, self.stride, by)),
            Padding::Same => |count: usize| {
                let places = count.div_ceil(self.stride.max(1));
                (places.max(1) * self.stride + self.size).saturating_sub(self.stride + count)
            },
        };
        let [_, _, height, width] = x.shape[..] else { return Err("a window on no images".to_owned()) };
        let [rows, columns] = [by(height), by(width)];
        Ok(Window {
            size: [self.size; 2],
            stride: [self.stride; 2],
            before: [rows / 2, columns / 2],
            after: [rows - rows / 2, columns - columns / 2],
        })
    }
}
