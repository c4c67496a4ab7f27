//! Exit codes: what each means, and which error gets which.

use super::paint::Paint;
use super::talk::say;
use super::terminal::{painted_talk, talk_has_colours};
use super::training;
use crate::plan::OpenError;
use crate::search::{BudgetError, Error as SearchError, FolderError};
use crate::worker::{self, Crash};
use crate::{dataset, disk};
use std::path::PathBuf;
use std::process::ExitCode;

/// The list that `--help` prints.
pub(super) const LIST: &str = "\
Exit codes:
  0    done
  1    something failed that has no code of its own
  2    the command line is wrong
  3    the space file has problems
  4    the data set is missing or damaged
  5    the run folder cannot be used: missing, taken, in use, full, read-only, damaged
  6    the search ended, but not one trial finished
  7    `verify` found other bits than those on record
  8    the machine failed: out of memory, or an error of libtorch; no result is recorded
  9    the program failed by a fault in it
  130  interrupted; `actsearch resume` goes on";

/// No trial of a run finished.
const NO_TRIAL_FINISHED: u8 = 6;

/// A trial that was trained once more has other bits than those on record.
const BITS_DIFFER: u8 = 7;

/// The run folder cannot be used, or not all of it.
const FOLDER_UNUSABLE: u8 = 5;

/// There was no more memory, or libtorch failed.
const MACHINE_FAILED: u8 = 8;

/// A panic.
const PROGRAM_FAILED: u8 = 9;

const INTERRUPTED: u8 = 130;

/// A search that stopped before its end, with the way on.
#[derive(Debug, thiserror::Error)]
#[error("{cause}\n{}", self.way_on())]
pub(super) struct Stopped {
    pub(super) cause: SearchError,
    pub(super) run: PathBuf,
}

impl Stopped {
    fn way_on(&self) -> String {
        if is_displaced(&self.cause) {
            return "the search stopped; if its folder was removed, what it found is gone with it".to_owned();
        }
        format!(
            "the search stopped, and what it found is safe; go on with `actsearch resume {}`",
            self.run.display()
        )
    }
}

/// Whether a search stopped because its folder is another one by now.
fn is_displaced(error: &SearchError) -> bool {
    match error {
        SearchError::Disk(error) => error.is_displaced(),
        SearchError::Worker(worker::Error::Log(error)) => error.is_displaced(),
        SearchError::Worker(worker::Error::Training(error)) => {
            error.downcast_ref::<disk::Error>().is_some_and(disk::Error::is_displaced)
                || matches!(error.downcast_ref(), Some(worker::Error::Log(error)) if error.is_displaced())
        }
        SearchError::Worker(
            worker::Error::Interrupted | worker::Error::Crashed { .. } | worker::Error::Broken(_),
        )
        | SearchError::Threads { .. }
        | SearchError::Test { .. }
        | SearchError::Folder(_)
        | SearchError::Definition(_) => false,
    }
}

/// Prints the help that was asked for, or tells what is wrong with the command line; the exit code.
pub(super) fn report_command_line(told: &clap::Error) -> ExitCode {
    if told.use_stderr() {
        let text = told.render();
        let text = if talk_has_colours() { text.ansi().to_string() } else { text.to_string() };
        say(text.trim_end());
    } else {
        // A reader that has read enough is no error.
        let _ = told.print();
    }
    ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(1))
}

/// The exit code of a run that ended.
pub(super) fn of_run(finished: usize) -> ExitCode {
    if finished == 0 { ExitCode::from(NO_TRIAL_FINISHED) } else { ExitCode::SUCCESS }
}

/// Tells on stderr what broke the program off; its exit code.
pub(super) fn report_crash(crash: &Crash) -> ExitCode {
    say(&format!("{} {crash}", painted_talk("error:", Paint::Bad)));
    ExitCode::from(code_of_crash(crash))
}

fn code_of_crash(crash: &Crash) -> u8 {
    match crash {
        Crash::Memory(_) | Crash::Libtorch(_) => MACHINE_FAILED,
        Crash::Program(_) => PROGRAM_FAILED,
    }
}

/// The exit code of a verification.
pub(super) fn of_verification(agrees: bool) -> ExitCode {
    if agrees { ExitCode::SUCCESS } else { ExitCode::from(BITS_DIFFER) }
}

/// The exit code of a look at a log.
pub(super) fn of_log(is_intact: bool) -> ExitCode {
    if is_intact { ExitCode::SUCCESS } else { ExitCode::from(FOLDER_UNUSABLE) }
}

/// Tells an error on stderr; its exit code.
pub(super) fn report(error: &anyhow::Error) -> ExitCode {
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    // Every error tells its causes itself, so the chain of causes is not told again.
    match code(error) {
        INTERRUPTED => say(&error.to_string()),
        _ => say(&format!("{} {error}", painted_talk("error:", Paint::Bad))),
    }
    ExitCode::from(code(error))
}

/// Whoever read stdout has read enough (`actsearch top RUN | head`).
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    error.downcast_ref::<std::io::Error>().is_some_and(broken)
}

fn code(error: &anyhow::Error) -> u8 {
    if training::is_missing_device(error) {
        2
    } else if let Some(budget) = error.downcast_ref::<BudgetError>() {
        match budget {
            BudgetError::Folder(_) => FOLDER_UNUSABLE,
            BudgetError::Wrong(_) => 3,
            BudgetError::Fixed { .. } | BudgetError::Fewer { .. } => 2,
        }
    } else if let Some(space) = error.downcast_ref::<OpenError>() {
        match space {
            OpenError::Wrong { only_its_data: true, .. } => 4,
            OpenError::Wrong { .. } | OpenError::Disk(_) => 3,
        }
    } else if error.is::<dataset::Error>() {
        4
    } else if error.is::<FolderError>() {
        FOLDER_UNUSABLE
    } else if let Some(stopped) = error.downcast_ref::<Stopped>() {
        code_of_search(&stopped.cause)
    } else if let Some(error) = error.downcast_ref::<SearchError>() {
        code_of_search(error)
    } else {
        1
    }
}

fn code_of_search(error: &SearchError) -> u8 {
    match error {
        SearchError::Worker(worker::Error::Interrupted) => INTERRUPTED,
        SearchError::Worker(worker::Error::Log(_)) | SearchError::Disk(_) | SearchError::Folder(_) => {
            FOLDER_UNUSABLE
        }
        SearchError::Worker(worker::Error::Training(error)) if error.is::<dataset::Error>() => 4,
        SearchError::Worker(worker::Error::Training(error)) if is_of_the_folder(&**error) => FOLDER_UNUSABLE,
        SearchError::Worker(worker::Error::Crashed { crash, .. } | worker::Error::Broken(crash)) => {
            code_of_crash(crash)
        }
        SearchError::Threads { .. } => MACHINE_FAILED,
        SearchError::Worker(worker::Error::Training(_))
        | SearchError::Test { .. }
        | SearchError::Definition(_) => 1,
    }
}

/// Whether a file of the run could not be written, told by a trainer or through it.
fn is_of_the_folder(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    error.is::<disk::Error>() || matches!(error.downcast_ref(), Some(worker::Error::Log(_)))
}
