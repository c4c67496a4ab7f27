//! Labelled images as tensors on the device that trains.

use crate::dataset::{Images, Scale};
use crate::task::Dims;
use tch::{Device, Kind, Tensor};

/// Images and labels, one row each.
#[derive(Debug)]
pub(super) struct Samples {
    /// f32 of shape (samples, channels, height, width), standardised.
    pub(super) images: Tensor,
    /// i64 of shape (samples).
    pub(super) labels: Tensor,
}

impl Samples {
    /// The samples with these indices, (pixel / white − mean) / std.
    pub(super) fn new(data: &Images, indices: &[u32], scale: Scale, device: Device) -> Self {
        let rows: Vec<i64> = indices.iter().map(|index| i64::from(*index)).collect();
        let rows = Tensor::from_slice(&rows);
        let count = i64::try_from(data.labels.len()).expect("a data set in memory");
        let pixels = Tensor::from_slice(&data.pixels).view([count, -1]).index_select(0, &rows);
        let images = (pixels.to_kind(Kind::Float) / f64::from(data.white) - f64::from(scale.mean))
            / f64::from(scale.std);
        let labels = Tensor::from_slice(&data.labels).index_select(0, &rows).to_kind(Kind::Int64);
        Self {
            images: images.view(shape(data.dims).as_slice()).to_device(device),
            labels: labels.to_device(device),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> i64 {
        self.labels.size()[0]
    }

    /// The first of them.
    pub(super) fn first(&self, count: i64) -> Self {
        Self { images: self.images.narrow(0, 0, count), labels: self.labels.narrow(0, 0, count) }
    }

    /// Another handle to the same memory, for another thread.
    pub(super) fn share(&self) -> Self {
        Self { images: self.images.shallow_clone(), labels: self.labels.shallow_clone() }
    }
}

fn shape(dims: Dims) -> Vec<i64> {
    let sizes = match dims {
        Dims::Image { channels, height, width } => vec![channels, height, width],
        Dims::Vector(size) => vec![size],
    };
    let sizes = sizes.into_iter().map(|size| i64::try_from(size).expect("an image in memory"));
    std::iter::once(-1).chain(sizes).collect()
}
