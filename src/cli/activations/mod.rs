//! `actsearch activations`.

mod described;
mod settings;
mod text;

use super::plot::{Plot, svg, terminal};
use super::print::{print, print_json};
use super::talk;
use super::terminal::Screen;
use crate::activation::Base;
use crate::disk;
use crate::yaml::suggestion;
use described::Described;
use settings::Given;
use std::path::PathBuf;

/// The arguments of `actsearch activations`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The base to describe and to plot; all are listed where none is given
    name: Option<String>,
    /// Look at the base with another value of a parameter, such as `max_value=6` (can be repeated)
    #[arg(long = "set", value_name = "PARAM=VALUE", requires = "name")]
    settings: Vec<Given>,
    /// Write a plot of value and derivative as SVG, too
    #[arg(long, value_name = "FILE", requires = "name")]
    svg: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// Lists the bases, or describes one.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.name {
        None if arguments.json => print_json(&Base::ALL.map(Described::of)),
        None => print(&text::list(Screen::stdout())),
        Some(name) => describe(settings::with(named(name)?, &arguments.settings)?, arguments),
    }
}

fn describe(base: Base, arguments: &Arguments) -> anyhow::Result<()> {
    let plot = Plot::of(base);
    if let Some(path) = &arguments.svg {
        disk::write(path, svg(&plot)?.as_bytes())?;
        talk::wrote(path, &format!("a plot of {base} and its derivative"));
    }
    if arguments.json {
        return print_json(&Described::of(base));
    }
    let screen = Screen::stdout();
    print(&format!("{}\n\n{}", text::text(base, screen), terminal(&plot, screen.width)))
}

fn named(name: &str) -> anyhow::Result<Base> {
    Base::named(name).ok_or_else(|| {
        let names = Base::ALL.map(Base::name);
        let hint = suggestion(name, &names).map_or(String::new(), |question| format!("; {question}"));
        anyhow::anyhow!("there is no base `{name}`, known: {}{hint}", names.join(", "))
    })
}
