//! The steps of a search, one after the other.

use super::RunFolder;
use crate::definition::{self, Definition, Provenance, Samples};
use crate::digest::sha256;
use crate::disk;
use crate::export;
use crate::plan::Plan;
use crate::report;
use crate::trial::{Event, Failure, History, Job, PROGRAM, TestResult, Trainer, Trial};
use crate::worker::{self, Board};

/// Why a search stopped before its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The workers could not go on.
    #[error(transparent)]
    Worker(#[from] worker::Error),
    /// The results could not be written.
    #[error(transparent)]
    Disk(#[from] disk::Error),
    /// The threads for the workers could not be started.
    #[error("cannot start {workers} workers: {source}")]
    Threads {
        /// How many were asked for.
        workers: usize,
        /// What the system said.
        source: rayon::ThreadPoolBuildError,
    },
    /// The winner's weights could not be tested.
    #[error("cannot test trial {trial}: {reason}")]
    Test {
        /// The trial.
        trial: u32,
        /// What went wrong.
        reason: String,
    },
    /// A file of the run folder is damaged.
    #[error(transparent)]
    Folder(#[from] super::FolderError),
    /// The winner could not be written down.
    #[error(transparent)]
    Definition(#[from] definition::Error),
}

/// Searches until the run has ended, tests the winner, and writes the results into the run folder.
///
/// # Errors
/// If the run cannot go on now. It can be resumed: every event until then is in the log.
pub fn run(
    board: &Board<'_>,
    folder: &RunFolder,
    trainer: &dyn Trainer,
    workers: usize,
) -> Result<(), Error> {
    train(board, trainer, workers)?;
    test(board, trainer)?;
    write_results(board.plan, folder, &board.history())
}

fn train(board: &Board<'_>, trainer: &dyn Trainer, workers: usize) -> Result<(), Error> {
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(workers).thread_name(|n| format!("worker-{n}")).build();
    let pool = pool.map_err(|source| Error::Threads { workers, source })?;
    let mut ends = pool.broadcast(|_| worker::work(board, trainer));
    // When one worker fails the others are interrupted: tell what failed, not what followed from it.
    ends.sort_by_key(|end| matches!(end, Err(worker::Error::Interrupted)));
    ends.into_iter().collect::<Result<(), _>>().map_err(Error::from)
}

/// Reads the test part for the winner, which is fixed by now, and for the baselines that it is compared with: once for each.
fn test(board: &Board<'_>, trainer: &dyn Trainer) -> Result<(), Error> {
    let history = board.history();
    let untested = history.untested();
    if untested.is_empty() {
        return Ok(());
    }
    let results = untested.into_iter().map(|trial| test_one(trainer, trial)).collect::<Result<_, _>>()?;
    let event = Event::Tested { results };
    board.append(|history| (!history.is_complete()).then(|| event.clone())).map_err(worker::Error::from)?;
    Ok(())
}

fn test_one(trainer: &dyn Trainer, trial: &Trial) -> Result<TestResult, Error> {
    let reported = u32::try_from(trial.reports.len()).unwrap_or(u32::MAX);
    let job = Job { trial: trial.id, candidate: &trial.candidate, reported };
    let failed = |failure| match failure {
        Failure::Interrupted => Error::Worker(worker::Error::Interrupted),
        Failure::Run(error) => Error::Worker(worker::Error::Training(error)),
        Failure::Trial(reason) => Error::Test { trial: trial.id.0, reason },
    };
    let tested = worker::guarded(|| trainer.test(job));
    let tested = tested.map_err(|crash| worker::Error::Crashed { trial: trial.id.0, crash })?;
    let answers = tested.map_err(failed)?;
    Ok(TestResult { trial: trial.id, accuracy: answers.accuracy(), answers })
}

/// Writes the results of a run into its folder.
///
/// # Errors
/// If the folder cannot be written.
pub fn write_results(plan: &Plan, folder: &RunFolder, history: &History) -> Result<(), Error> {
    let rows = report::rows(history, |trial| plan.status(trial));
    folder.guard().write(&folder.results(), &report::csv(&rows))?;
    let winner = history.ended().and_then(|(_, winner)| history.trial(winner?));
    if let Some(winner) = winner
        && let Some(definition) = definition(plan, folder, history, winner)?
    {
        folder.guard().write(&folder.winner(), export::yaml(&definition).as_bytes())?;
    }
    Ok(())
}

/// What can be taken home of a trial; nothing if it did not finish.
///
/// # Errors
/// If the files of the run folder cannot be read.
pub fn definition(
    plan: &Plan,
    folder: &RunFolder,
    history: &History,
    trial: &Trial,
) -> Result<Option<Definition>, Error> {
    let (Some(learned), Some(kept)) = (trial.learned(), trial.result()) else { return Ok(None) };
    let provenance = Provenance {
        search: plan.name.clone(),
        trial: trial.id.0,
        validation_accuracy: kept.validation_accuracy,
        test_accuracy: report::test_accuracy(history, trial.id),
        tested_among: history.tested_among().map(|trials| trials as u64),
        space_sha256: sha256(&folder.identity()?),
        dataset: Some(plan.task.data.source.to_string()),
        dataset_sha256: folder.dataset_sha256()?.or_else(|| plan.task.data.facts.content.clone()),
        seed: plan.seed,
        program: PROGRAM.to_owned(),
    };
    Ok(Some(Definition::new(Some(provenance), learned.to_vec())?.with_samples(samples(plan))?))
}

/// What goes into the networks of a search and what comes out.
#[must_use]
pub fn samples(plan: &Plan) -> Samples {
    let facts = &plan.task.data.facts;
    Samples {
        shape: plan.task.network.input.sizes(),
        classes: facts.class_names.clone(),
        columns: facts.columns.clone(),
        normalisation: None,
    }
}
