//! The `pytorch` format: a definition as one Python module that imports nothing but torch.

mod call;
mod documentation;
mod pieces;
mod site;

use super::{Definition, identifier, literal};
use crate::activation::{Hull, LearnedMix, Sharing};

/// Writes a definition as a Python module.
pub(super) fn render(definition: &Definition) -> String {
    let sites = definition.sites();
    let names = identifier::class_names(sites.iter().map(|learned| learned.site.as_str()));
    let mut parts =
        vec![documentation::of_module(definition) + &imports(sites), pieces::ACTIVATION.to_owned()];
    parts.extend(helpers(sites));
    parts.extend(names.iter().zip(sites).map(|(name, learned)| site::class(name, learned)));
    parts.push(dictionary(&names, sites));
    parts.push(pieces::LOOKUP.to_owned());
    parts.join("\n\n")
}

/// The import lines that the sites need.
fn imports(sites: &[LearnedMix]) -> String {
    let calls = |module: &str| {
        sites.iter().flat_map(|learned| &learned.mix.bases).any(|base| call::of(*base).contains(module))
    };
    let has_coefficients = sites.iter().any(|learned| !learned.mix.is_plain());
    let torch = if has_coefficients || calls("torch.") { "import torch\n" } else { "" };
    let functional = if calls("F.") { "import torch.nn.functional as F\n" } else { "" };
    format!("{torch}{functional}from torch import Tensor, nn\n")
}

/// The base classes and functions that the sites need.
fn helpers(sites: &[LearnedMix]) -> Vec<String> {
    let mixes = || sites.iter().map(|learned| &learned.mix).filter(|mix| !mix.is_plain());
    let has_hull = |hull: &Hull| mixes().any(|mix| mix.hull == *hull);
    let mut helpers: Vec<String> = Hull::ALL.into_iter().filter(has_hull).map(pieces::mix).collect();
    if mixes().any(|mix| mix.sharing == Sharing::Channel) {
        helpers.push(pieces::ALONG_CHANNELS.to_owned());
    }
    helpers
}

fn dictionary(names: &[String], sites: &[LearnedMix]) -> String {
    let entry =
        |(name, learned): (&String, &LearnedMix)| format!("    {}: {name},", literal::text(&learned.site));
    let entries: Vec<String> = names.iter().zip(sites).map(entry).collect();
    format!("ACTIVATIONS: dict[str, type[_Activation]] = {{\n{}\n}}\n", entries.join("\n"))
}
