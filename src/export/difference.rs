//! How far exported numbers are from what was learned.

use super::literal;
use super::{Definition, Form};
use crate::activation::{Base, LearnedMix, Simplified};

/// Where exported numbers differ most from the learned mixes, computed in f64.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// |y − f(x)| / max(1, Σ|αᵢ fᵢ(x)|).
    pub relative: f64,
    /// The site.
    pub site: String,
    /// The channel, counted from 0, if each has its own coefficients.
    pub channel: Option<usize>,
    /// The input.
    pub x: f32,
}

/// The inputs that are tried: −10 to 10 in steps of 1/16, where all bases show what they do.
#[must_use]
pub fn inputs() -> Vec<f32> {
    (-160_i16..=160).map(|step| f32::from(step) / 16.0).collect()
}

/// Where a program that computes each site in f32, with the numbers as they are written, differs most from what was learned.
///
/// Bases are taken as correctly rounded, so this is what the form, the rounding of its numbers and the arithmetic in f32 do
/// together.
#[must_use]
pub fn difference(definition: &Definition, form: Form) -> Difference {
    let forms: Vec<Simplified> = definition.sites().iter().map(|learned| form.of(learned)).collect();
    let inputs = inputs();
    largest(definition, |site, row, place| in_f32(&forms[site], row, inputs[place]))
}

/// Where y differs most from what was learned, given site, row of coefficients and place of the input.
///
/// All channels get the same input, so softmax is 1/channels.
///
/// # Panics
/// Never: a definition has a site.
pub fn largest(definition: &Definition, y: impl Fn(usize, usize, usize) -> f64) -> Difference {
    let mut largest: Option<Difference> = None;
    for (site, learned) in definition.sites().iter().enumerate() {
        for row in 0..learned.coefficients.len() {
            for (place, x) in inputs().into_iter().enumerate() {
                let relative = relative(y(site, row, place), learned, row, f64::from(x));
                // No number is the largest difference of all.
                if largest.as_ref().is_none_or(|it| relative.total_cmp(&it.relative).is_gt()) {
                    let channel = (learned.coefficients.len() > 1).then_some(row);
                    largest = Some(Difference { relative, site: learned.site.clone(), channel, x });
                }
            }
        }
    }
    largest.expect("a definition has a site")
}

/// |y − f(x)| / max(1, Σ|αᵢ fᵢ(x)|); where f(x) is no number, y has to be none either.
fn relative(y: f64, learned: &LearnedMix, row: usize, x: f64) -> f64 {
    let bases = learned.bases(row);
    let terms = learned.coefficients[row].iter().zip(bases);
    let terms = terms.map(|(alpha, base)| f64::from(*alpha) * value(base, x, learned.coefficients.len()));
    let (value, size) = terms.fold((0.0, 0.0), |(sum, size), term| (sum + term, size + term.abs()));
    if value.is_nan() && y.is_nan() { 0.0 } else { (y - value).abs() / f64::max(size, 1.0) }
}

/// fᵢ(x), where so many channels have the same x.
#[expect(clippy::cast_precision_loss, reason = "a layer has far fewer channels than 2^52")]
fn value(base: Base, x: f64, channels: usize) -> f64 {
    if base == Base::Softmax { 1.0 / channels as f64 } else { base.value(x) }
}

#[expect(clippy::cast_possible_truncation, reason = "this is the rounding that is looked at")]
fn in_f32(simplified: &Simplified, row: usize, x: f32) -> f64 {
    let terms = simplified.terms.iter().map(|term| {
        let base = term.base_in(row);
        let parameters: Vec<f64> = base.parameters().into_iter().map(as_written).collect();
        let value = value(base.with_parameters(&parameters), f64::from(x), simplified.n_rows());
        (as_written(term.coefficients[row]) as f32) * (value as f32)
    });
    f64::from(terms.fold(0.0_f32, |sum, term| sum + term))
}

/// A number as a reader of the exported code finds it.
fn as_written(number: f64) -> f64 {
    if number.is_finite() { literal::rounded(number).parse().expect("it is a number") } else { number }
}
