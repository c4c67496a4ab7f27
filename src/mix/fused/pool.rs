//! A mix and the maximum over squares behind it, image by image: what lies between them never leaves the nearest caches.
//!
//! ```text
//! y = max over a square of f(x)     ∂x = g·f′(x) where the maximum was, 0 elsewhere
//! ```
//!
//! The backward pass needs the one x of each square that the maximum is made of, and which it was: nothing else is kept.

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

    /// From which channels on so many are taken at a time; where that does not come out even, the last overlap.
    #[inline(always)]
    fn lanes(self, lanes: usize) -> impl Iterator<Item = usize> {
        (0..self.channels).step_by(lanes).map(move |channel| channel.min(self.channels - lanes))
    }

    /// How far behind the first pixel of a square another one lies.
    #[inline(always)]
    fn offset(&self, pixel: usize) -> usize {
        (pixel / self.size * self.width + pixel % self.size) * self.channels
    }
}

/// What a forward pass leaves of each square.
pub(super) struct Maxima {
    /// The maximum.
    pub(super) y: Slots,
    /// The x that it is made of, and which pixel of the square that was.
    pub(super) x: Slots,
    pub(super) chosen: Slots<u8>,
}

/// Calls a function that takes so many channels at a time as are there, 16 at the most.
macro_rules! with_lanes {
    ($channels:expr, $function:ident($($given:expr),+)) => {
        match $channels {
            16.. => $function::<16>($($given),+),
            8.. => $function::<8>($($given),+),
            4.. => $function::<4>($($given),+),
            _ => $function::<1>($($given),+),
        }
    };
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
        let x = &x[start..start + length];
        pass::forward::<FMA>(work, &ONE.of(length), tile, x, &own(&mut between));
        let place = squares.pooled(start);
        let y = (maxima.y.slice(place, pooled), maxima.x.slice(place, pooled));
        let chosen = maxima.chosen.slice(place, pooled);
        with_lanes!(squares.channels, choose(squares, (&between, x), y, chosen));
    }
}

/// ∂x over a strip of pooled images, and what the gradients of α, θ and the bias are the sums of.
///
/// `x` is what the maxima are made of, `g` are their gradients, and `by_x` has the images before they were pooled.
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
    let mut between = vec![0.0; pooled];
    for image in 0..strip.pieces {
        let start = strip.start + image * strip.stride;
        let part = start..start + pooled;
        let x_and_g = (&x[part.clone()], &g[part.clone()]);
        pass::backward::<FMA>(work, &ONE.of(pooled), tile, x_and_g, &own(&mut between), collected);
        let first = start * squares.size * squares.size;
        let by_x = by_x.slice(first, length);
        with_lanes!(squares.channels, spread(squares, &between, &chosen[part], by_x));
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

/// The maximum of each square, the first of equals, with its x and which of its pixels it was; what is no number is the
/// maximum.
#[inline(always)]
fn choose<const LANES: usize>(
    squares: Squares,
    (numbers, x): (&[f32], &[f32]),
    (y, kept): (&mut [f32], &mut [f32]),
    chosen: &mut [u8],
) {
    for (to, from) in squares.places() {
        for channel in squares.lanes(LANES) {
            let (to, from) = (to + channel, from + channel);
            let (mut most, mut its_x) = (lanes::<_, LANES>(numbers, from), lanes::<_, LANES>(x, from));
            let mut its_name = [0; LANES];
            for (pixel, name) in (1..squares.size * squares.size).zip(1..) {
                let from = from + squares.offset(pixel);
                let (other, other_x) = (lanes::<_, LANES>(numbers, from), lanes::<_, LANES>(x, from));
                for j in 0..LANES {
                    let mask = mask((other[j] > most[j]) | other[j].is_nan());
                    most[j] = either(mask, other[j], most[j]);
                    its_x[j] = either(mask, other_x[j], its_x[j]);
                    its_name[j] = its_name[j] & !mask | name & mask;
                }
            }
            store(y, to, most);
            store(kept, to, its_x);
            store(chosen, to, low(its_name));
        }
    }
}

/// The gradient of each maximum where it was, 0 elsewhere.
#[inline(always)]
fn spread<const LANES: usize>(squares: Squares, g: &[f32], chosen: &[u8], numbers: &mut [f32]) {
    for (from, to) in squares.places() {
        for channel in squares.lanes(LANES) {
            let (g, chosen) =
                (lanes::<_, LANES>(g, from + channel), lanes::<_, LANES>(chosen, from + channel));
            for (pixel, name) in (0..squares.size * squares.size).zip(0..=u8::MAX) {
                let mut by_x = [0.0; LANES];
                for j in 0..LANES {
                    by_x[j] = either(mask(chosen[j] == name), g[j], 0.0);
                }
                store(numbers, to + squares.offset(pixel) + channel, by_x);
            }
        }
    }
}

/// So many numbers from a place on.
#[inline(always)]
fn lanes<T: Copy, const LANES: usize>(numbers: &[T], at: usize) -> [T; LANES] {
    *numbers[at..].first_chunk().expect("a pixel has as many channels as are taken at a time")
}

/// Writes numbers from a place on.
#[inline(always)]
fn store<T: Copy, const LANES: usize>(numbers: &mut [T], at: usize, lanes: [T; LANES]) {
    *numbers[at..].first_chunk_mut().expect("a pixel has as many channels as are taken at a time") = lanes;
}

// Bits are masked where a condition would be a branch that nobody can foretell.

/// All bits if it is so, none otherwise.
#[inline(always)]
fn mask(is: bool) -> u32 {
    u32::from(is).wrapping_neg()
}

/// One number where the mask has all bits, the other where it has none.
#[inline(always)]
fn either(mask: u32, one: f32, other: f32) -> f32 {
    f32::from_bits(one.to_bits() & mask | other.to_bits() & !mask)
}

/// The last byte of each number.
#[inline(always)]
fn low<const LANES: usize>(numbers: [u32; LANES]) -> [u8; LANES] {
    let mut bytes = [0; LANES];
    for j in 0..LANES {
        bytes[j] = numbers[j].to_le_bytes()[0];
    }
    bytes
}
