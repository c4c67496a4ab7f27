//! The files of the cases.

use crate::inputs::Inputs;
use crate::reference::Reference;
use actsearch::activation::LearnedMix;
use actsearch::disk;
use actsearch::export::{Definition, yaml};
use safetensors::{Dtype, View, serialize};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::error::Error;
use std::path::Path;

/// Writes every case, and the list of them.
pub fn write(folder: &Path, cases: &[(String, Definition)]) -> Result<(), Box<dyn Error>> {
    let mut list = Vec::new();
    for (name, definition) in cases {
        let channels = definition.sites().iter().map(crate::channels).max().unwrap_or(1);
        let inputs = Inputs::new(definition.sites(), channels);
        disk::write(&folder.join(format!("{name}.yaml")), yaml(definition).as_bytes())?;
        disk::write(&folder.join(format!("{name}.safetensors")), &tensors(definition, channels, &inputs)?)?;
        let sites: Vec<Value> = definition.sites().iter().map(described).collect();
        list.push(json!({"name": name, "smooth": inputs.smooth, "ties": inputs.ties, "sites": sites}));
    }
    Ok(disk::write(&folder.join("cases.json"), &serde_json::to_vec_pretty(&list)?)?)
}

fn described(learned: &LearnedMix) -> Value {
    json!({
        "site": learned.site,
        "mix": learned.mix.to_string(),
        "hull": learned.mix.hull,
        "channels": crate::channels(learned),
        "coefficients": learned.coefficients,
        "parameters": learned.parameters,
        "is_elementwise": learned.mix.bases.iter().all(|base| base.is_elementwise()),
    })
}

fn tensors(definition: &Definition, channels: usize, inputs: &Inputs) -> Result<Vec<u8>, Box<dyn Error>> {
    let samples = inputs.rows.len();
    let mut tensors = vec![
        ("x".to_owned(), Tensor::singles(&inputs.rows, channels)),
        ("upstream".to_owned(), Tensor::singles(&inputs.upstream, channels)),
    ];
    for (place, learned) in definition.sites().iter().enumerate() {
        let reference = Reference::of(learned, crate::channels(learned), inputs);
        let parts = [
            ("value", reference.value),
            ("value_scale", reference.value_scale),
            ("value_span", reference.value_span),
            ("gradient", reference.gradient),
            ("gradient_scale", reference.gradient_scale),
            ("gradient_span", reference.gradient_span),
        ];
        tensors.extend(
            parts.map(|(part, numbers)| (format!("{place}.{part}"), Tensor::doubles(&numbers, samples))),
        );
    }
    Ok(serialize(tensors, None)?)
}

/// Numbers as they are stored.
struct Tensor {
    dtype: Dtype,
    shape: [usize; 2],
    bytes: Vec<u8>,
}

impl Tensor {
    fn singles(rows: &[Vec<f32>], columns: usize) -> Self {
        let bytes = rows.concat().iter().flat_map(|number| number.to_le_bytes()).collect();
        Self { dtype: Dtype::F32, shape: [rows.len(), columns], bytes }
    }

    fn doubles(numbers: &[f64], rows: usize) -> Self {
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        Self { dtype: Dtype::F64, shape: [rows, numbers.len() / rows], bytes }
    }
}

impl View for Tensor {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}
