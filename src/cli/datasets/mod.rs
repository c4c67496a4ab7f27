//! `actsearch datasets`: what can be searched on, where it lies, and whether it is in order.

mod columns;
mod fetch;
mod list;
mod show;
mod values;
mod verify;

use crate::dataset::Places;
use crate::task::Source;
use crate::yaml::suggestion;
use std::path::PathBuf;

/// The arguments of `actsearch datasets`.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    asked: Asked,
}

#[derive(clap::Subcommand)]
enum What {
    /// Compare the files of one data set, or of all that are there, with the official checksums
    Verify(verify::Arguments),
    /// Download a data set
    Fetch(fetch::Arguments),
    /// Show a data set: shapes, classes and how frequent they are, samples
    Show(show::Arguments),
}

/// Where to look, and how to tell.
#[derive(clap::Args)]
struct Asked {
    /// Where data sets are looked for first, before `$ACTSEARCH_DATA` and the cache folder
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Asked {
    fn places(&self) -> Places {
        Places::new(self.data_dir.clone())
    }
}

/// Lists the data sets, or does what the subcommand says.
pub(super) fn run(arguments: &Arguments, verbose: u8) -> anyhow::Result<()> {
    super::logging::start(verbose, &indicatif::MultiProgress::new(), None)?;
    match &arguments.what {
        None => list::run(&arguments.asked),
        Some(What::Verify(arguments)) => verify::run(arguments),
        Some(What::Fetch(arguments)) => fetch::run(arguments),
        Some(What::Show(arguments)) => show::run(arguments),
    }
}

/// The data set of this name.
fn named(name: &str) -> anyhow::Result<Source> {
    let known = Source::named();
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    let hint = || suggestion(name, &names).map_or(String::new(), |question| format!("; {question}"));
    let found = known.iter().find(|(known, _)| *known == name).map(|(_, source)| source.clone());
    found.ok_or_else(|| {
        anyhow::anyhow!("there is no data set `{name}`, known: {}{}", names.join(", "), hint())
    })
}
