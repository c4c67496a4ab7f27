//! Every base by itself and in mixes, with its parameters in the middle and at the ends of their ranges.

use crate::definitions::{learned, with_parameters};
use actsearch::activation::{Allowed, Base, Hull, LearnedMix, Mix, Parameter, Sharing};
use actsearch::export::Definition;

pub fn every_base() -> Definition {
    let mut sites: Vec<LearnedMix> = Vec::new();
    for base in Base::ALL.into_iter().flat_map(variants) {
        let mix = Mix::plain(base);
        let parameters = mix.parameters_at_start(1);
        add(&mut sites, with_parameters(learned("", mix, vec![vec![1.0]]), parameters));
    }
    for pair in Base::ALL.windows(2) {
        let mix = Mix::new(pair.to_vec(), Hull::Linear, Sharing::Channel);
        let parameters = mix.parameters_at_start(2);
        let rows = vec![vec![-1.5, 0.25], vec![0.625, 1.0]];
        add(&mut sites, with_parameters(learned("", mix, rows), parameters));
    }
    // Terms that cancel, and those of which nothing is left.
    for base in [Base::Identity, Base::Tanh, Base::Square, Base::BinaryStep { straight_through: true }] {
        for sharing in Sharing::ALL {
            let mix = Mix::new(vec![base, base], Hull::Linear, sharing);
            add(&mut sites, learned("", mix, vec![vec![0.5, -0.5]]));
        }
    }
    let swish = Base::Swish { beta: 1.0, learned: true };
    let mix =
        Mix::new(vec![swish, Base::Prelu { slope: 0.25 }, Base::Softmax], Hull::Affine, Sharing::Channel);
    let rows = vec![vec![0.5, 0.25, 0.25], vec![-1.0, 1.0, 1.0], vec![0.0, 0.75, 0.25]];
    let parameters = vec![vec![1.25, -0.1], vec![-3.0, 0.1], vec![0.0, 10.0]];
    add(&mut sites, with_parameters(learned("", mix, rows), parameters));
    Definition::new(None, sites).unwrap()
}

fn add(sites: &mut Vec<LearnedMix>, site: LearnedMix) {
    let name = format!("site{}", sites.len());
    sites.push(LearnedMix { site: name, ..site });
}

/// A base with its parameters at their defaults, all different from those, and each in turn at other values.
fn variants(base: Base) -> Vec<Base> {
    let parameters = base.facts().parameters;
    let defaults: Vec<f64> = parameters.iter().map(|parameter| parameter.default).collect();
    let others: Vec<f64> = parameters.iter().map(|parameter| values(parameter)[0]).collect();
    let mut variants = vec![base.with_parameters(&defaults), base.with_parameters(&others)];
    for (place, parameter) in parameters.iter().enumerate() {
        for value in values(parameter) {
            let mut one = defaults.clone();
            one[place] = value;
            variants.push(base.with_parameters(&one));
        }
    }
    variants
}

fn values(parameter: &Parameter) -> Vec<f64> {
    match parameter.allowed {
        Allowed::Number { min, max } => vec![0.3, min, max],
        Allowed::Limit { min } => vec![4.5, min],
        Allowed::Switch => vec![1.0 - parameter.default],
    }
}
