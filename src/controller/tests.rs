//! One battery for all controllers.

use super::*;
use crate::activation::{Base, Hull};
use crate::seed::Seed;
use crate::trial::{Origin, Outcome, Trial};
use std::collections::HashSet;

mod additive;

fn space(sites: usize, bases: &[Base]) -> Space {
    made_up::space(sites, bases, &[Hull::Affine, Hull::Convex])
}

fn trial(number: usize, candidate: Candidate, outcome: Option<Outcome>) -> Trial {
    Trial { outcome, ..made_up::trial(number, candidate) }
}

/// A run in which the best candidates have many tanh; every third trial fails, the last eight are pending.
struct Run {
    trials: Vec<Trial>,
}

impl Run {
    fn new() -> Self {
        Self { trials: Vec::new() }
    }

    fn propose(&self, controller: Controller, space: &Space) -> Option<Candidate> {
        let visible = self.trials.len().saturating_sub(8);
        let seen: Vec<Seen> = self.trials[..visible].iter().map(seen).collect();
        let past = Past { proposed: &self.trials, pending: &self.trials[visible..], seen: &seen };
        controller.propose(space, past, &mut Seed::new(5).of(self.trials.len()).stream())
    }

    /// Proposes until `most` trials are there or the space is exhausted.
    fn go_on(mut self, controller: Controller, space: &Space, most: usize) -> Self {
        while self.trials.len() < most {
            let number = self.trials.len();
            let Some(candidate) = self.propose(controller, space) else { break };
            let failed = number.is_multiple_of(3).then(|| Outcome::Failed { reason: "diverged".to_owned() });
            self.trials.push(trial(number, candidate, failed));
        }
        self
    }

    fn names(&self) -> Vec<String> {
        self.trials.iter().map(|trial| trial.candidate.to_string()).collect()
    }
}

fn seen(trial: &Trial) -> Seen<'_> {
    let tanhs = trial.candidate.0.iter().filter(|at| at.mix.bases.contains(&Base::Tanh)).count();
    #[expect(clippy::cast_precision_loss, reason = "a few sites")]
    let accuracy = trial.outcome.is_none().then(|| 0.5 + 0.4 * tanhs as f64 / trial.candidate.0.len() as f64);
    Seen { candidate: &trial.candidate, epochs: 1, accuracy, coefficients: &[] }
}

fn proposals(controller: Controller, space: &Space, most: usize) -> Vec<String> {
    Run::new().go_on(controller, space, most).names()
}

fn nothing() -> Past<'static> {
    Past { proposed: &[], pending: &[], seen: &[] }
}

/// Whether its first proposal is the candidate with all bases.
fn begins_outside(controller: Controller) -> bool {
    matches!(controller, Controller::Gradient(_))
}

#[test]
fn a_small_space_is_exhausted_and_no_candidate_comes_twice() {
    for controller in Controller::all() {
        let space = space(2, &[Base::Identity, Base::RELU, Base::Tanh]);
        let proposed = proposals(controller, &space, 1000);
        let expected = 81 + usize::from(begins_outside(controller));
        assert_eq!(proposed.len(), expected);
        assert_eq!(proposed.iter().collect::<HashSet<_>>().len(), expected);
    }
}

#[test]
fn the_same_history_gives_the_same_proposal() {
    for controller in Controller::all() {
        let space = space(3, &Base::ALL);
        assert_eq!(proposals(controller, &space, 30), proposals(controller, &space, 30));
    }
}

#[test]
fn proposals_lie_inside_the_space_however_large_it_is() {
    for controller in Controller::all() {
        for sites in [1, 6, 60] {
            let space = space(sites, &Base::ALL);
            let candidate = controller.propose(&space, nothing(), &mut Seed::new(1).stream()).unwrap();
            assert_eq!(candidate.0.len(), sites);
            let is_inside = space.count().is_none() || space.number_of(&candidate).is_some();
            assert!(is_inside || begins_outside(controller));
        }
    }
}

#[test]
fn a_space_of_one_candidate_gives_it_once() {
    for controller in Controller::all() {
        assert_eq!(proposals(controller, &space(1, &[Base::RELU]), 5), ["relu"]);
    }
}

