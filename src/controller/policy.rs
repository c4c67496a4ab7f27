//! A policy that learns which decisions lead to good candidates (REINFORCE; Zoph & Le 2017, Neural architecture search with
//! reinforcement learning, arXiv 1611.01578; Ramachandran, Zoph & Le 2017, arXiv 1710.05941, search activation functions
//! with such a controller).
//!
//! For one slot after the other it decides the number of bases, each base in turn (in the order of the space file, so that a
//! set of bases is one sequence of decisions), and the form: hull and sharing. An option o of a decision has the probability
//!
//! p(o) = c(o)·e^θ(o) / Σ c(o′)·e^θ(o′), θ(o) = a(o) + s(o),
//!
//! where a(o) is the same at all slots, s(o) belongs to the slot, and c(o) counts the mixes that are left after o: with θ = 0
//! every candidate is as probable. The trials that are seen are replayed in order: θ += lr·(r − b)·∇ ln p of the trial's
//! decisions (a slot moves a by its share only), where the reward r is the standing of the trial among all, from −1 for the
//! worst to 1 for the best, and b is the moving average of the rewards before it.
//!
//! The papers have a recurrent network where this has a table, which learns from fewer trials. Trials that the policy did
//! not propose teach it as well. Only the newest trials are replayed, at most 1,000, and fewer where a trial has many
//! decisions, so that a proposal takes about a millisecond.

use super::exponential::exp;
use super::standing::{count, standings};
use super::{Past, random};
use crate::activation::{Hull, Mix, Sharing};
use crate::seed::Stream;
use crate::space::{Candidate, Space};
use crate::yaml::{Interval, Shape, number, record};
use std::ops::Range;

/// How a policy learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// The learning rate.
    pub lr: f64,
    /// How much of the moving average of the rewards remains after each trial.
    pub baseline: f64,
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Policy {
    /// What is taken where a space file says nothing.
    const DEFAULT: Self = Self { lr: 0.5, baseline: 0.9 };

    pub(super) fn shape() -> Shape<Self> {
        record("how the policy learns", |fields| {
            let Self { lr, baseline } = Self::DEFAULT;
            let lr = fields.or("lr", "the learning rate", number(Interval::above(0.0)), lr);
            let about = "how much of the moving average of rewards remains after each trial";
            let baseline = fields.or("baseline", about, number(Interval::at_least(0.0).below(1.0)), baseline);
            Some(Self { lr, baseline })
        })
    }
}

/// At most so many trials are replayed.
const MOST_TRIALS: usize = 1000;
/// Trials times slots times options that are looked at in one replay.
const MOST_WORK: usize = 100_000;
/// After so many trials e^θ is worked out anew.
const BATCH: usize = 4;
/// How often a candidate is drawn before the draw is left to random search.
const DRAWS: usize = 64;

/// A candidate that was not proposed yet, drawn from the policy.
pub(super) fn propose(
    policy: Policy,
    space: &Space,
    past: Past<'_>,
    stream: &mut Stream,
) -> Option<Candidate> {
    let mut table = Table::new(space);
    table.replay(policy, space, past);
    for _ in 0..DRAWS {
        let mixes: Vec<Mix> = (0..space.slots().len()).map(|slot| table.draw(slot, stream)).collect();
        let candidate = space.assemble(&mixes);
        if !past.has(&candidate) {
            return Some(candidate);
        }
    }
    random::propose(space, past, stream)
}

/// s of every slot, and a in the last row. A row has the sizes, then the bases, then the forms.
struct Table<'a> {
    space: &'a Space,
    forms: Vec<(Hull, Sharing)>,
    /// For each size, the places of its forms.
    forms_of: Vec<Vec<usize>>,
    width: usize,
    theta: Vec<f64>,
    /// e^θ for every slot.
    weights: Vec<f64>,
}

/// One decision: the options are the places `among` of a row, each with its c(o) and its probability.
#[derive(Default)]
struct Decision {
    options: Vec<(usize, f64)>,
}

impl Decision {
    fn new(options: impl Iterator<Item = (usize, f64)>, weights: &[f64]) -> Self {
        let mut options: Vec<(usize, f64)> =
            options.map(|(place, mixes)| (place, mixes * weights[place])).collect();
        let total: f64 = options.iter().map(|(_, weight)| weight).sum();
        for (_, weight) in &mut options {
            *weight /= total;
        }
        Self { options }
    }

    fn draw(&self, stream: &mut Stream) -> usize {
        let mut left = unit(stream);
        let within = self.options.iter().find(|(_, probability)| {
            left -= probability;
            left < 0.0
        });
        within.or(self.options.last()).expect("a decision has an option").0
    }
}

