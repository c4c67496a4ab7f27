//! A Gaussian process over candidates, and the candidate with the largest expected improvement over what it knows (Jones,
//! Schonlau & Welch 1998, Efficient global optimization of expensive black-box functions).
//!
//! The covariance of what two candidates x and x′ are worth is
//!
//! k(x, x′) = 0.1 + 0.2·mean κₛ + 0.5·bags + 0.2·(mean κₛ)³,
//!
//! where κₛ says how alike their mixes at slot s are (by bases, by hull and sharing, and a little by the shape of the bases),
//! and `bags` is the cosine between how much of each base in each hull and sharing they have anywhere. So a slot has an
//! effect of its own, a base in its hull has one wherever it stands, and candidates that are alike throughout are worth about
//! the same. The noise has the variance 0.3. The kernel and its weights are ours, chosen on made-up objectives and on the
//! tables of the digits in `experiments`.
//!
//! Targets are ranks, made normal. Of many trials the process knows the better half of 112, and the newest (fewer where there
//! are many slots); trials whose results are out of sight are believed to be at their mean, so the first
//! proposals, of which no result is in sight, lie far apart. The expected improvement is over the best mean of a trial
//! that was seen. It is worked out for some hundred candidates: random ones, mutants and crosses of the best, and
//! neighbours of the most promising.

mod kernel;
mod known;
mod normal;
mod points;
mod pool;
mod process;
mod search;
mod shape;

use super::{Past, random};
use crate::activation::{Base, Hull, Mix, Sharing};
use crate::seed::Stream;
use crate::space::{Candidate, Choices, Space};
use kernel::{Code, Kernel};
use known::Known;
use points::Points;
use pool::{Picks, Pool};
use process::Process;
use search::Search;

/// The variance of what a trial finds around what its candidate is worth.
const NOISE: f64 = 0.3;
/// The process knows at most so many trials that were seen, fewer where there are many slots.
const MOST_POINTS: usize = 112;
const FEWEST_POINTS: usize = 35;
const POINTS_TIMES_SLOTS: usize = 700;
/// So many of the best candidates that were seen have children.
const PARENTS: usize = 5;

/// The most promising candidate that was found and not proposed yet.
pub(super) fn propose(space: &Space, past: Past<'_>, stream: &mut Stream) -> Option<Candidate> {
    if past.seen.is_empty() && past.pending.is_empty() {
        return random::propose(space, past, stream);
    }
    let n_slots = space.slots().len();
    let most = (POINTS_TIMES_SLOTS / n_slots).clamp(FEWEST_POINTS, MOST_POINTS);
    let Known { mixes, targets } = Known::new(space, past, most);
    let kernel = Kernel::new(bases(space, &mixes), forms(&space.choices, &mixes));
    let codes: Vec<Vec<Code>> =
        mixes.iter().map(|mixes| mixes.iter().map(|mix| kernel.code(mix)).collect()).collect();
    let points = Points::new(&kernel, &codes, n_slots);
    let process = Process::new(points.gram(&codes), points.len(), NOISE, &targets);
    let means = process.means(&targets);
    let good = good(space, &mixes, &means);
    let mut pool = Pool::new(&kernel, &space.choices, &good, n_slots, stream);
    let parents: Vec<Picks> = good.iter().map(|mixes| pool.picks(mixes)).collect();
    let best = means.iter().copied().reduce(f64::max).unwrap_or(0.0);
    let promising = Search::new(&mut pool, &points, &process, best).run(&parents, stream);
    let candidates = promising.iter().map(|picks| space.assemble(&pool.mixes(picks)));
    candidates.into_iter().find(|it| !past.has(it)).or_else(|| random::propose(space, past, stream))
}

/// The bases of the space, and then those of candidates from outside it.
fn bases(space: &Space, mixes: &[Vec<&Mix>]) -> Vec<Base> {
    let mut bases = space.choices.bases().to_vec();
    for base in mixes.iter().flatten().flat_map(|mix| &mix.bases) {
        if !bases.contains(base) {
            bases.push(*base);
        }
    }
    bases
}

/// The forms of the space, and then those of candidates from outside it.
fn forms(choices: &Choices, mixes: &[Vec<&Mix>]) -> Vec<(Hull, Sharing)> {
    let mut forms = Vec::new();
    let inside = choices.sizes().flat_map(|size| choices.forms(size));
    for form in inside.chain(mixes.iter().flatten().map(|mix| (mix.hull, mix.sharing))) {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// The candidates of the space with the best means, as the mixes at their slots.
fn good<'m>(space: &Space, mixes: &'m [Vec<&'m Mix>], means: &[f64]) -> Vec<&'m [&'m Mix]> {
    let mut order: Vec<usize> = (0..means.len()).collect();
    order.sort_by(|one, other| means[*other].total_cmp(&means[*one]));
    let inside = |mixes: &&[&Mix]| mixes.iter().all(|mix| space.choices.number_of(mix).is_some());
    order.into_iter().map(|place| mixes[place].as_slice()).filter(inside).take(PARENTS).collect()
}

#[cfg(test)]
mod tests;
