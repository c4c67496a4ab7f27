//! `activations_tch.rs`: one struct for each site.

use super::super::documentation;
use super::pieces;
use super::site::TchSite;
use crate::activation::Hull;
use crate::export::{Definition, File, Form, identifier};

/// The struct of every site.
pub(super) fn sites(definition: &Definition, form: Form) -> Vec<TchSite<'_>> {
    let names = identifier::class_names(definition.sites().iter().map(|learned| learned.site.as_str()));
    definition.sites().iter().zip(names).map(|(learned, name)| TchSite { learned, name, form }).collect()
}

/// Writes mixes as modules.
pub(in crate::export) fn file(definition: &Definition, form: Form) -> File {
    let sites = sites(definition, form);
    let code = code(&sites);
    let imports = pieces::imports("use std::borrow::Borrow;\n", &code);
    let parts = [documentation::of_modules(definition, &sites[0].name), imports, code];
    File::text("activations_tch.rs", parts.join("\n"))
}

/// The structs, and the functions that they call.
pub(super) fn code(sites: &[TchSite<'_>]) -> String {
    let structs: Vec<String> = sites.iter().map(TchSite::code).collect();
    let mut parts = structs.clone();
    let has_hull = |hull: &Hull| sites.iter().any(|site| site.has_alpha() && site.learned.mix.hull == *hull);
    let hulls: Vec<Hull> = Hull::ALL.into_iter().filter(has_hull).collect();
    let needs_tensor = sites.iter().any(|site| site.has_alpha() || site.has_theta());
    parts.extend(pieces::coefficients(&hulls, needs_tensor));
    parts.extend(pieces::functions(&structs.concat()));
    parts.join("\n")
}
