//! Numbers at the ends of what f32 holds.

use super::*;

const HUGE: [f32; 14] =
    [-5e37, -1e30, -1e20, -1e10, -5e5, -100.0, -88.0, 88.0, 100.0, 5e5, 1e10, 1e20, 1e30, 5e37];
const TINY: [f32; 12] =
    [-1e-3, -1e-7, -1e-20, -1.2e-38, -1e-40, -1e-45, 1e-45, 1e-40, 1.2e-38, 1e-20, 1e-7, 1e-3];
const ODD: [f32; 5] = [f32::NEG_INFINITY, -0.0, 0.0, f32::INFINITY, f32::NAN];

#[test]
fn huge_and_tiny_numbers_agree_with_f64() {
    let x: Vec<f32> = HUGE.into_iter().chain(TINY).collect();
    let g = vec![1.0; x.len()];
    for base in elementwise_bases() {
        let case = Case::alone(base);
        let expected = case.by_formula([x.len(), 1, 1], &x, &g);
        for operator in Operator::ALL {
            let column = |numbers: &[f32]| Tensor::from_slice(numbers).view([-1, 1]);
            let found = case.by_operator(operator, &column(&x), &column(&g));
            assert_close(&format!("{operator:?} {base} on {x:?}"), &found.y, &expected.y, 2e-6);
            assert_close(&format!("{operator:?} {base}' on {x:?}"), &found.by_x, &expected.by_x, 1e-5);
        }
    }
}

/// Either both are no numbers, or both are the same infinity, or they are close in relation to the size of what was summed.
fn assert_alike(what: &str, fused: &[f32], reference: &[f32], exact: &[(f64, f64)], tolerance: f64) {
    assert_eq!(fused.len(), reference.len(), "{what}");
    for (place, (fused, reference)) in fused.iter().zip(reference).enumerate() {
        let size = exact[place].1.max(1.0);
        let close = f64::from((fused - reference).abs()) <= tolerance * size;
        let same = fused == reference || (fused.is_nan() && reference.is_nan());
        assert!(same || close, "{what} at {place}: {fused} against {reference}");
    }
}

#[test]
fn nan_and_infinity_propagate_as_in_the_reference() {
    let x: Vec<f32> = ODD.into_iter().chain(HUGE).chain(TINY).collect();
    let column = |numbers: &[f32]| Tensor::from_slice(numbers).view([-1, 1]);
    let g = random("odd", x.len(), 1.0);
    let mut stream = Seed::new(6).stream();
    let alone = elementwise_bases().into_iter().map(Case::alone);
    let mixed: Vec<Case> = (0..500).map(|_| Case::random(&mut stream, 1)).collect();
    for case in alone.chain(mixed) {
        let [reference, fused] =
            Operator::ALL.map(|operator| case.by_operator(operator, &column(&x), &column(&g)));
        let what = format!("{:?} with {:?} on {x:?}", case.bases, case.alpha);
        let exact = case.by_formula([x.len(), 1, 1], &x, &g);
        assert_alike(&what, &fused.y, &reference.y, &exact.y, 2e-6);
        // Not at NaN: there libtorch's own derivatives of clamped functions differ between the lanes of a vector and the
        // numbers left over behind them.
        let last = ODD.len() - 1;
        assert!(x[last].is_nan());
        for part in [0..last, last + 1..x.len()] {
            let of = |outcome: &Outcome<f32>| outcome.by_x[part.clone()].to_vec();
            assert_alike(
                &format!("{what}, by x"),
                &of(&fused),
                &of(&reference),
                &exact.by_x[part.clone()],
                1e-5,
            );
        }
    }
}

/// One infinite or huge input at a time, because in a sum they hide each other.
#[test]
fn infinity_reaches_the_gradients_of_coefficients_and_parameters_as_in_the_reference() {
    for base in elementwise_bases() {
        let case = Case::new(vec![base], Some(vec![0.5]), 1);
        for x in ODD.into_iter().chain(HUGE).chain(TINY) {
            let exact = case.by_formula([1, 1, 1], &[x], &[1.0]);
            let tensor = Tensor::from_slice(&[x]).view([1, 1]);
            let [reference, fused] =
                Operator::ALL.map(|operator| case.by_operator(operator, &tensor, &tensor.ones_like()));
            let by_alpha = [&fused, &reference].map(|outcome| &outcome.by_alpha);
            assert_alike(
                &format!("{base} at {x}, by alpha"),
                by_alpha[0],
                by_alpha[1],
                &exact.by_alpha,
                1e-5,
            );
            let by_theta = [&fused, &reference].map(|outcome| &outcome.by_theta);
            assert_alike(
                &format!("{base} at {x}, by theta"),
                by_theta[0],
                by_theta[1],
                &exact.by_theta,
                1e-5,
            );
        }
    }
}

#[test]
fn nan_stays_nan_and_reaches_the_gradient_of_the_coefficients() {
    for base in elementwise_bases() {
        for operator in Operator::ALL {
            let case = Case::new(vec![base], Some(vec![1.0]), 1);
            let x = Tensor::from_slice(&[1.0, f32::NAN]).view([2, 1]);
            let found = case.by_operator(operator, &x, &x.ones_like());
            assert!(found.y[1].is_nan() && !found.y[0].is_nan(), "{operator:?} {base}");
            assert!(found.by_alpha[0].is_nan(), "{operator:?} {base}");
        }
    }
}
