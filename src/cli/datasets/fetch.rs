//! `actsearch datasets fetch`.

use super::{Asked, named};
use crate::cli::print::{print, print_json};
use crate::cli::talk::say;
use crate::dataset::{self, Progress};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::IsTerminal;
use std::path::PathBuf;

/// The environment variable with the address of a mirror.
const MIRROR: &str = "ACTSEARCH_MIRROR";

/// The arguments of `actsearch datasets fetch`.
#[derive(clap::Args)]
#[command(after_help = "\
It goes into --data-dir, else into the folder that $ACTSEARCH_DATA names, else into the cache folder. A download that was
interrupted is gone on with. If $ACTSEARCH_MIRROR is set, that address is asked instead of the official ones, for
$ACTSEARCH_MIRROR/NAME/FILE.")]
pub(super) struct Arguments {
    /// The data set
    name: String,
    #[command(flatten)]
    asked: Asked,
}

/// What is there now.
#[derive(Debug, Serialize)]
struct Fetched {
    name: String,
    /// Nothing for a data set that is compiled in.
    folder: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let source = named(&arguments.name)?;
    let places = arguments.asked.places();
    let no_place = || anyhow::anyhow!("there is no folder to fetch into; name one by `--data-dir DIR`");
    let place = places.folders().first().ok_or_else(no_place)?;
    let mirror = std::env::var(MIRROR).ok().filter(|mirror| !mirror.is_empty());
    let mut shown = Shown::default();
    let fetched = dataset::fetch(&source, place, mirror.as_deref(), &mut |progress| shown.show(progress));
    shown.clear();
    let fetched = Fetched { name: source.to_string(), folder: fetched? };
    if arguments.asked.json {
        return print_json(&fetched);
    }
    print(&match fetched.folder {
        Some(folder) => format!("{} is in {}, with the right checksums", fetched.name, folder.display()),
        None => format!("{} is inside the program", fetched.name),
    })
}

/// A bar on a terminal, else a line for every file.
#[derive(Default)]
struct Shown {
    file: String,
    bar: Option<ProgressBar>,
}

impl Shown {
    fn show(&mut self, progress: Progress<'_>) {
        if self.file != progress.file {
            self.clear();
            progress.file.clone_into(&mut self.file);
            if std::io::stderr().is_terminal() {
                self.bar = Some(bar(progress));
            } else {
                say(&format!("fetching {}", progress.file));
            }
        }
        if let Some(bar) = &self.bar {
            bar.set_length(progress.total.unwrap_or(progress.done));
            bar.set_position(progress.done);
        }
    }

    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar(progress: Progress<'_>) -> ProgressBar {
    let template = "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left  {msg}";
    let style = ProgressStyle::with_template(template).expect("a valid template");
    ProgressBar::new(progress.total.unwrap_or_default())
        .with_style(style)
        .with_message(progress.file.to_owned())
}
