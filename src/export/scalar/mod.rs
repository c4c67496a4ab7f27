//! Mixes as functions of one number, for languages without tensors: expressions, and how a language writes them.

mod comment;
mod expression;
mod language;
mod layout;
mod sites;
mod slope;
mod value;

pub(super) use comment::{formula, introduction, learned_formula, provenance, quoted, summary};
pub(super) use expression::{Body, Expression, Function};
pub(super) use language::Language;
pub(super) use layout::{functions, numbers};
pub(super) use sites::{Role, Site, identifier, sites};

#[cfg(test)]
mod tests;
