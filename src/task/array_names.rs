//! What the arrays of a file are called, where they have no usual names.

use crate::yaml::{Shape, record, text};

/// Which array is which, as far as the space file says: `x_train`, `y_train`, `x_val`, … and the name in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArrayNames(Vec<(&'static str, String)>);

/// What can be named, and what it is.
const KEYS: [(&str, &str); 6] = [
    ("x_train", "the array of samples to train on"),
    ("y_train", "the array of their labels"),
    ("x_val", "the array of samples to validate on"),
    ("y_val", "the array of their labels"),
    ("x_test", "the array of samples of the test part"),
    ("y_test", "the array of their labels"),
];

impl ArrayNames {
    /// These arrays under these names.
    #[must_use]
    pub fn new(names: Vec<(&'static str, String)>) -> Self {
        Self(names)
    }

    /// What the array of this key is called, if the space file says so.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, name)| name.as_str())
    }

    /// Whether an array of this name has been given for anything.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(_, given)| given == name)
    }

    /// How `names` of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        record("what the arrays are called, where they have other names than these", |fields| {
            let names =
                KEYS.iter().filter_map(|(key, about)| Some((*key, fields.optional(key, about, text())?)));
            Some(Self(names.collect()))
        })
    }
}
