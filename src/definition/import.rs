//! Definition files that a space file names.

use super::{Definition, ReadError, read};
use crate::yaml::{self, Complaint, Place, Problem, Problems, Shape};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What is in the definition files that a space file names, by their paths as it gives them; or why that cannot be used.
#[derive(Clone, Debug, Default)]
pub struct Definitions(BTreeMap<String, Result<Rc<Definition>, String>>);

impl Definitions {
    /// Reads the texts of the files, or keeps why there is none.
    #[must_use]
    pub fn of(texts: &BTreeMap<String, Result<String, String>>) -> Self {
        let definition = |text: &Result<String, String>| read(text.as_ref()?).map(Rc::new).map_err(in_short);
        Self(texts.iter().map(|(file, text)| (file.clone(), definition(text))).collect())
    }

    fn get(&self, file: &str) -> Result<Rc<Definition>, String> {
        self.0.get(file).cloned().unwrap_or_else(|| Err("nobody has looked for it".to_owned()))
    }
}

/// So many problems of a definition are told in the one problem that a space file has with it.
const MOST_TOLD: usize = 3;

/// What is wrong with a definition, on one line.
fn in_short(error: ReadError) -> String {
    match error {
        ReadError::Wrong(problems) => first_of(&problems),
        newer @ ReadError::Newer { .. } => newer.to_string(),
    }
}

fn first_of(problems: &Problems) -> String {
    let told = problems.iter().take(MOST_TOLD).map(|Problem { place, message, .. }| match place {
        Place::At { line, column } => format!("line {line}, column {column}: {message}"),
        Place::Set(_) => message.clone(),
    });
    let more = problems.count().saturating_sub(MOST_TOLD);
    let more = (more > 0).then(|| format!("and {more} more: `actsearch export FILE` tells them all"));
    told.chain(more).collect::<Vec<String>>().join("; ")
}

/// A definition file that a space file names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// Its path as the space file gives it.
    pub file: String,
    /// What was in it.
    pub text: String,
}

/// A definition with the path that a space file gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The path.
    pub file: String,
    /// What is in the file.
    pub definition: Rc<Definition>,
}

/// How the path of a definition is read and described.
#[must_use]
pub fn file(definitions: &Rc<Definitions>) -> Shape<Named> {
    let definitions = Rc::clone(definitions);
    yaml::file().try_map(move |file| match definitions.get(&file) {
        Ok(definition) => Ok(Named { file, definition }),
        Err(reason) => Err(Complaint::new(format!("is `{file}`, which cannot be used: {reason}"))
            .help(
            "a definition is what `actsearch export` writes as yaml or json; a relative path starts beside the space file",
        )),
    })
}
