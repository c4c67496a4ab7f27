//! How a definition is read, and described in its JSON Schema.

use super::numbers::ANY_NUMBER;
use super::site_shape::site;
use super::{Definition, Error, Provenance, Samples};
use crate::activation::LearnedMix;
use crate::yaml::{Complaint, Record, Shape, defined, distinct, integer, list, record, text};
use serde_json::json;

/// How a definition is read from a text that is what its `sha256` says, or not.
pub(super) fn definition(is_sealed: bool) -> Shape<Definition> {
    let (provenance, samples) =
        (defined("provenance", Provenance::shape()), defined("samples", Samples::shape()));
    let sites = distinct(list(defined("site", site()), ANY_NUMBER), "site");
    let about = "learned activation functions f(x) = sum over i of coefficients[i] * bases[i](x), one for each site of a network, \
                 as YAML or JSON";
    let whole = record(about, move |fields| {
        fields.optional("$schema", "the schema of this file, for editors", text());
        let about = "the version of this format; the latest where not given";
        fields.optional("format", about, integer(1..=Definition::FORMAT.into()));
        let about = "the trial that the mixes come from; missing where they were written by hand";
        let provenance = fields.optional("provenance", about, provenance.clone());
        let about = "what the samples were that the mixes were learned on; missing where nobody says";
        let samples = fields.optional("samples", about, samples.clone());
        let about = "one entry for each activation, in the order of the network, those that were not searched last; no two have \
                     the same name, and there is at least one unless they come from a trial";
        let sites = fields.required("sites", about, sites.clone());
        let about = "the SHA-256 of all lines before this one, which is the last; where it is given a changed file is refused";
        fields.optional("sha256", about, seal(is_sealed));
        if fields.has_problems() { None } else { made(provenance, samples, sites?, fields) }
    });
    whole.constrained(json!({
        "anyOf": [{ "required": ["provenance"] }, { "properties": { "sites": { "minItems": 1 } } }],
    }))
}

/// The definition, unless something contradicts itself that could be read.
fn made(
    provenance: Option<Provenance>,
    samples: Option<Samples>,
    sites: Vec<LearnedMix>,
    fields: &mut Record<'_>,
) -> Option<Definition> {
    let made = Definition::new(provenance, sites).and_then(|made| match samples {
        Some(samples) => made.with_samples(samples),
        None => Ok(made),
    });
    made.map_err(|Error(problems)| {
        for problem in problems {
            fields.complain(&problem.path, problem.fault.to_string(), None);
        }
    })
    .ok()
}

fn seal(is_sealed: bool) -> Shape<String> {
    let changed = "is not the SHA-256 of the lines before it: the definition was changed";
    let way_out = "put the file back as it was, or remove the line `sha256` if the change is meant";
    text().check(move |_| if is_sealed { Ok(()) } else { Err(Complaint::new(changed).help(way_out)) })
}
