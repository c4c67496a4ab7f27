//! A whole file: text, overrides and shape together.

use super::document::Document;
use super::overrides::Override;
use super::problem::Problems;
use super::shape::Shape;

/// Reads a text of the given shape, after the overrides have replaced some of its values.
///
/// # Errors
/// As [`Document::read`] says.
pub fn read<T: 'static>(text: &str, overrides: &[Override], shape: &Shape<T>) -> Result<T, Problems> {
    Document::parse(text, overrides).read(shape)
}

/// Whether a text or its overrides give a value for a key of the file; a text that cannot be read gives none.
#[must_use]
pub fn has_key(text: &str, overrides: &[Override], key: &str) -> bool {
    Document::parse(text, overrides).has_key(key)
}
