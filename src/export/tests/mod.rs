//! What the modules of export promise, and the small definitions that show it.

mod differing;
mod keras_and_jax;
mod laws;
mod model;
mod pt2;
mod reading;
mod torch;
mod writing;

use super::*;
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};

fn provenance() -> Provenance {
    Provenance {
        search: "small".to_owned(),
        trial: 3,
        validation_accuracy: 0.5,
        test_accuracy: None,
        tested_among: None,
        space_sha256: "ab".repeat(32),
        dataset: Some("digits".to_owned()),
        dataset_sha256: None,
        seed: 1,
        program: "actsearch 0.1.0".to_owned(),
    }
}

fn learned(bases: &[Base], hull: Hull, sharing: Sharing, rows: &[&[f32]]) -> LearnedMix {
    let mix = Mix { bases: bases.to_vec(), hull, sharing };
    let coefficients = rows.iter().map(|row| row.to_vec()).collect();
    LearnedMix { site: "conv1".to_owned(), mix, coefficients, parameters: Vec::new() }
}

fn pair(hull: Hull, sharing: Sharing, rows: &[&[f32]]) -> LearnedMix {
    learned(&[Base::Identity, Base::RELU], hull, sharing, rows)
}

fn define(sites: Vec<LearnedMix>) -> Result<Definition, crate::definition::Error> {
    Definition::new(Some(provenance()), sites)
}

/// A definition as a Python module.
fn pytorch(definition: &Definition) -> String {
    let Ok(Exported::Files(files)) = export(Format::Pytorch, What::Mix(definition), Form::Simplified) else {
        panic!("mixes are written as files")
    };
    String::from_utf8(files[0].bytes.clone()).unwrap()
}
