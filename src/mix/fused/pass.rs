//! The two passes over a strip: forward, and backward with the gradients of coefficients and learned parameters.

use super::kernel::{self, Block, Collected, Given, Numbers};
use super::slots::Slots;
use super::strip::{BLOCK, Layout, Strip};
use crate::activation::Base;

/// A block of zeros.
const EMPTY: Block = Block([0.0; BLOCK]);

/// A mix at work on one tensor.
pub(super) struct Work<'a> {
    terms: Vec<Term>,
    /// Rows of α, one number for each base; all 1 where there are none.
    alpha: Option<&'a [f32]>,
    /// Rows of learned parameters, one number for each base that has one.
    theta: &'a [f32],
    pub(super) layout: &'a Layout,
    /// How many gradients a row has: one for each base, then one for each learned parameter.
    pub(super) columns: usize,
}

/// What applies at each place of a strip's tile, base by base and then learned parameter by learned parameter.
#[derive(Default)]
pub(super) struct Tile {
    columns: Vec<Block>,
    /// The first row of the strips that it was filled for; other strips of this row need the same.
    row: Option<usize>,
}

/// A base with its column, and that of its learned parameter if it has one.
#[derive(Clone, Copy)]
struct Term {
    base: Base,
    column: usize,
    learned: Option<usize>,
}

impl<'a> Work<'a> {
    /// These bases at work, with rows of α (all 1 where there are none) and of learned parameters.
    pub(super) fn new(
        bases: &[Base],
        alpha: Option<&'a [f32]>,
        theta: &'a [f32],
        layout: &'a Layout,
    ) -> Self {
        let mut columns = bases.len()..;
        let mut learned = |base: &Base| base.learned_parameter().and_then(|_| columns.next());
        let term = |(column, base): (usize, &Base)| Term { base: *base, column, learned: learned(base) };
        let terms = bases.iter().enumerate().map(term).collect();
        Self { terms, alpha, theta, layout, columns: columns.start }
    }

    /// How many bases there are.
    pub(super) fn bases(&self) -> usize {
        self.terms.len()
    }

    /// How many learned parameters a row has.
    fn learned(&self) -> usize {
        self.columns - self.terms.len()
    }

    /// How many blocks the tile of one column takes.
    fn width(&self) -> usize {
        self.layout.tile.div_ceil(BLOCK)
    }

    /// Makes `tile` what applies at each place of a strip's tile, unless it is that already.
    pub(super) fn fill_tile(&self, strip: &Strip, tile: &mut Tile) {
        if tile.row == Some(strip.row) {
            return;
        }
        let (bases, learned, places) = (self.terms.len(), self.learned(), self.layout.places(strip));
        tile.row = Some(strip.row);
        tile.columns.clear();
        tile.columns.resize(self.columns * self.width(), Block([1.0; BLOCK]));
        for (column, blocks) in tile.columns.chunks_exact_mut(self.width()).enumerate() {
            let (rows, place, width) = match column.checked_sub(bases) {
                Some(place) => (Some(self.theta), place, learned),
                None => (self.alpha, column, bases),
            };
            let Some(rows) = rows else { continue };
            for (j, value) in blocks.iter_mut().flat_map(|block| &mut block.0).take(places).enumerate() {
                *value = rows[self.layout.row(strip, j) * width + place];
            }
        }
    }

    /// Room for what a strip collects in the places of its tile, base by base and then parameter by parameter.
    pub(super) fn empty(&self, collected: &mut Vec<Block>) {
        collected.clear();
        collected.resize(self.columns * self.width(), EMPTY);
    }

    /// Adds what a strip collected in the places of its tile to its sums, row by row.
    pub(super) fn add_up(&self, strip: &Strip, collected: &[Block], sums: &mut [f64]) {
        for (column, blocks) in collected.chunks_exact(self.width()).enumerate() {
            let places = self.layout.places(strip);
            for (j, value) in blocks.iter().flat_map(|block| &block.0).take(places).enumerate() {
                let row = self.layout.row(strip, j) - strip.row;
                sums[row * self.columns + column] += f64::from(*value);
            }
        }
    }

