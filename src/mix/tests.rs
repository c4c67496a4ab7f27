//! The operators against the mathematics in f64.

use super::*;
use crate::activation::{Hull, Mix, Sharing};
use crate::seed::Seed;
use proptest::prelude::*;
use tch::{Device, Kind};

fn ramp(count: i16) -> Vec<f32> {
    (0..count).map(|step| f32::from(step) * 0.0371 - f32::from(count) * 0.0371 / 2.0).collect()
}

/// Values and gradients of Σ y at x.
fn differentiate(x: &Tensor, f: impl Fn(&Tensor) -> Tensor) -> (Vec<f32>, Vec<f32>) {
    let x = x.detach().set_requires_grad(true);
    let y = f(&x);
    let gradient = Tensor::run_backward(&[y.sum(Kind::Float)], &[&x], false, false).remove(0);
    (numbers(&y), numbers(&gradient))
}

fn numbers(tensor: &Tensor) -> Vec<f32> {
    Vec::try_from(tensor.flatten(0, -1)).unwrap()
}

fn assert_close(what: &str, found: f32, expected: f64) {
    let error = (f64::from(found) - expected).abs() / expected.abs().max(1.0);
    assert!(error < 2e-6, "{what}: {found} against {expected}");
}

#[test]
fn every_base_agrees_with_f64_in_value_and_derivative() {
    let bases = Base::ALL.into_iter().chain([
        Base::LeakyRelu { slope: 0.3 },
        Base::Elu { alpha: 0.5 },
        Base::Swish { beta: 2.5, learned: false },
    ]);
    let x = ramp(500);
    let tensor = Tensor::from_slice(&x).view([5, 4, 25]);
    for base in bases {
        let (values, derivatives) = differentiate(&tensor, |x| Operator::Reference.apply_plain(base, x));
        for ((x, value), derivative) in x.iter().zip(values).zip(derivatives) {
            assert_close(&format!("{base}({x})"), value, base.value(f64::from(*x)));
            assert_close(&format!("{base}'({x})"), derivative, base.derivative(f64::from(*x)));
        }
    }
}

#[test]
fn values_and_gradients_stay_finite_far_out_and_nan_stays_nan() {
    let tensor = Tensor::from_slice(&[-1e30_f32, -200.0, -0.0, 0.0, 200.0, 1e30]).view([1, 1, 6]);
    for base in Base::ALL {
        let (values, gradients) = differentiate(&tensor, |x| Operator::Reference.apply_plain(base, x));
        assert!(
            values.iter().chain(&gradients).all(|number| number.is_finite()),
            "{base}: {values:?} {gradients:?}"
        );
        let nan = Tensor::from_slice(&[f32::NAN]).view([1, 1]);
        assert!(numbers(&Operator::Reference.apply_plain(base, &nan))[0].is_nan(), "{base}");
    }
}

#[test]
fn a_mix_is_the_sum_of_its_parts_by_layer_and_by_channel() {
    let mix = Mix::new(vec![Base::Identity, Base::RELU, Base::Tanh], Hull::Affine, Sharing::Channel);
    let x = ramp(24);
    let tensor = Tensor::from_slice(&x).view([2, 3, 4]);
    let rows = [[0.2_f32, 0.5, 0.3], [1.0, -0.5, 0.5], [0.0, 0.0, 1.0]];
    for alpha_rows in [&rows[..1], &rows[..]] {
        let alpha = Tensor::from_slice(&alpha_rows.concat()).view([-1, 3]);
        let y = numbers(&Operator::Reference.apply(&mix.bases, &alpha, &tensor));
        for (place, (x, y)) in x.iter().zip(y).enumerate() {
            let row = alpha_rows[(place / 4 % 3).min(alpha_rows.len() - 1)].map(f64::from);
            assert_close(&format!("mix({x})"), y, mix.value(&row, f64::from(*x)));
        }
    }
}

#[test]
fn start_values_are_equal_shares_in_every_hull() {
    for hull in Hull::ALL {
        let mix = Mix::new(vec![Base::Identity, Base::RELU, Base::Tanh, Base::Sine], hull, Sharing::Layer);
        let free = Tensor::from_slice(&start(&mix)).view([1, 4]);
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
            let free = Tensor::from_slice(&w).view([-1, 3]).set_requires_grad(true);
            let loss =
                (Operator::Reference.apply(&bases, &alpha(hull, &free), &tensor) * &g).sum(Kind::Float);
            let gradient = numbers(&Tensor::run_backward(&[loss], &[&free], false, false).remove(0));
            let objective = |w: &[f64]| weighted_sum(hull, &bases, w, &x, &weights);
            for place in 0..w.len() {
                let mut up: Vec<f64> = w.iter().map(|w| f64::from(*w)).collect();
                let mut down = up.clone();
                up[place] += 1e-5;
                down[place] -= 1e-5;
                let slope = (objective(&up) - objective(&down)) / 2e-5;
                let error = (f64::from(gradient[place]) - slope).abs();
                assert!(error < 1e-4, "{hull:?} {rows} rows: {} against {slope}", gradient[place]);
            }
        }
    }
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
