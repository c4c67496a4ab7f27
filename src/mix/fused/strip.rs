//! How a tensor is cut into strips, and where which row of coefficients applies in them.
//!
//! A strip is what one thread does at a time, and a gradient is summed up within a strip first, then over the strips in
//! their order. How a tensor is cut depends on its shape only, so the same bits come out for any number of threads.

/// How many numbers are worked on at once: so few that, while the processor computes on one block, it already fetches the
/// next from memory. With twice as many, a mix of three bases is 5 to 10 % faster where one α serves the layer, but a fifth
/// slower where each plane of 24×24 has its own: a plane ends in a block that is not full.
pub(super) const BLOCK: usize = 128;
/// How many numbers a strip has, about.
const STRIP: usize = 1 << 15;
/// Planes smaller than this share a tile with those of other channels.
const SMALL_PLANE: usize = 256;
/// How many places such a tile has at the most: few, because it is filled anew for every group of channels.
const GROUP: usize = 1 << 11;
/// A tile in which channels are interleaved has a whole number of blocks if that takes no more places.
const LARGEST_EVEN_TILE: usize = 1 << 12;
/// How many tiles a strip has at least: what is done once for a strip must not count.
const TILES: usize = 32;

/// The shape of a dense tensor: element (b, c, i) lies at (b·channels + c)·inner + i.
///
/// A tensor in which the channels come last has `inner` = 1, and its pixels count into `batch`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shape {
    pub(super) batch: usize,
    pub(super) channels: usize,
    pub(super) inner: usize,
}

/// Which row of coefficients applies at a place of a tile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Pattern {
    /// The same everywhere.
    Constant,
    /// Place j belongs to channel j mod `channels`.
    Interleaved { channels: usize },
    /// Place j belongs to channel j / `inner`, counted from the first channel of the strip.
    Planes { inner: usize },
}

/// Pieces of a tensor, one behind the other, over each of which the tile is repeated from its start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Strip {
    /// Where the first piece starts.
    pub(super) start: usize,
    /// How many numbers each piece has.
    pub(super) length: usize,
    /// How many pieces there are, and how far apart they start.
    pub(super) pieces: usize,
    pub(super) stride: usize,
    /// The first row of coefficients.
    pub(super) row: usize,
}

/// A tensor cut into strips.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) strips: Vec<Strip>,
    pub(super) pattern: Pattern,
    /// How many places a tile has.
    pub(super) tile: usize,
    /// How many rows of coefficients one strip needs.
    pub(super) rows: usize,
}

impl Layout {
    /// The layout of a tensor for one row of coefficients, or one for each channel.
    pub(super) fn new(shape: Shape, by_channel: bool) -> Self {
        let Shape { batch, channels, inner } = shape;
        let length = batch * channels * inner;
        if !by_channel || channels == 1 {
            return Self::flat(length, BLOCK, Pattern::Constant, 1);
        }
        if inner == 1 {
            return Self::flat(
                length,
                interleaved_tile(channels),
                Pattern::Interleaved { channels },
                channels,
            );
        }
        let group = if inner < SMALL_PLANE { (GROUP / inner).clamp(1, channels) } else { 1 };
        let (pattern, tile) =
            if group == 1 { (Pattern::Constant, BLOCK) } else { (Pattern::Planes { inner }, group * inner) };
        let groups = (0..channels).step_by(group);
        let strips = groups.flat_map(|first| planes(shape, first, group.min(channels - first))).collect();
        Self { strips, pattern, tile, rows: group }
    }

    /// The layout of images whose channels come last, each of which is a piece of its own.
    pub(super) fn of_images(shape: Shape, by_channel: bool, pixels: usize) -> Self {
        let (images, length) = (shape.batch / pixels, pixels * shape.channels);
        let whole = Self::new(Shape { batch: pixels, inner: 1, ..shape }, by_channel);
        let at_once = (STRIP / length.max(1)).max(1);
        let strip = |first| Strip {
            start: first * length,
            length,
            pieces: at_once.min(images - first),
            stride: length,
            row: 0,
        };
        Self { strips: (0..images).step_by(at_once).map(strip).collect(), ..whole }
    }

    /// Strips of one piece each, which begin where a tile begins.
    fn flat(length: usize, tile: usize, pattern: Pattern, rows: usize) -> Self {
        let step = tile * (STRIP / tile).max(TILES);
        let strip = |start| Strip { start, length: step.min(length - start), pieces: 1, stride: 0, row: 0 };
        Self { strips: (0..length).step_by(step).map(strip).collect(), pattern, tile, rows }
    }

    /// How many places of its tile a strip needs: the last channels may be fewer than those of other strips.
    pub(super) fn places(&self, strip: &Strip) -> usize {
        match self.pattern {
            Pattern::Constant | Pattern::Interleaved { .. } => self.tile,
            Pattern::Planes { .. } => strip.length,
        }
    }

    /// The row of coefficients at a place of a strip's tile.
    pub(super) fn row(&self, strip: &Strip, place: usize) -> usize {
        strip.row
            + match self.pattern {
                Pattern::Constant => 0,
                Pattern::Interleaved { channels } => place % channels,
                Pattern::Planes { inner } => place / inner,
            }
    }
}

/// A tile of whole rows of channels that fills its blocks to 96 % or better.
fn interleaved_tile(channels: usize) -> usize {
    let is_even = |tile: &usize| tile.is_multiple_of(BLOCK);
    let multiples = || (1..).map(|rows| rows * channels);
    let even = multiples().take_while(|tile| *tile <= LARGEST_EVEN_TILE).find(is_even);
    let filled = |tile: &usize| tile.next_multiple_of(BLOCK) * 96 <= tile * 100;
    even.or_else(|| multiples().find(filled)).expect("one of the multiples is even")
}

/// The planes of some channels beside each other, of some samples at a time.
fn planes(shape: Shape, first: usize, group: usize) -> impl Iterator<Item = Strip> {
    let Shape { batch, channels, inner } = shape;
    let length = group * inner;
    let at_once = (STRIP / length).max(1);
    (0..batch).step_by(at_once).map(move |sample| Strip {
        start: (sample * channels + first) * inner,
        length,
        pieces: at_once.min(batch - sample),
        stride: channels * inner,
        row: first,
    })
}

impl Strip {
    /// Where each block starts in the tensor and in the tile, and how long it is.
    pub(super) fn blocks(&self, tile: usize) -> impl Iterator<Item = (usize, usize, usize)> {
        let Self { start, length, pieces, stride, .. } = *self;
        let starts = (0..pieces).map(move |piece| start + piece * stride);
        starts.flat_map(move |start| {
            let mut done = 0;
            std::iter::from_fn(move || {
                let (at, in_tile) = (done, done % tile);
                done += BLOCK.min(tile - in_tile).min(length - at);
                (done > at).then_some((start + at, in_tile, done - at))
            })
        })
    }
}
