//! The laws of mixes.

use super::*;
use proptest::prelude::*;

#[test]
fn mixes_that_are_the_same_function_class_are_the_same_value() {
    let relu = Mix::plain(Base::RELU);
    for hull in [Hull::Affine, Hull::Convex, Hull::Frozen] {
        for sharing in Sharing::ALL {
            assert_eq!(Mix::new(vec![Base::RELU], hull, sharing), relu);
        }
    }
    let pair = vec![Base::RELU, Base::Tanh];
    assert_eq!(
        Mix::new(pair.clone(), Hull::Frozen, Sharing::Channel),
        Mix::new(pair, Hull::Frozen, Sharing::Layer)
    );
    assert_ne!(Mix::new(vec![Base::RELU], Hull::Linear, Sharing::Layer), relu);
}

#[test]
fn mixes_are_shown_in_one_line() {
    let pair = vec![Base::Identity, Base::LeakyRelu { slope: 0.2 }];
    assert_eq!(Mix::plain(Base::RELU).to_string(), "relu");
    assert_eq!(
        Mix::new(pair.clone(), Hull::Affine, Sharing::Layer).to_string(),
        "affine(identity, leaky_relu(slope=0.2))"
    );
    assert_eq!(
        Mix::new(pair, Hull::Convex, Sharing::Channel).to_string(),
        "convex per channel(identity, leaky_relu(slope=0.2))"
    );
}

proptest! {
    #[test]
    fn an_affine_mix_of_identity_and_relu_is_a_leaky_relu(w in -3.0..3.0_f64, x in -10.0..10.0_f64) {
        let mix = Mix::new(vec![Base::Identity, Base::RELU], Hull::Affine, Sharing::Layer);
        let leaky = Base::LeakyRelu { slope: w };
        prop_assert!((mix.value(&[w, 1.0 - w], x) - leaky.value(x)).abs() < 1e-12);
        prop_assert!((mix.derivative(&[w, 1.0 - w], x) - leaky.derivative(x)).abs() < 1e-12);
    }

    #[test]
    fn a_convex_mix_of_monotone_bases_is_monotone(w in 0.0..=1.0_f64, x in -10.0..10.0_f64) {
        let mix = Mix::new(vec![Base::Tanh, Base::RELU], Hull::Convex, Sharing::Layer);
        prop_assert!(mix.derivative(&[w, 1.0 - w], x) >= 0.0);
    }

    #[test]
    fn coefficients_that_sum_to_one_keep_zero_and_slope_one_at_zero(a in -2.0..2.0_f64, b in -2.0..2.0_f64) {
        let mix = Mix::new(vec![Base::Identity, Base::Tanh, Base::Sine], Hull::Affine, Sharing::Layer);
        let alpha = [a, b, 1.0 - a - b];
        prop_assert!(mix.value(&alpha, 0.0).abs() < f64::MIN_POSITIVE);
        prop_assert!((mix.derivative(&alpha, 0.0) - 1.0).abs() < 1e-12);
    }
}
