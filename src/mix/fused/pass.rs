//! The two passes over a strip: forward, and backward with the gradients of coefficients, learned parameters and biases.

use super::kernel::{self, Block, Collected, Given, Numbers};
use super::slots::Slots;
use super::strip::{BLOCK, Layout, Strip};
use crate::activation::Base;

/// A block of zeros.
const EMPTY: Block = Block([0.0; BLOCK]);

/// What stands beside the tensor that a pass reads.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rows<'a> {
    /// Rows of α, one number for each base; all 1 where there are none.
    pub(super) alpha: Option<&'a [f32]>,
    /// Rows of learned parameters, one number for each base that has one.
    pub(super) theta: &'a [f32],
    /// Whether α and θ have one row for all channels, instead of one for each.
    pub(super) is_shared: bool,
    /// What is added to x first, a number for each channel.
    pub(super) bias: Option<&'a [f32]>,
}

/// A mix at work on one tensor.
pub(super) struct Work<'a> {
    terms: Vec<Term>,
    rows: Rows<'a>,
    pub(super) layout: &'a Layout,
    /// What has a number at each place: each base's α, then each learned parameter, then the bias if there is one.
    columns: Vec<Column>,
}

/// What applies at each place of a strip's tile, column by column.
#[derive(Default)]
pub(super) struct Tile {
    blocks: Vec<Block>,
    /// The first row of the strips that it was filled for; other strips of this row need the same.
    row: Option<usize>,
}

/// Where the numbers of a column lie among the blocks of a tile, and of what a strip collects.
#[derive(Clone, Copy)]
struct Column {
    first: usize,
    /// Whether they are the same in all rows: then one block serves the whole tile.
    is_shared: bool,
}

impl Column {
    /// The block for what lies so far behind the start of a tile.
    #[inline(always)]
    fn block(self, in_tile: usize) -> usize {
        if self.is_shared { self.first } else { self.first + in_tile / BLOCK }
    }
}

/// A base with the columns of its α and of its learned parameter, if it has one.
#[derive(Clone, Copy)]
struct Term {
    base: Base,
    alpha: Column,
    theta: Option<Column>,
}

impl<'a> Work<'a> {
    /// These bases at work.
    pub(super) fn new(bases: &[Base], rows: Rows<'a>, layout: &'a Layout) -> Self {
        let width = layout.tile.div_ceil(BLOCK);
        let (coefficients, mut first) = (bases.len() + Base::count_learned(bases), 0);
        let mut next = |is_shared: bool| {
            let column = Column { first, is_shared };
            first += if is_shared { 1 } else { width };
            column
        };
        let mut columns: Vec<Column> = (0..coefficients).map(|_| next(rows.is_shared)).collect();
        columns.extend(rows.bias.map(|_| next(false)));
        let mut learned = columns[bases.len()..].iter().copied();
        let mut theta = |base: &Base| base.learned_parameter().and_then(|_| learned.next());
        let term = |(base, alpha): (&Base, &Column)| Term { base: *base, alpha: *alpha, theta: theta(base) };
        Self { terms: bases.iter().zip(&columns).map(term).collect(), rows, layout, columns }
    }

    /// How many bases there are, and how many learned parameters.
    pub(super) fn counts(&self) -> (usize, usize) {
        let bases = self.terms.len();
        (bases, self.columns.len() - bases - usize::from(self.rows.bias.is_some()))
    }

    /// How many gradients a row has: one for each column.
    pub(super) fn gradients_per_row(&self) -> usize {
        self.columns.len()
    }

    /// How many blocks all columns have.
    fn blocks(&self) -> usize {
        let width = |column: &Column| if column.is_shared { 1 } else { self.layout.tile.div_ceil(BLOCK) };
        self.columns.last().map_or(0, |last| last.first + width(last))
    }

