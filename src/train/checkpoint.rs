//! A trial's state on disk, at the end of an epoch, in one safetensors file.

use super::model::Model;
use crate::disk;
use crate::trial::{Report, TrialId};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The version of the file's form; a file of another one is not used.
const FORMAT: u32 = 1;
/// Where the file's own metadata holds [`Header`].
const KEY: &str = "actsearch";

/// What a checkpoint holds beside the tensors.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: u32,
    candidate: String,
    steps: u64,
    report: Report,
}

/// Why a checkpoint cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error(transparent)]
    Disk(#[from] disk::Error),
    #[error("{0}")]
    Damaged(String),
}

/// The file of a trial.
pub(super) fn path(folder: &Path, trial: TrialId) -> PathBuf {
    folder.join(file_name(trial))
}

/// The name of the file of a trial.
pub(super) fn file_name(trial: TrialId) -> String {
    format!("trial-{:05}.safetensors", trial.0)
}

/// Writes the state of a model at the end of the epoch that is reported.
pub(super) fn save(
    path: &Path,
    model: &Model<'_>,
    candidate: &str,
    report: &Report,
) -> Result<(), disk::Error> {
    let header = Header {
        format: FORMAT,
        candidate: candidate.to_owned(),
        steps: model.steps,
        report: report.clone(),
    };
    let header = serde_json::to_string(&header).expect("a header is plain data");
    let state: Vec<(String, Vec<usize>, Vec<u8>)> = model.state().into_iter().map(in_bytes).collect();
    let views = state.iter().map(|(name, dims, bytes)| {
        let view = TensorView::new(Dtype::F32, dims.clone(), bytes).expect("four bytes for each number");
        (name, view)
    });
    let metadata = HashMap::from([(KEY.to_owned(), header)]);
    let bytes = safetensors::serialize(views, Some(metadata)).expect("names are unique");
    disk::write(path, &bytes)
}

fn in_bytes((name, dims, values): (String, Vec<i64>, Vec<f32>)) -> (String, Vec<usize>, Vec<u8>) {
    let dims = dims.into_iter().map(|dim| usize::try_from(dim).expect("no negative size")).collect();
    (name, dims, values.into_iter().flat_map(f32::to_le_bytes).collect())
}

/// Takes the state of a trial over into a fresh model of the same candidate: its last report, or nothing if there is no
/// file.
pub(super) fn load(path: &Path, model: &mut Model<'_>, candidate: &str) -> Result<Option<Report>, Error> {
    let bytes = match disk::read(path) {
        Err(error) if error.is_missing() => return Ok(None),
        bytes => bytes?,
    };
    let header = header(&bytes).map_err(Error::Damaged)?;
    if header.format != FORMAT || header.candidate != candidate {
        return Err(Error::Damaged(format!("it holds `{}` in format {}", header.candidate, header.format)));
    }
    let tensors = SafeTensors::deserialize(&bytes).map_err(damaged)?;
    model.restore(header.steps, |name, count| {
        let bytes = tensors.tensor(name).map_err(damaged)?.data();
        if bytes.len() != 4 * count {
            return Err(Error::Damaged(format!("`{name}` has {} bytes, not {}", bytes.len(), 4 * count)));
        }
        Ok(bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    })?;
    Ok(Some(header.report))
}

fn header(bytes: &[u8]) -> Result<Header, String> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| error.to_string())?;
    let text =
        metadata.metadata().as_ref().and_then(|metadata| metadata.get(KEY)).ok_or("it has no header")?;
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err wants")]
fn damaged(error: safetensors::SafeTensorError) -> Error {
    Error::Damaged(error.to_string())
}
