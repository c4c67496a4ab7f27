//! `actsearch search` and `actsearch resume`.

use super::exit::Stopped;
use super::space_file::SpaceFile;
use super::talk::say;
use super::view::View;
use super::waiting::{READING_DATA, READING_FILES, tell_while};
use super::work::{Equipment, Work, idle};
use super::{logging, progress, summary, training};
use crate::dataset;
use crate::definition::Imported;
use crate::log::{self, RunLog};
use crate::plan::Plan;
use crate::search::{self, Frozen, Kept, OpenRun, RunFolder};
use crate::trial::Checkpoints;
use crate::trial::{Budget, Event, Foreign, PROGRAM, Trainer};
use crate::worker::{self, Board};
use crate::yaml::Override;
use indicatif::MultiProgress;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The arguments of `actsearch search`.
#[derive(clap::Args)]
pub(super) struct Search {
    #[command(flatten)]
    space: SpaceFile,
    /// The run folder to make; runs/NAME-001, runs/NAME-002, … where not given
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
    /// A run whose trials the controller learns from as if they were of this one. Those that would be trained in the same way
    /// here (seed, data, network and training are the same) are taken over where they are proposed. May be given several times
    #[arg(long, value_name = "RUN")]
    from: Vec<PathBuf>,
    #[command(flatten)]
    work: Work,
}

/// The arguments of `actsearch resume`.
#[derive(clap::Args)]
pub(super) struct Resume {
    /// The run folder
    run: PathBuf,
    /// Give the run another budget, also one that has ended: budget.trials=200, or hours, target or patience
    #[arg(long = "set", value_name = "KEY=VALUE")]
    budget: Vec<Override>,
    #[command(flatten)]
    work: Work,
}

/// Begins a run and works on it until it ends.
pub(super) fn search(arguments: &Search, verbose: u8) -> anyhow::Result<ExitCode> {
    let talk = MultiProgress::new();
    let space =
        tell_while(&talk, READING_FILES, |_| arguments.space.read(arguments.work.machine.data_dir.clone()))?;
    // Before the folder is made: a search without data leaves nothing behind.
    let equipment = Equipment { places: space.places, device: arguments.work.machine.device };
    tell_while(&talk, "comparing the data set with what it has to be", |_| {
        training::check_data(&space.plan, &equipment)?;
        Ok::<_, anyhow::Error>(dataset::check_official(&space.plan.task.data.source, &equipment.places)?)
    })?;
    for note in space.plan.task.data.notes() {
        say(&format!("note: {note}"));
    }
    let kept =
        tell_while(&talk, READING_DATA, |_| kept(&space.beside, space.definitions, &space.plan, &equipment))?;
    let exported = space.plan.task.network.exported().map(|exported| exported.model().sha256().to_owned());
    let kept = Kept { model: space.model.zip(exported), ..kept };
    let foreign = foreign(&arguments.from, &space.plan, kept.dataset_sha256.as_ref())?;
    let (path, overrides, name) = (arguments.run.as_deref(), arguments.space.overrides(), &space.plan.name);
    let folder = RunFolder::create(path, &space.text, &overrides, name, kept, &foreign)?;
    work_on(&folder, &[], &arguments.work, verbose)
}

/// Works on a run that exists until it ends.
pub(super) fn resume(arguments: &Resume, verbose: u8) -> anyhow::Result<ExitCode> {
    work_on(&RunFolder::at(&arguments.run)?, &arguments.budget, &arguments.work, verbose)
}

/// What the run must find again as it is now. Reading the data set for its hash costs nothing: training finds it decoded.
fn kept(
    beside: &Path,
    definitions: Vec<Imported>,
    plan: &Plan,
    equipment: &Equipment,
) -> anyhow::Result<Kept> {
    let facts = Some(plan.task.data.facts.clone()).filter(|facts| facts.content.is_some());
    // The run may be gone on with from another folder.
    let data = facts.map(|facts| Frozen { facts, beside: absolute(beside) });
    let dataset_sha256 = match &plan.task.data.facts.content {
        Some(content) => Some(content.clone()),
        None => dataset::content(&plan.task.data.source, &equipment.places)?,
    };
    Ok(Kept { data, dataset_sha256, definitions, model: None })
}

/// The folder of a space file by its whole path; a file that is named without one lies in the current folder.
fn absolute(beside: &Path) -> Option<PathBuf> {
    std::path::absolute(Path::new(".").join(beside)).ok()
}

/// What other runs found: a controller can learn from runs over the same sites only.
fn foreign(runs: &[PathBuf], plan: &Plan, content: Option<&String>) -> anyhow::Result<Vec<Foreign>> {
    let mut plan = plan.clone();
    plan.task.data.facts.content = content.cloned();
    let mut foreign = Vec::new();
    for run in runs {
        let view = View::of(run)?;
        let (theirs, ours) = (view.plan.space.sites(), plan.space.sites());
        if theirs != ours {
            anyhow::bail!(
                "`{}` cannot be learned from: its sites are {}, and those of this search are {}",
                run.display(),
                theirs.join(", "),
                ours.join(", ")
            );
        }
        let found = found_by(&view, &plan)?;
        if found.is_empty() {
            anyhow::bail!("`{}` cannot be learned from: none of its trials is done", run.display());
        }
        foreign.extend(found);
    }
    Ok(foreign)
}

