//! `run.json`: what a run folder says about itself, and what tells the run from all others.

use crate::definition::Imported;
use crate::digest::sha256;
use crate::plan::{FilesNamed, Probed};
use crate::task::Facts;
use crate::task::exported::Model;
use crate::trial::PROGRAM;
use crate::yaml::Override;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The version of the layout. Raised when an older program could not go on with a folder.
const FORMAT: u32 = 1;

/// What `run.json` holds; the last line of the file is the SHA-256 of what is before it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    format: u32,
    /// 128 random bits of the operating system, in hexadecimal: two runs of the same space file are two runs.
    id: String,
    program: String,
    /// What the command line changed in the space file.
    pub overrides: Vec<Override>,
    data: Option<Frozen>,
    pub dataset_sha256: Option<String>,
    pub definitions: Vec<Imported>,
    /// The SHA-256 of each other file that never changes.
    files: BTreeMap<String, String>,
    /// The SHA-256 of all this, which names the run.
    #[serde(skip)]
    pub sha256: String,
}

/// The one field that every format has.
#[derive(Deserialize)]
struct Version {
    format: u32,
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
    /// Where the model that PyTorch exported lies, if the network is one, with the SHA-256 of the file.
    pub model: Option<(PathBuf, String)>,
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

/// Where the text of a header ends and its hash begins.
const SHA256: &str = ",\n  \"sha256\": \"";
const END: &str = "\n}";

impl Header {
    /// The header of a new run with these frozen files.
    pub fn new(overrides: &[Override], kept: Kept, files: &[(&str, &[u8])]) -> Self {
        let Kept { data, dataset_sha256, definitions, model: _ } = kept;
        let files = files.iter().map(|(name, bytes)| ((*name).to_owned(), sha256(bytes))).collect();
        let (program, overrides, id) = (PROGRAM.to_owned(), overrides.to_vec(), new_id());
        let sha256 = String::new();
        let header =
            Self { format: FORMAT, id, program, overrides, data, dataset_sha256, definitions, files, sha256 };
        Self { sha256: crate::digest::sha256(header.body().as_bytes()), ..header }
    }

    /// Reads a header, or says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let version: Version = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if version.format > FORMAT {
            return Err(format!(
                "it has format {}, and this program reads up to {FORMAT}; use the newer actsearch that wrote it",
                version.format
            ));
        }
        let (body, rest) = text.rsplit_once(SHA256).ok_or("it does not end with its SHA-256")?;
        let expected = rest.strip_suffix("\"\n}").ok_or("it does not end with its SHA-256")?;
        let found = sha256(body.as_bytes());
        if found != expected {
            return Err(format!("its SHA-256 is {found}, but it was written with {expected}"));
        }
        let header: Self =
            serde_json::from_str(&format!("{body}{END}")).map_err(|error| error.to_string())?;
        Ok(Self { sha256: found, ..header })
    }

    /// The header as it is written.
    pub fn text(&self) -> String {
        format!("{}{SHA256}{}\"{END}", self.body(), self.sha256)
    }

    /// What the hash is of.
    fn body(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("a header is plain data");
        text.strip_suffix(END).expect("a pretty record ends with a line of its own").to_owned()
    }

    /// The SHA-256 of the frozen file of this name; nothing if the run has none.
    pub fn sha256_of(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(String::as_str)
    }

    /// What was in the files that the frozen space file names.
    pub fn probed(&self, files: &FilesNamed, model: impl FnOnce() -> Result<Model, String>) -> Probed {
        let facts = |source| {
            let facts = self.data.as_ref().map(|data| data.facts.clone());
            facts.ok_or_else(|| format!("`run.json` does not say what was known of `{source}`"))
        };
        let text = |file: &String| {
            let known = self.definitions.iter().find(|known| known.file == *file);
            let text = known.map(|known| known.text.clone());
            (file.clone(), text.ok_or_else(|| "`run.json` does not say what was in it".to_owned()))
        };
        Probed {
            facts: files.source.as_ref().map(facts),
            model: files.model.as_ref().map(|_| model()),
            definitions: files.definitions.iter().map(text).collect(),
        }
    }

    /// The folder that relative paths in the space file start from.
    pub fn beside(&self) -> Option<PathBuf> {
        self.data.as_ref().and_then(|data| data.beside.clone())
    }
}

/// Nothing that a run finds depends on it, so it need not come from a stream of the seed, and must not.
fn new_id() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("every system that this runs on has random numbers");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
