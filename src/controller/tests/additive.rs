//! Whether controllers learn: a worth that is a sum over the sites.

use super::*;

/// How many of 40 trials on average reach 80 % of what is best when the worth of a candidate is a sum over its sites:
/// tanh is good, gaussian is bad, and the others lie between them.
fn good_ones(controller: Controller) -> f64 {
    let space = space(4, &[Base::Identity, Base::RELU, Base::Tanh, Base::Gaussian]);
    let runs: Vec<usize> = (0..20).map(|seed| good_ones_of(controller, &space, seed)).collect();
    #[expect(clippy::cast_precision_loss, reason = "a few trials")]
    let sum = runs.iter().sum::<usize>() as f64;
    sum / 20.0
}

fn good_ones_of(controller: Controller, space: &Space, seed: u64) -> usize {
    let mut trials: Vec<Trial> = Vec::new();
    while trials.len() < 40 {
        let visible = trials.len().saturating_sub(4);
        let worth_of = |trial: &Trial| worth(&trial.candidate);
        let found: Vec<Seen> = trials[..visible]
            .iter()
            .map(|trial| Seen { accuracy: Some(worth_of(trial)), ..seen(trial) })
            .collect();
        let past = Past { proposed: &trials, pending: &trials[visible..], seen: &found };
        let mut stream = Seed::new(seed).of(trials.len()).stream();
        let candidate = controller.propose(space, past, &mut stream).unwrap();
        trials.push(trial(trials.len(), candidate, None));
    }
    trials.iter().filter(|trial| worth(&trial.candidate) >= 0.8).count()
}

fn worth(candidate: &Candidate) -> f64 {
    let of_base = |base: &Base| match base {
        Base::Tanh => 1.0,
        Base::Gaussian => 0.0,
        _ => 0.5,
    };
    #[expect(clippy::cast_precision_loss, reason = "a few bases")]
    let of_mix = |bases: &[Base]| bases.iter().map(of_base).sum::<f64>() / bases.len() as f64;
    candidate.0.iter().map(|at| of_mix(&at.mix.bases)).sum::<f64>() / 4.0
}

#[test]
fn evolution_finds_good_candidates_more_often_than_chance() {
    let (evolution, random) =
        (good_ones(Controller::Evolution(Evolution::default())), good_ones(Controller::Random));
    assert!(evolution > 3.0 * random, "{evolution} against {random}");
}

#[test]
fn the_parzen_estimator_finds_good_candidates_more_often_than_chance() {
    let (tpe, random) = (good_ones(Controller::Tpe(Tpe::default())), good_ones(Controller::Random));
    assert!(tpe > 3.0 * random, "{tpe} against {random}");
}
