//! A trial's state on disk, in safetensors files: one for each place in training where it was saved.
//!
//! `trial-00003-e00002-s000150.safetensors` is trial 3 after two whole epochs and 150 steps of the third. A file carries the
//! SHA-256 of all that it holds, and one that is damaged is passed over for the one before.

use super::epoch::Progress;
use super::kept::{Kept, PREFIX};
use super::model::{self, Model};
use crate::digest::Digest;
use crate::disk;
use crate::trial::{Checkpoints, Report, TrialId};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The version of the file's form; a file of another one is not used.
const FORMAT: u32 = 1;
/// Where the file's own metadata holds [`Header`].
const HEADER: &str = "actsearch";
/// Where it holds the SHA-256 of header and tensors.
const SHA256: &str = "sha256";

/// What a checkpoint holds beside the tensors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Header {
    format: u32,
    /// What is trained: a file of anything else is not used.
    owner: Owner,
    /// How many updates were made.
    updates: u64,
    /// The last whole epoch, if there was one.
    pub(super) report: Option<Report>,
    /// The epoch that is kept, if it is not just the last one: its weights are in the file, too.
    kept: Option<Report>,
    /// How far the epoch after it is.
    steps: usize,
    loss_sum: f64,
    /// How long that took, in seconds.
    pub(super) seconds: f64,
}

/// The trial that a checkpoint belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Owner {
    /// What tells its run, with all that decides how it is trained, from all others.
    pub(super) run: String,
    /// Its number there.
    pub(super) trial: u32,
    pub(super) candidate: String,
}

impl Header {
    /// What is saved with a model at this place.
    pub(super) fn new(
        model: &Model<'_>,
        owner: &Owner,
        report: Option<Report>,
        kept: Option<&Kept>,
        progress: Progress,
        seconds: f64,
    ) -> Self {
        let kept = kept.map(|kept| kept.report.clone());
        let Progress { steps, loss_sum } = progress;
        let owner = owner.clone();
        Self { format: FORMAT, owner, updates: model.steps, report, kept, steps, loss_sum, seconds }
    }

    /// How many epochs are whole.
    pub(super) fn epochs(&self) -> u32 {
        self.report.as_ref().map_or(0, |report| report.epoch)
    }

    /// How far the epoch after the last whole one is.
    pub(super) fn progress(&self) -> Progress {
        Progress { steps: self.steps, loss_sum: self.loss_sum }
    }

    fn file_name(&self, trial: TrialId) -> String {
        format!("{}e{:05}-s{:06}.safetensors", prefix(trial), self.epochs(), self.steps)
    }
}

/// The trial that a file of this name belongs to, if it is a checkpoint.
pub(super) fn trial_of(name: &str) -> Option<TrialId> {
    let (number, _) = name.strip_prefix("trial-")?.split_once(['-', '.'])?;
    number.parse().ok().map(TrialId)
}

/// How the names of a trial's files begin.
fn prefix(trial: TrialId) -> String {
    format!("trial-{:05}-", trial.0)
}

/// The files of a trial, the one of the latest place first.
pub(super) fn files(folder: &Path, trial: TrialId) -> Result<Vec<PathBuf>, disk::Error> {
    let prefix = prefix(trial);
    let names = disk::list(folder)?.into_iter().filter(|name| name.starts_with(&prefix));
    Ok(names.rev().map(|name| folder.join(name)).collect())
}

/// Writes the state of a model; where it lies.
pub(super) fn save(
    checkpoints: &Checkpoints,
    trial: TrialId,
    model: &Model<'_>,
    kept: Option<&Kept>,
    header: &Header,
) -> Result<PathBuf, disk::Error> {
    let path = checkpoints.folder().join(header.file_name(trial));
    checkpoints.write(&path, &serialize(model, kept, header))?;
    Ok(path)
}

