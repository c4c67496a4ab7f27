//! What a mix is, in f64.

use crate::inputs::Inputs;
use actsearch::activation::{Base, LearnedMix, softmax};

/// Values and gradients at every row and channel, one after the other.
///
/// With y = Σ αᵢ fᵢ(x) and u = `upstream`, the gradient is that of Σ u·y by x. A scale is what differences are compared with:
/// the largest of Σ |αᵢ fᵢ(x)|, Σ |αᵢ|, because α multiplies the error of a framework's own fᵢ, and 1. A span is the same as if
/// all α were as large as the largest: where α is computed from what is trained, each is rounded as the largest is.
#[derive(Default)]
pub struct Reference {
    pub value: Vec<f64>,
    pub value_scale: Vec<f64>,
    pub value_span: Vec<f64>,
    pub gradient: Vec<f64>,
    pub gradient_scale: Vec<f64>,
    pub gradient_span: Vec<f64>,
}

impl Reference {
    /// The reference of a site that has so many channels.
    pub fn of(learned: &LearnedMix, channels: usize, inputs: &Inputs) -> Self {
        let rows: Vec<Row> = (0..learned.coefficients.len()).map(|row| Row::of(learned, row)).collect();
        let mut reference = Self::default();
        for (x, upstream) in inputs.rows.iter().zip(&inputs.upstream) {
            let wide = |numbers: &[f32]| numbers[..channels].iter().copied().map(f64::from).collect();
            reference.push(&rows, &Sample::new(wide(x), wide(upstream)));
        }
        reference
    }

    fn push(&mut self, rows: &[Row], sample: &Sample) {
        let row = |channel: usize| &rows[channel.min(rows.len() - 1)];
        // Through softmax all outputs depend on all inputs: Σ u·α·s over the channels, for each term.
        let passed =
            |term: usize| (0..sample.x.len()).map(move |c| sample.passed(row(c).alpha[term], c)).sum();
        let passed: Vec<f64> = (0..rows[0].alpha.len()).map(passed).collect();
        for c in 0..sample.x.len() {
            let Row { bases, alpha } = row(c);
            let largest = alpha.iter().fold(0.0_f64, |largest, alpha| largest.max(alpha.abs()));
            let least = alpha.iter().map(|alpha| alpha.abs()).sum::<f64>().max(1.0);
            let (mut value, mut gradient) = (Sum::default(), Sum::default());
            for ((base, alpha), passed) in bases.iter().zip(alpha).zip(&passed) {
                let f = sample.value(*base, c);
                value.add(alpha * f, largest * f);
                let [own, others] = sample.gradient(*base, *alpha, *passed, c);
                gradient.add(own, sample.gradient(*base, largest, 0.0, c)[0]);
                gradient.add(others, others);
            }
            self.value.push(value.total);
            self.value_scale.push(value.size.max(least));
            self.value_span.push(value.span.max(least));
            self.gradient.push(gradient.total);
            self.gradient_scale.push(gradient.size.max(least));
            self.gradient_span.push(gradient.span.max(least));
        }
    }
}

/// The terms of a site in one channel.
struct Row {
    bases: Vec<Base>,
    alpha: Vec<f64>,
}

impl Row {
    fn of(learned: &LearnedMix, row: usize) -> Self {
        let alpha = learned.coefficients[row].iter().copied().map(f64::from).collect();
        Self { bases: learned.bases(row), alpha }
    }
}

/// One number for each channel, and what belongs to them.
struct Sample {
    x: Vec<f64>,
    upstream: Vec<f64>,
    softmax: Vec<f64>,
}

impl Sample {
    fn new(x: Vec<f64>, upstream: Vec<f64>) -> Self {
        let softmax = softmax(&x);
        Self { x, upstream, softmax }
    }

    fn value(&self, base: Base, c: usize) -> f64 {
        if base.is_elementwise() { base.value(self.x[c]) } else { self.softmax[c] }
    }

    fn passed(&self, alpha: f64, c: usize) -> f64 {
        self.upstream[c] * alpha * self.softmax[c]
    }

    /// The parts of which the gradient of one term is the sum.
    fn gradient(&self, base: Base, alpha: f64, passed: f64, c: usize) -> [f64; 2] {
        if base.is_elementwise() {
            [self.upstream[c] * alpha * base.derivative(self.x[c]), 0.0]
        } else {
            [self.passed(alpha, c), -self.softmax[c] * passed]
        }
    }
}

/// A sum, the sum of the magnitudes, and that of the magnitudes with the largest α.
#[derive(Default)]
struct Sum {
    total: f64,
    size: f64,
    span: f64,
}

impl Sum {
    fn add(&mut self, part: f64, largest: f64) {
        self.total += part;
        self.size += part.abs();
        self.span += largest.abs();
    }
}
