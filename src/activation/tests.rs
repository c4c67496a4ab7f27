//! The catalogue against finite differences and known values; the laws of mixes.

use super::*;
use proptest::prelude::*;

#[test]
fn names_and_aliases_find_their_base_and_no_other() {
    let mut seen = std::collections::HashSet::new();
    for base in Base::ALL {
        let facts = base.facts();
        for name in facts.aliases.iter().chain([&facts.name]) {
            assert!(seen.insert(*name), "`{name}` names two bases");
            assert_eq!(Base::named(name), Some(base));
        }
    }
    assert_eq!(Base::named("rellu"), None);
}

#[test]
fn defaults_are_those_of_the_catalogue_and_lie_in_their_range() {
    for base in Base::ALL {
        let facts = base.facts();
        let defaults: Vec<f64> = facts.parameters.iter().map(|parameter| parameter.default).collect();
        assert_eq!(base.parameters(), defaults);
        assert_eq!(base.with_parameters(&defaults), base);
        assert!(facts.parameters.iter().all(|p| p.allowed.contains(p.default)));
    }
}

#[test]
fn derivatives_agree_with_finite_differences() {
    let h = 1e-6;
    let bases = Base::ALL.into_iter().chain([
        Base::LeakyRelu { slope: 0.3 },
        Base::Elu { alpha: 0.5 },
        Base::Swish { beta: 2.5, learned: false },
    ]);
    for base in bases {
        for step in -400..400 {
            let x = f64::from(step) * 0.02 + 0.003;
            let slope = (base.value(x + h) - base.value(x - h)) / (2.0 * h);
            let difference = (slope - base.derivative(x)).abs();
            assert!(difference < 1e-8, "{base} at {x}: {slope} against {}", base.derivative(x));
        }
    }
}

#[test]
fn values_stay_finite_far_out_and_nan_stays_nan() {
    for base in Base::ALL {
        for x in [-1e6, -800.0, -0.0, 0.0, 800.0, 1e6] {
            assert!(base.value(x).is_finite() && base.derivative(x).is_finite(), "{base} at {x}");
        }
        assert!(base.value(f64::NAN).is_nan(), "{base}");
    }
}

#[test]
fn known_values() {
    let check = |base: Base, x: f64, value: f64| {
        assert!((base.value(x) - value).abs() < 1e-15, "{base}({x}) = {}", base.value(x));
    };
    check(Base::Identity, -1.5, -1.5);
    check(Base::Sigmoid, 2.0, 0.880_797_077_977_882_4);
    check(Base::Tanh, 0.5, 0.462_117_157_260_009_76);
    check(Base::Softsign, -3.0, -0.75);
    check(Base::RELU, -3.0, 0.0);
    check(Base::LeakyRelu { slope: 0.25 }, -2.0, -0.5);
    check(Base::Elu { alpha: 2.0 }, -1.0, -1.264_241_117_657_115_4);
    check(Base::SOFTPLUS, 0.0, std::f64::consts::LN_2);
    check(Base::Swish { beta: 1.0, learned: false }, 2.0, 1.761_594_155_955_764_9);
    check(Base::Sine, 1.0, 0.841_470_984_807_896_5);
}

#[test]
fn the_catalogue_tells_the_truth_about_monotony() {
    for base in Base::ALL {
        let falls = (-500..500).any(|step| base.derivative(f64::from(step) * 0.02) < 0.0);
        assert_eq!(base.facts().monotone, !falls, "{base}");
    }
}

#[test]
fn a_base_reads_as_it_is_written() {
    let text = serde_json::to_string(&[Base::RELU, Base::LeakyRelu { slope: 0.1 }]).unwrap();
    assert_eq!(text, r#"["relu",{"leaky_relu":{"slope":0.1}}]"#);
    assert_eq!(
        serde_json::from_str::<Vec<Base>>(&text).unwrap(),
        [Base::RELU, Base::LeakyRelu { slope: 0.1 }]
    );
}

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
