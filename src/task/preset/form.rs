//! Presets with one form for small images and one for large.

use crate::task::{Dims, Fault, Misfit};

/// Which form of a preset suits the images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// For images of 24 to 64 pixels a side, such as those of CIFAR-10.
    Small,
    /// For images of 192 to 256 pixels a side, such as the 224 of ImageNet.
    Large,
}

impl Form {
    /// The form for images of this shape.
    pub(super) fn of(preset: &str, input: Dims) -> Result<Self, Misfit> {
        match input {
            Dims::Image { height: 24..=64, width: 24..=64, .. } => Ok(Self::Small),
            Dims::Image { height: 192..=256, width: 192..=256, .. } => Ok(Self::Large),
            Dims::Image { .. } | Dims::Vector(_) | Dims::Array(_) => {
                let fault = Box::new(Fault::Size { sizes: "24 to 64 or of 192 to 256", input });
                Err(Misfit { place: String::new(), layer: preset.to_owned(), fault })
            }
        }
    }
}

/// The smaller of rows and columns.
pub(super) fn shorter_side(input: Dims) -> usize {
    match input {
        Dims::Image { height, width, .. } => height.min(width),
        Dims::Vector(_) | Dims::Array(_) => 0,
    }
}
