//! A whole file: text, overrides and shape together.

use super::document::Document;
use super::limits::Limits;
use super::overrides::Override;
use super::problem::Problems;
use super::shape::Shape;

/// Reads a text of the given shape that a person wrote, after the overrides have replaced some of its values.
///
/// # Errors
/// As [`Document::read`] says.
pub fn read<T: 'static>(text: &str, overrides: &[Override], shape: &Shape<T>) -> Result<T, Problems> {
    Document::parse(text, Limits::BY_HAND, overrides).read(shape)
}
