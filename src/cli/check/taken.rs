//! What a search begins with that was learned before.

use crate::cli::learned;
use crate::cli::table::Field;
use crate::definition::{self, Imported};
use crate::numbers::{count, percent};
use serde::Serialize;

/// The formulas of more sites than these are not written out.
const MOST_SITES: usize = 12;

/// A definition file that a space file names.
#[derive(Debug, Serialize)]
pub(super) struct Taken {
    file: String,
    /// The search that it comes from, and the trial there; nothing where it was written by hand.
    search: Option<String>,
    trial: Option<u32>,
    validation_accuracy: Option<f64>,
    sites: Vec<String>,
    #[serde(skip)]
    formulas: Vec<String>,
}

impl Taken {
    /// What is said of a file; nothing if there is no definition in it.
    pub(super) fn of(imported: &Imported) -> Option<Self> {
        let definition = definition::read(&imported.text).ok()?;
        let provenance = definition.provenance();
        Some(Self {
            file: imported.file.clone(),
            search: provenance.map(|it| it.search.clone()),
            trial: provenance.map(|it| it.trial),
            validation_accuracy: provenance.map(|it| it.validation_accuracy),
            sites: definition.sites().iter().map(|site| site.site.clone()).collect(),
            formulas: learned::lines(definition.sites()),
        })
    }

    /// Where the file comes from, and below it what it holds.
    pub(super) fn fields(&self) -> Vec<Field> {
        let origin = match (&self.search, self.trial, self.validation_accuracy) {
            (Some(search), Some(trial), Some(accuracy)) => {
                format!("trial {trial} of `{}`, {} on validation", search.escape_default(), percent(accuracy))
            }
            _ => "written by hand".to_owned(),
        };
        let sites = self.sites.len();
        if sites > MOST_SITES {
            return vec![Field::new("learned", format!("{}: {origin}; {} sites", self.file, count(sites)))];
        }
        let formulas = self.formulas.iter().map(|line| Field::mix("", format!("  {line}")));
        std::iter::once(Field::new("learned", format!("{}: {origin}", self.file))).chain(formulas).collect()
    }
}
