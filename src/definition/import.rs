//! Definition files that a space file names.

use super::{Definition, Error, read};
use crate::yaml::{Complaint, Shape, text};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Finds the definition in the file that a space file names like this, or says why there is none.
pub type Find = Rc<dyn Fn(&str) -> Result<Rc<Definition>, String>>;

/// Finds definitions in texts; each file is asked for and read once.
pub fn find(text_of: impl Fn(&str) -> Result<String, String> + 'static) -> Find {
    let known: RefCell<HashMap<String, Result<Rc<Definition>, String>>> = RefCell::default();
    let one_line = |error: Error| error.to_string().replace('\n', "; ");
    Rc::new(move |file| {
        let find = || text_of(file).and_then(|text| read(&text).map(Rc::new).map_err(one_line));
        known.borrow_mut().entry(file.to_owned()).or_insert_with(find).clone()
    })
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

/// How the path of a definition is read and described; `find` finds what is in the file.
pub fn file(find: &Find) -> Shape<Named> {
    let find = Rc::clone(find);
    text().try_map(move |file| match find(&file) {
        Ok(definition) => Ok(Named { file, definition }),
        Err(reason) => Err(Complaint::new(format!("is `{file}`, which cannot be used: {reason}"))
            .help(
            "a definition is what `actsearch export` writes as yaml or json; a relative path starts beside the space file",
        )),
    })
}
