//! The `safetensors` format: weights by their names, for any program.

use super::trained::NamedTensor;
use super::{File, ModelTensor, TrainedModel, What, json, names::Identifiers, samples};
use crate::activation::LearnedMix;
use crate::pt2::{self, DType, Role};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::collections::HashMap;

/// The name of the file with the weights of a network.
pub(super) const FILE: &str = "weights.safetensors";

/// Writes the tensors of a network, and the coefficients of its mixes; or those of mixes by themselves.
///
/// `conv1.weight` has the shape (outputs, inputs, rows, columns), `fc1.weight` (outputs, inputs), as PyTorch has them. The
/// coefficients of a site are `conv1_activation.alpha`, of shape (rows, bases), its learned parameters, if it has some,
/// `conv1_activation.theta`. Of a network there are `input.mean` and `input.std`, too.
pub(super) fn file(what: What<'_>) -> File {
    let name = match what {
        What::Mix(_) => "activations.safetensors",
        What::Network(_) => FILE,
    };
    let named = match what {
        What::Mix(_) => Vec::new(),
        What::Network(trained) => samples::metadata(trained),
    };
    File { name: name.to_owned(), bytes: serialize(&tensors(what), &named) }
}

/// Writes the state of a model that PyTorch exported, by the model's own names.
pub(super) fn of_model(trained: &TrainedModel) -> File {
    File { name: FILE.to_owned(), bytes: serialize(&of_state(trained), &[]) }
}

/// Whether a weights file reads back as the very state of a model, or what differs.
///
/// # Errors
/// If it is no such file, or a tensor is missing or one too many, or any bit of it is another one.
pub fn state_reads_back(bytes: &[u8], trained: &TrainedModel) -> Result<(), String> {
    let state = of_state(trained);
    is_same(bytes, &state)?;
    let read = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
    let known = |name: &str| state.iter().any(|tensor| tensor.name == name);
    match read.names().into_iter().find(|name| !known(name)) {
        Some(name) => Err(format!("`{name}` is no tensor of the model")),
        None => Ok(()),
    }
}

/// Buffers that are not part of the state are made by the model itself.
fn of_state(trained: &TrainedModel) -> Vec<Tensor> {
    let is_state = |tensor: &ModelTensor<'_>| tensor.described.role != Role::Buffer { persistent: false };
    let state = trained.tensors().into_iter().filter(is_state);
    let sizes = |tensor: &pt2::Tensor| {
        let size = |size: &u64| usize::try_from(*size).expect("a tensor fits into memory");
        tensor.strided.sizes.iter().map(size).collect()
    };
    let tensor = |ModelTensor { described, bytes }: ModelTensor<'_>| Tensor {
        name: described.name.clone(),
        dtype: dtype(described.strided.dtype),
        dims: sizes(described),
        bytes,
    };
    state.map(tensor).collect()
}

fn dtype(dtype: DType) -> Dtype {
    match dtype {
        DType::UInt8 => Dtype::U8,
        DType::Int8 => Dtype::I8,
        DType::Int16 => Dtype::I16,
        DType::Int32 => Dtype::I32,
        DType::Int64 => Dtype::I64,
        DType::Float16 => Dtype::F16,
        DType::Float32 => Dtype::F32,
        DType::Float64 => Dtype::F64,
        DType::Bool => Dtype::BOOL,
        DType::BFloat16 => Dtype::BF16,
    }
}

fn tensors(what: What<'_>) -> Vec<Tensor> {
    let mut tensors = Vec::new();
    match what {
        What::Mix(definition) => {
            let mut taken = Identifiers::default();
            for learned in definition.sites() {
                tensors.extend(of_site(&taken.take(&learned.site, "activation"), learned));
            }
        }
        What::Network(trained) => {
            tensors.extend(trained.tensors().into_iter().map(of_layer));
            for (place, learned) in trained.definition().sites().iter().enumerate() {
                tensors.extend(of_site(trained.names().site(place), learned));
            }
            let input = trained.input();
            for (name, values) in [("input.mean", &input.mean), ("input.std", &input.std)] {
                tensors.push(Tensor::of(name.to_owned(), vec![values.len()], values));
            }
        }
    }
    tensors
}

/// Whether a weights file reads back as these very numbers, or what differs.
///
/// # Errors
/// If it is no such file, or a tensor is missing, or any bit of it is another one.
pub fn reads_back(bytes: &[u8], what: What<'_>) -> Result<(), String> {
    is_same(bytes, &tensors(what))
}

fn is_same(bytes: &[u8], tensors: &[Tensor]) -> Result<(), String> {
    let read = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
    for Tensor { name, dtype, dims, bytes } in tensors {
        let found = read.tensor(name).map_err(|error| error.to_string())?;
        if found.shape() != dims || found.dtype() != *dtype || found.data() != bytes {
            return Err(format!("`{name}` reads back as something else"));
        }
    }
    Ok(())
}

/// A tensor of a file.
struct Tensor {
    name: String,
    dtype: Dtype,
    dims: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    fn of(name: String, dims: Vec<usize>, values: &[f32]) -> Self {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { name, dtype: Dtype::F32, dims, bytes }
    }
}

fn of_layer(tensor: NamedTensor<'_>) -> Tensor {
    Tensor::of(format!("{}.{}", tensor.layer, tensor.part), tensor.dims, tensor.values)
}

fn of_site(identifier: &str, learned: &LearnedMix) -> Vec<Tensor> {
    let tensor = |name: &str, rows: &[Vec<f32>]| {
        let dims = vec![rows.len(), rows.first().map_or(0, Vec::len)];
        Tensor::of(format!("{identifier}.{name}"), dims, &rows.concat())
    };
    let theta = (!learned.parameters.is_empty()).then(|| tensor("theta", &learned.parameters));
    std::iter::once(tensor("alpha", &learned.coefficients)).chain(theta).collect()
}

fn serialize(tensors: &[Tensor], named: &[(&'static str, String)]) -> Vec<u8> {
    let views = tensors.iter().map(|Tensor { name, dtype, dims, bytes }| {
        let view = TensorView::new(*dtype, dims.clone(), bytes).expect("as many bytes as numbers need");
        (name, view)
    });
    // PyTorch's own readers ask for this entry.
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    let bytes = safetensors::serialize(views, Some(metadata)).expect("names are unique");
    with_metadata(&bytes, named)
}

/// The same file with more entries in its metadata, in this order: the crate's own has none.
fn with_metadata(bytes: &[u8], named: &[(&'static str, String)]) -> Vec<u8> {
    const FIRST: &str = "\"format\":\"pt\"";
    let (length, rest) = bytes.split_first_chunk::<8>().expect("a file begins with the length of its header");
    let length = usize::try_from(u64::from_le_bytes(*length)).expect("a header is short");
    let (header, data) = rest.split_at(length);
    let header = std::str::from_utf8(header).expect("a header is JSON");
    let entries = named.iter().map(|(name, list)| format!(",\"{name}\":{}", json::string(list)));
    let entries = format!("{FIRST}{}", entries.collect::<Vec<_>>().concat());
    let mut header = header.trim_end().replacen(FIRST, &entries, 1);
    // Numbers begin at a multiple of eight bytes.
    header.push_str(&" ".repeat(header.len().next_multiple_of(8) - header.len()));
    let length = u64::try_from(header.len()).expect("a header is short").to_le_bytes();
    [&length, header.as_bytes(), data].concat()
}
