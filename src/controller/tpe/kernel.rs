//! A density around a mix, and one around a candidate.

use super::wide::Wide;
use crate::activation::{Hull, Mix, Sharing};
use crate::controller::standing::count;
use crate::seed::Stream;
use crate::space::Choices;
use std::iter::repeat_n;

/// A mix as kernels see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// Its bases: a bit for each base of the choices. Bases that they do not have are left out.
    members: u64,
    /// How many they are.
    size: usize,
    /// The place of its hull and sharing among all forms; one more than the last if it has others.
    form: usize,
}

impl Point {
    fn new(members: u64, form: usize) -> Self {
        Self { members, size: members.count_ones() as usize, form }
    }

    /// How many bases it has.
    pub(super) fn size(self) -> usize {
        self.size
    }
}

/// What mixes are made of.
pub(super) struct Parts<'s> {
    choices: &'s Choices,
    forms: Vec<(Hull, Sharing)>,
    sizes: Vec<Size>,
}

/// The mixes of one size.
struct Size {
    /// How many bases they have.
    bases: usize,
    /// How many of all mixes have this size, as a share.
    share: f64,
    /// The places of their forms.
    forms: Vec<usize>,
}

impl<'s> Parts<'s> {
    pub(super) fn of(choices: &'s Choices) -> Self {
        let mut forms = Vec::new();
        for form in choices.sizes().flat_map(|size| choices.forms(size)) {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        let place = |form: &(Hull, Sharing)| forms.iter().position(|known| known == form);
        let size = |size: usize| {
            let forms: Vec<usize> = choices.forms(size).iter().filter_map(place).collect();
            Size { bases: size, share: binomial(choices.bases().len(), size) * count(forms.len()), forms }
        };
        let mut sizes: Vec<Size> = choices.sizes().map(size).collect();
        let all: f64 = sizes.iter().map(|size| size.share).sum();
        for size in &mut sizes {
            size.share /= all;
        }
        Self { choices, forms, sizes }
    }

    /// A mix as kernels see it.
    pub(super) fn point(&self, mix: &Mix) -> Point {
        let place = |base| self.choices.bases().iter().position(|known| known == base);
        let members = mix.bases.iter().filter_map(place).fold(0, |members, place| members | 1 << place);
        let form = self.forms.iter().position(|form| *form == (mix.hull, mix.sharing));
        Point::new(members, form.unwrap_or(self.forms.len()))
    }

    /// The mix that is seen so.
    pub(super) fn mix(&self, point: Point) -> Mix {
        let bases = self.choices.bases().iter().enumerate();
        let bases =
            bases.filter(|(place, _)| point.members >> place & 1 == 1).map(|(_, base)| *base).collect();
        let (hull, sharing) = self.forms[point.form];
        Mix::new(bases, hull, sharing)
    }

    /// A mix, uniform among all.
    pub(super) fn draw(&self, stream: &mut Stream) -> Point {
        let size = &self.sizes[weighted(self.sizes.iter().map(|size| size.share), stream)];
        let form = size.forms[stream.index(size.forms.len())];
        Point::new(some_of(self.all(), size.bases, stream), form)
    }

    /// The most bases of a mix.
    fn most(&self) -> usize {
        *self.choices.sizes().end()
    }

    /// All bases.
    fn all(&self) -> u64 {
        u64::MAX >> (64 - self.choices.bases().len())
    }
}

/// The density K(x|z) of mixes x around a mix z, divided by that of the uniform distribution.
pub(super) struct Kernel<'p> {
    /// What its mixes are made of.
    pub(super) parts: &'p Parts<'p>,
    /// For each size of z and each of x: how likely, and in which overlaps.
    overlaps: Vec<Vec<Overlaps>>,
    /// The densities of the overlaps, in one row: by the size of z, the size of x, and how many bases they share.
    overlap_densities: Vec<f64>,
    /// The densities of the forms, in one row: by the size of x, the form of z, the last of which stands for those that no
    /// x has, and the form of x.
    form_densities: Vec<f64>,
}

struct Overlaps {
    /// How likely this size of x is.
    chance: f64,
    /// How likely it is that x and z have so many bases in common.
    chances: Vec<f64>,
    /// The density of an x that has so many bases in common with z, relative to the uniform one.
    densities: Vec<f64>,
}

impl<'p> Kernel<'p> {
    /// The kernel of this width, for mixes z of up to `most` bases.
    pub(super) fn new(parts: &'p Parts<'p>, width: f64, most: usize) -> Self {
        let around = |of| parts.sizes.iter().map(|size| Overlaps::new(parts, of, size, width)).collect();
        let overlaps: Vec<Vec<Overlaps>> = (0..=most).map(around).collect();
        let padded = |overlaps: &Overlaps| {
            let missing = parts.most() + 1 - overlaps.densities.len();
            overlaps.densities.iter().copied().chain(repeat_n(0.0, missing)).collect::<Vec<f64>>()
        };
        let overlap_densities = overlaps.iter().flatten().flat_map(padded).collect();
        let of_size = |size| (0..=parts.forms.len()).flat_map(move |z| form_densities(parts, z, size, width));
        Self {
            parts,
            overlaps,
            overlap_densities,
            form_densities: parts.sizes.iter().flat_map(of_size).collect(),
        }
    }

