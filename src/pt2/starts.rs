//! Other numbers that a model can start from: `data/starts/0/NAME`, `data/starts/1/NAME`, …, which `actsearch.save` draws.

use super::archive::Archive;
use super::error::Result;
use super::limits::MOST_STARTS;
use super::tensor::{DType, Role, Tensor};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Numbers that a model can start from: those of its parameters and of its persistent buffers, all of them floats.
#[derive(Clone, Debug)]
pub struct StartWeights<'a>(HashMap<String, Cow<'a, [u8]>>);

impl StartWeights<'_> {
    /// The numbers of the tensor of this name, the last dimension fastest; nothing for one that is no float or no part of
    /// the model's state.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<Vec<f32>> {
        let bytes = self.0.get(name)?;
        Some(bytes.as_chunks::<4>().0.iter().map(|number| f32::from_le_bytes(*number)).collect())
    }

    pub(super) fn into_owned(self) -> StartWeights<'static> {
        StartWeights(self.0.into_iter().map(|(name, bytes)| (name, Cow::Owned(bytes.into_owned()))).collect())
    }
}

/// The starts of an archive, each with numbers for every tensor that has some.
pub(super) fn read<'a>(archive: &mut Archive<'a>, tensors: &[Tensor]) -> Result<Vec<StartWeights<'a>>> {
    let count = archive.folders("data/starts").len();
    if count > MOST_STARTS {
        let reason = format!("it has {count} starts, allowed: at most {MOST_STARTS}");
        return Err(archive.error("data/starts", reason));
    }
    check_names(archive, count, tensors)?;
    let mut starts = Vec::new();
    for number in 0..count {
        let mut start = HashMap::new();
        for tensor in tensors.iter().filter(|tensor| has_start(tensor)) {
            let name = format!("data/starts/{number}/{}", tensor.name);
            let wanted = tensor.strided.count() * DType::Float32.width();
            let found = archive.length(&name)?;
            if found != wanted {
                let sizes = &tensor.strided.sizes;
                let reason =
                    format!("it has {found} bytes, but the sizes {sizes:?} of the tensor need {wanted}");
                return Err(archive.error(&name, reason));
            }
            start.insert(tensor.name.clone(), archive.numbers(&name)?);
        }
        starts.push(StartWeights(start));
    }
    Ok(starts)
}

/// Makes sure that starts are numbered from 0 without gaps, and have numbers for nothing that the model does not have.
fn check_names(archive: &Archive, count: usize, tensors: &[Tensor]) -> Result<()> {
    let known: HashSet<&str> = tensors.iter().map(|tensor| tensor.name.as_str()).collect();
    for name in archive.names("data/starts") {
        let entry = format!("data/starts/{name}");
        let Some((number, tensor)) = name.split_once('/') else {
            return Err(
                archive.error(&entry, "it is in no start; save the model again by actsearch.save".to_owned())
            );
        };
        let is_counted =
            number.parse::<usize>().is_ok_and(|place| place < count && place.to_string() == number);
        if !is_counted {
            let reason = format!(
                "the {count} starts must be numbered from 0 without gaps; save the model again by actsearch.save"
            );
            return Err(archive.error(&entry, reason));
        }
        if !known.contains(tensor) {
            let reason =
                format!("the model has no tensor `{tensor}`; save the model again by actsearch.save");
            return Err(archive.error(&entry, reason));
        }
    }
    Ok(())
}

fn has_start(tensor: &Tensor) -> bool {
    let is_state = matches!(tensor.role, Role::Parameter | Role::Buffer { persistent: true });
    is_state && tensor.strided.dtype == DType::Float32
}
