//! The maps into the hulls, and gradients through them.

use super::*;
use crate::activation::{Hull, Mix, Sharing};
use proptest::prelude::*;

fn ramp(count: i16) -> Vec<f32> {
    (0..count).map(|step| f32::from(step) * 0.0371 - f32::from(count) * 0.0371 / 2.0).collect()
}

#[test]
fn start_values_are_equal_shares_in_every_hull() {
    for hull in Hull::ALL {
        let mix = Mix::new(vec![Base::Identity, Base::RELU, Base::Tanh, Base::Sine], hull, Sharing::Layer);
        let free = Tensor::from_slice(&start(&mix, &[])).view([1, 4]);
        assert_eq!(numbers(&alpha(hull, &free)), [0.25; 4], "{hull:?}");
    }
}

/// ∂(Σ y·g)/∂w of the free tensor w, by libtorch and by finite differences in f64 through the constraint's formula.
#[test]
fn gradients_of_the_free_tensor_agree_with_finite_differences_in_every_hull_and_sharing() {
    let bases = [Base::Identity, Base::RELU, Base::Tanh];
    let x = ramp(24);
    let tensor = Tensor::from_slice(&x).view([2, 3, 4]);
    let weights = Seed::new(2).stream().uniform(24, 1.0);
    let g = Tensor::from_slice(&weights).view([2, 3, 4]);
    for hull in [Hull::Affine, Hull::Convex, Hull::Linear] {
        for rows in [1, 3] {
            let w = Seed::new(3).stream().uniform(rows * 3, 1.0);
            let objective = |w: &[f64]| weighted_sum(hull, &bases, w, &x, &weights);
            let slopes = finite_differences(&w, objective);
            for operator in Operator::ALL {
                let free = Tensor::from_slice(&w).view([-1, 3]).set_requires_grad(true);
                let y = apply(operator, &bases, of_alpha(&alpha(hull, &free)), &tensor);
                let loss = (y * &g).sum(Kind::Float);
                let gradient = numbers(&Tensor::run_backward(&[loss], &[&free], false, false).remove(0));
                for (gradient, slope) in gradient.iter().zip(&slopes) {
                    let error = (f64::from(*gradient) - slope).abs();
                    assert!(error < 1e-5, "{operator:?} {hull:?} {rows} rows: {gradient} against {slope}");
                }
            }
        }
    }
}

fn finite_differences(w: &[f32], objective: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let moved = |place: usize, by: f64| {
        let mut w: Vec<f64> = w.iter().map(|w| f64::from(*w)).collect();
        w[place] += by;
        objective(&w)
    };
    (0..w.len()).map(|place| (moved(place, 1e-5) - moved(place, -1e-5)) / 2e-5).collect()
}

fn weighted_sum(hull: Hull, bases: &[Base], w: &[f64], x: &[f32], weights: &[f32]) -> f64 {
    let mix = Mix { bases: bases.to_vec(), hull, sharing: Sharing::Layer };
    let rows: Vec<Vec<f64>> = w.chunks(bases.len()).map(|row| alpha_in_f64(hull, row)).collect();
    let terms = x.iter().zip(weights).enumerate().map(|(place, (x, weight))| {
        let row = &rows[(place / 4 % 3).min(rows.len() - 1)];
        f64::from(*weight) * mix.value(row, f64::from(*x))
    });
    terms.sum()
}

#[expect(clippy::cast_precision_loss, reason = "a mix has a few bases")]
fn alpha_in_f64(hull: Hull, w: &[f64]) -> Vec<f64> {
    let count = w.len() as f64;
    let sum: f64 = w.iter().sum();
    let exp_sum: f64 = w.iter().map(|w| w.exp()).sum();
    let one = |w: &f64| match hull {
        Hull::Affine => w + (1.0 - sum) / count,
        Hull::Convex => w.exp() / exp_sum,
        Hull::Linear | Hull::Frozen => *w,
    };
    w.iter().map(one).collect()
}

proptest! {
    #[test]
    fn the_law_of_the_hull_holds_for_any_free_tensor(w in prop::collection::vec(-50.0..50.0_f32, 2..6)) {
        let free = Tensor::from_slice(&w).to_device(Device::Cpu).view([1, -1]);
        let affine = numbers(&alpha(Hull::Affine, &free));
        prop_assert!((affine.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        let convex = numbers(&alpha(Hull::Convex, &free));
        prop_assert!((convex.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        prop_assert!(convex.iter().all(|alpha| *alpha >= 0.0));
        prop_assert_eq!(numbers(&alpha(Hull::Linear, &free)), w);
    }
}

#[test]
fn a_mix_starts_from_the_coefficients_that_it_is_given() {
    for (hull, given) in [
        (Hull::Affine, [1.5_f32, -0.75, 0.25]),
        (Hull::Convex, [0.125, 0.0, 0.875]),
        (Hull::Linear, [3.0, -2.0, 0.0]),
        (Hull::Frozen, [3.0, -2.0, 0.0]),
    ] {
        let mix = Mix::new(vec![Base::Identity, Base::RELU, Base::Tanh], hull, Sharing::Layer);
        let free = Tensor::from_slice(&start(&mix, &given)).view([1, 3]);
        let found = Vec::<f32>::try_from(alpha(hull, &free).view(-1)).unwrap();
        for (found, given) in found.iter().zip(given) {
            assert!((found - given).abs() <= 2e-6, "{hull:?}: {found} for {given}");
        }
        assert!(hull != Hull::Convex || found[1] > 0.0, "a share of zero can grow");
    }
}
