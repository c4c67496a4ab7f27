//! The `jax` format: functions for JAX and modules for Flax.

mod call;
mod documentation;
mod network;
mod pieces;
mod site;
mod weights;

use super::names::Identifiers;
use super::python::string;
use super::{Definition, File, Form, What, identifier};
use crate::activation::{Hull, LearnedMix};

/// Writes mixes as two Python modules, functions and modules of Flax, or a network as one with its weights beside it.
pub(super) fn files(what: What<'_>, form: Form) -> Vec<File> {
    match what {
        What::Mix(definition) => vec![
            File::text("jax_activations.py", functions(definition, form)),
            File::text("flax_activations.py", modules(definition, form)),
        ],
        What::Network(trained) => {
            vec![File::text("jax_network.py", network::module(trained, form)), super::weights::file(what)]
        }
    }
}

/// The functions of a definition, which need no Flax.
fn functions(definition: &Definition, form: Form) -> String {
    let sites = definition.sites();
    let mut taken = Identifiers::default();
    let names: Vec<String> = sites.iter().map(|learned| taken.take(&learned.site, "activation")).collect();
    let functions = names.iter().zip(sites).map(|(name, learned)| site::function(name, learned, form));
    let functions: Vec<String> = functions.collect();
    let mut parts = helpers(&functions.concat());
    parts.extend(functions);
    parts.push(dictionary("Callable[..., Array]", &names, sites));
    let imports = imports(&parts.concat());
    format!("{}{imports}\n\n{}", documentation::of_functions(definition, &names[0], form), parts.join("\n\n"))
}

/// The modules of a definition.
fn modules(definition: &Definition, form: Form) -> String {
    let sites = definition.sites();
    let names = class_names(sites);
    let classes = names.iter().zip(sites).map(|(name, learned)| site::class(name, learned, form));
    let classes: Vec<String> = classes.collect();
    let mut parts = helpers(&classes.concat());
    parts.extend(parents(sites));
    parts.extend(classes);
    parts.push(dictionary("type[_Activation]", &names, sites));
    parts.push(pieces::LOOKUP.to_owned());
    let imports = imports(&parts.concat());
    format!("{}{imports}\n\n{}", documentation::of_modules(definition), parts.join("\n\n"))
}

fn class_names(sites: &[LearnedMix]) -> Vec<String> {
    identifier::class_names(sites.iter().map(|learned| learned.site.as_str()))
}

/// The base classes of these sites.
fn parents(sites: &[LearnedMix]) -> Vec<String> {
    let has_hull = |hull: &Hull| sites.iter().any(|learned| learned.mix.hull == *hull);
    let has_parameters = sites.iter().any(|learned| !learned.parameters.is_empty());
    let hulls = Hull::ALL.into_iter().filter(has_hull).filter_map(pieces::mix);
    std::iter::once(pieces::activation(has_parameters)).chain(hulls).collect()
}

/// The functions that this code needs.
fn helpers(code: &str) -> Vec<String> {
    let helpers = [("_along_axis(", pieces::ALONG_AXIS), (call::SHIFTED_RELU, pieces::SHIFTED_RELU)];
    let needed = helpers.into_iter().filter(|(call, _)| code.contains(call));
    needed.map(|(_, helper)| helper.to_owned()).collect()
}

/// The import lines that this code needs.
fn imports(code: &str) -> String {
    let lines = [
        ("Callable[", "from collections.abc import Callable\n"),
        (": Any", "from typing import Any\n"),
        ("", "\n"),
        ("jax.", "import jax\n"),
        ("jnp.", "import jax.numpy as jnp\n"),
        ("nnx.", "from flax import nnx\n"),
        ("", "from jax import Array\n"),
    ];
    let needed = lines.into_iter().filter(|(mark, _)| code.contains(mark));
    needed.map(|(_, line)| line).collect::<String>().trim_start().to_owned()
}

fn dictionary(of: &str, names: &[String], sites: &[LearnedMix]) -> String {
    let entry = |(name, learned): (&String, &LearnedMix)| format!("    {}: {name},", string(&learned.site));
    let entries: Vec<String> = names.iter().zip(sites).map(entry).collect();
    format!("ACTIVATIONS: dict[str, {of}] = {{\n{}\n}}\n", entries.join("\n"))
}
