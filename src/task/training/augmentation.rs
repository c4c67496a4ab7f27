//! How training images are changed at random, so that a network sees more of them than there are.

use crate::seed::Stream;
use crate::task::Dims;
use crate::yaml::{Record, Shape, boolean, integer, record};

/// How training images are changed at random; validation and test images never are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Augmentation {
    /// Whether half of them are mirrored left to right.
    pub flip: bool,
    /// By how many pixels they are moved at most in each direction, zeros (black) coming in: the same as padding by so many
    /// and cutting out at random.
    pub shift: u32,
    /// The side of a square that is blanked with the mean of the training samples (`DeVries` & Taylor 2017, arXiv 1708.04552);
    /// its centre is uniform over the image, so it may reach over the edge.
    pub cutout: u32,
}

/// What is done to one image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Whether it is mirrored left to right.
    pub flip: bool,
    /// By how many rows and columns it is moved down and to the right.
    pub shift: (i32, i32),
    /// The rows and columns that are blanked, from the first to the one after the last.
    pub hole: Option<[(i32, i32); 2]>,
}

impl Augmentation {
    /// Whether nothing is changed.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Draws what is done to one image of so many rows and columns.
    pub fn draw(&self, (rows, columns): (usize, usize), stream: &mut Stream) -> View {
        let flip = self.flip && stream.below(2) == 1;
        let span = 2 * self.shift as usize + 1;
        let mut shift =
            || if span == 1 { 0 } else { signed(stream.index(span)) - signed(self.shift as usize) };
        let shift = (shift(), shift());
        let side = signed(self.cutout as usize);
        let mut around = |size| {
            let start = signed(stream.index(size)) - side / 2;
            (start, start + side)
        };
        let hole = (side > 0).then(|| [around(rows), around(columns)]);
        View { flip, shift, hole }
    }

    /// Complains about what samples of this shape cannot have done to them.
    pub(in crate::task) fn check(&self, dims: Dims, fields: &mut Record) {
        let path = "training.augmentation";
        let Dims::Image { height, width, .. } = dims else {
            if !self.is_none() {
                let help = Some("leave it out, or take a data set of images".to_owned());
                let message = format!("is for images, and the samples are {} of {dims}", dims.word());
                fields.complain(path, message, help);
            }
            return;
        };
        let smaller = height.min(width);
        for (name, size) in [("shift", self.shift), ("cutout", self.cutout)] {
            if size as usize >= smaller {
                let message = format!("is `{size}`, but images are {dims}");
                fields.complain(
                    &format!("{path}.{name}"),
                    message,
                    Some(format!("choose less than {smaller}")),
                );
            }
        }
    }

    /// How it is read and described.
    pub(super) fn shape() -> Shape<Self> {
        record("how training images are changed at random", |fields| {
            let flip = fields.or("flip", "mirror half of them left to right", boolean(), false);
            let pixels = || integer(0..=1024);
            let shift = fields.or(
                "shift",
                "move them by up to so many pixels in each direction, black coming in; the same as padding and cutting out",
                pixels(),
                0,
            );
            let cutout = fields.or(
                "cutout",
                "the side of a square that is blanked (DeVries & Taylor 2017)",
                pixels(),
                0,
            );
            Some(Self { flip, shift: u32::try_from(shift).ok()?, cutout: u32::try_from(cutout).ok()? })
        })
    }
}

fn signed(size: usize) -> i32 {
    i32::try_from(size).expect("images are far smaller than 2^31 pixels a side")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    #[test]
    fn views_stay_within_what_was_asked_for_and_reach_its_ends() {
        let augmentation = Augmentation { flip: true, shift: 2, cutout: 3 };
        let mut stream = Seed::new(1).stream();
        let views: Vec<View> = (0..1000).map(|_| augmentation.draw((8, 6), &mut stream)).collect();
        let flipped = views.iter().filter(|view| view.flip).count();
        assert!((400..600).contains(&flipped), "{flipped}");
        for shift in -2..=2 {
            assert!(
                views.iter().any(|view| view.shift.0 == shift) && views.iter().any(|v| v.shift.1 == shift)
            );
        }
        assert!(views.iter().all(|view| view.shift.0.abs() <= 2 && view.shift.1.abs() <= 2));
        let holes: Vec<_> = views.iter().filter_map(|view| view.hole).collect();
        assert_eq!(holes.len(), 1000);
        assert!(holes.iter().flatten().all(|(start, end)| end - start == 3));
        assert!(
            holes.iter().any(|[(start, _), _]| *start == -1) && holes.iter().any(|[_, (_, end)]| *end == 7)
        );
    }

    #[test]
    fn without_augmentation_nothing_is_drawn() {
        let mut stream = Seed::new(1).stream();
        assert_eq!(Augmentation::default().draw((8, 8), &mut stream), View::default());
        assert_eq!(stream.below(1 << 60), Seed::new(1).stream().below(1 << 60));
    }
}
