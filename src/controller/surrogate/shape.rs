//! How alike two bases are as functions, from a few numbers that do not depend on any training.
//!
//! A base is looked at on the quantiles of the standard normal distribution: its mean value, its mean slope, its mean
//! |slope|, √E f², the share of E f² that is odd, the share of inputs where it is flat, and how far it is from a straight
//! line, 1 − corr(f, x)². Two bases whose numbers lie the distance d apart are 1 / (1 + 2d²) alike. The selection is ours.

use crate::activation::Base;

/// The upper half of the quantiles (i + ½)/32 of the standard normal distribution; the lower half mirrors it.
const QUANTILES: [f64; 16] = [
    0.039, 0.118, 0.197, 0.278, 0.36, 0.445, 0.533, 0.626, 0.725, 0.831, 0.947, 1.078, 1.23, 1.418, 1.676,
    2.154,
];

/// What is known of a base: numbers between −2 and 2.
type Facts = [f64; 7];

/// How alike each two of these bases are, row by row: 1 on the diagonal, and a positive definite matrix.
pub(super) fn similarities(bases: &[Base]) -> Vec<f64> {
    let facts: Vec<Facts> = bases.iter().map(|base| facts(*base)).collect();
    let alike = |one: &Facts, other: &Facts| {
        let distance: f64 = one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
        1.0 / (1.0 + 2.0 * distance)
    };
    facts.iter().flat_map(|one| facts.iter().map(move |other| alike(one, other))).collect()
}

fn facts(base: Base) -> Facts {
    // The inputs x and −x, and f and f′ there.
    let at = |x: f64| [base.value(x), base.derivative(x)].map(|number| number.clamp(-100.0, 100.0));
    let looks = QUANTILES.map(|x| (x, at(x), at(-x)));
    let mean = |of: &dyn Fn(f64, f64, f64) -> f64| {
        let both = |(x, [value, slope], [mirrored, mirrored_slope]): &(f64, [f64; 2], [f64; 2])| {
            of(*x, *value, *slope) + of(-x, *mirrored, *mirrored_slope)
        };
        looks.iter().map(both).sum::<f64>() / 32.0
    };
    let odd = looks.iter().map(|(_, [value, _], [mirrored, _])| (0.5 * (value - mirrored)).powi(2));
    let odd = odd.sum::<f64>() / 16.0;
    let average = mean(&|_, value, _| value);
    let square = mean(&|_, value, _| value * value);
    let with_input = mean(&|x, value, _| x * value);
    let spread = mean(&|x, _, _| x * x) * (square - average * average);
    let numbers = [
        average,
        mean(&|_, _, slope| slope),
        mean(&|_, _, slope| slope.abs()),
        square.sqrt(),
        odd / square.max(1e-9),
        mean(&|_, _, slope| f64::from(u8::from(slope.abs() < 0.1))),
        1.0 - with_input * with_input / spread.max(1e-9),
    ];
    // Rounded, so that the last bit of an exponential, which differs among machines, does not matter.
    numbers.map(|number| (number.clamp(-2.0, 2.0) * 1024.0).round() / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectifiers_are_alike_and_so_are_sigmoids_but_not_each_other() {
        let bases = [Base::RELU, Base::Gelu { approximate: false }, Base::SWISH, Base::Tanh, Base::HardTanh];
        let alike = similarities(&bases);
        let of = |one: usize, other: usize| alike[one * bases.len() + other];
        assert_eq!((of(0, 0), of(3, 3)), (1.0, 1.0));
        for (near, far) in [(of(0, 1), of(0, 3)), (of(1, 2), of(1, 3)), (of(3, 4), of(3, 0))] {
            assert!(near > 0.6 && near > 1.5 * far, "{near} {far}");
        }
    }

    #[test]
    fn every_base_of_the_catalogue_has_finite_facts() {
        assert!(similarities(&Base::ALL).iter().all(|alike| (0.0..=1.0).contains(alike)));
    }
}
