//! What the functions must give, in f64.

use crate::driver;
use actsearch::activation::{Base, LearnedMix, Simplified, softmax};
use actsearch::export::Form;
use std::fmt;

/// A number, and the sum of the absolute values of the terms that it is the sum of.
pub type Expected = (f64, f64);

/// From -10 to 10 with every kink that a base has, and far out.
pub fn inputs() -> Vec<f32> {
    let mut inputs: Vec<f32> = (-1000_i16..=1000).map(|k| f32::from(k) / 100.0).collect();
    for far in [12.5_f32, 20.0, 50.0, 88.0, 89.5, 100.0, 104.0, 1e3, 1e4] {
        inputs.extend([far, -far]);
    }
    inputs.extend([-0.0, 1e-3, -1e-3, 1e-7, -1e-7, 1e-30, 5.999_999, 6.000_001]);
    inputs
}

pub fn is_elementwise(site: &LearnedMix) -> bool {
    site.mix.bases.iter().all(|base| base.is_elementwise())
}

pub fn value(site: &LearnedMix, channel: usize, x: f32) -> Expected {
    sum(site, channel, |base| base.value(f64::from(x)))
}

/// f′(x) by the formula that is exported: at a kink another may have another derivative.
pub fn derivative(site: &LearnedMix, form: Form, channel: usize, x: f32) -> Expected {
    let slope = |base: Base| base.derivative(f64::from(x));
    match form {
        Form::Exact => sum(site, channel, slope),
        Form::Simplified => {
            let terms = Simplified::of(site).terms;
            let terms = terms.iter().map(|term| term.coefficients[channel] * slope(term.base_in(channel)));
            expected(&terms.collect::<Vec<f64>>())
        }
    }
}

fn sum(site: &LearnedMix, channel: usize, factor: impl Fn(Base) -> f64) -> Expected {
    let row = channel.min(site.coefficients.len() - 1);
    let terms = site.bases(row).into_iter().zip(&site.coefficients[row]);
    let terms: Vec<f64> = terms.map(|(base, alpha)| f64::from(*alpha) * factor(base)).collect();
    expected(&terms)
}

fn expected(terms: &[f64]) -> Expected {
    (terms.iter().sum(), terms.iter().map(|term| term.abs()).sum())
}

/// How many numbers of a channel follow each other in the array that is tried.
pub const INNER: usize = 2;

/// The numbers of an array of one sample, each with what must come in its place.
pub fn array_of(site: &LearnedMix) -> Vec<(f32, Expected)> {
    let n_channels = driver::array_channels(site);
    let x = numbers(n_channels * INNER);
    let one = |place: usize| {
        let (channel, inner) = (place / INNER, place % INNER);
        let all: Vec<f64> = (0..n_channels).map(|channel| f64::from(x[channel * INNER + inner])).collect();
        let share = softmax(&all)[channel];
        let factor = |base: Base| {
            if base == Base::Softmax { share } else { base.value(f64::from(x[place])) }
        };
        (x[place], sum(site, channel, factor))
    };
    (0..x.len()).map(one).collect()
}

/// Some numbers of both signs.
pub fn numbers(n_numbers: usize) -> Vec<f32> {
    (0..n_numbers).map(|k| f32::from(u8::try_from(k * 37 % 64).unwrap()) / 8.0 - 4.0).collect()
}

/// The largest difference that was met, and where.
pub struct Error {
    what: &'static str,
    pub largest: f64,
    at: String,
}

impl Error {
    pub fn new(what: &'static str) -> Self {
        Self { what, largest: 0.0, at: String::new() }
    }

    pub fn compare(&mut self, found: f32, (expected, terms): Expected, site: &LearnedMix, x: f32) {
        let error = (f64::from(found) - expected).abs() / terms.max(1.0);
        if error > self.largest || error.is_nan() {
            self.largest = if error.is_nan() { f64::INFINITY } else { error };
            self.at = format!("{} {} at {x}: {found}, not {expected}", site.site, site.mix);
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} is off by {:.2e}: {}", self.what, self.largest, self.at)
    }
}
