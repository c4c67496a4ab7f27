//! The super-candidate, and what follows from it.

use super::*;
use crate::activation::Base;
use crate::controller::made_up::{space, trial};
use crate::controller::{Controller, Seen};
use crate::seed::Seed;
use std::collections::BTreeSet;

const GRADIENT: Controller = Controller::Gradient(Gradient { penalty: 1.0 });

/// Proposes so many times after a super-candidate that was found to have these coefficients, or failed.
fn after(space: &Space, coefficients: Option<&[Vec<f32>]>, most: usize) -> Vec<Candidate> {
    let first = super_candidate(space);
    let accuracy = coefficients.map(|_| 0.5);
    let seen = [Seen { candidate: &first, epochs: 1, accuracy, coefficients: coefficients.unwrap_or(&[]) }];
    let mut trials = vec![trial(0, first.clone())];
    while trials.len() <= most {
        let past = Past { proposed: &trials, pending: &trials[1..], seen: &seen };
        let mut stream = Seed::new(3).of(trials.len()).stream();
        let Some(candidate) = GRADIENT.propose(space, past, &mut stream) else { break };
        trials.push(trial(trials.len(), candidate));
    }
    trials.into_iter().skip(1).map(|trial| trial.candidate).collect()
}

const THREE: [Base; 3] = [Base::Identity, Base::RELU, Base::Tanh];

#[test]
fn the_first_proposal_has_every_base_everywhere_in_a_hull_that_learns() {
    let check = |hulls: &[Hull], expected: &str| {
        let past = Past { proposed: &[], pending: &[], seen: &[] };
        let first = GRADIENT.propose(&space(2, &THREE, hulls), past, &mut Seed::new(1).stream()).unwrap();
        assert_eq!(first.to_string(), expected);
    };
    check(&[Hull::Convex, Hull::Affine], "affine(identity, relu, tanh)");
    check(&[Hull::Frozen, Hull::Convex], "convex(identity, relu, tanh)");
    check(&[Hull::Frozen], "linear(identity, relu, tanh)");
}

#[test]
fn the_derived_candidate_comes_first_and_then_those_around_it() {
    let space = space(2, &THREE, &[Hull::Affine, Hull::Convex]);
    let coefficients = [vec![0.05, 0.9, 0.05], vec![0.5, -0.45, 0.05]];
    let names: Vec<String> = after(&space, Some(&coefficients), 3).iter().map(Candidate::to_string).collect();
    assert_eq!(names[0], "fc0: relu | fc1: affine(identity, relu)");
    assert!(names[1].starts_with("fc0: relu | fc1: "), "{names:?}");
}

#[test]
fn a_space_is_exhausted_once_whatever_became_of_the_super_candidate() {
    let space = space(2, &THREE, &[Hull::Affine, Hull::Convex]);
    let coefficients = vec![vec![0.2, 0.5, 0.3]; 2];
    for coefficients in [Some(coefficients.as_slice()), None] {
        let numbers: Vec<u128> = after(&space, coefficients, 1000)
            .iter()
            .map(|candidate| space.number_of(candidate).unwrap())
            .collect();
        assert_eq!(numbers.len(), 81);
        assert_eq!(numbers.into_iter().collect::<BTreeSet<_>>().len(), 81);
    }
}

#[test]
fn without_a_result_the_super_candidate_comes_once_and_the_rest_is_random() {
    let space = space(2, &THREE, &[Hull::Affine]);
    let proposed = [trial(0, super_candidate(&space))];
    let past = Past { proposed: &proposed, pending: &proposed, seen: &[] };
    let drawn: BTreeSet<String> = (0..20)
        .map(|seed| GRADIENT.propose(&space, past, &mut Seed::new(seed).stream()).unwrap().to_string())
        .collect();
    assert!(drawn.len() > 5 && !drawn.contains("affine(identity, relu, tanh)"), "{drawn:?}");
}

#[test]
fn coefficients_that_do_not_fit_or_are_not_finite_are_passed_over() {
    let space = space(2, &THREE, &[Hull::Affine]);
    for bad in [vec![vec![0.5, 0.5]; 2], vec![vec![0.5, f32::NAN, 0.5]; 2], vec![vec![0.2, 0.5, 0.3]]] {
        assert_eq!(after(&space, Some(&bad), 5), after(&space, None, 5));
    }
}

#[test]
fn a_space_beyond_counting_is_gone_through_from_the_top() {
    let space = space(60, &Base::ALL, &[Hull::Affine, Hull::Convex]);
    let alpha = |site: usize| (0..29).map(|base| if base == site % 29 { 0.8 } else { 0.2 / 28.0 }).collect();
    let coefficients: Vec<Vec<f32>> = (0..60).map(alpha).collect();
    let proposals = after(&space, Some(&coefficients), 200);
    assert!(proposals[0].0.iter().enumerate().all(|(site, at)| at.mix == Mix::plain(Base::ALL[site % 29])));
    let names: BTreeSet<String> = proposals.iter().map(Candidate::to_string).collect();
    assert_eq!(names.len(), 200);
}
