//! YAML files of a fixed form, which a program wrote.

use serde::de::DeserializeOwned;

use super::deserialize::Mismatch;
use super::findings::Findings;
use super::limits::Limits;
use super::lines::Lines;
use super::node::{Kind, Node, Origin};
use super::parse;
use super::place;
use super::problem::Found;

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
        /// What is wrong.
        reason: String,
    },
}

/// Reads a value from a text that a program wrote, within [`Limits::BY_PROGRAM`]; stops at the first problem.
///
/// # Errors
/// If the text is no YAML, or not of the expected shape.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let told = |origin, reason| {
        let (line, column) = place::in_file(origin, &Lines::of(text));
        StoreError::Read { line, column, reason }
    };
    let (root, found) = match parse::parse(text, Limits::BY_PROGRAM, None) {
        Ok((root, found)) => (root, found),
        Err(broken) => (Node::new(Origin::File(0), Kind::Unknown), Findings::from(broken)),
    };
    if let Some(Found { origin, message, .. }) = found.into_shown().0.into_iter().next() {
        return Err(told(origin, message));
    }
    T::deserialize(&root)
        .map_err(|Mismatch { origin, message }| told(origin.unwrap_or(Origin::File(0)), message))
}
