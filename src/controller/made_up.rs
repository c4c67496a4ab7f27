//! Made-up objectives, and whole runs on them: what the tests of controllers that learn have in common.

use super::{Controller, Past, Seen};
use crate::activation::{Base, Hull, Mix, Sharing};
use crate::seed::Seed;
use crate::space::{Candidate, Choices, Space};
use crate::trial::{Origin, Trial, TrialId};

pub(super) const FOUR: [Base; 4] = [Base::Identity, Base::RELU, Base::Tanh, Base::Gaussian];

/// A space of so many sites with mixes of one or two of these bases.
pub(super) fn space(sites: usize, bases: &[Base], hulls: &[Hull]) -> Space {
    let max = bases.len().min(2);
    let choices = Choices::new(bases.to_vec(), 1..=max, hulls.to_vec(), vec![Sharing::Layer]);
    let sites: Vec<String> = (0..sites).map(|site| format!("fc{site}")).collect();
    let slots = sites.iter().map(|site| vec![site.clone()]).collect();
    Space::new(choices, sites, slots)
}

pub(super) fn trial(number: usize, candidate: Candidate) -> Trial {
    Trial {
        id: TrialId(u32::try_from(number).expect("a run has few trials")),
        attempt: 0,
        origin: Origin::Controller,
        candidate,
        reports: Vec::new(),
        outcome: None,
        taken_over: None,
        promotions: 0,
        opened: 1,
    }
}

/// An objective in which bases have an effect anywhere and another at each site, neighbours act together, and what is found
/// differs from what it is worth by chance.
pub(super) struct Objective {
    seed: Seed,
    noise: f32,
}

impl Objective {
    pub(super) fn new(seed: u64, noise: f32) -> Self {
        Self { seed: Seed::new(seed), noise }
    }

    /// A number between −1 and 1 that belongs to a name.
    fn number(&self, name: &str) -> f64 {
        f64::from(self.seed.of(name).stream().uniform(1, 1.0)[0])
    }

    fn effect(&self, site: usize, mix: &Mix) -> f64 {
        let of =
            |base: &Base| self.number(base.name()) + 0.7 * self.number(&format!("{site} {}", base.name()));
        let all: Vec<f64> = mix.bases.iter().map(of).collect();
        let mean =
            all.iter().sum::<f64>() / f64::from(u32::try_from(all.len()).expect("a mix has few bases"));
        let best = all.into_iter().reduce(f64::max).expect("a mix has a base");
        0.5 * (best + mean) + 0.1 * self.number(&format!("{site} {}", mix.hull.name()))
    }

    /// What a candidate is worth.
    pub(super) fn value(&self, candidate: &Candidate) -> f64 {
        let effects: f64 = candidate.0.iter().enumerate().map(|(site, at)| self.effect(site, &at.mix)).sum();
        let bases = |site: usize| format!("{:?}", candidate.0[site].mix.bases);
        let pair = |site: usize| self.number(&format!("{site} {} {}", bases(site), bases(site + 1)));
        effects + 0.4 * (0..candidate.0.len() - 1).map(pair).sum::<f64>()
    }

    /// What its trial finds: chance is about normally distributed, the sum of twelve uniform numbers.
    fn found(&self, number: usize, candidate: &Candidate) -> f64 {
        let chance: f32 = self.seed.of("chance").of(number).stream().uniform(12, 0.5).iter().sum();
        self.value(candidate) + f64::from(self.noise * chance)
    }
}

/// A run with a lookahead of 8, in which no trial fails unless it is made to.
pub(super) struct Run<'a> {
    space: &'a Space,
    controller: Controller,
    seed: u64,
    pub trials: Vec<Trial>,
    pub found: Vec<Option<f64>>,
}

impl<'a> Run<'a> {
    pub(super) fn new(space: &'a Space, controller: Controller, seed: u64) -> Self {
        Self { space, controller, seed, trials: Vec::new(), found: Vec::new() }
    }

    pub(super) fn propose(&self) -> Option<Candidate> {
        let visible = (self.trials.len() + 1).saturating_sub(8);
        let seen: Vec<Seen> = self.trials[..visible]
            .iter()
            .zip(&self.found)
            .map(|(trial, found)| Seen {
                candidate: &trial.candidate,
                epochs: 1,
                accuracy: *found,
                coefficients: &[],
            })
            .collect();
        let past = Past { proposed: &self.trials, pending: &self.trials[visible..], seen: &seen };
        let mut stream = Seed::new(self.seed).of(self.trials.len()).stream();
        self.controller.propose(self.space, past, &mut stream)
    }

    pub(super) fn add(&mut self, candidate: Candidate, found: Option<f64>) {
        self.trials.push(trial(self.trials.len(), candidate));
        self.found.push(found);
    }

    /// Goes on until so many trials are there or the space is exhausted.
    pub(super) fn go_on(
        mut self,
        most: usize,
        mut find: impl FnMut(usize, &Candidate) -> Option<f64>,
    ) -> Self {
        while self.trials.len() < most {
            let Some(candidate) = self.propose() else { break };
            let found = find(self.trials.len(), &candidate);
            self.add(candidate, found);
        }
        self
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.trials.iter().map(|trial| trial.candidate.to_string()).collect()
    }
}

/// How many trials the middle one of some runs needs, each on an objective of its own and begun with a plain base everywhere
/// for each, until it has a candidate of the best hundredth of a space of three sites.
pub(super) fn trials_to_the_best_hundredth(controller: Controller, runs: u64) -> usize {
    let space = space(3, &FOUR, &[Hull::Affine, Hull::Convex]);
    let mut needed: Vec<usize> = (0..runs).map(|seed| needed(&space, controller, seed)).collect();
    needed.sort_unstable();
    needed[needed.len() / 2]
}

fn needed(space: &Space, controller: Controller, seed: u64) -> usize {
    const MOST: usize = 120;
    let objective = Objective::new(seed, 0.3);
    // A sample stands for the space: its best hundredth begins where that of the space does.
    let mut stream = Seed::new(seed).of("sample").stream();
    let mut values: Vec<f64> = (0..400).map(|_| objective.value(&space.draw(&mut stream))).collect();
    values.sort_by(|one, other| other.total_cmp(one));
    let mut run = Run::new(space, controller, seed);
    for base in FOUR {
        let baseline = space.everywhere(&Mix::plain(base));
        let found = objective.found(run.trials.len(), &baseline);
        run.add(baseline, Some(found));
    }
    loop {
        let candidate = run.propose().expect("a space of 4,096 candidates");
        let number = run.trials.len();
        if number == MOST || objective.value(&candidate) >= values[4] {
            return number + 1;
        }
        let found = objective.found(number, &candidate);
        run.add(candidate, Some(found));
    }
}
