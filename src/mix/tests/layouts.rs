//! Shapes, strides and threads.

use super::*;

/// A tensor of this shape whose channels come last in memory.
fn channels_last(x: &Tensor) -> Tensor {
    let [_, channels, height, width] = <[i64; 4]>::try_from(x.size()).unwrap();
    let strides = [channels * height * width, 1, width * channels, channels];
    let mut last = Tensor::empty_strided(x.size(), strides, (Kind::Float, Device::Cpu));
    last.copy_(x);
    last
}

fn cases(channels: usize) -> Vec<Case> {
    let bases = vec![Base::Identity, Base::RELU, Base::Tanh, Base::Prelu { slope: 0.25 }, Base::SWISH];
    let row = |rows| random("alpha", 5 * rows, 1.0);
    vec![
        Case::new(bases.clone(), Some(row(1)), 1),
        Case::new(bases.clone(), Some(row(channels)), channels),
        Case::new(vec![Base::Prelu { slope: 0.25 }], None, channels),
        Case::new(bases.clone(), None, 1),
        Case::new(bases.clone(), Some(row(1)), 1).biased(channels),
        Case::new(bases.clone(), Some(row(channels)), channels).biased(channels),
        Case::new(bases, None, 1).biased(channels),
    ]
}

#[test]
fn any_shape_agrees_with_f64() {
    // Fewer and more channels than a block has places, planes that share a tile and planes that do not, several strips.
    let shapes = [
        [1, 1, 1],
        [2, 1, 5],
        [5, 1030, 1],
        [3, 2100, 1],
        [2, 3, 255],
        [2, 3, 256],
        [3, 2, 1500],
        [9, 70, 300],
        [70, 2, 1024],
        [300, 20, 36],
        [1, 1, 70_001],
    ];
    for shape in shapes {
        let sizes = shape.map(|size| i64::try_from(size).unwrap());
        let count = shape.iter().product();
        let (x, g) = (random("x", count, 3.0), random("g", count, 1.0));
        let tensor = |numbers: &[f32]| Tensor::from_slice(numbers).view(sizes);
        for case in cases(shape[1]) {
            let found = case.by_operator(Operator::Fused, &tensor(&x), &tensor(&g));
            assert_agree(&format!("{shape:?}, {} rows", case.rows), &found, &case.by_formula(shape, &x, &g));
        }
    }
}

#[test]
fn strided_views_and_channels_last_give_what_dense_tensors_give() {
    let wide = Tensor::from_slice(&random("wide", 3 * 4 * 10 * 12, 3.0)).view([3, 4, 10, 12]);
    let (dense, g) = (wide.narrow(3, 1, 9).contiguous(), wide.narrow(3, 3, 9).contiguous());
    let views = [
        wide.narrow(3, 1, 9),
        channels_last(&dense),
        channels_last(&wide).narrow(3, 1, 9),
        dense.permute([1, 0, 3, 2]).contiguous().permute([1, 0, 3, 2]),
        dense.permute([2, 3, 0, 1]).contiguous().permute([2, 3, 0, 1]),
    ];
    for case in cases(4) {
        let expected = case.by_formula([3, 4, 90], &numbers(&dense), &numbers(&g));
        for (number, view) in views.iter().enumerate() {
            for g in [&g, &channels_last(&g), &wide.narrow(3, 3, 9)] {
                let found = case.by_operator(Operator::Fused, view, g);
                assert_agree(&format!("view {number}, {} rows", case.rows), &found, &expected);
            }
        }
    }
}

#[test]
fn a_tensor_keeps_its_layout() {
    let x = Tensor::from_slice(&random("layout", 2 * 3 * 4 * 5, 1.0)).view([2, 3, 4, 5]);
    let of = |x: &Tensor| apply(Operator::Fused, &[Base::Tanh], Learned::default(), x).stride();
    assert_eq!(of(&x), x.stride());
    assert_eq!(of(&channels_last(&x)), channels_last(&x).stride());
}

#[test]
fn empty_tensors_stay_empty_and_their_gradients_are_zero() {
    for sizes in [vec![0, 3], vec![0, 3, 4], vec![2, 3, 0, 5], vec![2, 0]] {
        let channels = usize::try_from(sizes[1]).unwrap();
        let x = Tensor::zeros(sizes.as_slice(), (Kind::Float, Device::Cpu));
        for case in cases(channels).into_iter().filter(|case| channels > 0 || case.rows == 1) {
            let found = case.by_operator(Operator::Fused, &x, &x);
            assert!(found.y.is_empty() && found.by_x.is_empty());
            assert!(
                [&found.by_alpha, &found.by_theta, &found.by_bias]
                    .iter()
                    .all(|by| by.iter().all(|g| *g == 0.0)),
                "{sizes:?}"
            );
        }
    }
}

#[test]
fn a_vector_and_a_single_number_are_taken_too() {
    for x in [Tensor::from_slice(&[0.5_f32, -2.0]), Tensor::from(0.5_f32)] {
        let [reference, fused] = Operator::ALL
            .map(|operator| numbers(&apply(operator, &[Base::Tanh, Base::RELU], Learned::default(), &x)));
        assert_eq!(reference.len(), fused.len());
        assert!(reference.iter().zip(&fused).all(|(one, other)| (one - other).abs() < 2e-6));
    }
}

