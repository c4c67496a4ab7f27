//! Samples as batches of tensors on the device that trains.

use crate::dataset::{Part, Preparation, Scale, Values};
use crate::task::{Dims, InputKind, View};
use std::sync::Arc;
use tch::{Device, Tensor};

/// Some samples of a part of a data set, from which batches are made. Cloning is cheap, and threads share the samples.
#[derive(Clone, Debug)]
pub(super) struct Feed {
    part: Arc<Part>,
    /// Which samples of the part.
    rows: Arc<[u32]>,
    /// What scales numbers; nothing where values are taken as tokens.
    preparation: Option<Arc<Preparation>>,
    device: Device,
}

/// What a network is given at once.
#[derive(Debug)]
pub(super) struct Batch {
    /// f32 of shape (samples, channels, height, width) with the channels last in memory, or (samples, …) with the sizes of a
    /// vector or any other array; tokens are i64, and never have the channels last.
    pub(super) x: Tensor,
    /// i64 of shape (samples).
    pub(super) labels: Tensor,
}

impl Feed {
    /// The samples of these rows for a network of this kind; numbers are scaled as the training samples were measured.
    pub(super) fn new(
        part: Arc<Part>,
        rows: Vec<u32>,
        kind: InputKind,
        scale: &Scale,
        device: Device,
    ) -> Self {
        let preparation = match kind {
            InputKind::Numbers => Some(Arc::new(Preparation::new(part.dims, part.values(), scale))),
            InputKind::Tokens => None,
        };
        Self { part, rows: rows.into(), preparation, device }
    }

    /// The same samples, scaled in another way; tokens stay as they are.
    pub(super) fn scaled(&self, scale: &Scale) -> Self {
        let prepared = |_: &_| Arc::new(Preparation::new(self.part.dims, self.part.values(), scale));
        Self { preparation: self.preparation.as_ref().map(prepared), ..self.clone() }
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
        let dims = self.part.dims;
        let x = match &self.preparation {
            Some(preparation) => {
                let mut numbers = Vec::new();
                preparation.append(self.part.values(), &rows, views, &mut numbers);
                shaped(&Tensor::from_slice(&numbers), dims)
            }
            None => in_order(&Tensor::from_slice(&self.part.tokens(&rows)), dims),
        };
        let labels: Vec<i64> = rows.iter().map(|row| i64::from(self.part.labels()[*row as usize])).collect();
        Batch { x: x.to_device(self.device), labels: Tensor::from_slice(&labels).to_device(self.device) }
    }
}

/// The channels come last in memory, which convolutions and pools are faster with, and second in the shape.
pub(super) fn shaped(numbers: &Tensor, dims: Dims) -> Tensor {
    match dims {
        Dims::Image { channels, height, width } => {
            let [height, width, channels] = [height, width, channels].map(in_memory);
            numbers.view([-1, height, width, channels]).permute([0, 3, 1, 2])
        }
        Dims::Vector(_) | Dims::Array(_) => in_order(numbers, dims),
    }
}

/// Samples as they are stored, with their sizes.
fn in_order(values: &Tensor, dims: Dims) -> Tensor {
    let sizes: Vec<i64> = std::iter::once(-1).chain(dims.sizes().into_iter().map(in_memory)).collect();
    values.view(sizes.as_slice())
}

fn in_memory(size: usize) -> i64 {
    i64::try_from(size).expect("a sample in memory")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Kind;

    fn batch(part: Part, kind: InputKind, scale: &Scale) -> Tensor {
        let rows = (0..).take(part.len()).collect();
        let feed = Feed::new(Arc::new(part), rows, kind, scale, Device::Cpu);
        let x = feed.batch(&[1, 0], &[]).x;
        // Whoever compares raw samples with what came of them gets tokens as they are.
        if kind == InputKind::Tokens {
            assert_eq!(feed.scaled(&Scale::unit(feed.dims())).batch(&[1, 0], &[]).x, x);
        }
        x
    }

    #[test]
    fn tokens_are_whole_numbers_of_64_bits_in_the_order_in_which_they_are_stored() {
        let values = [0.0, 1.0, 2.0, 3.0, 4.0, 16_777_216.0, -7.0, 29_999.0, 16_777_215.0, 0.0, 1.0, 5.0];
        let other = Scale { mean: vec![5.0; 12], std: vec![3.0; 12], axis: 0 };
        for sizes in [&[6][..], &[2, 3], &[2, 3, 1], &[1, 2, 1, 3]] {
            let part = Part::of_numbers(Dims::of(sizes).unwrap(), values.to_vec(), vec![0, 1]);
            let x = batch(part, InputKind::Tokens, &other);
            let shape = x.size().into_iter().map(|size| usize::try_from(size).unwrap());
            assert_eq!((x.kind(), shape.collect::<Vec<_>>()), (Kind::Int64, [&[2], sizes].concat()));
            assert!(x.is_contiguous());
            let found = Vec::<i64>::try_from(x.flatten(0, -1)).unwrap();
            assert_eq!(found, [-7, 29_999, 16_777_215, 0, 1, 5, 0, 1, 2, 3, 4, 16_777_216]);
        }
        let part = Part::of_bytes(Dims::Vector(2), 255, vec![0, 255, 7, 8], vec![0, 1]);
        let found = Vec::<i64>::try_from(batch(part, InputKind::Tokens, &other).flatten(0, -1)).unwrap();
        assert_eq!(found, [7, 8, 0, 255]);
    }

    #[test]
    fn arrays_are_numbers_with_their_own_sizes() {
        let dims = Dims::of(&[2, 3]).unwrap();
        let part = Part::of_numbers(dims, (0_u8..12).map(f32::from).collect(), vec![0, 1]);
        let scale = Scale { mean: vec![1.0, 4.0], std: vec![1.0, 2.0], axis: 0 };
        let x = batch(part, InputKind::Numbers, &scale);
        assert_eq!((x.kind(), x.size()), (Kind::Float, vec![2, 2, 3]));
        let found = Vec::<f32>::try_from(x.flatten(0, -1)).unwrap();
        assert_eq!(found, [5.0, 6.0, 7.0, 2.5, 3.0, 3.5, -1.0, 0.0, 1.0, -0.5, 0.0, 0.5]);
    }
}
