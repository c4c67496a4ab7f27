//! `actsearch search` and `actsearch resume`.

use super::exit::Stopped;
use super::space_file::SpaceFile;
use super::talk::say;
use super::{logging, progress, summary, training};
use crate::plan::Plan;
use crate::search::{self, OpenRun, RunFolder};
use crate::trial::{Event, PROGRAM, Trainer};
use crate::worker::Board;
use indicatif::MultiProgress;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How a run is worked on, which does not change what it finds.
#[derive(clap::Args)]
pub(super) struct Work {
    /// How many trials are trained at a time; where not given as many as there are cores, at most `lookahead`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    workers: Option<u32>,
    /// Where data sets are looked for first, before `$ACTSEARCH_DATA` and the cache folder
    #[arg(long, value_name = "DIR")]
    pub(super) data_dir: Option<PathBuf>,
    /// Print the results as JSON
    #[arg(long)]
    json: bool,
}

impl Work {
    /// Whether the results are printed as JSON.
    pub(super) fn json(&self) -> bool {
        self.json
    }

    /// How many trials are trained at a time: unless asked for, no more than can run and have cores of their own.
    pub(super) fn workers(&self, plan: &Plan) -> u32 {
        self.workers.unwrap_or_else(|| fitting(plan.task.training.threads).min(plan.lookahead))
    }
}

/// How many trials of so many threads each have cores of their own.
pub(super) fn fitting(threads: u32) -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    (u32::try_from(cores).unwrap_or(u32::MAX) / threads).clamp(1, 1024)
}

/// The arguments of `actsearch search`.
#[derive(clap::Args)]
pub(super) struct Search {
    #[command(flatten)]
    space: SpaceFile,
    /// The run folder to make; runs/NAME-001, runs/NAME-002, … where not given
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
    #[command(flatten)]
    work: Work,
}

/// The arguments of `actsearch resume`.
#[derive(clap::Args)]
pub(super) struct Resume {
    /// The run folder
    run: PathBuf,
    #[command(flatten)]
    work: Work,
}

/// Begins a run and works on it until it ends.
pub(super) fn search(arguments: &Search, verbose: u8) -> anyhow::Result<ExitCode> {
    let (text, plan) = arguments.space.read()?;
    // Before the folder is made: a search without data leaves nothing behind.
    training::check_data(&plan, arguments.work.data_dir.clone())?;
    let folder =
        RunFolder::create(arguments.run.as_deref(), &text, &arguments.space.overrides(), &plan.name)?;
    work_on(&folder, &arguments.work, verbose)
}

/// Works on a run that exists until it ends.
pub(super) fn resume(arguments: &Resume, verbose: u8) -> anyhow::Result<ExitCode> {
    work_on(&RunFolder::at(&arguments.run)?, &arguments.work, verbose)
}

fn work_on(folder: &RunFolder, work: &Work, verbose: u8) -> anyhow::Result<ExitCode> {
    let run = folder.open()?;
    let history = run.history()?;
    if history.is_complete() {
        // Nothing is left but what a kill in the last moment may have kept from being written.
        search::write_results(&run.plan, folder, &history)?;
    } else {
        train(&run, work, verbose)?;
    }
    summary::print_results(&run, work.json)
}

fn train(run: &OpenRun, work: &Work, verbose: u8) -> anyhow::Result<()> {
    let bars = MultiProgress::new();
    logging::start(verbose, &bars, Some(&run.folder.diagnostics())).map_err(search::FolderError::from)?;
    let stop = stop_on_ctrl_c(&run.folder)?;
    training::with_trainer(run, work.data_dir.clone(), &stop, |trainer, device| {
        let workers = work.workers(&run.plan);
        finish(run, trainer, device, workers, &stop, &bars)
    })
}

fn finish(
    run: &OpenRun,
    trainer: &dyn Trainer,
    device: &str,
    workers: u32,
    stop: &AtomicBool,
    bars: &MultiProgress,
) -> anyhow::Result<()> {
    let opened = Event::Opened { program: PROGRAM.to_owned(), workers, device: device.to_owned() };
    let board = Board::open(&run.plan, &run.log, &opened, stop).map_err(search::FolderError::from)?;
    tracing::info!(run = %run.folder.path().display(), workers, device, "opened");
    progress::watch(&board, run.folder.path(), bars, || {
        search::run(&board, &run.folder, trainer, workers as usize)
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