/// A number uniform in [0, 1).
fn unit(stream: &mut Stream) -> f64 {
    let bits = u32::try_from(stream.below(1 << 32)).expect("32 bits");
    f64::from(bits) / 4_294_967_296.0
}

impl<'a> Table<'a> {
    fn new(space: &'a Space) -> Self {
        let sizes = space.choices.sizes();
        let mut forms = Vec::new();
        let mut forms_of = Vec::new();
        for size in sizes.clone() {
            let here = space.choices.forms(size);
            forms.extend(here.iter().filter(|form| !forms.contains(*form)).copied().collect::<Vec<_>>());
            forms_of
                .push(here.iter().filter_map(|form| forms.iter().position(|known| known == form)).collect());
        }
        let width = sizes.count() + space.choices.bases().len() + forms.len();
        let rows = space.slots().len() + 1;
        Self {
            space,
            forms,
            forms_of,
            width,
            theta: vec![0.0; rows * width],
            weights: vec![1.0; rows * width],
        }
    }

    fn row(&self, slot: usize) -> Range<usize> {
        slot * self.width..(slot + 1) * self.width
    }

    fn size(&self, slot: usize) -> Decision {
        let n = self.space.choices.bases().len();
        let mixes = |place: usize, size| (place, subsets(n, size) * count(self.forms_of[place].len()));
        let sizes = self.space.choices.sizes().enumerate().map(|(place, size)| mixes(place, size));
        Decision::new(sizes, &self.weights[self.row(slot)])
    }

    /// The next base, from this one on, where so many are still wanted.
    fn base(&self, slot: usize, first: usize, wanted: usize) -> Decision {
        let n = self.space.choices.bases().len();
        let before = self.forms_of.len();
        let bases = (first..=n - wanted).map(|base| (before + base, subsets(n - base - 1, wanted - 1)));
        Decision::new(bases, &self.weights[self.row(slot)])
    }

    fn form(&self, slot: usize, size_place: usize) -> Decision {
        let before = self.forms_of.len() + self.space.choices.bases().len();
        let forms = self.forms_of[size_place].iter().map(|form| (before + form, 1.0));
        Decision::new(forms, &self.weights[self.row(slot)])
    }

    fn draw(&self, slot: usize, stream: &mut Stream) -> Mix {
        let (n_sizes, all) = (self.forms_of.len(), self.space.choices.bases());
        let size_place = self.size(slot).draw(stream);
        let size = self.space.choices.sizes().start() + size_place;
        let (mut bases, mut first) = (Vec::with_capacity(size), 0);
        for wanted in (1..=size).rev() {
            let base = self.base(slot, first, wanted).draw(stream) - n_sizes;
            bases.push(all[base]);
            first = base + 1;
        }
        let (hull, sharing) = self.forms[self.form(slot, size_place).draw(stream) - n_sizes - all.len()];
        Mix::new(bases, hull, sharing)
    }

    fn replay(&mut self, policy: Policy, space: &Space, past: Past<'_>) {
        let n_slots = space.slots().len();
        let most = (MOST_WORK / (n_slots * (self.width + 16))).clamp(16, MOST_TRIALS);
        let rewards: Vec<f64> = standings(past).iter().map(|standing| 2.0 * standing - 1.0).collect();
        let mut average = 0.0;
        for (place, reward) in rewards.iter().enumerate() {
            if place + most >= rewards.len() {
                if place % BATCH == 0 {
                    self.refresh();
                }
                if let Some(mixes) = space.mixes(past.seen[place].candidate) {
                    let step = policy.lr * (reward - average);
                    mixes.iter().enumerate().for_each(|(slot, mix)| self.learn(slot, mix, step));
                }
            }
            average = policy.baseline * average + (1.0 - policy.baseline) * reward;
        }
        self.refresh();
    }

    fn refresh(&mut self) {
        let n_slots = self.space.slots().len();
        let shared = self.row(n_slots);
        for slot in 0..n_slots {
            for (own, all) in self.row(slot).zip(shared.clone()) {
                self.weights[own] = exp(self.theta[own] + self.theta[all]);
            }
        }
    }

    /// Makes the decisions that lead to a mix more probable, or less. What is no choice teaches nothing.
    fn learn(&mut self, slot: usize, mix: &Mix, step: f64) {
        let all = self.space.choices.bases();
        let places = mix.bases.iter().map(|base| all.iter().position(|known| known == base));
        let Some(places) = places.collect::<Option<Vec<usize>>>() else { return };
        let size = mix.bases.len();
        let form = self.forms.iter().position(|form| *form == (mix.hull, mix.sharing));
        let (Some(form), true) = (form, self.space.choices.sizes().contains(&size) && places.is_sorted())
        else {
            return;
        };
        let (n_sizes, size_place) = (self.forms_of.len(), size - self.space.choices.sizes().start());
        if !self.forms_of[size_place].contains(&form) {
            return;
        }
        self.reinforce(slot, &self.size(slot), size_place, step);
        let mut first = 0;
        for (place, base) in places.iter().enumerate() {
            self.reinforce(slot, &self.base(slot, first, size - place), n_sizes + base, step);
            first = base + 1;
        }
        self.reinforce(slot, &self.form(slot, size_place), n_sizes + all.len() + form, step);
    }

