//! A file as it is typed: its tree, before anything is made of it.

use super::findings::Findings;
use super::limits::Limits;
use super::node::Node;
use super::overrides::Override;
use super::parse;
use super::place;
use super::problem::Problems;
use super::reading::Reading;
use super::shape::Shape;

/// A text as it is typed, after the overrides have replaced some of its values.
///
/// It can be read as often as need be: first for the [files](Document::files) that it names, and, when somebody has looked
/// at them, for what it means together with them.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    text: &'t str,
    overrides: Vec<Override>,
    /// Nothing where the text is no YAML.
    root: Option<Node>,
    found: Findings,
}

impl<'t> Document<'t> {
    /// Parses a text within these limits, and overrides within [`Limits::BY_HAND`]; what is wrong with them is told when it is
    /// read.
    #[must_use]
    pub fn parse(text: &'t str, limits: Limits, overrides: &[Override]) -> Document<'t> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (root, found) = match tree(text, limits, overrides) {
            Ok((root, found)) => (Some(root), found),
            Err(found) => (None, found),
        };
        Document { text, overrides: overrides.to_vec(), root, found }
    }

    /// Reads it as a value of the given shape.
    ///
    /// # Errors
    /// Every problem of the text, of the overrides and of the values at once; of a text that is no YAML, those up to where it
    /// ends to be.
    pub fn read<T: 'static>(&self, shape: &Shape<T>) -> Result<T, Problems> {
        let mut reading = Reading::new(self.found.clone());
        let value = self.root.as_ref().and_then(|root| shape.read(root, &mut reading));
        match (value, reading.into_found()) {
            (Some(value), found) if found.count() == 0 => Ok(value),
            (_, found) => Err(place::locate(found, self.text, &self.overrides)),
        }
    }

    /// The value of a key of the file, whatever is wrong elsewhere; nothing where it is missing or wrong itself.
    #[must_use]
    pub fn peek<T: 'static>(&self, path: &[&str], shape: &Shape<T>) -> Option<T> {
        let mut node = self.root.as_ref()?;
        for key in path {
            node = node.child(key)?;
        }
        let mut reading = Reading::default();
        shape.read(node, &mut reading).filter(|_| reading.n_found() == 0)
    }

    /// The files that a value of this shape names, as far as it can be read: what shapes of [`file()`](super::file()) read,
    /// each once.
    #[must_use]
    pub fn files<T: 'static>(&self, shape: &Shape<T>) -> Vec<String> {
        let mut reading = Reading::default();
        self.root.as_ref().and_then(|root| shape.read(root, &mut reading));
        let mut files: Vec<String> = Vec::new();
        for file in reading.into_files() {
            if !files.contains(&file) {
                files.push(file);
            }
        }
        files
    }
}

/// The tree of a text with all overrides applied, and what was wrong on the way.
fn tree(text: &str, limits: Limits, overrides: &[Override]) -> Result<(Node, Findings), Findings> {
    let (mut root, mut found) = parse::parse(text, limits, None)?;
    for (idx, set) in overrides.iter().enumerate() {
        match set.apply(idx, &mut root) {
            Ok(more) | Err(more) => found.append(more),
        }
    }
    Ok((root, found))
}
