//! Values that were computed elsewhere, with fifty digits: see `known_values.py`.

use super::*;

struct Known {
    base: Base,
    x: f64,
    value: f64,
    derivative: f64,
}

fn known_values() -> Vec<Known> {
    let read = |line: &str| {
        let (base, numbers) = line.split_once(' ').unwrap();
        let numbers: Vec<f64> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
        let base = serde_json::from_str(base).unwrap();
        Known { base, x: numbers[0], value: numbers[1], derivative: numbers[2] }
    };
    include_str!("known_values.txt").lines().map(read).collect()
}

#[test]
fn every_base_has_its_known_values() {
    let near = |found: f64, expected: f64| (found - expected).abs() <= 4e-15 * expected.abs().max(1.0);
    for Known { base, x, value, derivative } in known_values() {
        assert!(near(base.value(x), value), "{base}({x}) is {}, not {value}", base.value(x));
        let found = base.derivative(x);
        assert!(near(found, derivative), "the derivative of {base} at {x} is {found}, not {derivative}");
    }
}

#[test]
fn every_base_is_among_the_known_values() {
    let known = known_values();
    for base in Base::ALL {
        assert!(known.iter().filter(|known| known.base == base).count() >= 6, "{base}");
    }
}

#[test]
fn gelu_has_fourteen_digits_even_where_it_is_tiny() {
    let gelu = Base::Gelu { approximate: false };
    let known: Vec<Known> = known_values().into_iter().filter(|known| known.base == gelu).collect();
    assert!(known.len() > 97);
    for Known { x, value, .. } in known {
        let off = (gelu.value(x) - value).abs();
        assert!(off <= 1e-14 * value.abs(), "at {x}: {} is not {value}", gelu.value(x));
    }
}

#[test]
fn every_base_has_its_value_and_derivative_at_zero() {
    let ln2 = std::f64::consts::LN_2;
    let scale = SELU_SCALE * SELU_ALPHA;
    let at_zero: [(f64, f64); Base::ALL.len()] = [
        (1.0, 0.0),
        (0.0, 1.0),
        (0.0, 1.0),
        (0.5, 0.25),
        (0.5, 1.0 / 6.0),
        (-ln2, 0.5),
        (0.0, 1.0),
        (0.0, 1.0),
        (0.0, 1.0),
        (0.0, 1.0),
        (0.0, 0.0),
        (0.0, 0.0),
        (0.0, 0.0),
        (0.0, 0.01),
        (0.0, 0.25),
        (0.0, 1.0),
        (0.0, 1.0),
        (0.0, scale),
        (0.0, 0.5),
        (0.0, 0.5),
        (0.0, 0.5),
        (0.0, 0.6),
        (ln2, 0.5),
        (0.0, 1.0),
        (1.0, 0.0),
        (1.0, 0.0),
        (0.0, 0.0),
        (0.0, 0.0),
        (1.0, 0.0),
    ];
    for (base, expected) in Base::ALL.into_iter().zip(at_zero) {
        let (value, derivative) = (base.value(0.0), base.derivative(0.0));
        assert!((value - expected.0).abs() < 1e-15, "{base}(0) is {value}");
        assert!((derivative - expected.1).abs() < 1e-15, "the derivative of {base} at 0 is {derivative}");
    }
}

#[test]
fn softmax_is_a_distribution_over_its_channels() {
    let expected = [0.090_030_573_170_380_46, 0.244_728_471_054_797_65, 0.665_240_955_774_821_9];
    for shift in [0.0, 1000.0, -1000.0] {
        let found = softmax(&[1.0, 2.0, 3.0].map(|x| x + shift));
        assert!(found.iter().zip(expected).all(|(found, known)| (found - known).abs() < 1e-15), "{found:?}");
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-15);
    }
    assert_eq!(softmax(&[-3.5]), [Base::Softmax.value(-3.5)]);
    assert_eq!(softmax(&[0.0; 4]), [0.25; 4]);
    let pair = softmax(&[1.5, 0.0])[0];
    assert!(
        (pair - Base::Sigmoid.value(1.5)).abs() < 1e-15,
        "two channels are a sigmoid of their difference"
    );
}

#[test]
fn bases_with_special_parameters_are_other_bases() {
    let same = |one: Base, other: Base| {
        for x in grid(9.0, 0.01) {
            assert!((one.value(x) - other.value(x)).abs() < 1e-12, "{one} and {other} at {x}");
            assert!((one.derivative(x) - other.derivative(x)).abs() < 1e-12, "{one} and {other} at {x}");
        }
    };
    same(Base::Relu { negative_slope: 0.0, max_value: 6.0, threshold: 0.0 }, Base::Relu6);
    same(
        Base::Relu { negative_slope: 0.2, max_value: f64::INFINITY, threshold: 0.0 },
        Base::LeakyRelu { slope: 0.2 },
    );
    same(Base::LeakyRelu { slope: 0.0 }, Base::RELU);
    same(Base::LeakyRelu { slope: -1.0 }, Base::Absolute);
    same(Base::Prelu { slope: 0.3 }, Base::LeakyRelu { slope: 0.3 });
    same(Base::Elu { alpha: 0.0 }, Base::RELU);
    same(Base::Celu { alpha: 1.0 }, Base::Elu { alpha: 1.0 });
    same(Base::Swish { beta: 0.0, learned: false }, Base::Linear { c: 0.5 });
    same(Base::Swish { beta: 3.0, learned: true }, Base::Swish { beta: 3.0, learned: false });
    same(Base::Linear { c: 1.0 }, Base::Identity);
}
