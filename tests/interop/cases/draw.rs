//! Random mixes.

use actsearch::activation::{Allowed, Base, Hull, LearnedMix, Mix, Parameter, Sharing};
use actsearch::seed::{Seed, Stream};

/// What is drawn depends on a name only.
pub struct Draw(Stream);

impl Draw {
    pub fn new(name: &str) -> Self {
        Self(Seed::new(7).of(name).stream())
    }

    /// A mix of one to five bases, with coefficients of ordinary size.
    pub fn learned(&mut self, site: &str, hull: Hull, sharing: Sharing, channels: usize) -> LearnedMix {
        let bases = (0..=self.below(5)).map(|_| self.base()).collect();
        let mix = Mix::new(bases, hull, sharing);
        let coefficients = (0..mix.rows(channels)).map(|_| self.coefficients(&mix)).collect();
        let start = mix.parameters_at_start(channels);
        let learned = |row: &Vec<f32>| row.iter().map(|_| single(self.between(-2.0, 2.0))).collect();
        let parameters = start.iter().map(learned).collect();
        LearnedMix { site: site.to_owned(), mix, coefficients, parameters }
    }

    fn base(&mut self) -> Base {
        let base = Base::ALL[self.below(Base::ALL.len())];
        let parameters = base.facts().parameters.iter();
        // Half of the bases are as most people use them.
        let values: Vec<f64> = match self.below(2) {
            0 => parameters.map(|parameter| parameter.default).collect(),
            _ => parameters.map(|parameter| self.parameter(parameter)).collect(),
        };
        base.with_parameters(&values)
    }

    /// A value in the range that an f32 holds exactly: it is the functions that are compared, not the rounding of a threshold.
    fn parameter(&mut self, parameter: &Parameter) -> f64 {
        let rounded = |value: f64| (value * 64.0).round() / 64.0;
        match parameter.allowed {
            Allowed::Number { min, max } => rounded(self.between(min, max)).max((min * 64.0).ceil() / 64.0),
            Allowed::Limit { .. } if self.below(2) == 0 => f64::INFINITY,
            Allowed::Limit { .. } => rounded(self.between(0.0, 8.0)) + 1.0 / 64.0,
            Allowed::Switch => f64::from(u8::from(self.below(2) == 1)),
        }
    }

    fn coefficients(&mut self, mix: &Mix) -> Vec<f32> {
        let n = mix.bases.len();
        #[expect(clippy::cast_precision_loss, reason = "five at most")]
        let share = 1.0 / n as f64;
        let free: Vec<f64> = (0..n).map(|_| self.between(-2.0, 2.0)).collect();
        let row: Vec<f64> = match mix.hull {
            Hull::Linear => free,
            // Frozen may be whatever was learned in any hull; as often it is the plain average.
            Hull::Frozen if n > 1 && self.below(2) == 0 => free,
            Hull::Frozen => vec![share; n],
            Hull::Affine => {
                let sum: f64 = free.iter().sum();
                free.iter().map(|w| w + (1.0 - sum) * share).collect()
            }
            Hull::Convex => {
                let powers: Vec<f64> = free.iter().map(|logit| logit.exp()).collect();
                let sum: f64 = powers.iter().sum();
                powers.iter().map(|power| power / sum).collect()
            }
        };
        row.into_iter().map(single).collect()
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * f64::from(self.0.uniform(1, 0.5)[0] + 0.5)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0.index(bound)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "learned numbers are f32")]
fn single(value: f64) -> f32 {
    value as f32
}
