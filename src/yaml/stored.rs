//! YAML files that a program wrote, which have a fixed form.

use serde::de::DeserializeOwned;

use super::syntax;

/// Why a value could not be read.
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
}

/// Reads a value from a text that a program wrote; stops at the first problem.
///
/// # Errors
/// If the text is no YAML, or not of the expected shape.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_yaml::from_str(text).map_err(|error| {
        let (line, column) = error.location().map_or((1, 1), |place| (place.line(), place.column()));
        StoreError::Read { line, column, reason: syntax::reason(&error) }
    })
}
