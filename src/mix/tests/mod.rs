//! The operators against each other, and against the mathematics in f64.

mod agreement;
mod hulls;
mod layouts;
mod pooled;
mod special;

use super::*;
use crate::activation::Base;
use crate::seed::{Seed, Stream};
use crate::task::Operator;

/// Every elementwise base at its defaults, and some with other parameters.
fn elementwise_bases() -> Vec<Base> {
    let others = [
        Base::BinaryStep { straight_through: true },
        Base::Linear { c: -0.7 },
        Base::Relu { negative_slope: 0.3, max_value: 2.0, threshold: 0.5 },
        Base::Relu { negative_slope: 0.0, max_value: f64::INFINITY, threshold: -1.0 },
        Base::Relu { negative_slope: 0.0, max_value: 6.0, threshold: 0.0 },
        Base::LeakyRelu { slope: 0.3 },
        Base::LeakyRelu { slope: -1.5 },
        Base::Prelu { slope: -0.4 },
        Base::Elu { alpha: 0.0 },
        Base::Celu { alpha: 0.001 },
        Base::Celu { alpha: 100.0 },
        Base::Swish { beta: -2.0, learned: false },
        Base::Swish { beta: 100.0, learned: false },
        Base::Softplus { beta: 0.001 },
        Base::Softplus { beta: 100.0 },
        Base::Elu { alpha: 0.5 },
        Base::Celu { alpha: 2.5 },
        Base::Gelu { approximate: true },
        Base::Swish { beta: 2.5, learned: false },
        Base::Swish { beta: 0.7, learned: true },
        Base::Softplus { beta: 3.0 },
    ];
    Base::ALL.into_iter().chain(others).filter(|base| base.is_elementwise()).collect()
}

/// One row of coefficients, or one for each channel.
fn of_alpha(alpha: &Tensor) -> Learned<'_> {
    Learned { alpha: Some(alpha), ..Learned::default() }
}

/// Random numbers by the name of what they are for.
fn random(name: &str, count: usize, bound: f32) -> Vec<f32> {
    Seed::new(11).of(name).stream().uniform(count, bound)
}

/// A mix at work on a tensor: everything that goes in.
struct Case {
    bases: Vec<Base>,
    /// Rows of α; none for a plain sum.
    alpha: Option<Vec<f32>>,
    /// Rows of learned parameters, beginning with those that the bases have.
    theta: Vec<f32>,
    rows: usize,
    /// What is added to x first, a number for each channel.
    bias: Option<Vec<f32>>,
}

/// What comes out, in the order of the tensor's indices.
struct Outcome<T> {
    y: Vec<T>,
    by_x: Vec<T>,
    by_alpha: Vec<T>,
    by_theta: Vec<T>,
    by_bias: Vec<T>,
}

impl Case {
    /// A base by itself.
    fn alone(base: Base) -> Self {
        Self::new(vec![base], None, 1)
    }

