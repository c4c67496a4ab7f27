//! `actsearch export`.

use super::table::print;
use super::view::View;
use crate::disk;
use crate::export::{self, Exported, Form, Format, What};
use crate::search;
use crate::trial::Trial;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;

/// The arguments of `actsearch export`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The run folder
    run: PathBuf,
    /// The trial's number; the best one where not given
    #[arg(long, value_name = "N")]
    trial: Option<u32>,
    /// What is written: `yaml` the mixes themselves, `pytorch` a Python module
    #[arg(long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)), default_value = "pytorch")]
    format: String,
    /// The folder that the file is written into; it is made where it is missing
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// Print the file on stdout in place of writing it
    #[arg(long, conflicts_with = "out")]
    stdout: bool,
}

/// Writes the learned activations of a trial.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let view = View::of(&arguments.run)?;
    let trial = view.trial(arguments.trial)?;
    let definition = search::definition(&view.plan, &view.folder, &view.history, trial)?;
    let definition = definition.ok_or_else(|| {
        anyhow::anyhow!("trial `{}` {}; only a finished trial can be exported", trial.id, state(trial))
    })?;
    let format = Format::named(&arguments.format).expect("clap lets nothing else through");
    let Exported::Files(files) = export::export(format, What::Mix(&definition), Form::Simplified)? else {
        return Ok(());
    };
    if arguments.stdout {
        return print(&String::from_utf8_lossy(&files[0].bytes));
    }
    disk::make_folder(&arguments.out)?;
    for file in files {
        let path = arguments.out.join(&file.name);
        disk::write(&path, &file.bytes)?;
        print(&path.display().to_string())?;
    }
    Ok(())
}

fn state(trial: &Trial) -> String {
    trial.failure().map_or("has not finished".to_owned(), |reason| format!("failed ({reason})"))
}
