//! The `rust` format: plain functions, and modules for tch.

use super::{File, Form, What};

/// Writes mixes as plain functions and as a module for tch, or a network as one with its weights beside it.
pub(super) fn files(_what: What<'_>, _form: Form) -> Vec<File> {
    Vec::new()
}
