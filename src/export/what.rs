//! What is exported, and what comes of it.

use super::script::Script;
use super::{Definition, Trained};
use crate::activation::{LearnedMix, Simplified};

/// What is written.
#[derive(Clone, Copy, Debug)]
pub enum What<'a> {
    /// The activations by themselves.
    Mix(&'a Definition),
    /// The whole network around them, with its weights.
    Network(&'a Trained),
}

/// How a site is computed whose function has a [`Simplified`](crate::activation::Simplified) form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// By that form, wherever it is not trained further.
    #[default]
    Simplified,
    /// By all of its bases.
    Exact,
}

/// What comes of an export.
#[derive(Clone, Debug, PartialEq)]
pub enum Exported {
    /// Whole files.
    Files(Vec<File>),
    /// A program for libtorch, which makes a file of it.
    Script(Script),
}

/// A file, by its name in the folder that is exported into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name: letters, digits, underscores and a dot, whatever sites and searches are called.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Form {
    /// What a site computes in this form where it is not trained further.
    pub(super) fn of(self, learned: &LearnedMix) -> Simplified {
        match self {
            Self::Simplified => Simplified::of(learned),
            Self::Exact => Simplified::written_out(learned),
        }
    }
}

impl File {
    pub(super) fn text(name: &str, text: String) -> Self {
        Self { name: name.to_owned(), bytes: text.into_bytes() }
    }
}
