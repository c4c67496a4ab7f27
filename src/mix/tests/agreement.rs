//! Values and gradients of both operators against f64.

use super::*;
use crate::activation::softmax;

#[test]
fn every_base_agrees_with_f64_in_value_and_derivative() {
    let x = random("values", 997, 12.0);
    let g = random("gradients", 997, 1.0);
    let tensor = |numbers: &[f32]| Tensor::from_slice(numbers).view([997, 1]);
    for base in elementwise_bases() {
        let case = Case::alone(base);
        let expected = case.by_formula([997, 1, 1], &x, &g);
        for operator in Operator::ALL {
            let found = case.by_operator(operator, &tensor(&x), &tensor(&g));
            assert_agree(&format!("{operator:?} {base}"), &found, &expected);
        }
    }
}

#[test]
fn five_hundred_random_mixes_agree_with_f64_and_with_the_reference() {
    let shapes = [[3, 5, 7], [1, 1, 1], [2, 3, 1], [4, 31, 1], [2, 4, 64], [1, 2, 1100], [37, 1, 3]];
    let mut stream = Seed::new(5).stream();
    for number in 0..500 {
        let shape = shapes[number % shapes.len()];
        let count = shape.iter().product();
        let (x, g) = (stream.uniform(count, 6.0), stream.uniform(count, 1.0));
        let case = Case::random(&mut stream, shape[1]);
        let sizes = shape.map(|size| i64::try_from(size).unwrap());
        let tensor = |numbers: &[f32]| Tensor::from_slice(numbers).view(sizes);
        let expected = case.by_formula(shape, &x, &g);
        let [reference, fused] =
            Operator::ALL.map(|operator| case.by_operator(operator, &tensor(&x), &tensor(&g)));
        let what = format!("{:?} on {shape:?} with {} rows", case.bases, case.rows);
        assert_agree(&format!("reference {what}"), &reference, &expected);
        assert_agree(&format!("fused {what}"), &fused, &expected);
        assert_agree(&format!("fused against reference {what}"), &fused, &reference.with_sizes_of(&expected));
    }
}

/// libtorch's own function and its derivative, also at the kinks.
#[test]
fn what_libtorch_has_is_the_same_there() {
    type Function = fn(&Tensor) -> Tensor;
    let own: [(Base, Function); 16] = [
        (Base::HardSigmoid, Tensor::hardsigmoid),
        (Base::HardTanh, Tensor::hardtanh),
        (Base::HardSwish, Tensor::hardswish),
        (Base::Relu6, Tensor::relu6),
        (Base::LogSigmoid, Tensor::log_sigmoid),
        (Base::Mish, Tensor::mish),
        (Base::Selu, Tensor::selu),
        (Base::SOFTPLUS, Tensor::softplus),
        (Base::LeakyRelu { slope: 0.01 }, Tensor::leaky_relu),
        (Base::Elu { alpha: 1.0 }, Tensor::elu),
        (Base::Celu { alpha: 1.0 }, Tensor::celu),
        (Base::Prelu { slope: 0.25 }, |x| x.prelu(&Tensor::from_slice(&[0.25_f32]))),
        (Base::Gelu { approximate: false }, |x| x.gelu("none")),
        (Base::Gelu { approximate: true }, |x| x.gelu("tanh")),
        (Base::Relu { negative_slope: 0.0, max_value: 6.0, threshold: 0.0 }, Tensor::relu6),
        (Base::SWISH, Tensor::silu),
    ];
    let mut x = random("libtorch", 500, 8.0);
    x.extend([-6.0, -3.0, -1.0, -0.0, 0.0, 1.0, 3.0, 6.0]);
    let x = Tensor::from_slice(&x).view([-1, 1]);
    let g = x.ones_like();
    for (base, function) in own {
        let leaf = x.detach().set_requires_grad(true);
        let y = function(&leaf);
        let by_x = Tensor::run_backward(&[y.sum(Kind::Float)], &[&leaf], false, false).remove(0);
        let with_size = |tensor: &Tensor| -> Vec<(f64, f64)> {
            numbers(tensor).into_iter().map(f64::from).map(|value| (value, value.abs().max(1.0))).collect()
        };
        for operator in Operator::ALL {
            let found = Case::alone(base).by_operator(operator, &x, &g);
            assert_close(&format!("{operator:?} {base}"), &found.y, &with_size(&y), 2e-6);
            assert_close(&format!("{operator:?} {base}'"), &found.by_x, &with_size(&by_x), 1e-5);
        }
    }
}

/// At a kink there are two slopes: all three take the same one.
#[test]
fn at_kinks_the_operators_take_the_slope_of_the_catalogue() {
    let x = [-6.0, -3.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.0, 3.0, 6.0];
    let tensor = Tensor::from_slice(&x).view([-1, 1]);
    for base in elementwise_bases() {
        let case = Case::alone(base);
        let expected = case.by_formula([x.len(), 1, 1], &x, &[1.0; 11]);
        for operator in Operator::ALL {
            let found = case.by_operator(operator, &tensor, &tensor.ones_like());
            assert_agree(&format!("{operator:?} {base}"), &found, &expected);
        }
    }
}

#[test]
fn softmax_is_taken_over_the_channels_and_left_to_the_reference() {
    let (x, g) = (random("softmax", 2 * 3 * 4, 3.0), random("softmax g", 2 * 3 * 4, 1.0));
    let case = Case::new(vec![Base::Softmax, Base::Tanh], Some(vec![0.5, 2.0]), 1);
    let tensor = |numbers: &[f32]| Tensor::from_slice(numbers).view([2, 3, 4]);
    let [reference, fused] =
        Operator::ALL.map(|operator| case.by_operator(operator, &tensor(&x), &tensor(&g)));
    assert_eq!((&reference.y, &reference.by_x), (&fused.y, &fused.by_x));
    for (sample, inner) in (0..2).flat_map(|sample| (0..4).map(move |inner| (sample, inner))) {
        let place = |channel: usize| (sample * 3 + channel) * 4 + inner;
        let column: Vec<f64> = (0..3).map(|channel| f64::from(x[place(channel)])).collect();
        let s = softmax(&column);
        let g: Vec<f64> = (0..3).map(|channel| f64::from(g[place(channel)])).collect();
        let dot: f64 = s.iter().zip(&g).map(|(s, g)| s * g).sum();
        for channel in 0..3 {
            let t = column[channel].tanh();
            assert!((f64::from(fused.y[place(channel)]) - (0.5 * s[channel] + 2.0 * t)).abs() < 2e-6);
            let slope = 0.5 * s[channel] * (g[channel] - dot) + 2.0 * g[channel] * (1.0 - t * t);
            assert!((f64::from(fused.by_x[place(channel)]) - slope).abs() < 1e-5);
        }
    }
}

#[test]
fn what_the_fused_operator_does_not_cover_is_named() {
    let of = |bases: &[Base], device, kind| obstacle(bases, device, kind);
    assert_eq!(of(&[Base::RELU, Base::Tanh], Device::Cpu, Kind::Float), None);
    let softmax = of(&[Base::RELU, Base::Softmax], Device::Cpu, Kind::Float);
    assert_eq!(softmax.unwrap(), "`softmax` is not elementwise");
    assert!(of(&[Base::RELU], Device::Cuda(0), Kind::Float).unwrap().contains("Cuda(0)"));
    assert!(of(&[Base::RELU], Device::Cpu, Kind::Double).unwrap().contains("Double"));
}