    /// K(x|z) relative to the uniform density.
    fn density(&self, z: Point, x: Point) -> f64 {
        let size = x.size() - self.parts.sizes[0].bases;
        let common = (z.members & x.members).count_ones() as usize;
        let row = (z.size() * self.parts.sizes.len() + size) * (self.parts.most() + 1);
        self.overlap_densities[row + common] * self.forms_around(size, z)[x.form]
    }

    /// The densities of the forms of an x of this size.
    fn forms_around(&self, size: usize, z: Point) -> &[f64] {
        let n = self.parts.forms.len();
        let row = (size * (n + 1) + z.form) * n;
        &self.form_densities[row..row + n]
    }

    /// A mix x, drawn from K(x|z).
    pub(super) fn draw(&self, z: Point, stream: &mut Stream) -> Point {
        let sizes = &self.overlaps[z.size()];
        let size = weighted(sizes.iter().map(|size| size.chance), stream);
        let common = weighted(sizes[size].chances.iter().copied(), stream);
        let kept = some_of(z.members, common, stream);
        let added = some_of(self.parts.all() & !z.members, self.parts.sizes[size].bases - common, stream);
        let form = weighted(self.forms_around(size, z).iter().copied(), stream);
        Point::new(kept | added, form)
    }

    /// The product of K(x|z) over all slots.
    pub(super) fn product(&self, z: &[Point], x: &[Point]) -> Wide {
        z.iter().zip(x).fold(Wide::ONE, |product, (z, x)| product.times(self.density(*z, *x)))
    }
}

/// The densities of the forms of x, if it has this size, around a form of z.
fn form_densities(parts: &Parts, z: usize, size: &Size, width: f64) -> Vec<f64> {
    let x = |form: &usize| parts.forms[*form];
    let hulls = Hull::ALL.iter().filter(|hull| size.forms.iter().any(|form| x(form).0 == **hull)).count();
    let sharings =
        Sharing::ALL.iter().filter(|sharing| size.forms.iter().any(|form| x(form).1 == **sharing)).count();
    let density = |form: &usize| {
        let Some((hull, sharing)) = parts.forms.get(z) else { return 1.0 };
        kept(*hull == x(form).0, hulls, width) * kept(*sharing == x(form).1, sharings, width)
    };
    let all = 0..parts.forms.len();
    let densities: Vec<f64> =
        all.map(|form| if size.forms.contains(&form) { density(&form) } else { 0.0 }).collect();
    let mean = densities.iter().sum::<f64>() / count(size.forms.len());
    densities.into_iter().map(|density| density / mean).collect()
}

/// Aitchison and Aitken's kernel over n values, as a mixture: the value stays, or is drawn anew with the chance `width`.
fn kept(same: bool, n: usize, width: f64) -> f64 {
    width / count(n) + if same { 1.0 - width } else { 0.0 }
}

impl Overlaps {
    /// Between a mix of `of` bases and those of a size.
    fn new(parts: &Parts, of: usize, size: &Size, width: f64) -> Self {
        let bases = parts.choices.bases().len();
        let stays = if size.bases == of { 1.0 } else { 0.0 };
        let may_stay = parts.sizes.iter().any(|size| size.bases == of);
        let chance = if may_stay { (1.0 - width) * stays + width * size.share } else { size.share };
        let most = of.min(size.bases);
        let ways: Vec<f64> = (0..=most)
            .map(|common| binomial(of, common) * binomial(bases - of, size.bases - common))
            .collect();
        // Mixes with one base less in common, for each that has all of them.
        let next = if most == 0 { 0.0 } else { ways[most - 1] / ways[most].max(1.0) };
        let odds = width / (width + (1.0 - width) * next.max(1.0));
        let odds_of = |common| (common..most).fold(1.0, |product: f64, _| product * odds);
        let weights: Vec<f64> =
            ways.iter().enumerate().map(|(common, ways)| ways * odds_of(common)).collect();
        let all: f64 = weights.iter().sum();
        let uniform = binomial(bases, size.bases);
        let density = |common| chance / size.share * odds_of(common) * uniform / all;
        Self {
            chance,
            chances: weights.iter().map(|weight| weight / all).collect(),
            densities: (0..=most).map(density).collect(),
        }
    }
}

/// n! / (k! (n − k)!), and 0 where k is more than n.
fn binomial(n: usize, k: usize) -> f64 {
    if k > n {
        return 0.0;
    }
    (0..k).fold(1.0, |product, i| product * count(n - i) / count(i + 1))
}

/// A number in [0, 1), from 53 random bits.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit into the mantissa of an f64")]
fn unit(stream: &mut Stream) -> f64 {
    stream.below(1 << 53) as f64 / (1_u64 << 53) as f64
}

/// The place of one of the weights, drawn in proportion.
fn weighted(weights: impl Iterator<Item = f64> + Clone, stream: &mut Stream) -> usize {
    let mut rest = unit(stream) * weights.clone().sum::<f64>();
    let mut last = 0;
    for (place, weight) in weights.enumerate().filter(|(_, weight)| *weight > 0.0) {
        last = place;
        if rest < weight {
            break;
        }
        rest -= weight;
    }
    last
}

/// `count` random bits of a set.
fn some_of(set: u64, count: usize, stream: &mut Stream) -> u64 {
    let (mut chosen, mut left) = (0, set);
    for _ in 0..count {
        let bit = (0..stream.index(left.count_ones() as usize)).fold(left, |bits, _| bits & (bits - 1));
        let bit = bit & bit.wrapping_neg();
        chosen |= bit;
        left &= !bit;
    }
    chosen
}
