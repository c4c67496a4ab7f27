//! The shape of one sample between two layers.

use std::fmt;

/// The shape of one sample between two layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dims {
    /// Planes of pixels.
    Image {
        /// How many planes.
        channels: usize,
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
    },
    /// A plain vector.
    Vector(usize),
}

impl Dims {
    /// How many numbers a sample has.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            Self::Image { channels, height, width } => channels * height * width,
            Self::Vector(size) => size,
        }
    }

    /// The number of entries, or channels, rows and columns.
    #[must_use]
    pub fn sizes(self) -> Vec<usize> {
        match self {
            Self::Image { channels, height, width } => vec![channels, height, width],
            Self::Vector(size) => vec![size],
        }
    }

    /// How many channels (planes, or neurons of a vector) it has: a site per channel has so many vectors α.
    #[must_use]
    pub fn channels(self) -> usize {
        match self {
            Self::Image { channels, .. } => channels,
            Self::Vector(size) => size,
        }
    }

    /// Whether a sample has more numbers than so many.
    pub(super) fn exceeds(self, most: usize) -> bool {
        let size = match self {
            Self::Image { channels, height, width } => {
                channels.checked_mul(height).and_then(|plane| plane.checked_mul(width))
            }
            Self::Vector(size) => Some(size),
        };
        size.is_none_or(|size| size > most)
    }
}

/// `20×12×12`, or `500`.
impl fmt::Display for Dims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image { channels, height, width } => write!(f, "{channels}×{height}×{width}"),
            Self::Vector(size) => write!(f, "{size}"),
        }
    }
}
