//! What Python modules of several formats have in common: their docstrings, and the sums that they return.

mod body;
mod documentation;
mod statement;
mod terms;

pub(super) use body::{Language, fixed_body, rows, trained_body};
pub(super) use documentation::{PAPER, docstring, provenance, quoted, sharing, simplification, summary};
pub(super) use statement::{assigned, string};
pub(super) use terms::is_trained;
