//! `run.json`: what a run folder says about itself.

use crate::definition::{self, Find, Imported};
use crate::scheduler::{Halving, Scheduler};
use crate::task::{Facts, Look};
use crate::trial::PROGRAM;
use crate::yaml::{self, Override};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::rc::Rc;

/// The version of the layout. Raised when an older program could not go on with a folder.
const FORMAT: u32 = 6;
/// The format of folders whose runs were trained by the reference operator, without saying so.
const WITHOUT_OPERATOR: u32 = 1;
/// Up to this format, a run whose space file names no controller has `random`, one that names no scheduler has `full`, and
/// whoever compares trials begins after one epoch where it does not say when.
const OTHER_DEFAULTS: u32 = 4;

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
    /// Before format 6 it was known of files only, as a part of `data`.
    #[serde(default)]
    pub dataset_sha256: Option<String>,
    /// Before format 6 there were none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub definitions: Vec<Imported>,
}

/// What a run keeps of what lies outside its folder.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// What is known of a data set that is files.
    pub data: Option<Frozen>,
    /// The SHA-256 of all values and labels of the data set.
    pub dataset_sha256: Option<String>,
    /// The definition files that the space file names.
    pub definitions: Vec<Imported>,
}

/// What was known of a data set of files when the run began: it is looked at without these files, and trained on no others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// Its shape, its size and the hash of its content.
    pub facts: Facts,
    /// The folder that relative paths in the space file start from.
    pub beside: Option<PathBuf>,
}

impl Header {
    /// The header of a new run.
    pub fn new(overrides: &[Override], kept: Kept) -> Self {
        let Kept { data, dataset_sha256, definitions } = kept;
        let (program, overrides) = (PROGRAM.to_owned(), overrides.to_vec());
        Self { format: FORMAT, program, overrides, data, dataset_sha256, definitions }
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
    pub fn overrides(&self, space: &str) -> Vec<Override> {
        let mut overrides = self.overrides.clone();
        let mut set = |text: &str| overrides.push(text.parse().expect("a key and a value"));
        if self.format == WITHOUT_OPERATOR {
            set("training.operator=reference");
        }
        if self.format <= OTHER_DEFAULTS {
            for (key, default) in [("controller", "controller=random"), ("scheduler", "scheduler=full")] {
                if !yaml::has_key(space, &self.overrides, key) {
                    set(default);
                }
            }
        }
        overrides
    }

    /// The scheduler of the run, as the program that began it understood it.
    pub fn scheduler(&self, scheduler: Scheduler) -> Scheduler {
        if self.format > OTHER_DEFAULTS {
            return scheduler;
        }
        let from_one = |halving: Halving| Halving { min_epochs: halving.min_epochs.or(Some(1)), ..halving };
        match scheduler {
            Scheduler::Full | Scheduler::Median(_) => scheduler,
            Scheduler::SuccessiveHalving(halving) => Scheduler::SuccessiveHalving(from_one(halving)),
            Scheduler::Hyperband(halving) => Scheduler::Hyperband(from_one(halving)),
            Scheduler::Asha(halving) => Scheduler::Asha(from_one(halving)),
        }
    }

    /// What was known of the data set, for whoever reads the frozen space file.
    pub fn look(&self) -> Look {
        let facts = self.data.as_ref().map(|data| data.facts.clone());
        Rc::new(move |source| {
            facts.clone().ok_or_else(|| format!("`run.json` does not say what was known of `{source}`"))
        })
    }

    /// What was in the definition files, for whoever reads the frozen space file.
    pub fn find(&self) -> Find {
        let definitions = self.definitions.clone();
        definition::find(move |file| {
            let known = definitions.iter().find(|known| known.file == file);
            known
                .map(|known| known.text.clone())
                .ok_or_else(|| "`run.json` does not say what was in it".to_owned())
        })
    }

    /// The folder that relative paths in the space file start from.
    pub fn beside(&self) -> Option<PathBuf> {
        self.data.as_ref().and_then(|data| data.beside.clone())
    }
}
