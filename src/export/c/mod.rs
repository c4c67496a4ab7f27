//! The `c` format: plain functions in a header.

use super::{Definition, File, Form};

/// Writes mixes as a header.
pub(super) fn files(_definition: &Definition, _form: Form) -> Vec<File> {
    Vec::new()
}
