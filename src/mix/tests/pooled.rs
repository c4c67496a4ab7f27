//! A mix with the maximum over squares behind it: at once it is what one after the other is.

use super::*;
use crate::seed::Seed;

/// Images with their channels last, of numbers that are often equal.
fn images(sizes: [i64; 4], name: &str) -> Tensor {
    let [batch, channels, height, width] = sizes;
    let count = usize::try_from(sizes.iter().product::<i64>()).unwrap();
    let numbers = Seed::new(4).of(name).stream().uniform(count, 2.0);
    let coarse: Vec<f32> = numbers.iter().map(|x| (x * 8.0).round() / 8.0).collect();
    Tensor::from_slice(&coarse).view([batch, height, width, channels]).permute([0, 3, 1, 2])
}

/// Value and gradients by x, α, θ and b of a function of them, whose output is weighted unevenly.
fn all(f: impl Fn(Learned<'_>, &Tensor) -> Tensor, inputs: &[Tensor; 4]) -> (Vec<f32>, [Vec<f32>; 4]) {
    let leaf = |tensor: &Tensor| tensor.detach().set_requires_grad(true);
    let leaves = inputs.each_ref().map(leaf);
    let [x, alpha, theta, bias] = &leaves;
    let y = f(Learned { alpha: Some(alpha), theta: Some(theta), bias: Some(bias) }, x);
    let weights = Tensor::arange(i64::try_from(y.numel()).unwrap(), (Kind::Float, Device::Cpu)).sin();
    let weights = weights.view(y.size().as_slice());
    let gradients = Tensor::run_backward(&[(&y * weights).sum(Kind::Float)], &leaves, false, false);
    let numbers = |tensor: &Tensor| Vec::<f32>::try_from(tensor.contiguous().view(-1)).unwrap();
    (numbers(&y.detach()), [0, 1, 2, 3].map(|place: usize| numbers(&gradients[place])))
}

const BASES: [Base; 3] = [Base::RELU, Base::Prelu { slope: 0.25 }, Base::Tanh];

#[test]
fn at_once_it_is_what_one_after_the_other_is() {
    for (sizes, square) in [
        ([3, 20, 8, 8], 2),
        ([2, 1, 6, 4], 2),
        ([2, 5, 9, 6], 3),
        ([1, 33, 4, 4], 4),
        ([5, 7, 5, 5], 1),
        ([40, 16, 12, 12], 2),
        ([2, 3, 30, 15], 15),
    ] {
        for rows in [1, sizes[1]] {
            let table = |sizes: &[i64], name: &str| {
                let count = usize::try_from(sizes.iter().product::<i64>()).unwrap();
                Tensor::from_slice(&Seed::new(5).of(name).stream().uniform(count, 1.0)).view(sizes)
            };
            let (alpha, theta) = (table(&[rows, 3], "alpha"), table(&[rows, 1], "theta"));
            let inputs = [images(sizes, "x"), alpha, theta, table(&[sizes[1]], "bias")];
            let at_once =
                |learned: Learned<'_>, x: &Tensor| max_pooled(Operator::Fused, &BASES, learned, x, square);
            let side = i64::try_from(square).unwrap();
            let in_turn = |learned: Learned<'_>, x: &Tensor| {
                let y = apply(Operator::Fused, &BASES, learned, x);
                y.max_pool2d([side, side], [side, side], [0, 0], [1, 1], false)
            };
            let (found, expected) = (all(at_once, &inputs), all(in_turn, &inputs));
            assert_eq!(found.0, expected.0, "{sizes:?} {square}");
            assert_eq!(found.1[0], expected.1[0], "{sizes:?} {square}");
            for (found, expected) in found.1.iter().zip(&expected.1).skip(1) {
                let close = |(found, expected): (&f32, &f32)| {
                    (found - expected).abs() <= 1e-5 * expected.abs().max(1.0)
                };
                assert!(found.iter().zip(expected).all(close), "{sizes:?} {square}: {found:?} {expected:?}");
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_pooled_one_after_the_other() {
    let relu = |x: &Tensor, square| max_pooled(Operator::Fused, &[Base::RELU], Learned::default(), x, square);
    let uneven = images([2, 3, 5, 7], "x");
    assert_eq!(relu(&uneven, 2).size(), [2, 3, 2, 3]);
    let second = images([2, 3, 4, 6], "x").contiguous();
    assert_eq!(relu(&second, 2), relu(&images([2, 3, 4, 6], "x"), 2));
    assert_eq!(relu(&images([0, 3, 4, 4], "x"), 2).size(), [0, 3, 2, 2]);
}

#[test]
fn what_is_no_number_is_the_maximum_and_of_equals_the_first_is_taken() {
    let x = Tensor::from_slice(&[1.0_f32, f32::NAN, 2.0, 0.0, 3.0, 3.0, 3.0, 3.0]).view([2, 2, 2, 1]);
    let x = x.permute([0, 3, 1, 2]).set_requires_grad(true);
    let y = max_pooled(Operator::Fused, &[Base::Identity], Learned::default(), &x, 2);
    let found = Vec::<f32>::try_from(y.detach().contiguous().view(-1)).unwrap();
    assert!(found[0].is_nan() && found[1] == 3.0, "{found:?}");
    let gradient = &Tensor::run_backward(&[y.sum(Kind::Float)], &[&x], false, false)[0];
    let gradient = Vec::<f32>::try_from(gradient.contiguous().view(-1)).unwrap();
    assert_eq!(gradient[4..], [1.0, 0.0, 0.0, 0.0]);
}