fn serialize(model: &Model<'_>, kept: Option<&Kept>, header: &Header) -> Vec<u8> {
    let header = serde_json::to_string(header).expect("a header is plain data");
    let mut state = model.state();
    state.extend(kept.into_iter().flat_map(Kept::state));
    let sha256 = sha256(&header, state.iter().map(|(name, dims, values)| (name.as_str(), dims, values)));
    let state: Vec<(String, Vec<usize>, Vec<u8>)> = state.into_iter().map(in_bytes).collect();
    let views = state.iter().map(|(name, dims, bytes)| {
        let view = TensorView::new(Dtype::F32, dims.clone(), bytes).expect("four bytes for each number");
        (name, view)
    });
    let metadata = HashMap::from([(HEADER.to_owned(), header), (SHA256.to_owned(), sha256)]);
    safetensors::serialize(views, Some(metadata)).expect("names are unique")
}

fn sha256<'t>(header: &str, tensors: impl Iterator<Item = (&'t str, &'t Vec<i64>, &'t Vec<f32>)>) -> String {
    let mut digest = Digest::default();
    digest.add_text(header);
    let mut tensors: Vec<_> = tensors.collect();
    // The order of tensors inside a file is that of the library that writes it.
    tensors.sort_by_key(|(name, ..)| *name);
    for (name, dims, values) in tensors {
        model::add(&mut digest, name, dims, values);
    }
    digest.finish()
}

fn in_bytes((name, dims, values): model::Stored) -> (String, Vec<usize>, Vec<u8>) {
    let dims = dims.into_iter().map(|dim| usize::try_from(dim).expect("no negative size")).collect();
    (name, dims, values.into_iter().flat_map(f32::to_le_bytes).collect())
}

/// Takes the state in a file over into a fresh model of the same candidate; what it holds beside, and what is kept, or why it
/// cannot be used.
pub(super) fn load(
    bytes: &[u8],
    model: &mut Model<'_>,
    owner: &Owner,
) -> Result<(Header, Option<Kept>), String> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| error.to_string())?;
    let metadata = metadata.metadata().as_ref().ok_or("it has no header")?;
    let of = |key: &str| metadata.get(key).ok_or_else(|| format!("it has no `{key}`"));
    let (text, expected) = (of(HEADER)?, of(SHA256)?);
    let header: Header = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if header.format != FORMAT || header.owner != *owner {
        let Owner { run, trial, candidate } = &header.owner;
        return Err(format!(
            "it holds trial {trial}, `{candidate}`, of the run `{run}` in format {}",
            header.format
        ));
    }
    let tensors = read(bytes)?;
    let found = sha256(text, tensors.iter().map(|(name, (dims, values))| (name.as_str(), dims, values)));
    if found != *expected {
        return Err(format!("its content has the SHA-256 {found}, but it was written with {expected}"));
    }
    let values_of = |name: &str, count| match tensors.get(name) {
        Some((_, values)) if values.len() == count => Ok(values.clone()),
        Some((_, values)) => Err(format!("`{name}` has {} numbers, not {count}", values.len())),
        None => Err(format!("it has no `{name}`")),
    };
    let kept = header.kept.clone().map(|report| {
        model.show(|name, count| values_of(&format!("{PREFIX}{name}"), count))?;
        Ok::<_, String>(Kept { report, learned: model.learned(), values: model.values() })
    });
    let kept = kept.transpose()?;
    model.restore(header.updates, values_of)?;
    Ok((header, kept))
}

/// Shape and values of tensors by their names.
type Tensors = HashMap<String, (Vec<i64>, Vec<f32>)>;

/// The tensors of a file.
fn read(bytes: &[u8]) -> Result<Tensors, String> {
    let tensors = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
    let number = |bytes: &[u8; 4]| f32::from_le_bytes(*bytes);
    let read = |(name, view): (String, TensorView<'_>)| {
        let dims = view.shape().iter().map(|dim| i64::try_from(*dim).expect("it was in memory")).collect();
        (name, (dims, view.data().as_chunks::<4>().0.iter().map(number).collect()))
    };
    Ok(tensors.tensors().into_iter().map(read).collect())
}
