//! `actsearch datasets verify`.

use super::{Asked, named};
use crate::cli::paint::Paint;
use crate::cli::print::{print, print_json};
use crate::cli::table::{Cell, table, text as texts, word};
use crate::cli::terminal::Screen;
use crate::dataset::{self, Error, Places, Verified};
use crate::task::Source;
use serde::Serialize;
use std::path::PathBuf;

/// The arguments of `actsearch datasets verify`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The data set; all that are there where none is given
    name: Option<String>,
    #[command(flatten)]
    asked: Asked,
}

/// A file with what came out.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    path: PathBuf,
    md5: String,
    official_md5: Option<&'static str>,
    is_right: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let places = arguments.asked.places();
    let rows = match &arguments.name {
        Some(name) => rows(&named(name)?, &places)?,
        None => all(&places)?,
    };
    if arguments.asked.json {
        print_json(&rows)?;
    } else {
        print(&text(&rows, Screen::stdout()))?;
    }
    match rows.into_iter().find(|row| !row.is_right) {
        Some(Row { path, md5, official_md5, .. }) => {
            let needed = official_md5.unwrap_or("none that is known").to_owned();
            Err(Error::Checksum { path, found: md5, needed }.into())
        }
        None => Ok(()),
    }
}

/// The files of all data sets that are there.
fn all(places: &Places) -> Result<Vec<Row>, Error> {
    let mut found = Vec::new();
    for (_, source) in Source::named() {
        match rows(&source, places) {
            Err(Error::Missing { .. }) => {}
            Err(Error::Incomplete { .. }) if source.to_string() == "cifar10" => {
                found.extend(batches_of_cifar10(places)?);
            }
            rows => found.extend(rows?),
        }
    }
    Ok(found)
}

/// Those batches of CIFAR-10 that are there: a space file can ask for a part of them.
fn batches_of_cifar10(places: &Places) -> Result<Vec<Row>, Error> {
    let of = |batches: Vec<u8>| Source::Cifar10 { batches };
    let batches = (1..=5).filter(|batch| rows(&of(vec![*batch]), places).is_ok()).collect();
    rows(&of(batches), places)
}

fn rows(source: &Source, places: &Places) -> Result<Vec<Row>, Error> {
    let row = |verified: Verified| Row {
        name: source.to_string(),
        is_right: verified.is_right(),
        path: verified.path,
        md5: verified.found,
        official_md5: verified.needed,
    };
    Ok(dataset::verify(source, places)?.into_iter().map(row).collect())
}

fn text(rows: &[Row], screen: Screen) -> String {
    if rows.is_empty() {
        return "no files to verify".to_owned();
    }
    let cells = |row: &Row| {
        let (verdict, paint) = if row.is_right { ("right", Paint::Plain) } else { ("WRONG", Paint::Bad) };
        let verdict = Cell::from(verdict).painted(paint);
        let (name, md5) = ((&*row.name).into(), (&*row.md5).into());
        vec![name, verdict, md5, row.path.display().to_string().into()]
    };
    let columns = [word("name"), word("checksum"), word("md5"), texts("file")];
    table(&columns, rows.iter().map(cells).collect(), screen)
}
