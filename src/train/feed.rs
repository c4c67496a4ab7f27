//! Samples as batches of tensors on the device that trains.

use crate::dataset::{Part, Preparation, Scale, Values};
use crate::task::{Dims, View};
use std::sync::Arc;
use tch::{Device, Tensor};

/// Some samples of a part of a data set, from which batches are made. Cloning is cheap, and threads share the samples.
#[derive(Clone, Debug)]
pub(super) struct Feed {
    part: Arc<Part>,
    /// Which samples of the part.
    rows: Arc<[u32]>,
    preparation: Arc<Preparation>,
    device: Device,
}

/// What a network is given at once.
#[derive(Debug)]
pub(super) struct Batch {
    /// f32 of shape (samples, channels, height, width) with the channels last in memory, or (samples, entries).
    pub(super) x: Tensor,
    /// i64 of shape (samples).
    pub(super) labels: Tensor,
}

impl Feed {
    /// The samples of these rows, scaled as the training samples were measured.
    pub(super) fn new(part: Arc<Part>, rows: Vec<u32>, scale: &Scale, device: Device) -> Self {
        let preparation = Arc::new(Preparation::new(part.dims, part.values(), scale));
        Self { part, rows: rows.into(), preparation, device }
    }

    /// The same samples, scaled in another way.
    pub(super) fn scaled(&self, scale: &Scale) -> Self {
        let preparation = Arc::new(Preparation::new(self.part.dims, self.part.values(), scale));
        Self { preparation, ..self.clone() }
    }

    /// All values of the part that the samples are from.
    pub(super) fn values(&self) -> Values<'_> {
        self.part.values()
    }

    /// How many samples there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The shape of one sample.
    pub(super) fn dims(&self) -> Dims {
        self.part.dims
    }

    /// The first of the samples.
    pub(super) fn first(&self, count: usize) -> Self {
        Self { rows: self.rows[..count.min(self.len())].into(), ..self.clone() }
    }

    /// The samples in so many parts of about the same size.
    pub(super) fn parts(&self, count: usize) -> Vec<Self> {
        let size = self.len().div_ceil(count.max(1)).max(1);
        self.rows.chunks(size).map(|rows| Self { rows: rows.into(), ..self.clone() }).collect()
    }

    /// The samples of these places among the rows, with what is done to each; no views where nothing is done.
    pub(super) fn batch(&self, places: &[u32], views: &[View]) -> Batch {
        let rows: Vec<u32> = places.iter().map(|place| self.rows[*place as usize]).collect();
        let mut numbers = Vec::new();
        self.preparation.append(self.part.values(), &rows, views, &mut numbers);
        let labels: Vec<i64> = rows.iter().map(|row| i64::from(self.part.labels()[*row as usize])).collect();
        Batch {
            x: shaped(&Tensor::from_slice(&numbers), self.part.dims).to_device(self.device),
            labels: Tensor::from_slice(&labels).to_device(self.device),
        }
    }
}

/// The channels come last in memory, which convolutions and pools are faster with, and second in the shape.
pub(super) fn shaped(numbers: &Tensor, dims: Dims) -> Tensor {
    let size = |size: usize| i64::try_from(size).expect("a sample in memory");
    match dims {
        Dims::Image { channels, height, width } => {
            numbers.view([-1, size(height), size(width), size(channels)]).permute([0, 3, 1, 2])
        }
        Dims::Vector(entries) => numbers.view([-1, size(entries)]),
    }
}
