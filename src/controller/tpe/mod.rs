//! The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio & Kégl 2011, Algorithms for hyper-parameter
//! optimization), in its multivariate form (Falkner, Klein & Hutter 2018, BOHB, arXiv 1807.01774; Watanabe 2023,
//! arXiv 2304.11127).
//!
//! The best share γ of what was found is good, the rest bad. Candidates x are drawn from the density l of the good ones,
//! and of those that are new the one with the largest l(x) / g(x) is proposed, where g is the density of the bad ones:
//!
//! l(x) = (1 + Σ Π K(x|z)) / (1 + n)
//!
//! The sum runs over the n good candidates z, the product over the slots, and the first 1 is the uniform distribution, to which all densities are
//! relative. The product makes it multivariate: which mixes go well together counts. K is a kernel for mixes, ours, built of
//! Aitchison and Aitken's kernels for categories:
//!
//! - The number of bases stays as it is in z, or is drawn anew with the chance h, in proportion to how many mixes there are.
//! - Given their number, each base that is exchanged for another multiplies the density by the same odds, so chosen that the
//!   density of a mix with one base exchanged, times the number of such mixes, is h / (1 − h) for small h.
//! - Given that, hull and sharing stay or are drawn anew, each with the chance h.
//!
//! The width h is 1 / √(n + 1), our choice: one candidate says little about its neighbours, and many say enough about
//! themselves.
//!
//! Trials whose results are out of sight count as bad, a constant liar (Ginsbourger, Le Riche & Carraro 2010, Kriging is
//! well-suited to parallelize optimization): otherwise the same neighbourhood would be proposed again and again until the
//! first of them is decided. So do trials that failed.
//!
//! So that a proposal takes about as long after ten thousand trials as after a hundred, l looks at the best 32 at most,
//! and g at the newest 128.

mod kernel;
mod wide;

use super::standing::count;
use super::{Past, random};
use crate::seed::Stream;
use crate::space::{Candidate, Space};
use crate::yaml::{Interval, Shape, integer, number, record};
use kernel::{Kernel, Parts, Point};
use wide::Wide;

/// How the estimator goes about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tpe {
    /// How many trials are random at first.
    pub startup: usize,
    /// γ, the share of what was found that is good; at least one is.
    pub gamma: f64,
}

impl Default for Tpe {
    fn default() -> Self {
        Self { startup: 10, gamma: 0.1 }
    }
}

/// How many candidates are drawn from the density of the good ones.
const DRAWN: usize = 24;

/// How many good trials are looked at, the best.
const MOST_GOOD: usize = 32;

/// How many bad trials are looked at, the newest.
const MOST_BAD: usize = 128;

impl Tpe {
    /// The most promising of the candidates that it draws; at random while there is nothing to learn from.
    pub(super) fn propose(self, space: &Space, past: Past<'_>, stream: &mut Stream) -> Option<Candidate> {
        if past.proposed.len() < self.startup {
            return random::propose(space, past, stream);
        }
        self.promising(space, past, stream).or_else(|| random::propose(space, past, stream))
    }

    fn promising(self, space: &Space, past: Past<'_>, stream: &mut Stream) -> Option<Candidate> {
        let parts = Parts::of(&space.choices);
        let (good, bad) = self.split(space, &parts, past)?;
        let (l, g) = (Density::of(&parts, good), Density::of(&parts, bad));
        let mut drawn: Vec<(Wide, Points)> = (0..DRAWN)
            .map(|_| {
                let x = l.draw(space.slots().len(), stream);
                (l.at(&x).over(g.at(&x)), x)
            })
            .collect();
        drawn.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let mut candidates = drawn.iter().map(|(_, x)| {
            let mixes: Vec<_> = x.iter().map(|point| parts.mix(*point)).collect();
            space.assemble(&mixes)
        });
        candidates.find(|candidate| !past.has(candidate))
    }

    /// The good and the bad candidates; nothing if none is good.
    fn split(self, space: &Space, parts: &Parts, past: Past<'_>) -> Option<(Vec<Points>, Vec<Points>)> {
        let points = |candidate: &Candidate| -> Option<Points> {
            Some(space.mixes(candidate)?.into_iter().map(|mix| parts.point(mix)).collect())
        };
        let mut ranking = past.ranking();
        let found = past.seen.iter().filter(|found| found.accuracy.is_some()).count();
        let n_good = share_of(self.gamma, found).min(MOST_GOOD);
        let candidate = |place: &usize| past.seen[*place].candidate;
        let good: Vec<_> = ranking[..n_good].iter().map(candidate).filter_map(points).collect();
        let rest = &mut ranking[n_good..];
        rest.sort_unstable_by(|one, other| other.cmp(one));
        let pending = past.pending.iter().rev().map(|trial| &trial.candidate);
        let bad = pending.chain(rest.iter().map(candidate)).filter_map(points).take(MOST_BAD).collect();
        (!good.is_empty()).then_some((good, bad))
    }

    /// How the parameters are read and described.
    pub(super) fn shape() -> Shape<Self> {
        record("the tree-structured Parzen estimator", |fields| {
            let Self { startup, gamma } = Self::default();
            let about = "how many trials are random at first";
            let startup = fields.or("startup", about, integer(1..=10_000), startup as u64);
            let about = "the share of what was found that is good";
            let gamma = fields.or("gamma", about, number(Interval::above(0.0).below(1.0)), gamma);
            Some(Self { startup: usize::try_from(startup).ok()?, gamma })
        })
    }
}

/// A candidate as kernels see it, slot by slot.
type Points = Vec<Point>;

/// The share of so many, rounded up.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most `many`, and not negative"
)]
fn share_of(share: f64, many: usize) -> usize {
    (share * count(many)).ceil() as usize
}

/// A density around candidates, relative to the uniform one, which is a part of it.
struct Density<'p> {
    kernel: Kernel<'p>,
    around: Vec<Points>,
}

impl<'p> Density<'p> {
    fn of(parts: &'p Parts<'p>, around: Vec<Points>) -> Self {
        let width = 1.0 / (count(around.len()) + 1.0).sqrt();
        let most = around.iter().flatten().map(|point| point.size()).max().unwrap_or(0);
        Self { kernel: Kernel::new(parts, width, most), around }
    }

    fn at(&self, x: &[Point]) -> Wide {
        let kernels = self.around.iter().map(|z| self.kernel.product(z, x));
        kernels.fold(Wide::ONE, Wide::plus).times(1.0 / (count(self.around.len()) + 1.0))
    }

    fn draw(&self, slots: usize, stream: &mut Stream) -> Points {
        match self.around.get(stream.index(self.around.len() + 1)) {
            Some(z) => z.iter().map(|z| self.kernel.draw(*z, stream)).collect(),
            None => (0..slots).map(|_| self.kernel.parts.draw(stream)).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