    /// The gradients of α and θ, row by row, from the sums of all strips.
    #[expect(clippy::cast_possible_truncation, reason = "rounded to f32")]
    pub(super) fn gradients(&self, sums: &[&[f64]], rows: usize) -> Vec<f32> {
        let columns = self.columns;
        let mut gradients = vec![0.0; rows * columns];
        for (strip, sums) in self.layout.strips.iter().zip(sums) {
            let rows = &mut gradients[strip.row * columns..];
            rows.iter_mut().zip(*sums).for_each(|(gradient, sum)| *gradient += sum);
        }
        gradients.into_iter().map(|gradient| gradient as f32).collect()
    }
}

/// y = Σ αᵢ·fᵢ(x) over a strip; the base of `x` and `y` is the start of the tensor.
#[inline(always)]
pub(super) fn forward<const FMA: bool>(work: &Work<'_>, strip: &Strip, tile: &Tile, x: &[f32], y: &Slots) {
    let (width, mut padded, mut unused) = (work.width(), EMPTY, [EMPTY; 2]);
    // No closure here: what is not inlined into the caller would be compiled without its instructions.
    for (start, in_tile, length) in strip.blocks(work.layout.tile) {
        let x = whole(&x[start..start + length], &mut padded.0);
        let mut sum = EMPTY;
        for term in &work.terms {
            let of = |column: usize| &tile.columns[column * width + in_tile / BLOCK].0;
            let given = Given { x, g: x, alpha: of(term.column), theta: of(term.learned.unwrap_or(0)) };
            let [by_alpha, by_theta] = &mut unused;
            let collected = Collected { by_alpha: &mut by_alpha.0, by_theta: &mut by_theta.0 };
            kernel::add::<FMA, false>(term.base, given, &mut sum.0, collected);
        }
        store(&sum.0, y.slice(start, length));
    }
}

/// ∂x = g·Σ αᵢ·fᵢ′(x) over a strip, and what the gradients of α and θ are the sums of, in the places of the tile.
#[inline(always)]
pub(super) fn backward<const FMA: bool>(
    work: &Work<'_>,
    strip: &Strip,
    tile: &Tile,
    (x, g): (&[f32], &[f32]),
    by_x: &Slots,
    collected: &mut [Block],
) {
    let (width, mut padded, mut unused) = (work.width(), [EMPTY; 2], EMPTY);
    let (all_by_alpha, all_by_theta) = collected.split_at_mut(work.terms.len() * width);
    for (start, in_tile, length) in strip.blocks(work.layout.tile) {
        // Where a gradient is padded with 0 nothing is added to what is collected.
        let [padded_x, padded_g] = &mut padded;
        let x = whole(&x[start..start + length], &mut padded_x.0);
        let g = whole(&g[start..start + length], &mut padded_g.0);
        let mut sum = EMPTY;
        for term in &work.terms {
            let place = |column: usize| column * width + in_tile / BLOCK;
            let theta = &tile.columns[place(term.learned.unwrap_or(0))].0;
            let given = Given { x, g, alpha: &tile.columns[place(term.column)].0, theta };
            let by_alpha = &mut all_by_alpha[place(term.column)].0;
            let by_theta = match term.learned {
                Some(column) => &mut all_by_theta[place(column - work.terms.len())].0,
                None => &mut unused.0,
            };
            kernel::add::<FMA, true>(term.base, given, &mut sum.0, Collected { by_alpha, by_theta });
        }
        for (sum, g) in sum.0.iter_mut().zip(g) {
            *sum *= g;
        }
        store(&sum.0, by_x.slice(start, length));
    }
}

/// The numbers as a whole block: themselves, or where there are fewer a copy with zeros behind them.
#[inline(always)]
fn whole<'a>(numbers: &'a [f32], padded: &'a mut Numbers) -> &'a Numbers {
    if let Ok(whole) = numbers.try_into() {
        return whole;
    }
    let (copy, rest) = padded.split_at_mut(numbers.len());
    copy.copy_from_slice(numbers);
    rest.fill(0.0);
    padded
}

/// Writes as many numbers of a block as there is room for.
#[inline(always)]
fn store(block: &Numbers, room: &mut [f32]) {
    match <&mut Numbers>::try_from(&mut *room) {
        Ok(whole) => *whole = *block,
        Err(_) => room.copy_from_slice(&block[..room.len()]),
    }
}