#[test]
fn candidates_from_outside_the_space_are_no_obstacle() {
    for controller in Controller::all() {
        let space = space(1, &[Base::RELU, Base::Tanh]);
        let baseline = trial(0, space.everywhere(&crate::activation::Mix::plain(Base::Sine)), None);
        let past = Past { proposed: &[baseline], ..nothing() };
        assert!(controller.propose(&space, past, &mut Seed::new(1).stream()).is_some());
    }
}

#[test]
fn random_proposals_are_uniform_over_what_is_left() {
    let space = space(1, &[Base::Identity, Base::RELU, Base::Tanh]);
    let first = trial(0, space.nth(4), None);
    let past = Past { proposed: &[first], ..nothing() };
    let mut counts = [0_u32; 9];
    for seed in 0..4000 {
        let candidate = Controller::Random.propose(&space, past, &mut Seed::new(seed).stream()).unwrap();
        counts[usize::try_from(space.number_of(&candidate).unwrap()).unwrap()] += 1;
    }
    assert_eq!(counts[4], 0);
    assert!(counts.iter().enumerate().all(|(n, count)| n == 4 || (400..600).contains(count)), "{counts:?}");
}

#[test]
fn bare_words_have_defaults_and_parameters_are_read() {
    let check = |text: &str, expected: Controller| {
        let read = crate::yaml::read(text, &[], &Controller::shape());
        assert_eq!(read.map_err(|problems| problems.render("space.yaml", text)), Ok(expected), "{text}");
    };
    for controller in Controller::all() {
        check(controller.name(), controller);
        check(&format!("{{{}: {{}}}}", controller.name()), controller);
    }
    let evolution = Evolution { population: 8, ..Evolution::default() };
    check("{evolution: {population: 8}}", Controller::Evolution(evolution));
    check("{gradient: {penalty: 0}}", Controller::Gradient(Gradient { penalty: 0.0 }));
    check("{tpe: {startup: 3, gamma: 0.5}}", Controller::Tpe(Tpe { startup: 3, gamma: 0.5 }));
}

#[test]
fn parameters_that_make_no_sense_are_refused() {
    for text in [
        "{evolution: {population: 0}}",
        "{evolution: {tournament: 0}}",
        "{tpe: {gamma: 0}}",
        "{tpe: {gamma: 1}}",
    ] {
        assert!(crate::yaml::read(text, &[], &Controller::shape()).is_err(), "{text}");
    }
}

/// Candidates drawn at random, as trials.
fn drawn(space: &Space, count: usize) -> Vec<Trial> {
    let mut stream = Seed::new(9).stream();
    (0..count).map(|number| trial(number, space.draw(&mut stream), None)).collect()
}

#[test]
fn a_history_of_failures_is_survived() {
    let space = space(3, &Base::ALL);
    let trials = drawn(&space, 40);
    let failed: Vec<Seen> = trials.iter().map(|trial| Seen { accuracy: None, ..seen(trial) }).collect();
    for controller in Controller::all() {
        let past = Past { proposed: &trials, pending: &[], seen: &failed };
        let candidate = controller.propose(&space, past, &mut Seed::new(1).stream()).unwrap();
        assert!(!past.has(&candidate), "{controller:?}");
    }
}

#[test]
fn a_history_in_which_nothing_was_found_yet_is_survived() {
    let space = space(3, &Base::ALL);
    let trials = drawn(&space, 40);
    for controller in Controller::all() {
        let past = Past { proposed: &trials, pending: &trials, seen: &[] };
        let candidate = controller.propose(&space, past, &mut Seed::new(1).stream()).unwrap();
        assert!(!past.has(&candidate), "{controller:?}");
    }
}