/// The number of threads that work on one tensor changes nothing, because strips do not depend on it.
#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let x = Tensor::from_slice(&random("threads", 40 * 20 * 24 * 24, 3.0)).view([40, 20, 24, 24]);
    let before = tch::get_num_threads();
    for case in cases(20) {
        for x in [&x, &channels_last(&x)] {
            let mut outcomes = [1, 2, 5].map(|threads| {
                tch::set_num_threads(threads);
                let outcome = case.by_operator(Operator::Fused, x, x);
                [outcome.y, outcome.by_x, outcome.by_alpha, outcome.by_theta]
                    .concat()
                    .into_iter()
                    .map(f32::to_bits)
            });
            let first: Vec<u32> = outcomes[0].by_ref().collect();
            assert!(outcomes[1..].iter_mut().all(|other| other.by_ref().eq(first.iter().copied())));
        }
    }
    tch::set_num_threads(before);
}

/// Only the input is kept: a gradient comes out, and the output may be changed before.
#[test]
fn the_output_may_be_changed_in_place_before_the_backward_pass() {
    let x = Tensor::from_slice(&[0.5_f32, -1.0]).view([2, 1]).set_requires_grad(true);
    let mut y = apply(Operator::Fused, &[Base::Tanh], Learned::default(), &x);
    let _ = y.g_mul_scalar_(2.0);
    let by_x = Tensor::run_backward(&[y.sum(Kind::Float)], &[&x], false, false).remove(0);
    let expected: Vec<f64> = [0.5, -1.0].map(|x| 2.0 * Base::Tanh.derivative(x)).to_vec();
    assert!(
        numbers(&by_x)
            .iter()
            .zip(expected)
            .all(|(found, expected)| (f64::from(*found) - expected).abs() < 1e-5)
    );
}

#[test]
fn an_input_that_needs_no_gradient_and_a_pass_without_any_work_too() {
    let x = Tensor::from_slice(&[0.5_f32, -1.0]).view([2, 1]);
    let alpha = Tensor::from_slice(&[0.5_f32]).view([1, 1]).set_requires_grad(true);
    let y = apply(Operator::Fused, &[Base::Square], of_alpha(&alpha), &x);
    let by_alpha = Tensor::run_backward(&[y.sum(Kind::Float)], &[&alpha], false, false).remove(0);
    assert_eq!(numbers(&by_alpha), [1.25]);
    let y = tch::no_grad(|| apply(Operator::Fused, &[Base::Square], of_alpha(&alpha), &x));
    assert!(!y.requires_grad());
}

#[test]
fn five_dimensions_and_expanded_inputs_give_what_dense_tensors_give() {
    let dense = Tensor::from_slice(&random("five", 2 * 4 * 3 * 5 * 6, 3.0)).view([2, 4, 3, 5, 6]);
    let mut last = Tensor::empty_strided([2, 4, 3, 5, 6], [360, 1, 120, 24, 4], (Kind::Float, Device::Cpu));
    last.copy_(&dense);
    let g = Tensor::from_slice(&random("g", 720, 1.0)).view([2, 4, 3, 5, 6]);
    let expanded = dense.narrow(0, 0, 1).expand([2, 4, 3, 5, 6], false);
    for case in cases(4) {
        let expected = case.by_formula([2, 4, 90], &numbers(&dense), &numbers(&g));
        assert_agree("dense", &case.by_operator(Operator::Fused, &dense, &g), &expected);
        assert_agree("channels last", &case.by_operator(Operator::Fused, &last, &g), &expected);
        let expected = case.by_formula([2, 4, 90], &numbers(&expanded), &numbers(&g));
        assert_agree("expanded", &case.by_operator(Operator::Fused, &expanded, &g), &expected);
    }
}

#[test]
fn an_input_may_be_used_twice_and_a_graph_passed_twice() {
    let x = Tensor::from_slice(&[0.5_f32, -1.0]).view([2, 1]).set_requires_grad(true);
    let of = |base| apply(Operator::Fused, &[base], Learned::default(), &x);
    let loss = (of(Base::Tanh) * of(Base::Square)).sum(Kind::Float);
    let gradient = || numbers(&Tensor::run_backward(&[&loss], &[&x], true, false).remove(0));
    let slope = |x: f64| Base::Tanh.derivative(x) * x * x + x.tanh() * 2.0 * x;
    let first = gradient();
    assert!(first.iter().zip([0.5, -1.0]).all(|(found, x)| (f64::from(*found) - slope(x)).abs() < 1e-5));
    assert_eq!(first, gradient());
}

/// libtorch keeps count of changes: a gradient from a changed input would be wrong.
#[test]
fn an_input_that_was_changed_in_place_is_refused_in_the_backward_pass() {
    let leaf = Tensor::from_slice(&[0.5_f32, -1.0]).view([2, 1]).set_requires_grad(true);
    let mut x = &leaf * 1.0;
    let y = apply(Operator::Fused, &[Base::Tanh], Learned::default(), &x);
    let _ = x.g_mul_scalar_(2.0);
    let error = Tensor::f_run_backward(&[y.sum(Kind::Float)], &[&leaf], false, false).unwrap_err();
    assert!(error.to_string().contains("modified by an inplace operation"), "{error}");
}

#[test]
fn a_second_derivative_is_refused_with_the_way_out() {
    let x = Tensor::from_slice(&[0.5_f32]).view([1, 1]).set_requires_grad(true);
    let y = apply(Operator::Fused, &[Base::Tanh], Learned::default(), &x).sum(Kind::Float);
    let error = Tensor::f_run_backward(&[y], &[&x], true, true).unwrap_err().to_string();
    assert!(error.contains("cannot be differentiated twice; use the reference operator"), "{error}");
}

#[test]
fn the_reference_takes_f64_where_the_fused_operator_does_not() {
    for base in [Base::Softmax, Base::BinaryStep { straight_through: true }, Base::Gelu { approximate: true }]
    {
        let x = Tensor::from_slice(&[0.5_f64, -1.0]).view([1, 2]);
        assert_eq!(apply(Operator::Fused, &[base], Learned::default(), &x).kind(), Kind::Double, "{base}");
    }
}
