//! What the surrogate proposes, in whole runs on made-up objectives.

use crate::activation::{Base, Hull, Mix};
use crate::controller::Controller;
use crate::controller::made_up::{FOUR, Objective, Run, space, trials_to_the_best_hundredth};
use std::collections::BTreeSet;

const HULLS: [Hull; 2] = [Hull::Affine, Hull::Convex];

#[test]
fn it_finds_the_best_hundredth_in_a_third_of_the_trials_that_random_search_needs() {
    let needed = trials_to_the_best_hundredth(Controller::Surrogate, 15);
    let random = trials_to_the_best_hundredth(Controller::Random, 15);
    assert!(needed <= 24 && 3 * needed <= random, "{needed} of {random}");
}

#[test]
fn a_space_is_exhausted_once() {
    let space = space(2, &[Base::Identity, Base::RELU, Base::Tanh], &HULLS);
    let objective = Objective::new(1, 0.0);
    let run = Run::new(&space, Controller::Surrogate, 1)
        .go_on(1000, |_, candidate| Some(objective.value(candidate)));
    assert_eq!(run.names().len(), 81);
    assert_eq!(run.names().into_iter().collect::<BTreeSet<_>>().len(), 81);
}

#[test]
fn with_nothing_found_yet_the_proposals_spread_over_the_space() {
    let space = space(3, &FOUR, &HULLS);
    let unknown = Run::new(&space, Controller::Surrogate, 2).go_on(8, |_, _| Some(0.0));
    let failed = Run::new(&space, Controller::Surrogate, 2).go_on(30, |_, _| None);
    for site in 0..3 {
        let has =
            |base: &Base| unknown.trials.iter().any(|trial| trial.candidate.0[site].mix.bases.contains(base));
        assert!(FOUR.iter().all(has), "{:?}", unknown.names());
    }
    assert_eq!(failed.names().into_iter().collect::<BTreeSet<_>>().len(), 30);
}

#[test]
fn what_was_seen_of_other_bases_tells_about_those_of_the_space() {
    // Everything that is like relu is good, and the space has one such base.
    let space = space(1, &[Base::Square, Base::Cosine, Base::SWISH, Base::Sine], &[Hull::Affine]);
    let mut run = Run::new(&space, Controller::Surrogate, 3);
    for (base, found) in [(Base::RELU, 0.9), (Base::Gelu { approximate: false }, 0.9), (Base::Absolute, 0.1)]
    {
        run.add(space.everywhere(&Mix::plain(base)), Some(found));
    }
    (0..7).for_each(|_| run.add(space.everywhere(&Mix::plain(Base::Gaussian)), Some(0.1)));
    assert!(run.propose().unwrap().0[0].mix.bases.contains(&Base::SWISH));
}

#[test]
fn long_histories_of_large_spaces_are_no_obstacle() {
    let space = space(60, &Base::ALL, &HULLS);
    let mut stream = crate::seed::Seed::new(1).stream();
    let mut run = Run::new(&space, Controller::Surrogate, 4);
    for number in 0..3000_u32 {
        let candidate = space.draw(&mut stream);
        let relus = candidate.0.iter().filter(|at| at.mix.bases.contains(&Base::RELU)).count();
        let found = (number % 5 > 0).then(|| f64::from(u32::try_from(relus).unwrap()));
        run.add(candidate, found);
    }
    let first = run.propose().unwrap();
    assert_eq!(run.propose().unwrap(), first);
    assert!(space.mixes(&first).unwrap().iter().all(|mix| space.choices.number_of(mix).is_some()));
    let relus = first.0.iter().filter(|at| at.mix.bases.contains(&Base::RELU)).count();
    assert!(relus >= 8, "{relus} where a random candidate has 4");
}
