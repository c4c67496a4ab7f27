//! Derivatives are derivatives, and what the catalogue says about a curve is true of it.

use super::*;

const H: f64 = 1e-5;

/// Where a base has a kink or a jump.
fn kinks(base: Base) -> Vec<f64> {
    match base {
        Base::Relu { max_value, threshold, .. } => vec![threshold, max_value],
        Base::Relu6 => vec![0.0, 6.0],
        Base::HardSigmoid | Base::HardSwish => vec![-3.0, 3.0],
        Base::HardTanh => vec![-1.0, 1.0],
        Base::BinaryStep { .. }
        | Base::LeakyRelu { .. }
        | Base::Prelu { .. }
        | Base::Elu { .. }
        | Base::Selu
        | Base::Absolute => vec![0.0],
        Base::Linear { .. }
        | Base::Identity
        | Base::Sigmoid
        | Base::LogSigmoid
        | Base::Tanh
        | Base::Arctan
        | Base::Softsign
        | Base::SquaredRelu
        | Base::Celu { .. }
        | Base::Gelu { .. }
        | Base::Swish { .. }
        | Base::Mish
        | Base::Softplus { .. }
        | Base::Sine
        | Base::Cosine
        | Base::Gaussian
        | Base::Square
        | Base::Softmax => Vec::new(),
    }
}

/// The central difference of a function at x.
fn slope(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    (f(x + H) - f(x - H)) / (2.0 * H)
}

#[track_caller]
fn check_near(base: Base, x: f64, found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-8, "{base} at {x}: {found} against {expected}");
}

#[test]
fn derivatives_agree_with_finite_differences() {
    for base in battery() {
        let kinks = kinks(base);
        let is_plain = |x: &f64| kinks.iter().all(|kink| (x - kink).abs() > 2.0 * H);
        for x in grid(8.0, 0.013).filter(is_plain) {
            check_near(base, x, base.derivative(x), slope(|x| base.value(x), x));
        }
    }
}

#[test]
fn derivatives_by_the_learned_parameter_agree_with_finite_differences() {
    for base in battery().into_iter().filter(|base| base.learned_parameter().is_some()) {
        let start = base.learned_value().unwrap();
        for x in grid(8.0, 0.013) {
            let expected = slope(|value| base.with_learned_value(value).value(x), start);
            check_near(base, x, base.derivative_by_parameter(x).unwrap(), expected);
        }
    }
}

#[test]
fn a_base_has_a_derivative_by_its_learned_parameter_if_it_has_one() {
    for base in battery() {
        let learned = base.learned_parameter().is_some();
        assert_eq!(base.derivative_by_parameter(0.7).is_some(), learned, "{base}");
        assert_eq!(base.learned_value().is_some(), learned, "{base}");
    }
    let learning: Vec<Base> =
        Base::ALL.into_iter().filter(|base| base.learned_parameter().is_some()).collect();
    assert_eq!(learning, [Base::Prelu { slope: 0.25 }]);
    assert_eq!(Base::Swish { beta: 2.5, learned: true }.learned_value(), Some(2.5));
}

#[test]
fn a_straight_through_step_passes_gradients_as_the_identity_does() {
    let step = Base::BinaryStep { straight_through: true };
    for x in [-3.0, -0.0, 0.0, 0.5] {
        assert_eq!((step.value(x), step.derivative(x)), (Base::ALL[0].value(x), 1.0));
    }
}

#[test]
fn at_a_kink_the_derivative_is_that_of_libtorch() {
    let check = |base: Base, x: f64, expected: f64| assert_eq!(base.derivative(x), expected, "{base} at {x}");
    check(Base::RELU, 0.0, 0.0);
    check(Base::Relu { negative_slope: 0.2, max_value: 6.0, threshold: 0.0 }, 0.0, 0.2);
    check(Base::Relu { negative_slope: 0.2, max_value: 6.0, threshold: 0.0 }, 6.0, 0.0);
    check(Base::Relu6, 0.0, 0.0);
    check(Base::Relu6, 6.0, 0.0);
    check(Base::HardTanh, -1.0, 0.0);
    check(Base::HardTanh, 1.0, 0.0);
    check(Base::HardSigmoid, -3.0, 0.0);
    check(Base::HardSigmoid, 3.0, 0.0);
    check(Base::HardSwish, -3.0, 0.0);
    check(Base::HardSwish, 3.0, 1.0);
    check(Base::LeakyRelu { slope: 0.1 }, 0.0, 0.1);
    check(Base::Prelu { slope: 0.25 }, 0.0, 0.25);
    check(Base::Elu { alpha: 0.5 }, 0.0, 0.5);
    check(Base::Absolute, 0.0, 0.0);
}

