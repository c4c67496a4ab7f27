//! The mixes that candidates are put together from.

use super::kernel::{Code, Kernel};
use super::points::Points;
use crate::activation::{Base, Mix};
use crate::seed::Stream;
use crate::space::Choices;

/// The place in the pool of the mix at each slot.
pub(super) type Picks = Vec<u16>;

/// So many mixes are drawn from, fewer where there are many slots.
const MOST_MIXES: usize = 96;
const FEWEST_MIXES: usize = 16;
const MIXES_TIMES_SLOTS: usize = 500;

/// Some mixes, and how alike each is to what the points have at a slot, worked out when it is first asked for.
pub(super) struct Pool {
    mixes: Vec<Mix>,
    codes: Vec<Code>,
    /// The first so many may stand anywhere.
    n_free: usize,
    likeness: Vec<Option<Vec<f64>>>,
}

impl Pool {
    /// All mixes where they are few, else some that are drawn and some that differ by one edit from mixes of good candidates,
    /// and those themselves.
    pub(super) fn new(
        kernel: &Kernel,
        choices: &Choices,
        good: &[&[&Mix]],
        n_slots: usize,
        stream: &mut Stream,
    ) -> Self {
        let most = (MIXES_TIMES_SLOTS / n_slots).clamp(FEWEST_MIXES, MOST_MIXES);
        let mut mixes: Vec<Mix> = Vec::new();
        match u64::try_from(choices.count()) {
            Ok(count) if count <= most as u64 => {
                mixes.extend((0..count).map(|number| choices.nth(number.into())));
            }
            _ => {
                let edits = if good.is_empty() { 0 } else { most / 3 };
                mixes.extend((edits..most).map(|_| choices.nth(stream.below(choices.count()))));
                mixes.extend((0..edits).filter_map(|_| {
                    let of = good[stream.index(good.len())];
                    edit(of[stream.index(n_slots)], choices, stream)
                }));
            }
        }
        let n_free = mixes.len();
        for mix in good.iter().copied().flatten() {
            if !mixes.contains(mix) {
                mixes.push((*mix).clone());
            }
        }
        let codes = mixes.iter().map(|mix| kernel.code(mix)).collect();
        let likeness = vec![None; n_slots * mixes.len()];
        Self { mixes, codes, n_free, likeness }
    }

    /// The candidate that has these mixes, all of the pool.
    pub(super) fn picks(&self, mixes: &[&Mix]) -> Picks {
        let place = |mix: &&Mix| self.mixes.iter().position(|known| known == *mix);
        let picks = mixes.iter().map(|mix| u16::try_from(place(mix).expect("it is in the pool")));
        picks.map(|pick| pick.expect("a pool has some hundred mixes")).collect()
    }

    /// The mixes of a candidate.
    pub(super) fn mixes(&self, picks: &Picks) -> Vec<Mix> {
        picks.iter().map(|pick| self.mixes[usize::from(*pick)].clone()).collect()
    }

    /// A mix that may stand anywhere, uniform among all.
    pub(super) fn draw(&self, stream: &mut Stream) -> u16 {
        u16::try_from(stream.index(self.n_free)).expect("a pool has some hundred mixes")
    }

    /// The covariances of a candidate with all points.
    pub(super) fn covariances(&mut self, picks: &Picks, points: &Points<'_>) -> Vec<f64> {
        let codes: Vec<Code> = picks.iter().map(|pick| self.codes[usize::from(*pick)]).collect();
        let at = |slot: usize| slot * self.codes.len() + usize::from(picks[slot]);
        for (slot, code) in codes.iter().enumerate() {
            self.likeness[at(slot)].get_or_insert_with(|| points.likeness(code, slot, 0));
        }
        let known = |slot| self.likeness[at(slot)].as_deref().expect("it was worked out above");
        let likeness: Vec<&[f64]> = (0..picks.len()).map(known).collect();
        points.covariances(&codes, &likeness, 0)
    }
}

/// A mix of the choices with one base more, less or another than this one, or with another hull or sharing; nothing if the
/// one that is drawn is no choice.
fn edit(mix: &Mix, choices: &Choices, stream: &mut Stream) -> Option<Mix> {
    let mut bases: Vec<Base> = mix.bases.clone();
    let (place, other) = (stream.index(bases.len()), choices.bases()[stream.index(choices.bases().len())]);
    match stream.index(4) {
        0 => drop(bases.remove(place)),
        1 => bases.push(other),
        2 => bases[place] = other,
        _ => {}
    }
    let bases: Vec<Base> = choices.bases().iter().copied().filter(|base| bases.contains(base)).collect();
    if !choices.sizes().contains(&bases.len()) {
        return None;
    }
    let forms = choices.forms(bases.len());
    let kept = forms.iter().find(|form| **form == (mix.hull, mix.sharing) && bases != mix.bases);
    let (hull, sharing) = kept.copied().unwrap_or_else(|| forms[stream.index(forms.len())]);
    Some(Mix::new(bases, hull, sharing))
}
