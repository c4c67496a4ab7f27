//! The kernel is a density, and candidates are drawn from it.

use super::*;
use crate::activation::{Base, Hull, Mix, Sharing};
use crate::controller::Seen;
use crate::seed::Seed;
use crate::space::Choices;
use crate::trial::Trial;

fn choices() -> Choices {
    let bases = vec![Base::Identity, Base::RELU, Base::Tanh, Base::Sine];
    Choices::new(bases, 1..=3, vec![Hull::Affine, Hull::Convex, Hull::Frozen], Sharing::ALL.to_vec())
}

/// Mixes of the choices, and some from outside.
fn centres() -> Vec<Mix> {
    let outside = vec![Base::Gaussian, Base::RELU, Base::Tanh, Base::Sine, Base::Identity];
    let linear = Mix::new(vec![Base::RELU, Base::Sine], Hull::Linear, Sharing::Layer);
    let mixes = [0, 5, 20, 50].map(|number| choices().nth(number));
    mixes
        .into_iter()
        .chain([Mix::plain(Base::Gaussian), linear, Mix::new(outside, Hull::Affine, Sharing::Layer)])
        .collect()
}

#[test]
fn a_kernel_is_a_density_and_is_drawn_from() {
    let choices = choices();
    let parts = Parts::of(&choices);
    let count = usize::try_from(choices.count()).unwrap();
    let mut stream = Seed::new(1).stream();
    for (centre, width) in centres().into_iter().flat_map(|mix| [(mix.clone(), 0.1), (mix, 0.7)]) {
        let kernel = Kernel::new(&parts, width, 4);
        let z = parts.point(&centre);
        let density = |number| {
            let x = parts.point(&choices.nth(number));
            kernel.product(&[z], &[x]).to_f64() / super::count(count)
        };
        let densities: Vec<f64> = (0..choices.count()).map(density).collect();
        assert!((densities.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{centre}");
        let mut drawn = vec![0_usize; count];
        for _ in 0..2000 {
            let number = choices.number_of(&parts.mix(kernel.draw(z, &mut stream))).unwrap();
            drawn[usize::try_from(number).unwrap()] += 1;
        }
        for (drawn, density) in drawn.into_iter().zip(densities) {
            let expected = 2000.0 * density;
            assert!(
                (super::count(drawn) - expected).abs() < 5.0 * expected.sqrt() + 5.0,
                "{centre}: {drawn} for {expected}"
            );
        }
    }
}

#[test]
fn a_mix_is_likelier_the_more_it_has_in_common_with_the_centre() {
    let choices = choices();
    let parts = Parts::of(&choices);
    let kernel = Kernel::new(&parts, 0.3, 3);
    let mix = |bases: &[Base], hull| Mix::new(bases.to_vec(), hull, Sharing::Layer);
    let z = parts.point(&mix(&[Base::Identity, Base::RELU], Hull::Affine));
    let density = |bases: &[Base], hull| kernel.product(&[z], &[parts.point(&mix(bases, hull))]).to_f64();
    let same = density(&[Base::Identity, Base::RELU], Hull::Affine);
    assert!(same > density(&[Base::Identity, Base::RELU], Hull::Convex));
    assert!(same > density(&[Base::Identity, Base::Tanh], Hull::Affine));
    assert!(
        density(&[Base::Identity, Base::Tanh], Hull::Affine)
            > density(&[Base::Tanh, Base::Sine], Hull::Affine)
    );
    assert!(density(&[Base::RELU], Hull::Affine) > density(&[Base::Tanh], Hull::Affine));
}

#[test]
fn what_is_pending_and_what_failed_is_bad() {
    let sites = vec!["fc1".to_owned()];
    let space = Space::new(choices(), sites.clone(), vec![sites]);
    let parts = Parts::of(&space.choices);
    let trials: Vec<Trial> =
        (0..4).map(|number| crate::controller::made_up::trial(number, space.nth(number as u128))).collect();
    let found = [Some(0.1), Some(0.9), None].into_iter().zip(&trials).map(|(accuracy, trial)| Seen {
        candidate: &trial.candidate,
        epochs: 1,
        accuracy,
        coefficients: &[],
    });
    let found: Vec<Seen> = found.collect();
    let past = Past { proposed: &trials, pending: &trials[3..], seen: &found };
    let (good, bad) = Tpe::default().split(&space, &parts, past).unwrap();
    let number = |points: &Points| space.choices.number_of(&parts.mix(points[0])).unwrap();
    assert_eq!(good.iter().map(number).collect::<Vec<_>>(), [1]);
    assert_eq!(bad.iter().map(number).collect::<Vec<_>>(), [3, 2, 0]);
}

#[test]
fn the_best_share_is_good() {
    assert_eq!([1, 10, 11, 95].map(|count| share_of(0.1, count)), [1, 1, 2, 10]);
}
