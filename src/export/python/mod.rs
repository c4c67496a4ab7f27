//! What Python modules of several formats have in common: docstrings, the sums that functions return, and what is around a network.

mod body;
mod documentation;
mod network;
mod statement;
mod terms;

pub(super) use body::{Language, fixed_body, rows, trained_body};
pub(super) use documentation::{
    THETA, about_function, docstring, enumeration, formula, kind, paragraphs, provenance,
    provenance_of_network, quoted, sharing, simplification, summary, unbroken,
};
pub(super) use network::{Loading, list, loader, shape, singles, variable};
pub(super) use statement::{assigned, string};
pub(super) use terms::{has_axis, is_trained};
