//! Random mixes, the same on every machine.

use crate::definitions::{learned, provenance, with_parameters};
use actsearch::activation::{Allowed, Base, Hull, LearnedMix, Mix, Parameter, Sharing};
use actsearch::export::Definition;

pub fn random_definitions(n_definitions: u64) -> impl Iterator<Item = Definition> {
    (0..n_definitions).map(|seed| {
        let mut random = Random(seed);
        let sites = (0..=random.below(3)).map(|idx| random.site(&format!("site{idx}"))).collect();
        Definition::new(Some(provenance("random")), sites).unwrap()
    })
}

/// `SplitMix64`: the same mixes on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap()) / f64::from(u32::MAX)
    }

    fn site(&mut self, name: &str) -> LearnedMix {
        let bases = (0..=self.below(4)).map(|_| self.base()).collect();
        let mix = Mix::new(bases, Hull::ALL[self.below(4)], Sharing::ALL[self.below(2)]);
        let channels = 1 + self.below(6);
        let coefficients = (0..mix.rows(channels)).map(|_| self.row(&mix)).collect();
        let start = mix.parameters_at_start(channels);
        let parameters = start.iter().map(|row| row.iter().map(|_| self.any_finite()).collect()).collect();
        with_parameters(learned(name, mix, coefficients), parameters)
    }

    fn base(&mut self) -> Base {
        let base = Base::ALL[self.below(Base::ALL.len())];
        let values: Vec<f64> =
            base.facts().parameters.iter().map(|parameter| self.value(parameter)).collect();
        base.with_parameters(&values)
    }

    fn value(&mut self, parameter: &Parameter) -> f64 {
        match parameter.allowed {
            Allowed::Number { min, max } => min + (max - min) * self.unit(),
            Allowed::Limit { min } => [f64::INFINITY, min + self.unit()][self.below(2)],
            Allowed::Switch => [0.0, 1.0][self.below(2)],
        }
    }

    fn row(&mut self, mix: &Mix) -> Vec<f32> {
        if mix.hull == Hull::Linear {
            return mix.bases.iter().map(|_| self.any_finite()).collect();
        }
        let shares: Vec<f64> = mix.bases.iter().map(|_| self.unit() + 1e-3).collect();
        let sum: f64 = shares.iter().sum();
        #[expect(clippy::cast_possible_truncation, reason = "coefficients are f32")]
        shares.iter().map(|share| (share / sum) as f32).collect()
    }

    fn any_finite(&mut self) -> f32 {
        let value = f32::from_bits(u32::try_from(self.next() >> 32).unwrap());
        if value.is_finite() { value } else { 1.0 }
    }
}
