//! YAML files that the program writes and reads itself.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::syntax;

/// Why a value could not be stored as YAML, or read back.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The text is not what the program would have written.
    #[error("line {line}, column {column}: {reason}")]
    Read {
        /// The line, counted from one.
        line: usize,
        /// The column, counted from one.
        column: usize,
        /// What the YAML reader says.
        reason: String,
    },
    /// The value has no form in YAML.
    #[error("the value cannot be written as YAML: {0}")]
    Write(String),
}

/// Writes a value as YAML.
///
/// # Errors
/// If the value has no form in YAML, such as an enum inside an enum.
pub fn to_text(value: &impl Serialize) -> Result<String, StoreError> {
    serde_yaml::to_string(value).map_err(|error| StoreError::Write(syntax::reason(&error)))
}

/// Reads a value from a text that [`to_text`] wrote; stops at the first problem.
///
/// # Errors
/// If the text is no YAML, or not of the expected shape.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_yaml::from_str(text).map_err(|error| {
        let (line, column) = error.location().map_or((1, 1), |place| (place.line(), place.column()));
        StoreError::Read { line, column, reason: syntax::reason(&error) }
    })
}
