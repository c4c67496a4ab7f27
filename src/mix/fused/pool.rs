//! A mix and the maximum over squares behind it, image by image: what lies between them never leaves the nearest caches.
//!
//! ```text
//! y = max over a square of f(x)     ∂x = g·f′(x) where the maximum was, 0 elsewhere
//! ```

use super::kernel::Block;
use super::pass::{self, Tile, Work};
use super::slots::Slots;
use super::strip::Strip;

/// The squares of an image whose channels come last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Squares {
    pub(super) height: usize,
    pub(super) width: usize,
    pub(super) channels: usize,
    /// Rows and columns of a square; the image has a whole number of them each way.
    pub(super) size: usize,
}

impl Squares {
    /// How many numbers an image has.
    pub(super) fn length(&self) -> usize {
        self.height * self.width * self.channels
    }

    /// How many numbers a tensor of so many has once each square is one.
    pub(super) fn pooled(&self, length: usize) -> usize {
        length / (self.size * self.size)
    }

    /// Where each square begins in the pooled image and in the image.
    #[inline(always)]
    fn places(self) -> impl Iterator<Item = (usize, usize)> {
        let Self { height, width, channels, size } = self;
        let columns = width / size;
        let place = move |square: usize| {
            let (row, column) = (square / columns, square % columns);
            (square * channels, (row * size * width + column * size) * channels)
        };
        (0..height / size * columns).map(place)
    }

    /// How far behind the first pixel of a square another one lies.
    #[inline(always)]
    fn offset(&self, pixel: usize) -> usize {
        (pixel / self.size * self.width + pixel % self.size) * self.channels
    }
}

/// The maxima of a forward pass, and which pixel of its square each one was.
pub(super) struct Maxima {
    pub(super) y: Slots,
    pub(super) chosen: Slots<u8>,
}

/// y = max f(x) over a strip of images.
#[inline(always)]
pub(super) fn forward<const FMA: bool>(
    work: &Work<'_>,
    strip: &Strip,
    tile: &Tile,
    x: &[f32],
    (squares, maxima): (Squares, &Maxima),
) {
    let (length, pooled) = (squares.length(), squares.pooled(squares.length()));
    let mut between = vec![0.0; length];
    for image in 0..strip.pieces {
        let start = strip.start + image * strip.stride;
        pass::forward::<FMA>(work, &ONE.of(length), tile, &x[start..start + length], &own(&mut between));
        let place = squares.pooled(start);
        choose(squares, &between, maxima.y.slice(place, pooled), maxima.chosen.slice(place, pooled));
    }
}

/// ∂x over a strip of images, and what the gradients of α and θ are the sums of.
#[inline(always)]
pub(super) fn backward<const FMA: bool>(
    work: &Work<'_>,
    strip: &Strip,
    tile: &Tile,
    (x, g, chosen): (&[f32], &[f32], &[u8]),
    (squares, by_x): (Squares, &Slots),
    collected: &mut [Block],
) {
    let (length, pooled) = (squares.length(), squares.pooled(squares.length()));
    let mut between = vec![0.0; length];
    for image in 0..strip.pieces {
        let start = strip.start + image * strip.stride;
        let place = squares.pooled(start);
        spread(squares, &g[place..place + pooled], &chosen[place..place + pooled], &mut between);
        let (x, by_x) = (&x[start..start + length], by_x.part(start, length));
        pass::backward::<FMA>(work, &ONE.of(length), tile, (x, &between), &by_x, collected);
    }
}

/// A piece that begins where its numbers do.
const ONE: Strip = Strip { start: 0, length: 0, pieces: 1, stride: 0, row: 0 };

impl Strip {
    fn of(self, length: usize) -> Self {
        Self { length, ..self }
    }
}

/// Slots of one thread's own.
#[inline(always)]
fn own(numbers: &mut [f32]) -> Slots {
    // SAFETY: the numbers are borrowed by whoever asks, outlive the call that the slots are made for, and are nobody else's.
    #[expect(unsafe_code, reason = "a pass writes through slots")]
    unsafe {
        Slots::new(numbers.as_mut_ptr(), numbers.len())
    }
}

/// The maximum of each square, the first of equals, and which of its pixels it was; what is no number is the maximum.
#[inline(always)]
fn choose(squares: Squares, numbers: &[f32], y: &mut [f32], chosen: &mut [u8]) {
    let Squares { channels, size, .. } = squares;
    for (to, from) in squares.places() {
        let (y, chosen) = (&mut y[to..to + channels], &mut chosen[to..to + channels]);
        y.copy_from_slice(&numbers[from..from + channels]);
        chosen.fill(0);
        for (pixel, name) in (1..size * size).zip(1..=u8::MAX) {
            let others = &numbers[from + squares.offset(pixel)..][..channels];
            for ((y, chosen), other) in y.iter_mut().zip(&mut *chosen).zip(others) {
                let mask = mask((*other > *y) | other.is_nan());
                *y = f32::from_bits(y.to_bits() & !mask | other.to_bits() & mask);
                *chosen = *chosen & !low(mask) | name & low(mask);
            }
        }
    }
}

/// The gradient of each maximum where it was, 0 elsewhere.
#[inline(always)]
fn spread(squares: Squares, g: &[f32], chosen: &[u8], numbers: &mut [f32]) {
    let Squares { channels, size, .. } = squares;
    for (from, to) in squares.places() {
        let (g, chosen) = (&g[from..from + channels], &chosen[from..from + channels]);
        for (pixel, name) in (0..size * size).zip(0..=u8::MAX) {
            let numbers = &mut numbers[to + squares.offset(pixel)..][..channels];
            for ((number, g), chosen) in numbers.iter_mut().zip(g).zip(chosen) {
                *number = f32::from_bits(g.to_bits() & mask(*chosen == name));
            }
        }
    }
}

// Bits are masked where a condition would be a branch that nobody can foretell.

/// All bits if it is so, none otherwise.
#[inline(always)]
fn mask(is: bool) -> u32 {
    u32::from(is).wrapping_neg()
}

/// The last byte of a mask.
#[inline(always)]
fn low(mask: u32) -> u8 {
    mask.to_le_bytes()[0]
}
