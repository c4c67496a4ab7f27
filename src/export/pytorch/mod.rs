//! The `pytorch` format: mixes, or a whole network, as one Python module that imports nothing but torch.

mod applied;
pub(super) mod call;
mod documentation;
mod network;
mod pieces;
pub(super) mod simplified;
mod site;

use super::python::string;
use super::{Definition, File, Form, Trained, TrainedModel, What, identifier, samples, weights};
use crate::activation::{Hull, LearnedMix, Sharing};
use applied::Applied;

/// Writes mixes as a Python module, or a network as one with its weights beside it.
pub(super) fn files(what: What<'_>, form: Form) -> Vec<File> {
    match what {
        What::Mix(definition) => vec![File::text("activations.py", of_mixes(definition, form))],
        What::Network(trained) => {
            vec![File::text("network.py", of_network(trained, form)), weights::file(what)]
        }
    }
}

fn of_mixes(definition: &Definition, form: Form) -> String {
    let sites = definition.sites();
    let names = class_names(sites);
    let (classes, code) = classes(&names, sites, form);
    let beginning = documentation::of_module(definition, form) + &imports(&code);
    let ending = vec![dictionary(&names, sites), pieces::LOOKUP.to_owned()];
    [vec![beginning], classes, ending].concat().join("\n\n")
}

/// Writes mixes as a Python module that puts them into the user's own model, with the weights of that beside it; of a model
/// as it came, its weights alone.
pub(super) fn files_of_model(trained: &TrainedModel, form: Form) -> Vec<File> {
    let weights = weights::of_model(trained);
    if trained.definition().sites().is_empty() {
        return vec![weights];
    }
    vec![File::text("activations.py", of_model(trained, form)), weights]
}

fn of_model(trained: &TrainedModel, form: Form) -> String {
    let replacements = trained.replacements();
    let sites = trained.definition().sites();
    let names = class_names(sites);
    let applied = Applied::of(&replacements, &trained.axes());
    let (classes, code) = classes(&names, sites, form);
    let imports = [&applied.imports(), &*imports(&(code + &applied.code())), applied.late_imports()].concat();
    let normalisation = documentation::normalisation(trained.input());
    let beginning = documentation::of_model(trained, &replacements, form) + &imports + &normalisation;
    let middle = vec![dictionary(&names, sites), pieces::LOOKUP.to_owned()];
    [vec![beginning], classes, middle, applied.blocks()].concat().join("\n\n")
}

fn of_network(trained: &Trained, form: Form) -> String {
    let sites = trained.definition().sites();
    let names = class_names(sites);
    let (classes, code) = classes(&names, sites, form);
    let network = vec![network::input_class(trained), network::class(trained, &names)];
    let imports = imports(&format!("{code}{}", network.concat()));
    let beginning = format!(
        "{}import os\nfrom typing import Any\n\n{imports}{}",
        documentation::of_network(trained, form),
        samples::python(trained)
    );
    [vec![beginning], classes, network].concat().join("\n\n")
}

fn class_names(sites: &[LearnedMix]) -> Vec<String> {
    identifier::class_names(sites.iter().map(|learned| learned.site.as_str()))
}

/// The classes of sites after what they are made of, and all their code without docstrings of sites.
fn classes(names: &[String], sites: &[LearnedMix], form: Form) -> (Vec<String>, String) {
    let has_parameters = sites.iter().any(|learned| !learned.parameters.is_empty());
    let code: String = sites.iter().map(|learned| site::code(learned, form)).collect();
    let mut classes = vec![pieces::activation(has_parameters)];
    classes.extend(helpers(sites, &code));
    let code = format!("{}{code}", classes.concat());
    classes.extend(names.iter().zip(sites).map(|(name, learned)| site::class(name, learned, form)));
    (classes, code)
}

/// The import lines that this code needs.
fn imports(code: &str) -> String {
    let torch = if code.contains("torch.") { "import torch\n" } else { "" };
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
    let entry = |(name, learned): (&String, &LearnedMix)| format!("    {}: {name},", string(&learned.site));
    let entries: Vec<String> = names.iter().zip(sites).map(entry).collect();
    format!("ACTIVATIONS: dict[str, type[_Activation]] = {{\n{}\n}}\n", entries.join("\n"))
}
