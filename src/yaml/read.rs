//! A whole file: text, overrides and shape together.

use super::limits::Limits;
use super::node::{Kind, Node};
use super::overrides::Override;
use super::parse;
use super::place;
use super::problem::{Found, Problems};
use super::reading::Reading;
use super::shape::Shape;

/// Reads a text of the given shape, after the overrides have replaced some of its values.
///
/// # Errors
/// Every problem of the text and of the overrides at once; a text that is no YAML, or larger than [`Limits::BY_HAND`], those up to there.
pub fn read<T: 'static>(text: &str, overrides: &[Override], shape: &Shape<T>) -> Result<T, Problems> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (root, found) = tree(text, overrides).map_err(|found| place::locate(found, text, overrides))?;
    let mut reading = Reading::new(found);
    let value = shape.read(&root, &mut reading);
    match (value, reading.into_found()) {
        (Some(value), found) if found.is_empty() => Ok(value),
        (_, found) => Err(place::locate(found, text, overrides)),
    }
}

/// Whether a text or its overrides give a value for a key of the file; a text that cannot be read gives none.
#[must_use]
pub fn has_key(text: &str, overrides: &[Override], key: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_there = |root: &Node| match &root.kind {
        Kind::Mapping(entries) => entries.iter().any(|(known, _)| known.text == key),
        _ => false,
    };
    tree(text, overrides).is_ok_and(|(root, _)| is_there(&root))
}

/// The tree of a text with all overrides applied, and what was wrong on the way.
fn tree(text: &str, overrides: &[Override]) -> Result<(Node, Vec<Found>), Vec<Found>> {
    let (mut root, mut found) = parse::parse(text, Limits::BY_HAND, None)?;
    for (idx, set) in overrides.iter().enumerate() {
        match set.apply(idx, &mut root) {
            Ok(more) | Err(more) => found.extend(more),
        }
    }
    Ok((root, found))
}