    /// The blocks of each column.
    fn of_columns<'b>(&self, blocks: &'b [Block]) -> impl Iterator<Item = (Column, &'b [Block])> {
        let ends = self.columns.iter().skip(1).map(|column| column.first).chain([blocks.len()]);
        self.columns.iter().zip(ends).map(move |(column, end)| (*column, &blocks[column.first..end]))
    }

    /// The number of a column in a row.
    fn value(&self, column: usize, row: usize) -> f32 {
        let ((bases, learned), row_of_shared) = (self.counts(), if self.rows.is_shared { 0 } else { row });
        match column.checked_sub(bases) {
            None => self.rows.alpha.map_or(1.0, |alpha| alpha[row_of_shared * bases + column]),
            Some(place) if place < learned => self.rows.theta[row_of_shared * learned + place],
            Some(_) => self.rows.bias.map_or(0.0, |bias| bias[row]),
        }
    }

    /// How many places a column has numbers for in a strip's tile.
    fn places(&self, strip: &Strip, column: Column) -> usize {
        if column.is_shared { BLOCK } else { self.layout.places(strip) }
    }

    /// The row of a column's number at a place.
    fn row(&self, strip: &Strip, column: Column, place: usize) -> usize {
        if column.is_shared { strip.row } else { self.layout.row(strip, place) }
    }

    /// Makes `tile` what applies at each place of a strip's tile, unless it is that already.
    pub(super) fn fill_tile(&self, strip: &Strip, tile: &mut Tile) {
        if tile.row == Some(strip.row) {
            return;
        }
        tile.row = Some(strip.row);
        tile.blocks.clear();
        tile.blocks.resize(self.blocks(), EMPTY);
        for (number, column) in self.columns.iter().enumerate() {
            let blocks = tile.blocks[column.first..].iter_mut().flat_map(|block| &mut block.0);
            for (place, value) in blocks.take(self.places(strip, *column)).enumerate() {
                *value = self.value(number, self.row(strip, *column, place));
            }
        }
    }

    /// Room for what a strip collects in the places of its tile, column by column.
    pub(super) fn empty(&self, collected: &mut Vec<Block>) {
        collected.clear();
        collected.resize(self.blocks(), EMPTY);
    }

    /// Adds what a strip collected in the places of its tile to its sums, row by row.
    pub(super) fn add_up(&self, strip: &Strip, collected: &[Block], sums: &mut [f64]) {
        for (number, (column, blocks)) in self.of_columns(collected).enumerate() {
            let values = blocks.iter().flat_map(|block| &block.0).take(self.places(strip, column));
            for (place, value) in values.enumerate() {
                let row = self.row(strip, column, place) - strip.row;
                sums[row * self.columns.len() + number] += f64::from(*value);
            }
        }
    }

    /// The gradients of all columns, row by row, from the sums of all strips; what is shared has its own in the first row.
    #[expect(clippy::cast_possible_truncation, reason = "rounded to f32")]
    pub(super) fn gradients(&self, sums: &[&[f64]], rows: usize) -> Vec<f32> {
        let width = self.columns.len();
        let mut gradients = vec![0.0; rows * width];
        for (strip, sums) in self.layout.strips.iter().zip(sums) {
            let rows = gradients[strip.row * width..].chunks_exact_mut(width);
            for (gradients, sums) in rows.zip(sums.chunks_exact(width)) {
                gradients.iter_mut().zip(sums).for_each(|(gradient, sum)| *gradient += sum);
            }
        }
        if let Some((first, others)) = gradients.split_at_mut_checked(width) {
            let shared = || self.columns.iter().enumerate().filter(|(_, column)| column.is_shared);
            for row in others.chunks_exact(width) {
                shared().for_each(|(number, _)| first[number] += row[number]);
            }
        }
        gradients.into_iter().map(|gradient| gradient as f32).collect()
    }

    /// The column of the bias, if there is one.
    #[inline(always)]
    fn bias(&self) -> Option<&Column> {
        self.rows.bias.and(self.columns.last())
    }

    /// A block of x with the bias added to it, if there is one.
    #[inline(always)]
    fn moved<'b>(&self, tile: &Tile, in_tile: usize, x: &'b Numbers, room: &'b mut Block) -> &'b Numbers {
        let Some(column) = self.bias() else { return x };
        let bias = &tile.blocks[column.block(in_tile)].0;
        for j in 0..BLOCK {
            room.0[j] = x[j] + bias[j];
        }
        &room.0
    }
}

