//! `actsearch datasets`, without more: the data sets that have a name.

use super::Asked;
use crate::cli::paint::Paint;
use crate::cli::print::{print, print_json};
use crate::cli::table::{Cell, Field, fields, number, table, text as texts, word};
use crate::cli::terminal::Screen;
use crate::dataset::{self, Error, Places};
use crate::numbers::count;
use crate::task::Source;
use serde::Serialize;
use std::path::PathBuf;

/// A data set and where it is.
#[derive(Debug, Serialize)]
struct Listed {
    name: String,
    training_samples: usize,
    test_samples: usize,
    shape: String,
    classes: usize,
    state: State,
    /// The folder that has its files.
    folder: Option<PathBuf>,
    /// What is wrong with that, or the way out.
    note: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// Compiled into the program.
    Inside,
    Found,
    /// Some files are not there.
    Incomplete,
    Missing,
    /// A place cannot be looked at.
    Unknown,
}

pub(super) fn run(asked: &Asked) -> anyhow::Result<()> {
    let places = asked.places();
    let listed: Vec<Listed> =
        Source::named().into_iter().filter_map(|(_, source)| Listed::of(&source, &places)).collect();
    if asked.json {
        return print_json(&listed);
    }
    print(&text(&listed, &places, Screen::stdout()))
}

impl Listed {
    fn of(source: &Source, places: &Places) -> Option<Self> {
        let facts = source.facts()?;
        let name = source.to_string();
        let (state, folder, note) = match dataset::locate(source, places) {
            Ok(files) => match files.first().and_then(|file| file.parent()) {
                Some(folder) => (State::Found, Some(folder.to_owned()), None),
                None => (State::Inside, None, None),
            },
            Err(Error::Incomplete { folder, lacking, .. }) => {
                (State::Incomplete, Some(folder), Some(format!("lacks {}", lacking.join(", "))))
            }
            Err(Error::Missing { .. }) => {
                (State::Missing, None, Some(format!("actsearch datasets fetch {name}")))
            }
            Err(error) => (State::Unknown, None, Some(error.to_string())),
        };
        Some(Self {
            name,
            training_samples: facts.training_samples,
            test_samples: facts.test_samples,
            shape: facts.dims.to_string(),
            classes: facts.classes(),
            state,
            folder,
            note,
        })
    }

    fn row(&self) -> Vec<Cell> {
        let place = self.folder.as_ref().map(|folder| folder.display().to_string());
        let place = place.into_iter().chain(self.note.clone()).collect::<Vec<_>>().join(": ");
        let (state, paint) = match self.state {
            State::Inside => ("inside the program", Paint::Plain),
            State::Found => ("found", Paint::Plain),
            State::Incomplete => ("incomplete", Paint::Careful),
            State::Missing => ("missing", Paint::Careful),
            State::Unknown => ("unknown", Paint::Bad),
        };
        vec![
            (&*self.name).into(),
            count(self.training_samples).into(),
            count(self.test_samples).into(),
            (&*self.shape).into(),
            count(self.classes).into(),
            Cell::from(state).painted(paint),
            place.into(),
        ]
    }
}

fn text(listed: &[Listed], places: &Places, screen: Screen) -> String {
    let columns = [
        word("name"),
        number("training"),
        number("test"),
        word("shape"),
        number("classes"),
        word("state"),
        texts("where"),
    ];
    let said = |text: &str| fields(&[Field::new("", text)], 0, screen);
    let mut parts = vec![
        table(&columns, listed.iter().map(Listed::row).collect(), screen),
        String::new(),
        said("looked for in these folders, and in folders inside them that are named after the data set:"),
    ];
    parts.extend(places.folders().iter().map(|folder| format!("  {}", folder.display())));
    parts.extend(places.decoded().map(|folder| {
        said(&format!("decoded data is kept in {}, which can be removed at any time", folder.display()))
    }));
    parts.push(said(
        "files of your own: `source: {csv: FILE, label: COLUMN}`, `{npz: FILE}`, `{idx: DIR}` or `{image_folder: DIR}`",
    ));
    parts.join("\n")
}
