//! `actsearch datasets`, without more: the data sets that have a name.

use super::Asked;
use crate::cli::numbers::count;
use crate::cli::table::{print, print_json, table};
use crate::dataset::{self, Error, Places};
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
    print(&text(&listed, &places))
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

    fn row(&self) -> Vec<String> {
        let place = self.folder.as_ref().map(|folder| folder.display().to_string());
        let place = place.into_iter().chain(self.note.clone()).collect::<Vec<_>>().join(": ");
        let state = match self.state {
            State::Inside => "inside the program",
            State::Found => "found",
            State::Incomplete => "incomplete",
            State::Missing => "missing",
            State::Unknown => "unknown",
        };
        vec![
            self.name.clone(),
            count(self.training_samples as u128),
            count(self.test_samples as u128),
            self.shape.clone(),
            self.classes.to_string(),
            state.to_owned(),
            place,
        ]
    }
}

fn text(listed: &[Listed], places: &Places) -> String {
    let headings = ["name", "training", "test", "shape", "classes", "state", "where"];
    let rows = listed.iter().map(Listed::row).collect();
    let looked: Vec<String> =
        places.folders().iter().map(|folder| format!("\n  {}", folder.display())).collect();
    let decoded = places.decoded().map_or(String::new(), |folder| {
        format!("\ndecoded data is kept in {}, which can be removed at any time", folder.display())
    });
    format!(
        "{}\n\nlooked for in these folders, and in folders inside them that are named after the data set:{}{decoded}\nfiles of \
         your own: `source: {{csv: FILE, label: COLUMN}}`, `{{npz: FILE}}`, `{{idx: DIR}}` or `{{image_folder: DIR}}`",
        table(&headings, &[1, 2, 4], rows),
        looked.concat()
    )
}