    /// θ += step·∇ ln p(taken) = step·(1[o = taken] − p(o)) for every option o; what all slots share learns from each as much
    /// as one slot from all of its own.
    fn reinforce(&mut self, slot: usize, decision: &Decision, taken: usize, step: f64) {
        let n_slots = self.space.slots().len();
        let shared_step = step / count(n_slots);
        for &(place, probability) in &decision.options {
            let gradient = f64::from(u8::from(place == taken)) - probability;
            self.theta[slot * self.width + place] += step * gradient;
            self.theta[n_slots * self.width + place] += shared_step * gradient;
        }
    }
}

/// The number of subsets of `k` out of `n`.
fn subsets(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * count(n - i) / count(i + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Base;
    use crate::controller::Controller;
    use crate::controller::made_up::{FOUR, Objective, Run, space, trials_to_the_best_hundredth};
    use crate::seed::Seed;
    use std::collections::BTreeSet;

    const POLICY: Controller = Controller::Policy(Policy::DEFAULT);
    const HULLS: [Hull; 2] = [Hull::Affine, Hull::Convex];

    #[test]
    fn it_finds_the_best_hundredth_in_half_of_the_trials_that_random_search_needs() {
        let needed = trials_to_the_best_hundredth(POLICY, 25);
        let random = trials_to_the_best_hundredth(Controller::Random, 25);
        assert!(2 * needed <= random, "{needed} of {random}");
    }

    #[test]
    fn a_space_file_has_parameters_or_leaves_them_out() {
        let check = |text: &str, expected: Controller| {
            let read = crate::yaml::read(text, &[], &Controller::shape());
            assert_eq!(read.map_err(|problems| problems.render("space.yaml", text)), Ok(expected));
        };
        check("policy", POLICY);
        check("{policy: {lr: 0.1}}", Controller::Policy(Policy { lr: 0.1, ..Policy::DEFAULT }));
    }

    #[test]
    fn before_anything_is_seen_every_candidate_is_as_probable() {
        let space = space(1, &[Base::Identity, Base::RELU, Base::Tanh], &HULLS);
        let past = Past { proposed: &[], pending: &[], seen: &[] };
        let mut counts = [0_u32; 9];
        for seed in 0..3600 {
            let candidate = POLICY.propose(&space, past, &mut Seed::new(seed).stream()).unwrap();
            counts[usize::try_from(space.number_of(&candidate).unwrap()).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (330..470).contains(count)), "{counts:?}");
    }

    #[test]
    fn a_space_is_exhausted_once() {
        let space = space(2, &[Base::Identity, Base::RELU, Base::Tanh], &HULLS);
        let objective = Objective::new(1, 0.0);
        let run = Run::new(&space, POLICY, 1).go_on(1000, |_, candidate| Some(objective.value(candidate)));
        assert_eq!(run.names().len(), 81);
        assert_eq!(run.names().into_iter().collect::<BTreeSet<_>>().len(), 81);
    }

    #[test]
    fn what_failed_alone_teaches_nothing() {
        let space = space(3, &FOUR, &HULLS);
        let failed = Run::new(&space, POLICY, 2).go_on(40, |_, _| None);
        let mut table = Table::new(&space);
        let seen: Vec<crate::controller::Seen> = failed
            .trials
            .iter()
            .map(|trial| crate::controller::Seen {
                candidate: &trial.candidate,
                epochs: 1,
                accuracy: None,
                coefficients: &[],
            })
            .collect();
        table.replay(Policy::DEFAULT, &space, Past { proposed: &[], pending: &[], seen: &seen });
        assert!(table.theta.iter().all(|theta| *theta == 0.0));
    }

    #[test]
    fn long_histories_of_large_spaces_are_no_obstacle() {
        let space = space(60, &Base::ALL, &HULLS);
        let mut stream = Seed::new(1).stream();
        let mut run = Run::new(&space, POLICY, 4);
        for number in 0..3000_u32 {
            run.add(space.draw(&mut stream), Some(f64::from(number % 7)));
        }
        let first = run.propose().unwrap();
        assert_eq!(run.propose().unwrap(), first);
        assert!(space.mixes(&first).unwrap().iter().all(|mix| space.choices.number_of(mix).is_some()));
    }
}
