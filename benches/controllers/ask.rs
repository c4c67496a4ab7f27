//! How long a proposal takes when a run is old.

use crate::figures::{figure, median};
use actsearch::activation::{Base, Hull, Sharing};
use actsearch::controller::{Controller, Past, Seen};
use actsearch::seed::Seed;
use actsearch::space::{Choices, Space};
use actsearch::trial::{KeptEpoch, Origin, Outcome, Trial, TrialId};
use std::time::Instant;

/// How many proposals are measured.
const PROPOSALS: usize = 21;
/// The newest trials, whose results are out of sight.
const PENDING: usize = 7;

/// Prints the time of one proposal with many decided trials, for every controller.
pub fn measure(controllers: &[Controller]) {
    let space = space();
    for decided in [1000, 5000] {
        let trials: Vec<Trial> = (0..decided + PENDING).map(|number| trial(&space, number)).collect();
        let coefficients: Vec<Vec<Vec<f32>>> = trials.iter().map(coefficients).collect();
        let decided_trials = trials[..decided].iter().zip(&coefficients);
        let seen: Vec<Seen> = decided_trials.map(|(trial, coefficients)| seen(trial, coefficients)).collect();
        let past = Past { proposed: &trials, pending: &trials[decided..], seen: &seen };
        for controller in controllers {
            let milliseconds = |number: usize| {
                let mut stream = Seed::new(1).of(number).stream();
                let started = Instant::now();
                std::hint::black_box(controller.propose(&space, past, &mut stream));
                started.elapsed().as_secs_f64() * 1000.0
            };
            let mut all: Vec<f64> = (0..PROPOSALS).map(milliseconds).collect();
            figure(&format!("ask_ms_{decided}_{}", controller.name()), median(&mut all));
        }
    }
}

/// 20 slots, each with one or two of six bases in two hulls.
fn space() -> Space {
    let bases = vec![Base::Identity, Base::RELU, Base::Tanh, Base::Gaussian, Base::Sine, Base::Sigmoid];
    let choices = Choices::new(bases, 1..=2, vec![Hull::Affine, Hull::Convex], vec![Sharing::Layer]);
    let sites: Vec<String> = (0..20).map(|site| format!("fc{site}")).collect();
    let slots = sites.iter().map(|site| vec![site.clone()]).collect();
    Space::new(choices, sites, slots)
}

/// A trial of some candidate; one of 20 has failed.
fn trial(space: &Space, number: usize) -> Trial {
    let outcome = if number.is_multiple_of(20) {
        Outcome::Failed { reason: "diverged".to_owned() }
    } else {
        Outcome::Finished { kept: KeptEpoch { epoch: 1, learned: Vec::new() } }
    };
    Trial {
        id: TrialId(u32::try_from(number).expect("a few trials")),
        attempt: 0,
        origin: Origin::Controller,
        candidate: space.draw(&mut Seed::new(2).of(number).stream()),
        reports: Vec::new(),
        outcome: Some(outcome),
        taken_over: None,
        promotions: 0,
        opened: 1,
    }
}

fn coefficients(trial: &Trial) -> Vec<Vec<f32>> {
    let even = |bases: usize| if bases == 1 { vec![1.0] } else { vec![0.5; bases] };
    trial.candidate.0.iter().map(|at| even(at.mix.bases.len())).collect()
}

/// Accuracies that rise with the sites that have a tanh, with some noise.
fn seen<'a>(trial: &'a Trial, coefficients: &'a [Vec<f32>]) -> Seen<'a> {
    let tanhs = trial.candidate.0.iter().filter(|at| at.mix.bases.contains(&Base::Tanh)).count();
    let tanhs = f64::from(u32::try_from(tanhs).expect("a few sites"));
    let noise = f64::from(Seed::new(3).of(trial.id).stream().uniform(1, 0.01)[0]);
    let has_failed = trial.failure().is_some();
    Seen {
        candidate: &trial.candidate,
        epochs: 9,
        accuracy: (!has_failed).then_some(0.7 + 0.01 * tanhs + noise),
        coefficients: if has_failed { &[] } else { coefficients },
    }
}
