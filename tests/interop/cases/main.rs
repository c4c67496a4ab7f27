//! Writes the cases that every exported format is compared on: definitions, inputs, and what comes out in f64.
//!
//! ```text
//! cargo run --example interop_cases -- FOLDER
//! ```
//!
//! For each case there are `NAME.yaml`, the definition, and `NAME.safetensors`, the numbers: `x` of shape (samples, channels)
//! in f32, `upstream` of the same shape, and of site i the f64 tensors `i.value`, `i.gradient` and their scales, as
//! [`reference::Reference`] says. `cases.json` lists the cases.

mod draw;
mod inputs;
mod reference;
mod store;

use actsearch::activation::{Allowed, Base, Hull, LearnedMix, Mix, Sharing};
use actsearch::disk;
use actsearch::export::{Definition, read_yaml};
use draw::Draw;
use std::error::Error;
use std::path::Path;

/// How many random mixes there are of each hull and sharing.
const MIXES: usize = 200;
/// How many channels a site has that does not need a certain number.
const CHANNELS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder] = &arguments[..] else { return Err("give a folder".into()) };
    let folder = Path::new(folder);
    disk::make_folder(folder)?;
    let mut cases = vec![("bases".to_owned(), by_hand(bases())?)];
    for (hull, sharing) in kinds() {
        cases.push((format!("{}_{}", hull.name(), sharing.name()), by_hand(mixes(hull, sharing))?));
    }
    for name in ["lenet5", "catalogue", "hostile"] {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
        cases.push((name.to_owned(), read_yaml(&disk::read_text(&golden.join("activations.yaml"))?)?));
    }
    store::write(folder, &cases)
}

fn by_hand(sites: Vec<LearnedMix>) -> Result<Definition, Box<dyn Error>> {
    Ok(Definition::new(None, sites)?)
}

/// Every hull with every sharing; what is frozen has one row of coefficients whatever the sharing.
fn kinds() -> impl Iterator<Item = (Hull, Sharing)> {
    let all = Hull::ALL.into_iter().flat_map(|hull| Sharing::ALL.map(|sharing| (hull, sharing)));
    all.filter(|kind| *kind != (Hull::Frozen, Sharing::Channel))
}

/// Every base by itself: with its parameters at their defaults, then with each of them elsewhere.
fn bases() -> Vec<LearnedMix> {
    let mut sites = Vec::new();
    for base in Base::ALL {
        for (place, variant) in variants(base).into_iter().enumerate() {
            let mix = Mix::plain(variant);
            let parameters = mix.parameters_at_start(CHANNELS);
            let site = format!("{}_{place}", base.name());
            sites.push(LearnedMix { site, mix, coefficients: vec![vec![1.0]], parameters });
        }
    }
    sites
}

/// A base with its defaults, then with each of its parameters at some other values, then with all of them elsewhere.
fn variants(base: Base) -> Vec<Base> {
    let defaults = base.parameters();
    let mut variants = vec![base];
    let mut all = defaults.clone();
    for (place, parameter) in base.facts().parameters.iter().enumerate() {
        for value in others(parameter.allowed) {
            let mut values = defaults.clone();
            values[place] = value;
            all[place] = value;
            let variant = base.with_parameters(&values);
            if !variants.contains(&variant) {
                variants.push(variant);
            }
        }
    }
    if defaults.len() > 1 {
        variants.push(base.with_parameters(&all));
    }
    variants
}

/// Values of a parameter: its ends, something small, something ordinary, and no power of two.
fn others(allowed: Allowed) -> Vec<f64> {
    match allowed {
        Allowed::Number { min, max } => {
            let inner = [-3.0, -1.5, -0.2, 0.0, 0.3, 1.0, 1.75, 7.0];
            let inner = inner.into_iter().filter(|value| (min..=max).contains(value));
            [min, max].into_iter().chain(inner).collect()
        }
        Allowed::Limit { min } => vec![min, 1.0, 6.0],
        Allowed::Switch => vec![0.0, 1.0],
    }
}

/// Random mixes of one hull and sharing, the same on every machine.
fn mixes(hull: Hull, sharing: Sharing) -> Vec<LearnedMix> {
    let draw = &mut Draw::new(&format!("{} {}", hull.name(), sharing.name()));
    (0..MIXES).map(|number| draw.learned(&format!("mix{number}"), hull, sharing, CHANNELS)).collect()
}

/// How many channels the inputs of a site have.
fn channels(learned: &LearnedMix) -> usize {
    match learned.mix.sharing {
        Sharing::Layer => CHANNELS,
        Sharing::Channel => learned.coefficients.len(),
    }
}
