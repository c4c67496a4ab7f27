//! One battery for all controllers.

use super::*;
use crate::activation::{Base, Hull, Sharing};
use crate::seed::Seed;
use crate::space::Choices;
use crate::trial::{Origin, Outcome, TrialId};
use std::collections::HashSet;

const CONTROLLERS: [Controller; 1] = [Controller::Random];

fn space(sites: usize, bases: &[Base]) -> Space {
    let max = bases.len().min(2);
    let choices =
        Choices::new(bases.to_vec(), 1..=max, vec![Hull::Affine, Hull::Convex], vec![Sharing::Layer]);
    let sites: Vec<String> = (0..sites).map(|site| format!("fc{site}")).collect();
    let slots = sites.iter().map(|site| vec![site.clone()]).collect();
    Space::new(choices, sites, slots)
}

fn trial(number: usize, candidate: Candidate, outcome: Option<Outcome>) -> Trial {
    Trial {
        id: TrialId(u32::try_from(number).unwrap()),
        attempt: 0,
        origin: Origin::Controller,
        candidate,
        reports: Vec::new(),
        outcome,
        opened: 1,
    }
}

/// Proposes until `most` trials are there or the space is exhausted; every third trial fails, the last eight are pending.
fn proposals(controller: Controller, space: &Space, most: usize) -> Vec<String> {
    let mut trials: Vec<Trial> = Vec::new();
    while trials.len() < most {
        let number = trials.len();
        let past = Past { proposed: &trials, decided: &trials[..number.saturating_sub(8)] };
        let Some(candidate) = controller.propose(space, past, &mut Seed::new(5).of(number).stream()) else {
            break;
        };
        let failed = number.is_multiple_of(3).then(|| Outcome::Failed { reason: "diverged".to_owned() });
        trials.push(trial(number, candidate, failed));
    }
    trials.iter().map(|trial| trial.candidate.to_string()).collect()
}

#[test]
fn a_small_space_is_exhausted_and_no_candidate_comes_twice() {
    for controller in CONTROLLERS {
        let space = space(2, &[Base::Identity, Base::RELU, Base::Tanh]);
        let proposed = proposals(controller, &space, 1000);
        assert_eq!(proposed.len(), 81);
        assert_eq!(proposed.iter().collect::<HashSet<_>>().len(), 81);
    }
}

#[test]
fn the_same_history_gives_the_same_proposal() {
    for controller in CONTROLLERS {
        let space = space(3, &Base::ALL);
        assert_eq!(proposals(controller, &space, 30), proposals(controller, &space, 30));
    }
}

#[test]
fn proposals_lie_inside_the_space_however_large_it_is() {
    for controller in CONTROLLERS {
        for sites in [1, 6, 60] {
            let space = space(sites, &Base::ALL);
            let past = Past { proposed: &[], decided: &[] };
            let candidate = controller.propose(&space, past, &mut Seed::new(1).stream()).unwrap();
            assert_eq!(candidate.0.len(), sites);
            assert!(space.count().is_none() || space.number_of(&candidate).is_some());
        }
    }
}

#[test]
fn a_space_of_one_candidate_gives_it_once() {
    for controller in CONTROLLERS {
        assert_eq!(proposals(controller, &space(1, &[Base::RELU]), 5), ["relu"]);
    }
}

#[test]
fn candidates_from_outside_the_space_are_no_obstacle() {
    for controller in CONTROLLERS {
        let space = space(1, &[Base::RELU, Base::Tanh]);
        let baseline = trial(0, space.everywhere(&crate::activation::Mix::plain(Base::Sine)), None);
        let past = Past { proposed: &[baseline], decided: &[] };
        assert!(controller.propose(&space, past, &mut Seed::new(1).stream()).is_some());
    }
}

#[test]
fn random_proposals_are_uniform_over_what_is_left() {
    let space = space(1, &[Base::Identity, Base::RELU, Base::Tanh]);
    let first = trial(0, space.nth(4), None);
    let past = Past { proposed: &[first], decided: &[] };
    let mut counts = [0_u32; 9];
    for seed in 0..4000 {
        let candidate = Controller::Random.propose(&space, past, &mut Seed::new(seed).stream()).unwrap();
        counts[usize::try_from(space.number_of(&candidate).unwrap()).unwrap()] += 1;
    }
    assert_eq!(counts[4], 0);
    assert!(counts.iter().enumerate().all(|(n, count)| n == 4 || (400..600).contains(count)), "{counts:?}");
}
