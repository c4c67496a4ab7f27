//! `run.json`: what a run folder says about itself.

use crate::task::{Facts, Look};
use crate::trial::PROGRAM;
use crate::yaml::Override;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::rc::Rc;

/// The version of the layout. Raised when an older program could not go on with a folder.
const FORMAT: u32 = 4;
/// The format of folders whose runs were trained by the reference operator, without saying so.
const WITHOUT_OPERATOR: u32 = 1;

/// What `run.json` holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    format: u32,
    program: String,
    /// What the command line changed in the space file.
    pub overrides: Vec<Override>,
    /// Before format 3 every data set had a name.
    #[serde(default)]
    data: Option<Frozen>,
}

/// What was known of a data set of files when the run began: it is looked at without these files, and trained on no others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// Its shape, its size and the hash of its content.
    pub facts: Facts,
    /// The folder that relative paths in the space file start from.
    pub beside: Option<PathBuf>,
}

impl Header {
    /// The header of a new run.
    pub fn new(overrides: &[Override], data: Option<Frozen>) -> Self {
        Self { format: FORMAT, program: PROGRAM.to_owned(), overrides: overrides.to_vec(), data }
    }

    /// Reads a header, or says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let header: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if header.format > FORMAT {
            return Err(format!("it has format {}, and this program reads up to {FORMAT}", header.format));
        }
        Ok(header)
    }

    /// The header as it is written.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a header is plain data")
    }

    /// What the command line changed in the space file, and what an older program did without being told.
    pub fn overrides(&self) -> Vec<Override> {
        let mut overrides = self.overrides.clone();
        if self.format == WITHOUT_OPERATOR {
            overrides.push("training.operator=reference".parse().expect("a key and a value"));
        }
        overrides
    }

    /// What was known of the data set, for whoever reads the frozen space file.
    pub fn look(&self) -> Look {
        let facts = self.data.as_ref().map(|data| data.facts.clone());
        Rc::new(move |source| {
            facts.clone().ok_or_else(|| format!("`run.json` does not say what was known of `{source}`"))
        })
    }

    /// The folder that relative paths in the space file start from.
    pub fn beside(&self) -> Option<PathBuf> {
        self.data.as_ref().and_then(|data| data.beside.clone())
    }
}
