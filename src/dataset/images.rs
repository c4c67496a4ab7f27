//! Labelled images in memory.

use crate::task::Dims;

/// Labelled images of one shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Images {
    /// The shape of one image.
    pub dims: Dims,
    /// The largest value that a pixel can have: 16 or 255.
    pub white: u8,
    /// All pixels, image after image; inside an image plane after plane, row after row.
    pub pixels: Vec<u8>,
    /// The label of every image.
    pub labels: Vec<u8>,
}

impl Images {
    /// How many images there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The pixels of one image.
    ///
    /// # Panics
    /// If there is no image of this index.
    #[must_use]
    pub fn image(&self, index: u32) -> &[u8] {
        let size = self.dims.size();
        &self.pixels[index as usize * size..][..size]
    }

    /// The images of these indices, in their order.
    pub(super) fn select(&self, indices: &[u32]) -> Self {
        Self {
            dims: self.dims,
            white: self.white,
            pixels: indices.iter().flat_map(|&index| self.image(index)).copied().collect(),
            labels: indices.iter().map(|&index| self.labels[index as usize]).collect(),
        }
    }
}