#[test]
fn ten_thousand_trials_are_survived_in_spaces_of_any_size() {
    for sites in [4, 60] {
        let space = space(sites, &Base::ALL);
        let mut trials = drawn(&space, 10_000);
        trials.push(trial(10_000, space.everywhere(&crate::activation::Mix::plain(Base::RELU)), None));
        let found: Vec<Seen> = trials[..9_990].iter().map(seen).collect();
        let past = Past { proposed: &trials, pending: &trials[9_990..], seen: &found };
        for controller in Controller::all() {
            let candidate = controller.propose(&space, past, &mut Seed::new(1).stream()).unwrap();
            assert!(!past.has(&candidate) && candidate.0.len() == sites, "{controller:?}");
        }
    }
}

/// Of equal trials on the border between good and bad, the earlier are the good ones.
const CUTS_AMONG_EQUALS: [&str; 1] = ["tpe"];

#[test]
fn equal_results_in_another_order_change_nothing_but_where_equals_are_cut_apart() {
    let space = space(3, &[Base::Identity, Base::RELU, Base::Tanh]);
    let trials = drawn(&space, 30);
    let found: Vec<Seen> = trials.iter().map(seen).collect();
    let mut other = found.clone();
    let (one, two) = two_equals(&found);
    other.swap(one, two);
    let propose = |controller: Controller, found: &[Seen], seed: u64| {
        let past = Past { proposed: &trials, pending: &[], seen: found };
        controller.propose(&space, past, &mut Seed::new(seed).stream()).unwrap()
    };
    let changed = |controller: &Controller| {
        (0..20).any(|seed| propose(*controller, &found, seed) != propose(*controller, &other, seed))
    };
    let changed: Vec<&str> = Controller::all().into_iter().filter(changed).map(Controller::name).collect();
    assert_eq!(changed, CUTS_AMONG_EQUALS);
}

/// The places of two different candidates with the same result.
fn two_equals(found: &[Seen]) -> (usize, usize) {
    let pairs = (0..found.len()).flat_map(|one| (0..one).map(move |other| (other, one)));
    let equal = |(one, other): &(usize, usize)| {
        found[*one].accuracy == found[*other].accuracy && found[*one].candidate != found[*other].candidate
    };
    pairs.into_iter().find(equal).unwrap()
}

#[test]
fn what_is_known_of_candidates_outside_the_space_is_no_obstacle() {
    let space = space(2, &[Base::RELU, Base::Tanh]);
    let mixes = [Base::Sine, Base::RELU].map(crate::activation::Mix::plain);
    let mut candidates: Vec<Candidate> = mixes.iter().map(|mix| space.everywhere(mix)).collect();
    candidates.push(Candidate(Vec::new()));
    let trials: Vec<Trial> =
        (0..30).map(|number| trial(number, candidates[number % 3].clone(), None)).collect();
    let found: Vec<Seen> = trials.iter().map(|trial| Seen { accuracy: Some(0.5), ..seen(trial) }).collect();
    for controller in Controller::all() {
        let past = Past { proposed: &trials, pending: &[], seen: &found };
        let candidate = controller.propose(&space, past, &mut Seed::new(1).stream()).unwrap();
        assert!(space.number_of(&candidate).is_some() && !past.has(&candidate), "{controller:?}");
    }
}

#[test]
fn grid_search_goes_by_number_around_what_was_proposed() {
    let space = space(2, &[Base::RELU, Base::Tanh]);
    let mut run = Run::new();
    for number in [3, 0] {
        let baseline = trial(run.trials.len(), space.nth(number), None);
        run.trials.push(Trial { origin: Origin::Baseline, ..baseline });
    }
    let run = run.go_on(Controller::Grid, &space, 100);
    let number = |trial: &Trial| space.number_of(&trial.candidate).unwrap();
    let numbers: Vec<u128> = run.trials[2..].iter().map(number).collect();
    assert_eq!(numbers, [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
}

#[test]
fn grid_search_turns_back_for_what_it_left_out() {
    let space = space(1, &[Base::Identity, Base::RELU, Base::Tanh]);
    let mut run = Run::new();
    run.trials.push(trial(0, space.nth(7), None));
    let run = run.go_on(Controller::Grid, &space, 100);
    let numbers: Vec<u128> =
        run.trials.iter().map(|trial| space.number_of(&trial.candidate).unwrap()).collect();
    assert_eq!(numbers, [7, 8, 0, 1, 2, 3, 4, 5, 6]);
}
