//! Definition files that a space file names.

use super::{Definition, read};
use crate::yaml::{Complaint, Shape, text};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// Finds the definition in the file that a space file names like this, or says why there is none.
pub type Find = Rc<dyn Fn(&str) -> Result<Definition, String>>;

/// A definition file that a space file names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// Its path as the space file gives it.
    pub file: String,
    /// What was in it.
    pub text: String,
}

impl Imported {
    /// The definition in it.
    ///
    /// # Errors
    /// If there is none, in one line.
    pub fn definition(&self) -> Result<Definition, String> {
        read(&self.text).map_err(|error| error.to_string().replace('\n', "; "))
    }
}

/// A definition with the path that a space file gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The path.
    pub file: String,
    /// What is in the file.
    pub definition: Definition,
}

/// How the path of a definition is read and described; `find` finds what is in the file.
#[must_use]
pub fn file(find: &Find) -> Shape<Named> {
    let find = Rc::clone(find);
    text().try_map(move |file| match find(&file) {
        Ok(definition) => Ok(Named { file, definition }),
        Err(reason) => Err(Complaint::new(format!("is `{file}`, which cannot be used: {reason}"))
            .help("a definition is what `actsearch export` writes as yaml or json; a relative path starts beside the space file")),
    })
}
