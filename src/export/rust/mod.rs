//! The `rust` format: plain functions, and modules for tch.

mod documentation;
mod functions;
mod module;

use super::{File, Form, What};
pub(super) use functions::names as function_names;

/// Writes mixes as plain functions and as a module for tch, or a network as one with its weights beside it.
pub(super) fn files(what: What<'_>, form: Form) -> Vec<File> {
    match what {
        What::Mix(definition) => vec![functions::file(definition, form), module::file(definition, form)],
        What::Network(trained) => module::network(trained, form),
    }
}
