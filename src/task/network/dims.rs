//! The shape of one sample between two layers.

use std::fmt;

/// The shape of one sample between two layers.
///
/// ```
/// use actsearch::task::Dims;
///
/// assert_eq!(Dims::of(&[64]), Some(Dims::Vector(64)));
/// assert_eq!(Dims::of(&[3, 32, 16]), Some(Dims::Image { channels: 3, height: 32, width: 16 }));
/// let volume = Dims::of(&[2, 8, 16, 16]).unwrap();
/// assert_eq!((volume.channels(), volume.size(), volume.to_string()), (2, 4096, "2×8×16×16".to_owned()));
/// ```
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
    /// Any other array: a signal (channels, length), a sequence (length, features), a volume (channels, depth, rows, columns).
    Array(Sizes),
}

/// The sizes of an array that is neither a vector nor an image: two of them, or four to seven.
///
/// None is 0, and zeros stand behind the last; so a shape is no larger than that of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes([u32; Dims::MOST_SIZES]);

impl Sizes {
    /// The sizes in their order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|size| *size as usize).take_while(|size| *size > 0)
    }
}

impl Dims {
    /// A sample has at most so many sizes; with that of the batch there are eight.
    pub const MOST_SIZES: usize = 7;

    /// The shape of these sizes: one is a vector, three are an image; nothing if there is none, or more than seven, or if one of
    /// any other array is 0, or 2³² or more.
    #[must_use]
    pub fn of(sizes: &[usize]) -> Option<Self> {
        match *sizes {
            [] => None,
            [size] => Some(Self::Vector(size)),
            [channels, height, width] => Some(Self::Image { channels, height, width }),
            _ => {
                let mut all = [0; Self::MOST_SIZES];
                for (place, size) in all.get_mut(..sizes.len())?.iter_mut().zip(sizes) {
                    *place = u32::try_from(*size).ok().filter(|size| *size > 0)?;
                }
                Some(Self::Array(Sizes(all)))
            }
        }
    }

    /// The same numbers in the same order by these sizes, if they differ by sizes of 1 alone.
    ///
    /// A file does not say what its samples are taken for: an image of one channel is a signal to a network that takes two
    /// sizes, and a vector is a signal of one channel.
    ///
    /// ```
    /// use actsearch::task::Dims;
    ///
    /// let image = Dims::Image { channels: 1, height: 9, width: 128 };
    /// assert_eq!(image.seen_as(&[9, 128]), Dims::of(&[9, 128]));
    /// assert_eq!(image.seen_as(&[128, 9]), None);
    /// ```
    #[must_use]
    pub fn seen_as(self, sizes: &[usize]) -> Option<Self> {
        let own = self.sizes();
        let above_one = |sizes: &[usize]| sizes.iter().copied().filter(|size| *size != 1).collect::<Vec<_>>();
        if above_one(&own) == above_one(sizes) { Self::of(sizes) } else { None }
    }

    /// How many numbers a sample has.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            Self::Image { channels, height, width } => channels * height * width,
            Self::Vector(size) => size,
            Self::Array(sizes) => sizes.iter().product(),
        }
    }

    /// The number of entries, or channels, rows and columns, or all sizes of any other array.
    #[must_use]
    pub fn sizes(self) -> Vec<usize> {
        match self {
            Self::Image { channels, height, width } => vec![channels, height, width],
            Self::Vector(size) => vec![size],
            Self::Array(sizes) => sizes.iter().collect(),
        }
    }

    /// What samples of this shape are called.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Image { .. } => "images",
            Self::Vector(_) => "vectors",
            Self::Array(_) => "arrays",
        }
    }

    /// The sizes as code lists them: `20, 12, 12`.
    #[must_use]
    pub fn listed(self) -> String {
        let sizes: Vec<String> = self.sizes().iter().map(usize::to_string).collect();
        sizes.join(", ")
    }

    /// How many channels (planes, neurons of a vector, the first size of an array) it has: a site per channel has so many
    /// vectors α.
    #[must_use]
    pub fn channels(self) -> usize {
        match self {
            Self::Image { channels, .. } => channels,
            Self::Vector(size) => size,
            Self::Array(sizes) => sizes.0[0] as usize,
        }
    }

    /// Whether a sample has more numbers than so many.
    pub(super) fn exceeds(self, most: usize) -> bool {
        let size = self.sizes().into_iter().try_fold(1_usize, usize::checked_mul);
        size.is_none_or(|size| size > most)
    }
}

/// `20×12×12`, or `500`.
impl fmt::Display for Dims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.listed().replace(", ", "×"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shape_is_that_of_its_sizes(sizes in prop::collection::vec(1_usize..6, 0..10)) {
            let Some(dims) = Dims::of(&sizes) else {
                prop_assert!(sizes.is_empty() || sizes.len() > Dims::MOST_SIZES);
                return Ok(());
            };
            prop_assert_eq!(dims.sizes(), &*sizes);
            prop_assert_eq!((dims.size(), dims.channels()), (sizes.iter().product(), sizes[0]));
            prop_assert_eq!(matches!(dims, Dims::Array(_)), !matches!(sizes.len(), 1 | 3));
            prop_assert_eq!(dims.exceeds(dims.size() - 1), true);
            prop_assert_eq!(dims.exceeds(dims.size()), false);
        }

        #[test]
        fn sizes_of_one_may_come_and_go_and_nothing_else(
            sizes in prop::collection::vec(1_usize..4, 1..6),
            others in prop::collection::vec(1_usize..4, 1..6),
        ) {
            let seen = Dims::of(&sizes).and_then(|dims| dims.seen_as(&others));
            let [one, other] = [&sizes, &others].map(|sizes| {
                let written: Vec<String> = sizes.iter().map(usize::to_string).collect();
                written.concat().replace('1', "")
            });
            prop_assert_eq!(seen, Dims::of(&others).filter(|_| one == other));
        }
    }

    #[test]
    fn what_no_number_can_count_exceeds_everything() {
        assert!(Dims::of(&[u32::MAX as usize; 4]).unwrap().exceeds(usize::MAX));
    }

    #[test]
    fn sizes_that_no_array_has_are_no_shape() {
        for sizes in [&[0, 2][..], &[2, 0], &[2, 2, 0, 2], &[1 << 32, 2]] {
            assert_eq!(Dims::of(sizes), None, "{sizes:?}");
        }
        assert_eq!(Dims::of(&[(1 << 32) - 1, 2]).map(Dims::sizes), Some(vec![(1 << 32) - 1, 2]));
    }
}
