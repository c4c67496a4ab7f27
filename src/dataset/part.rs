//! Labelled samples: one part of a data set.

use super::slice::Slice;
use crate::task::Dims;
use std::fmt;

/// Labelled samples of one shape: the training part or the test part of a data set.
pub struct Part {
    /// The shape of one sample.
    pub dims: Dims,
    values: Store,
    labels: Slice<u16>,
}

/// The values of a part, wherever they are.
pub(super) enum Store {
    Bytes { white: u8, all: Slice<u8> },
    Numbers(Slice<f32>),
}

/// All values of a part: sample after sample; inside an image plane after plane, row after row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Values<'a> {
    /// Pixels; a value stands for value/white.
    Bytes {
        /// The largest value that a pixel can have: 16 or 255.
        white: u8,
        /// The pixels.
        all: &'a [u8],
    },
    /// Numbers as they are.
    Numbers(&'a [f32]),
}

impl Part {
    /// Samples of bytes.
    ///
    /// # Panics
    /// If there are more or fewer values than the labels and the shape ask for.
    #[must_use]
    pub fn of_bytes(dims: Dims, white: u8, all: Vec<u8>, labels: Vec<u16>) -> Self {
        assert_eq!(all.len(), labels.len() * dims.size(), "values and labels belong together");
        let values = Store::Bytes { white, all: Slice::Owned(all) };
        Self::stored(dims, values, Slice::Owned(labels))
    }

    /// Samples of numbers.
    ///
    /// # Panics
    /// If there are more or fewer values than the labels and the shape ask for.
    #[must_use]
    pub fn of_numbers(dims: Dims, all: Vec<f32>, labels: Vec<u16>) -> Self {
        assert_eq!(all.len(), labels.len() * dims.size(), "values and labels belong together");
        Self::stored(dims, Store::Numbers(Slice::Owned(all)), Slice::Owned(labels))
    }

    /// Samples whose values and labels are somewhere.
    pub(super) fn stored(dims: Dims, values: Store, labels: Slice<u16>) -> Self {
        Self { dims, values, labels }
    }

    /// The same samples in the shape in which a network takes them.
    ///
    /// # Panics
    /// If samples of that shape have more or fewer values.
    #[must_use]
    pub fn seen_as(self, dims: Dims) -> Self {
        assert_eq!(dims.size(), self.dims.size(), "the same values in another shape");
        Self { dims, ..self }
    }

    /// The samples of these rows as whole numbers, one after the other, each as it is stored.
    ///
    /// # Panics
    /// If there is no sample of one of the rows.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the values are whole numbers up to 2^24")]
    pub fn tokens(&self, rows: &[u32]) -> Vec<i64> {
        let size = self.dims.size();
        match self.values() {
            Values::Bytes { all, .. } => self::rows(all, size, rows).into_iter().map(i64::from).collect(),
            Values::Numbers(all) => {
                self::rows(all, size, rows).into_iter().map(|value| value as i64).collect()
            }
        }
    }

    /// How many samples there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels().len()
    }

    /// Whether there is no sample.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All values.
    #[must_use]
    pub fn values(&self) -> Values<'_> {
        match &self.values {
            Store::Bytes { white, all } => Values::Bytes { white: *white, all: all.get() },
            Store::Numbers(all) => Values::Numbers(all.get()),
        }
    }

    /// The label of every sample.
    #[must_use]
    pub fn labels(&self) -> &[u16] {
        self.labels.get()
    }

    /// These samples, and then those of another part of the same shape and kind of values.
    ///
    /// # Panics
    /// If shapes or kinds differ.
    #[must_use]
    pub fn followed_by(&self, other: &Self) -> Self {
        assert_eq!(self.dims, other.dims, "samples of one shape");
        let labels = [self.labels(), other.labels()].concat();
        match (self.values(), other.values()) {
            (Values::Bytes { white, all }, Values::Bytes { white: same, all: more }) if white == same => {
                Self::of_bytes(self.dims, white, [all, more].concat(), labels)
            }
            (Values::Numbers(all), Values::Numbers(more)) => {
                Self::of_numbers(self.dims, [all, more].concat(), labels)
            }
            (Values::Bytes { .. } | Values::Numbers(_), _) => panic!("values of one kind"),
        }
    }

    /// The samples of these indices, in their order.
    pub(super) fn select(&self, indices: &[u32]) -> Self {
        let size = self.dims.size();
        let labels = rows(self.labels(), 1, indices);
        match self.values() {
            Values::Bytes { white, all } => {
                Self::of_bytes(self.dims, white, rows(all, size, indices), labels)
            }
            Values::Numbers(all) => Self::of_numbers(self.dims, rows(all, size, indices), labels),
        }
    }
}

fn rows<T: Copy>(all: &[T], size: usize, indices: &[u32]) -> Vec<T> {
    indices.iter().flat_map(|&index| &all[index as usize * size..][..size]).copied().collect()
}

/// The shape and the number of samples: nobody wants to read all values.
impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("dims", &self.dims).field("len", &self.len()).finish_non_exhaustive()
    }
}