    fn new(bases: Vec<Base>, alpha: Option<Vec<f32>>, rows: usize) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "learned as f32")]
        let row: Vec<f32> = bases.iter().filter_map(|base| base.learned_value()).map(|v| v as f32).collect();
        // Every row with parameters of its own.
        let shifted = |shift: u16| row.iter().map(move |value| value + 0.125 * f32::from(shift));
        let theta = (0..).take(rows).flat_map(shifted).collect();
        Self { bases, alpha, theta, rows, bias: None }
    }

    /// The same behind a layer that has so many channels and leaves its bias to the mix.
    fn biased(self, channels: usize) -> Self {
        Self { bias: Some(random("bias", channels, 1.0)), ..self }
    }

    /// Some bases, with one row of random coefficients or as many as channels.
    fn random(stream: &mut Stream, channels: usize) -> Self {
        let known = elementwise_bases();
        // Mostly a few, now and then as many as there are.
        let count = if stream.index(25) == 0 { known.len() } else { 1 + stream.index(5) };
        let bases: Vec<Base> = (0..count).map(|_| known[stream.index(known.len())]).collect();
        let rows = if stream.index(2) == 0 { 1 } else { channels };
        let alpha = stream.uniform(rows * bases.len(), 1.5);
        let case = Self::new(bases, Some(alpha), rows);
        if stream.index(2) == 0 { case } else { case.biased(channels) }
    }

    /// The gradients of Σ y·g by an operator.
    fn by_operator(&self, operator: Operator, x: &Tensor, g: &Tensor) -> Outcome<f32> {
        let leaf = |rows: &[f32]| {
            let rows = Tensor::from_slice(rows).view([i64::try_from(self.rows).unwrap(), -1]);
            rows.set_requires_grad(true)
        };
        let alpha = self.alpha.as_deref().map(leaf);
        let theta = (!self.theta.is_empty()).then(|| leaf(&self.theta));
        // A view keeps the strides of x, and is no leaf: what a layer before the site hands over.
        let x = x.detach().set_requires_grad(true);
        let bias = self.bias.as_ref().map(|bias| Tensor::from_slice(bias).set_requires_grad(true));
        let learned = Learned { alpha: alpha.as_ref(), theta: theta.as_ref(), bias: bias.as_ref() };
        let y = apply(operator, &self.bases, learned, &x);
        assert_eq!(y.size(), x.size());
        let leaves = [Some(&x), learned.alpha, learned.theta, learned.bias];
        let leaves: Vec<&Tensor> = leaves.into_iter().flatten().collect();
        let loss = (&y * g).sum(Kind::Float);
        let mut gradients =
            Tensor::run_backward(&[loss], &leaves, false, false).into_iter().map(|g| numbers(&g));
        let mut next = |wanted: bool| if wanted { gradients.next().unwrap() } else { Vec::new() };
        Outcome {
            y: numbers(&y),
            by_x: next(true),
            by_alpha: next(alpha.is_some()),
            by_theta: next(theta.is_some()),
            by_bias: next(bias.is_some()),
        }
    }

    /// The same by the formulas, and beside each result the size of what was summed, Σ|terms|: errors are relative to it,
    /// because sums that cancel lose digits in any arithmetic.
    fn by_formula(&self, shape: [usize; 3], x: &[f32], g: &[f32]) -> Outcome<(f64, f64)> {
        let [_, channels, inner] = shape;
        let (columns, learned) = (self.bases.len(), self.theta.len() / self.rows);
        let mut outcome = Outcome {
            y: vec![(0.0, 0.0); x.len()],
            by_x: vec![(0.0, 0.0); x.len()],
            by_alpha: vec![(0.0, 0.0); self.alpha.as_ref().map_or(0, Vec::len)],
            by_theta: vec![(0.0, 0.0); self.theta.len()],
            by_bias: vec![(0.0, 0.0); self.bias.as_ref().map_or(0, Vec::len)],
        };
        for (place, (x, g)) in x.iter().zip(g).enumerate() {
            let channel = place / inner % channels;
            let row = if self.rows == 1 { 0 } else { channel };
            // Rounded to f32, as any arithmetic in f32 has it.
            let x = self.bias.as_ref().map_or(*x, |bias| x + bias[channel]);
            let (x, g, mut column) = (f64::from(x), f64::from(*g), 0);
            for (i, base) in self.bases.iter().enumerate() {
                let alpha = self.alpha.as_ref().map_or(1.0, |alpha| f64::from(alpha[row * columns + i]));
                let mut base = *base;
                if base.learned_parameter().is_some() {
                    base = base.with_learned_value(f64::from(self.theta[row * learned + column]));
                    let by_parameter = base.derivative_by_parameter(x).unwrap();
                    add(&mut outcome.by_theta[row * learned + column], g * alpha * by_parameter);
                    column += 1;
                }
                add(&mut outcome.y[place], alpha * base.value(x));
                add(&mut outcome.by_x[place], g * alpha * base.derivative(x));
                if self.bias.is_some() {
                    add(&mut outcome.by_bias[channel], g * alpha * base.derivative(x));
                }
                if self.alpha.is_some() {
                    add(&mut outcome.by_alpha[row * columns + i], g * base.value(x));
                }
            }
        }
        outcome
    }
}

impl Outcome<f32> {
    /// The same as something to be compared with: each number with the size of another outcome's.
    fn with_sizes_of(&self, other: &Outcome<(f64, f64)>) -> Outcome<(f64, f64)> {
        let with = |numbers: &[f32], sizes: &[(f64, f64)]| {
            numbers.iter().zip(sizes).map(|(number, (_, size))| (f64::from(*number), *size)).collect()
        };
        Outcome {
            y: with(&self.y, &other.y),
            by_x: with(&self.by_x, &other.by_x),
            by_alpha: with(&self.by_alpha, &other.by_alpha),
            by_theta: with(&self.by_theta, &other.by_theta),
            by_bias: with(&self.by_bias, &other.by_bias),
        }
    }
}

fn add((sum, size): &mut (f64, f64), term: f64) {
    *sum += term;
    *size += term.abs();
}

/// The numbers of a tensor in the order of its indices, whatever its strides.
fn numbers(tensor: &Tensor) -> Vec<f32> {
    Vec::try_from(tensor.reshape(-1)).unwrap()
}

/// Values within 2e-6, gradients within 1e-5, relative to max(1, Σ|terms|): for a base by itself that is max(1, |f|).
fn assert_agree(what: &str, found: &Outcome<f32>, expected: &Outcome<(f64, f64)>) {
    assert_close(&format!("{what}: y"), &found.y, &expected.y, 2e-6);
    assert_close(&format!("{what}: by x"), &found.by_x, &expected.by_x, 1e-5);
    assert_close(&format!("{what}: by alpha"), &found.by_alpha, &expected.by_alpha, 1e-5);
    assert_close(&format!("{what}: by theta"), &found.by_theta, &expected.by_theta, 1e-5);
    assert_close(&format!("{what}: by bias"), &found.by_bias, &expected.by_bias, 1e-5);
}

#[expect(clippy::cast_possible_truncation, reason = "what does not fit into an f32 is infinite there")]
fn assert_close(what: &str, found: &[f32], expected: &[(f64, f64)], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (place, (found, (exact, size))) in found.iter().zip(expected).enumerate() {
        let overflows = (*exact as f32).is_infinite() && *found == *exact as f32;
        let error = (f64::from(*found) - exact).abs();
        assert!(
            overflows || error <= tolerance * size.max(1.0),
            "{what} at {place}: {found} against {exact} of size {size}"
        );
    }
}
