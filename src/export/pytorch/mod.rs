//! The `pytorch` format: a definition as one Python module that imports nothing but torch.

pub(super) mod call;
mod documentation;
mod pieces;
pub(super) mod simplified;
mod site;

use super::{Definition, File, Form, What, identifier, literal};
use crate::activation::{Hull, LearnedMix, Sharing};

/// Writes mixes as a Python module, or a network as one with its weights beside it.
pub(super) fn files(what: What<'_>, form: Form) -> Vec<File> {
    match what {
        What::Mix(definition) => vec![File::text("activations.py", render(definition, form))],
        What::Network(_) => Vec::new(),
    }
}

/// Writes a definition as a Python module.
fn render(definition: &Definition, form: Form) -> String {
    let sites = definition.sites();
    let names = identifier::class_names(sites.iter().map(|learned| learned.site.as_str()));
    let has_parameters = sites.iter().any(|learned| !learned.parameters.is_empty());
    let code: String = sites.iter().map(|learned| site::code(learned, form)).collect();
    let helpers = helpers(sites, &code);
    let imports = imports(&format!("{}{code}", helpers.concat()), has_parameters);
    let mut parts =
        vec![documentation::of_module(definition, form) + &imports, pieces::activation(has_parameters)];
    parts.extend(helpers);
    parts.extend(names.iter().zip(sites).map(|(name, learned)| site::class(name, learned, form)));
    parts.push(dictionary(&names, sites));
    parts.push(pieces::LOOKUP.to_owned());
    parts.join("\n\n")
}

/// The import lines that this code needs.
fn imports(code: &str, has_parameters: bool) -> String {
    let torch = if has_parameters || code.contains("torch.") { "import torch\n" } else { "" };
    let functional = if code.contains("F.") { "import torch.nn.functional as F\n" } else { "" };
    format!("{torch}{functional}from torch import Tensor, nn\n")
}

/// The base classes and functions that the sites need.
fn helpers(sites: &[LearnedMix], code: &str) -> Vec<String> {
    let mixes = || sites.iter().map(|learned| &learned.mix).filter(|mix| !mix.is_plain());
    let has_hull = |hull: &Hull| mixes().any(|mix| mix.hull == *hull);
    let mut helpers: Vec<String> = Hull::ALL.into_iter().filter(has_hull).map(pieces::mix).collect();
    if mixes().any(|mix| mix.sharing == Sharing::Channel) {
        helpers.push(pieces::ALONG_CHANNELS.to_owned());
    }
    let called = [(call::STRAIGHT_THROUGH, pieces::STRAIGHT_THROUGH), (call::KERAS_RELU, pieces::KERAS_RELU)];
    helpers
        .extend(called.iter().filter(|(call, _)| code.contains(call)).map(|(_, piece)| (*piece).to_owned()));
    helpers
}

fn dictionary(names: &[String], sites: &[LearnedMix]) -> String {
    let entry =
        |(name, learned): (&String, &LearnedMix)| format!("    {}: {name},", literal::text(&learned.site));
    let entries: Vec<String> = names.iter().zip(sites).map(entry).collect();
    format!("ACTIVATIONS: dict[str, type[_Activation]] = {{\n{}\n}}\n", entries.join("\n"))
}
