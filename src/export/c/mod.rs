//! The `c` format: a header of plain functions for C99 and C++.

mod comment;
mod names;
mod site;

use super::layout::fill;
use super::origin::PAPER;
use super::scalar::{self, Role, Site};
use super::{Definition, File, Form};
use comment::commented;

/// Writes mixes as a header.
pub(super) fn files(definition: &Definition, form: Form) -> Vec<File> {
    let sites = sites(definition, form);
    let values: Vec<_> = sites.iter().map(Site::value).collect();
    let bases = scalar::functions(&values);
    let mut parts = vec![begin(definition, &sites)];
    if site::clamps(&values) || bases.iter().any(site::function_clamps) {
        parts.push(site::CLAMP.to_owned());
    }
    parts.extend(bases.iter().map(site::base));
    parts.extend(sites.iter().map(site::functions));
    parts.push("#endif\n".to_owned());
    vec![File::text("activations.h", parts.join("\n"))]
}

/// What the functions of each site are called: of one number, of many, and a derivative, which is not written.
pub(super) fn function_names(definition: &Definition) -> Vec<[String; 3]> {
    sites(definition, Form::Exact).into_iter().map(Site::into_names).collect()
}

fn sites(definition: &Definition, form: Form) -> Vec<Site<'_>> {
    scalar::sites(definition.sites(), form, &mut names::taken(), ["activation", "array"])
}

fn begin(definition: &Definition, sites: &[Site<'_>]) -> String {
    let provenance = scalar::provenance(definition).join("\n    ");
    let text = format!(
        "Activation functions learned by actsearch, for C99 and C++.\n\n    {provenance}\n\n{about}\n\n{usage}\n\n{paper}\n",
        about = fill(ABOUT, 0),
        usage = usage(&sites[0]),
        paper = fill(PAPER, 0),
    );
    format!(
        "{}\n#ifndef ACTIVATIONS_H\n#define ACTIVATIONS_H\n\n#include <math.h>\n#include <stddef.h>\n",
        commented(&text)
    )
}

const ABOUT: &str = "Every site of the network has a function f(x) = sum over i of alpha_i * f_i(x), and one that \
replaces every number x of an array by f(x). Use them like this, and link with -lm:";

fn usage(site: &Site<'_>) -> String {
    let (value, array) = (site.name(Role::Value), site.name(Role::Array));
    let y = match (site.has_softmax(), site.channels()) {
        (true, _) => String::new(),
        (false, None) => format!("    float y = {value}(x);\n"),
        (false, Some(_)) => format!("    float y = {value}(channel, x);\n"),
    };
    let arguments = site::arguments(site).join(", ");
    format!("    #include \"activations.h\"\n{y}    {array}(values, {arguments});")
}