/// What a run found: with all that is on record of it where candidates are trained there as they are here.
fn found_by(view: &View, plan: &Plan) -> anyhow::Result<Vec<Foreign>> {
    let (epochs, folder) = (view.plan.task.training.epochs, &view.folder);
    if let Some(key) = plan.difference(&view.plan) {
        say(&format!(
            "note: the controller learns from the trials of `{}`, and none is taken over: `{key}` differs",
            folder.path().display()
        ));
        return Ok(Foreign::of(&view.history, epochs));
    }
    let entries = folder.read_log()?.read_after(0).map_err(search::FolderError::from)?;
    let path = std::path::absolute(folder.path())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Foreign::with_records(&entries, epochs, &folder.sha256()?, &name))
}

fn work_on(folder: &RunFolder, sets: &[Override], work: &Work, verbose: u8) -> anyhow::Result<ExitCode> {
    let run = folder.open()?;
    let history = run.history()?;
    let budget = run.budget_with(sets, &history)?;
    if history.is_complete() && budget.is_none() {
        // Nothing is left but what a kill in the last moment may have kept from being written.
        search::write_results(&run.plan, &run.folder, &history)?;
    } else {
        let stopped =
            |crash| Stopped { cause: worker::Error::Broken(crash).into(), run: folder.path().to_owned() };
        worker::guarded(|| train(&run, budget, work, verbose)).map_err(stopped)??;
    }
    summary::print_results(&run, work.json)
}

fn train(run: &OpenRun, budget: Option<Budget>, work: &Work, verbose: u8) -> anyhow::Result<()> {
    let bars = MultiProgress::new();
    logging::start(verbose, &bars, Some(&run.folder.diagnostics())).map_err(search::FolderError::from)?;
    let stop = stop_on_ctrl_c(&run.folder)?;
    let equipment = work.machine.equipment(run.beside.clone());
    let workers = work.workers(&run.plan, &equipment, &bars)?;
    if let Some(idle) = idle(workers, run.plan.lookahead) {
        say(&idle);
    }
    let (place, sha256, guard) = (run.folder.checkpoints(), run.sha256.clone(), run.folder.guard().clone());
    let checkpoints = Some(Checkpoints::new(place, sha256, guard));
    training::with_trainer(&run.plan, checkpoints, &equipment, &stop, &bars, |trainer, device| {
        let opened = Event::Opened { program: PROGRAM.to_owned(), workers, device: device.to_owned() };
        let board = open(run, &opened, budget, &stop).map_err(search::FolderError::from)?;
        tracing::info!(run = %run.folder.path().display(), workers, device, "opened");
        finish(run, &board, trainer, workers, &bars)
    })
}

/// Enters that a process began to work on the run, and the budget that it was given, if that is another one.
fn open<'r>(
    run: &'r OpenRun,
    opened: &Event,
    budget: Option<Budget>,
    stop: &'r AtomicBool,
) -> Result<Board<'r>, log::Error> {
    let board = Board::open(&run.plan, &run.log, opened, stop)?;
    if let Some(budget) = budget {
        board.append(|_| Some(Event::Extended { budget }))?;
    }
    Ok(board)
}

fn finish(
    run: &OpenRun,
    board: &Board<'_>,
    trainer: &dyn Trainer,
    workers: u32,
    bars: &MultiProgress,
) -> anyhow::Result<()> {
    progress::watch(board, run.folder.path(), bars, || {
        search::run(board, &run.folder, trainer, workers as usize)
    })
    .map_err(|cause| anyhow::Error::new(Stopped { cause, run: run.folder.path().to_owned() }))
}

/// A wish to stop that the first Ctrl-C expresses; the second one ends the program at once, which loses nothing either.
fn stop_on_ctrl_c(folder: &RunFolder) -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let (wish, path) = (Arc::clone(&stop), folder.path().display().to_string());
    ctrlc::set_handler(move || {
        if wish.swap(true, Ordering::Relaxed) {
            say(&format!("stopped; go on with `actsearch resume {path}`"));
            std::process::exit(130);
        }
    })
    .map_err(|error| anyhow::anyhow!("cannot listen to Ctrl-C: {error}"))?;
    Ok(stop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_file_that_is_named_without_a_folder_lies_in_the_current_one() {
        let here = std::env::current_dir().unwrap();
        assert_eq!(absolute(Path::new("")), Some(here.clone()));
        assert_eq!(absolute(Path::new("spaces")), Some(here.join("spaces")));
        assert_eq!(absolute(Path::new("/spaces")), Some(PathBuf::from("/spaces")));
    }
}