/// y = Σ αᵢ·fᵢ(x + b) over a strip; the base of `x` and `y` is the start of the tensor.
#[inline(always)]
pub(super) fn forward<const FMA: bool>(work: &Work<'_>, strip: &Strip, tile: &Tile, x: &[f32], y: &Slots) {
    let (mut padded, mut moved, mut unused) = (EMPTY, EMPTY, [EMPTY; 2]);
    // No closure here: what is not inlined into the caller would be compiled without its instructions.
    for (start, in_tile, length) in strip.blocks(work.layout.tile) {
        let x = whole(&x[start..start + length], &mut padded.0);
        let x = work.moved(tile, in_tile, x, &mut moved);
        let mut sum = EMPTY;
        for term in &work.terms {
            let of = |column: Column| &tile.blocks[column.block(in_tile)].0;
            let given = Given { x, g: x, alpha: of(term.alpha), theta: of(term.theta.unwrap_or(term.alpha)) };
            let [by_alpha, by_theta] = &mut unused;
            let collected = Collected { by_alpha: &mut by_alpha.0, by_theta: &mut by_theta.0 };
            kernel::add::<FMA, false>(term.base, given, &mut sum.0, collected);
        }
        store(&sum.0, y.slice(start, length));
    }
}

/// ∂x = g·Σ αᵢ·fᵢ′(x + b) over a strip, and what the gradients of α, θ and b are the sums of, in the places of the tile.
#[inline(always)]
pub(super) fn backward<const FMA: bool>(
    work: &Work<'_>,
    strip: &Strip,
    tile: &Tile,
    (x, g): (&[f32], &[f32]),
    by_x: &Slots,
    collected: &mut [Block],
) {
    let (mut padded, mut moved, mut unused) = ([EMPTY; 2], EMPTY, EMPTY);
    let first_of = |column: Option<&Column>| column.map_or(collected.len(), |column| column.first);
    let (theta, bias) = (first_of(work.columns.get(work.terms.len())), first_of(work.bias()));
    let (all_by_alpha, rest) = collected.split_at_mut(theta);
    let (all_by_theta, all_by_bias) = rest.split_at_mut(bias - theta);
    for (start, in_tile, length) in strip.blocks(work.layout.tile) {
        // Where a gradient is padded with 0 nothing is added to what is collected.
        let [padded_x, padded_g] = &mut padded;
        let x = whole(&x[start..start + length], &mut padded_x.0);
        let x = work.moved(tile, in_tile, x, &mut moved);
        let g = whole(&g[start..start + length], &mut padded_g.0);
        let mut sum = EMPTY;
        for term in &work.terms {
            let of = |column: Column| &tile.blocks[column.block(in_tile)].0;
            let given = Given { x, g, alpha: of(term.alpha), theta: of(term.theta.unwrap_or(term.alpha)) };
            let by_alpha = &mut all_by_alpha[term.alpha.block(in_tile)].0;
            let by_theta = match term.theta {
                Some(column) => &mut all_by_theta[column.block(in_tile) - theta].0,
                None => &mut unused.0,
            };
            kernel::add::<FMA, true>(term.base, given, &mut sum.0, Collected { by_alpha, by_theta });
        }
        for (sum, g) in sum.0.iter_mut().zip(g) {
            *sum *= g;
        }
        if let Some(column) = work.bias() {
            let by_bias = &mut all_by_bias[column.block(in_tile) - bias].0;
            by_bias.iter_mut().zip(&sum.0).for_each(|(by_bias, by_x)| *by_bias += by_x);
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
