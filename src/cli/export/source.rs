//! What is exported: mixes from a file, or a trial of a run.

use super::proof::Answers;
use crate::cli::training;
use crate::cli::view::View;
use crate::cli::work::{Equipment, Machine};
use crate::export::{self, Definition, ReadError, Trained, TrainedModel};
use crate::plan::Plan;
use crate::search;
use crate::trial::{Checkpoints, Trial, TrialId};
use crate::{definition, disk};
use std::path::Path;

/// Learned mixes, and the run they are from if they are.
pub(super) struct Source {
    definition: Definition,
    run: Option<(View, TrialId)>,
}

impl Source {
    /// The mixes in a file, or those of a trial of the run in a folder.
    pub(super) fn of(path: &Path, trial: Option<u32>) -> anyhow::Result<Self> {
        if disk::is_file(path)? || is_named_as_file(path) {
            return of_file(path, trial);
        }
        let view = View::of(path)?;
        let trial = view.trial(trial)?;
        let definition = search::definition(&view.plan, &view.folder, &view.history, trial)?;
        let definition = definition.ok_or_else(|| {
            anyhow::anyhow!("trial `{}` {}; only a finished trial can be exported", trial.id, state(trial))
        })?;
        let id = trial.id;
        Ok(Self { definition, run: Some((view, id)) })
    }

    pub(super) fn definition(&self) -> &Definition {
        &self.definition
    }

    /// Whether its network is one that PyTorch exported.
    pub(super) fn is_exported(&self) -> bool {
        self.run.as_ref().is_some_and(|(view, _)| view.plan.task.network.exported().is_some())
    }

    /// The network of layers of the trial, and what it makes of some samples.
    pub(super) fn network(&self, machine: &Machine) -> anyhow::Result<(Trained, Answers)> {
        self.taken(machine, training::network)
    }

    /// The network of the trial that PyTorch exported, and what it makes of some samples.
    pub(super) fn model(&self, machine: &Machine) -> anyhow::Result<(TrainedModel, Answers)> {
        self.taken(machine, training::model)
    }

    /// The file of the network that PyTorch exported, as the run has it.
    pub(super) fn archive(&self) -> anyhow::Result<Vec<u8>> {
        let archive = self.run.as_ref().map(|(view, _)| view.folder.model()).transpose()?;
        archive.flatten().ok_or_else(|| anyhow::anyhow!("the network was not exported by PyTorch"))
    }

    fn taken<T>(&self, machine: &Machine, take: Take<T>) -> anyhow::Result<(T, Answers)> {
        let Some((view, id)) = &self.run else {
            anyhow::bail!("a file holds mixes only; `--what network` needs a run folder");
        };
        let trial = view.history.trial(*id).expect("the trial was found in this history");
        let equipment = machine.equipment(view.folder.beside()?);
        let (place, guard) = (view.folder.checkpoints(), view.folder.guard().clone());
        let checkpoints = Checkpoints::new(place, view.folder.sha256()?, guard);
        take(&view.plan, checkpoints, &equipment, trial, &self.definition)
    }
}

/// What gives the network of a trial, and what it makes of some samples.
type Take<T> = fn(&Plan, Checkpoints, &Equipment, &Trial, &Definition) -> anyhow::Result<(T, Answers)>;

/// A file that is missing is told as such, and not as a folder without a run.
fn is_named_as_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known))
}

fn of_file(path: &Path, trial: Option<u32>) -> anyhow::Result<Source> {
    if let Some(trial) = trial {
        anyhow::bail!("`--trial {trial}` belongs to a run folder, but `{}` is a file", path.display());
    }
    let text = disk::read_text_limited(path, definition::LARGEST)?;
    let definition = export::read_yaml(&text).map_err(|error| wrong(path, &text, &error))?;
    Ok(Source { definition, run: None })
}

fn wrong(path: &Path, text: &str, error: &ReadError) -> anyhow::Error {
    let path = path.display();
    match error {
        ReadError::Newer { .. } => anyhow::anyhow!("`{path}`: {error}"),
        ReadError::Wrong(problems) => {
            let rendered = problems.render(&path.to_string(), text);
            anyhow::anyhow!("the definition has problems\n\n{}", rendered.trim_end())
        }
    }
}

fn state(trial: &Trial) -> String {
    trial.failure().map_or("has not finished".to_owned(), |reason| format!("failed ({reason})"))
}
