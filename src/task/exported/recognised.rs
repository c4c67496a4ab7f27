//! Which base of the catalogue a function is, by its values.
//!
//! A formula can be written in many ways, but has the same values in all of them. So nothing here looks at how it is
//! written, and constants may be rounded to seven digits, as in √(2/π) ≈ 0.7978846.

use super::pointwise::{Numbers, POINTS};
use crate::activation::Base;
use std::f64::consts::LN_2;
use std::sync::LazyLock;

/// How much a value may differ, relatively: more than roundings of constants do, less than functions differ.
const TOLERANCE: f64 = 1e-5;
/// And what is left of a sum that cancels.
const CANCELLED: f64 = 1e-10;

/// The bases without parameters that nobody writes by hand for another purpose, with their values.
static BY_HAND: LazyLock<[(Base, Numbers); 14]> = LazyLock::new(|| {
    let bases = [
        Base::Sigmoid,
        Base::HardSigmoid,
        Base::LogSigmoid,
        Base::Tanh,
        Base::Softsign,
        Base::RELU,
        Base::Relu6,
        Base::SquaredRelu,
        Base::Selu,
        Base::Gelu { approximate: false },
        Base::Gelu { approximate: true },
        Base::SWISH,
        Base::HardSwish,
        Base::Mish,
    ];
    bases.map(|base| (base, POINTS.map(|x| base.value(x))))
});

/// The base with these values among those that nobody writes by hand for another purpose.
pub(super) fn by_hand(values: &Numbers) -> Option<Base> {
    let plain = BY_HAND.iter().find(|(_, wanted)| are_alike(values, wanted)).map(|(base, _)| *base);
    plain.or_else(|| fitted(values).find(|base| fits(*base, values)))
}

/// The base with these values, if they are those of a module that is there for nothing else.
pub(super) fn by_class(values: &Numbers) -> Option<Base> {
    let is_plain =
        |base: &Base| base.is_elementwise() && *base != Base::Identity && base.learned_parameter().is_none();
    let all = Base::ALL.into_iter().filter(is_plain);
    by_hand(values).or_else(|| all.chain(capped(values)).find(|base| fits(*base, values)))
}

/// Whether these are the values of a function a·x + b.
pub(super) fn is_affine(values: &Numbers) -> bool {
    let at = |point: f64| POINTS.iter().position(|other| *other == point).map_or(f64::NAN, |at| values[at]);
    let (offset, slope) = (at(0.0), at(1.0) - at(0.0));
    let scale = values.iter().fold(offset.abs() + slope.abs(), |scale, value| scale.max(value.abs()));
    POINTS.iter().zip(values).all(|(x, value)| (slope * x + offset - value).abs() <= 1e-9 * scale)
}

fn fits(base: Base, values: &Numbers) -> bool {
    are_alike(values, &POINTS.map(|x| base.value(x)))
}

fn are_alike(values: &Numbers, wanted: &Numbers) -> bool {
    values.iter().zip(wanted).all(|(value, wanted)| {
        // What is exactly 0 is so in all ways to write it: a small number is a guard against division by 0.
        let allowed = if *wanted == 0.0 { 0.0 } else { TOLERANCE * wanted.abs() + CANCELLED };
        (value - wanted).abs() <= allowed
    })
}

/// The bases with parameters that have the right values at a few points.
fn fitted(values: &Numbers) -> impl Iterator<Item = Base> {
    let at = |point: f64| POINTS.iter().position(|other| *other == point).map_or(f64::NAN, |at| values[at]);
    let slope = rounded(-at(-1.0));
    let alpha = rounded(at(-1.0) / (-1.0_f64).exp_m1());
    let beta = rounded((at(1.0) / (1.0 - at(1.0))).ln());
    let sharpness = rounded(LN_2 / at(0.0));
    [
        (slope != 0.0 && slope.abs() < 1.0).then_some(Base::LeakyRelu { slope }),
        (alpha > 0.0 && alpha.is_finite()).then_some(Base::Elu { alpha }),
        (beta > 0.0 && beta.is_finite()).then_some(Base::Swish { beta, learned: false }),
        (sharpness > 0.0 && sharpness.is_finite()).then_some(Base::Softplus { beta: sharpness }),
    ]
    .into_iter()
    .flatten()
}

/// Relu that is cut off at the last value.
fn capped(values: &Numbers) -> Option<Base> {
    let max_value = *values.last()?;
    let is_cut = max_value > 0.0 && max_value < POINTS[POINTS.len() - 1];
    is_cut.then_some(Base::Relu { negative_slope: 0.0, max_value, threshold: 0.0 })
}

/// A number as it was most likely written: what is left of the rounding of the calculation is taken away.
fn rounded(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap_or(value)
}

/// Between which values a function stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// Between 0 and 1.
    Unit,
    /// Between −1 and 1.
    Symmetric,
    /// It makes shares of a whole, or their logarithms.
    Shares,
    /// It is the logarithm of what is between 0 and 1.
    Logarithm,
    /// Without a limit on one side at least.
    Open,
}

/// Between which of these limits the values stay.
pub(super) fn range(values: &Numbers) -> Range {
    let are_within = |low: f64, high: f64| values.iter().all(|value| (low..=high).contains(value));
    if are_within(0.0, 1.0) {
        Range::Unit
    } else if are_within(-1.0, 1.0) {
        Range::Symmetric
    } else {
        Range::Open
    }
}
