//! The `onnx` format: models for any runtime.

use super::{File, Form, What};

/// Writes a model for each mix, or one for the network.
pub(super) fn files(_what: What<'_>, _form: Form) -> Vec<File> {
    Vec::new()
}
