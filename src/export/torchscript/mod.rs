//! The `torchscript` format: a module that libtorch loads in C++ and in Python, without any source.
//!
//! What is written here is compiled by libtorch itself. Sites have a method each, and whole networks `forward`, too.

mod network;
mod site;

use super::json::string;
use super::names::Identifiers;
use super::script::Script;
use super::{Definition, Form, What, origin};

/// Writes mixes as a module with a method for each site, or a network as one with `forward`.
pub(super) fn script(what: What<'_>, form: Form) -> Script {
    match what {
        What::Mix(definition) => of_mixes(definition, form),
        What::Network(trained) => network::script(trained, form),
    }
}

fn of_mixes(definition: &Definition, form: Form) -> Script {
    let mut taken = Identifiers::default();
    let names: Vec<String> = definition.sites().iter().map(|it| taken.take(&it.site, "")).collect();
    let (methods, tensors) = site::methods(&names, definition.sites(), form, &mut taken);
    let extra = extra(&origin::lines(definition.provenance(), string));
    Script { file: "activations.pt".to_owned(), class: "Activations".to_owned(), methods, tensors, extra }
}

/// The file that is for people.
fn extra(lines: &[String]) -> Vec<(&'static str, String)> {
    vec![("documentation", lines.join("\n"))]
}
