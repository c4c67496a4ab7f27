//! The two passes over a strip: forward, and backward with the gradients of coefficients and learned parameters.

use super::kernel::{self, Backward, Block};
use super::slots::Slots;
use super::strip::{BLOCK, Layout, Pattern, Strip};
use crate::activation::Base;

/// A mix at work on one tensor.
pub(super) struct Work<'a> {
    pub(super) bases: &'a [Base],
    /// Rows of α, one number for each base; all 1 where there are none.
    pub(super) alpha: Option<&'a [f32]>,
    /// Rows of learned parameters, one number for each base that has one.
    pub(super) theta: &'a [f32],
    pub(super) layout: &'a Layout,
}

impl Work<'_> {
    /// How many gradients a row has: one for each base, then one for each learned parameter.
    pub(super) fn columns(&self) -> usize {
        self.bases.len() + self.learned()
    }

    fn learned(&self) -> usize {
        self.bases.iter().filter(|base| base.learned_parameter().is_some()).count()
    }

    /// Each base with its column among the learned parameters, if it has one.
    fn terms(&self) -> impl Iterator<Item = (usize, Base, Option<usize>)> {
        let mut learned = 0..;
        let column = move |base: &Base| base.learned_parameter().and_then(|_| learned.next());
        self.bases.iter().map(column).zip(self.bases).enumerate().map(|(i, (column, base))| (i, *base, column))
    }

    /// Makes `tile` what applies at each place of a strip's tile, base by base and then parameter by parameter.
    pub(super) fn fill_tile(&self, strip: &Strip, tile: &mut Vec<f32>) {
        let (bases, learned, places) = (self.bases.len(), self.learned(), self.layout.tile);
        if !tile.is_empty() && self.layout.pattern != Pattern::Constant {
            return; // The same for every strip.
        }
        tile.clear();
        tile.resize((bases + learned) * places, 1.0);
        for (column, places) in tile.chunks_exact_mut(places).enumerate() {
            let (rows, place, width) = match column.checked_sub(bases) {
                Some(place) => (Some(self.theta), place, learned),
                None => (self.alpha, column, bases),
            };
            let Some(rows) = rows else { continue };
            for (j, value) in places.iter_mut().enumerate() {
                *value = rows[self.layout.row(strip, j) * width + place];
            }
        }
    }

    /// Adds what a strip collected in the places of its tile to its sums, row by row.
    pub(super) fn add_up(&self, strip: &Strip, collected: &[f32], sums: &mut [f64]) {
        let (columns, places) = (self.columns(), self.layout.tile);
        for (column, collected) in collected.chunks_exact(places).enumerate() {
            for (j, value) in collected.iter().enumerate() {
                let row = self.layout.row(strip, j) - strip.row;
                sums[row * columns + column] += f64::from(*value);
            }
        }
    }

    /// The gradients of α and θ, row by row, from the sums of all strips.
    #[expect(clippy::cast_possible_truncation, reason = "rounded to f32")]
    pub(super) fn gradients(&self, sums: &[&[f64]], rows: usize) -> Vec<f32> {
        let columns = self.columns();
        let mut gradients = vec![0.0; rows * columns];
        for (strip, sums) in self.layout.strips.iter().zip(sums) {
            let rows = &mut gradients[strip.row * columns..];
            rows.iter_mut().zip(*sums).for_each(|(gradient, sum)| *gradient += sum);
        }
        gradients.into_iter().map(|gradient| gradient as f32).collect()
    }
}

/// y = Σ α_i·f_i(x) over a strip; the base of `x` and `y` is the start of the tensor.
#[inline(always)]
pub(super) fn forward<const FMA: bool>(work: &Work<'_>, strip: &Strip, tile: &[f32], x: &[f32], y: &Slots) {
    let places = work.layout.tile;
    // No closure here: what is not inlined into the caller would be compiled without its instructions.
    for (start, in_tile, length) in strip.blocks(places) {
        let x = &x[start..start + length];
        let sum = y.slice(start, length);
        sum.fill(0.0);
        for (i, base, learned) in work.terms() {
            let column = |column: usize| &tile[column * places + in_tile..][..length];
            let theta = learned.map_or(&[][..], |k| column(work.bases.len() + k));
            let backward = Backward { g: &[], by_alpha: &mut [], by_theta: &mut [] };
            let block = Block { x, alpha: column(i), theta, sum: &mut *sum, backward };
            kernel::add::<FMA, false>(base, block);
        }
    }
}

/// ∂x = g·Σ α_i·f_i′(x) over a strip, and what the gradients of α and θ are the sums of, in the places of the tile.
#[inline(always)]
pub(super) fn backward<const FMA: bool>(
    work: &Work<'_>,
    strip: &Strip,
    tile: &[f32],
    (x, g): (&[f32], &[f32]),
    by_x: &Slots,
    collected: &mut [f32],
) {
    let (bases, places) = (work.bases.len(), work.layout.tile);
    let mut slope = [0.0; BLOCK];
    let (by_alpha, by_theta) = collected.split_at_mut(bases * places);
    for (start, in_tile, length) in strip.blocks(places) {
        let (x, g) = (&x[start..start + length], &g[start..start + length]);
        let slope = &mut slope[..length];
        slope.fill(0.0);
        for (i, base, learned) in work.terms() {
            let column = |column: usize| &tile[column * places + in_tile..][..length];
            let (theta, by_theta) = match learned {
                Some(k) => (column(bases + k), &mut by_theta[k * places + in_tile..][..length]),
                None => (&[][..], &mut [][..]),
            };
            let by_alpha = &mut by_alpha[i * places + in_tile..][..length];
            let backward = Backward { g, by_alpha, by_theta };
            kernel::add::<FMA, true>(base, Block { x, alpha: column(i), theta, sum: &mut *slope, backward });
        }
        let by_x = by_x.slice(start, length);
        for j in 0..length {
            by_x[j] = g[j] * slope[j];
        }
    }
}
