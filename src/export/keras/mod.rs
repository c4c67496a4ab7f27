//! The `keras` format: layers for Keras 3, whatever its backend.

mod call;
mod documentation;
mod network;
mod pieces;
mod site;
mod weights;

use super::python::string;
use super::{Definition, File, Form, What, identifier};
use crate::activation::{Hull, LearnedMix, Sharing};

/// Writes mixes as a Python module, or a network as one with its weights beside it.
pub(super) fn files(what: What<'_>, form: Form) -> Vec<File> {
    match what {
        What::Mix(definition) => vec![File::text("keras_activations.py", activations(definition, form))],
        What::Network(trained) => {
            vec![File::text("keras_network.py", network::module(trained, form)), super::weights::file(what)]
        }
    }
}

/// Writes a definition as a Python module.
fn activations(definition: &Definition, form: Form) -> String {
    let sites = definition.sites();
    let names = class_names(sites);
    let parts = parts(definition, &names, form);
    let imports = imports(&parts.concat());
    let mut module = vec![documentation::of_activations(definition, form) + &imports];
    module.extend(parts);
    module.push(dictionary(&names, sites));
    module.push(pieces::LOOKUP.to_owned());
    module.join("\n\n")
}

fn class_names(sites: &[LearnedMix]) -> Vec<String> {
    identifier::class_names(sites.iter().map(|learned| learned.site.as_str()))
}

/// The classes of all sites, with the base classes and functions that they need before them.
fn parts(definition: &Definition, names: &[String], form: Form) -> Vec<String> {
    let sites = definition.sites();
    let code: String = sites.iter().map(|learned| site::code(learned, form)).collect();
    let has_hull = |hull: &Hull| sites.iter().any(|learned| learned.mix.hull == *hull);
    let hulls: Vec<String> = Hull::ALL.into_iter().filter(has_hull).filter_map(pieces::mix).collect();
    let has_parameters = sites.iter().any(|learned| !learned.parameters.is_empty());
    let mut parts = vec![pieces::activation(!hulls.is_empty(), has_parameters)];
    parts.extend(hulls);
    if sites.iter().any(|learned| learned.mix.sharing == Sharing::Channel) {
        parts.push(pieces::ALONG_AXIS.to_owned());
    }
    if code.contains(call::SHIFTED_RELU) {
        parts.push(pieces::SHIFTED_RELU.to_owned());
    }
    let registered = pieces::registered(definition);
    let class = |(name, learned): (&String, &LearnedMix)| site::class(name, learned, form, &registered);
    parts.extend(names.iter().zip(sites).map(class));
    parts
}

/// The import lines that this code needs, of the modules of Keras.
fn imports(code: &str) -> String {
    let needed: Vec<&str> =
        ["layers", "ops"].into_iter().filter(|module| code.contains(&format!("{module}."))).collect();
    let from_keras =
        if needed.is_empty() { String::new() } else { format!("from keras import {}\n", needed.join(", ")) };
    let log = if code.contains("log(max(") { "from math import log\n" } else { "" };
    format!("{log}from typing import Any\n\nimport keras\n{from_keras}\n{TENSOR}")
}

const TENSOR: &str = "Tensor = Any  # of any backend\n";

fn dictionary(names: &[String], sites: &[LearnedMix]) -> String {
    let entry = |(name, learned): (&String, &LearnedMix)| format!("    {}: {name},", string(&learned.site));
    let entries: Vec<String> = names.iter().zip(sites).map(entry).collect();
    format!("ACTIVATIONS: dict[str, type[_Activation]] = {{\n{}\n}}\n", entries.join("\n"))
}