#[test]
fn values_stay_finite_far_out_and_nan_stays_nan() {
    for base in battery() {
        for x in [-1e6, -800.0, -40.0, -0.0, 0.0, 40.0, 800.0, 1e6] {
            assert!(base.value(x).is_finite() && base.derivative(x).is_finite(), "{base} at {x}");
            assert!(base.derivative_by_parameter(x).is_none_or(f64::is_finite), "{base} at {x}");
        }
        assert!(base.value(f64::NAN).is_nan() && base.derivative(f64::NAN).is_nan(), "{base}");
    }
}

#[test]
fn the_catalogue_tells_the_truth_about_monotony() {
    for base in Base::ALL {
        let falls =
            grid(10.0, 0.01).any(|x| base.derivative(x) < 0.0 || base.value(x - 0.01) > base.value(x));
        assert_eq!(base.facts().monotone, !falls, "{base}");
    }
}

#[test]
fn the_catalogue_tells_the_truth_about_smoothness() {
    let step = 0.001;
    for base in Base::ALL {
        let jumps = |f: &dyn Fn(f64) -> f64| grid(8.0, step).any(|x| (f(x) - f(x - step)).abs() > 0.05);
        let is_smooth = !jumps(&|x| base.value(x)) && !jumps(&|x| base.derivative(x));
        assert_eq!(base.facts().smooth, is_smooth, "{base}");
    }
}

/// The value, or for softmax the first output of two channels x and 0: with one channel it would be 1 always.
fn sample(base: Base, x: f64) -> f64 {
    if base.is_elementwise() { base.value(x) } else { softmax(&[x, 0.0])[0] }
}

/// The ends of an interval such as `[0, inf)`.
fn ends(range: &str) -> (f64, f64) {
    let inside = range.strip_prefix(['[', '(']).and_then(|rest| rest.strip_suffix([']', ')'])).unwrap();
    let (low, high) = inside.split_once(", ").unwrap();
    (low.parse().unwrap(), high.parse().unwrap())
}

#[test]
fn the_catalogue_tells_the_truth_about_ranges() {
    // The ends have four decimals.
    let tolerance = 5e-5;
    for base in Base::ALL {
        let (low, high) = ends(base.facts().range);
        let values = grid(50.0, 0.01).chain([-1e6, 0.0, 1e6]).map(|x| sample(base, x));
        let (least, most) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
            (value.min(least), value.max(most))
        });
        assert!(least >= low - tolerance && most <= high + tolerance, "{base}: {least} to {most}");
        assert!(if low.is_finite() { least <= low + tolerance } else { least < -45.0 }, "{base}: {least}");
        assert!(if high.is_finite() { most >= high - tolerance } else { most > 45.0 }, "{base}: {most}");
    }
}

/// An end that is open is not reached, and one that is closed is.
#[test]
fn the_catalogue_tells_the_truth_about_the_ends_of_ranges() {
    for base in Base::ALL.into_iter().filter(|base| !has_ends_that_no_grid_shows(*base)) {
        let range = base.facts().range;
        let (low, high) = ends(range);
        let check = |end: f64, is_closed: bool| {
            let is_reached = grid(6.5, 0.001).any(|x| (sample(base, x) - end).abs() < 1e-6);
            assert!(end.is_infinite() || is_reached == is_closed, "{base}: {end} of {range}");
        };
        check(low, range.starts_with('['));
        check(high, range.ends_with(']'));
    }
}

/// Whether an end is rounded, is neared within rounding, or is reached with one channel alone.
fn has_ends_that_no_grid_shows(base: Base) -> bool {
    let names = ["arctan", "selu", "gelu", "swish", "mish", "gaussian", "softmax"];
    names.contains(&base.name())
}
