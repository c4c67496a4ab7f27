//! The command line: parsing, printing and exit codes, one file per command.
//!
//! stdout is data, stderr is talk and progress.

mod activations;
mod check;
mod datasets;
mod exit;
mod export;
mod guide;
mod learned;
mod log;
mod logging;
mod paint;
mod plot;
mod print;
mod progress;
mod samples;
mod schema;
mod search;
mod show;
mod space_file;
mod status;
mod summary;
mod table;
mod talk;
mod terminal;
mod top;
#[cfg_attr(feature = "torch", path = "torch.rs")]
#[cfg_attr(not(feature = "torch"), path = "no_torch.rs")]
mod training;
mod verify;
mod view;
mod waiting;
mod work;
mod wrap;

use crate::controller::Controller;
use crate::disk;
use crate::scheduler::Scheduler;
use crate::worker;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Search learned combinations of activation functions, layer by layer, and take the best one home as code.
#[derive(Parser)]
#[command(name = "actsearch", version, max_term_width = 110, after_long_help = exit::LIST)]
struct Arguments {
    /// Say more on stderr: -v what happens, -vv each decision, -vvv everything (`RUST_LOG` wins).
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Search through the space that a file describes
    Search(search::Search),
    /// Go on with a run that was interrupted
    Resume(search::Resume),
    /// Say how far a run is
    Status(status::Arguments),
    /// List the best trials of a run with their mixes
    Top(top::Arguments),
    /// Show one trial of a run: epochs, coefficients, formulas
    Show(show::Arguments),
    /// Print every entry of a run's log, one a line as JSON, and whether it is intact
    Log(log::Arguments),
    /// Train a trial once more from its record, and say whether the bits agree
    Verify(verify::Arguments),
    /// Check a space file, and say how large the search is and how long it will take
    Check(check::Arguments),
    /// Print the JSON Schema of space files or of definitions, for editors
    Schema(schema::Arguments),
    /// List the base activation functions, or describe one
    Activations(activations::Arguments),
    /// List the controllers, which propose candidates, or describe one
    Controllers(guide::Arguments),
    /// List the schedulers, which say how long a trial lives, or describe one
    Schedulers(guide::Arguments),
    /// List the data sets, and verify, fetch or show one
    Datasets(datasets::Arguments),
    /// Write the learned activations of a trial as code or as a portable file
    Export(export::Arguments),
}

/// Runs the program: parses the command line, runs the command, and says how it went.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(told) => return exit::report_command_line(&told),
    };
    disk::survive_size_limits();
    logging::keep_panics_for_the_record(arguments.verbose);
    match worker::guarded(|| run(arguments.command, arguments.verbose)) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => exit::report(&error),
        Err(crash) => exit::report_crash(&crash),
    }
}

fn run(command: Command, verbose: u8) -> anyhow::Result<ExitCode> {
    match command {
        Command::Search(arguments) => return search::search(&arguments, verbose),
        Command::Resume(arguments) => return search::resume(&arguments, verbose),
        Command::Verify(arguments) => return verify::run(&arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Top(arguments) => top::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Log(arguments) => return log::run(&arguments),
        Command::Check(arguments) => check::run(&arguments, verbose),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Activations(arguments) => activations::run(&arguments),
        Command::Controllers(arguments) => guide::run(&arguments, "controller", Controller::shape().schema()),
        Command::Schedulers(arguments) => guide::run(&arguments, "scheduler", Scheduler::shape().schema()),
        Command::Datasets(arguments) => datasets::run(&arguments, verbose),
        Command::Export(arguments) => export::run(&arguments),
    }
    .map(|()| ExitCode::SUCCESS)
}
