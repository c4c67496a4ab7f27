//! The JSON Schema of definitions.

use super::{Definition, shape};
use crate::yaml::document_schema;
use serde_json::Value;

/// The JSON Schema of definitions (draft 7), of the shapes that [`read`](super::read) reads them by.
///
/// It says all that can be said of a definition without adding numbers up: that coefficients sum to 1, that rows are as
/// long as there are bases, and that no two sites have the same name, is checked by [`read`](super::read) alone.
#[must_use]
pub fn schema() -> Value {
    let id = format!("urn:actsearch:definition:{}", Definition::FORMAT);
    document_schema("actsearch definition", Some(&id), &shape::definition(true))
}
