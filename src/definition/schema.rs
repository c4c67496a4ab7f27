//! The JSON Schema of definitions, made from the catalogue.

use super::record::{described, record};
use super::{Definition, samples_schema};
use crate::activation::{Allowed, Base, Hull, Parameter, Sharing};
use serde_json::{Map, Value, json};

/// The JSON Schema of definitions (draft 2020-12).
///
/// It says all that can be said of a definition without adding numbers up: that coefficients sum to 1, and that rows are as
/// long as there are bases, is checked by [`read`](super::read) alone.
#[must_use]
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:actsearch:definition:{}", Definition::FORMAT),
        "title": "actsearch definition",
        "description": "Learned activation functions f(x) = sum over i of coefficients[i] * bases[i](x), one for each site of \
                        a network, as YAML or JSON.",
        "type": "object",
        "properties": {
            "$schema": { "description": "The schema of this file, for editors.", "type": "string" },
            "format": {
                "description": "The version of this format; the latest where not given.",
                "type": "integer",
                "minimum": 1,
                "maximum": Definition::FORMAT,
            },
            "provenance": { "$ref": "#/$defs/provenance" },
            "samples": { "$ref": "#/$defs/samples" },
            "sites": {
                "description": "One entry for each activation, in the order of the network, those that were not searched last; no two have the same name.",
                "type": "array",
                "items": { "$ref": "#/$defs/site" },
                "minItems": 1,
            },
            "sha256": {
                "description": "The SHA-256 of all lines before this one, which is the last; where it is given a changed file is refused.",
                "type": "string",
            },
        },
        "required": ["sites"],
        "additionalProperties": false,
        "$defs": { "provenance": provenance(), "samples": samples_schema::schema(), "site": site(), "base": base(), "rows": rows(), "term": term() },
    })
}

fn provenance() -> Value {
    let share = json!({ "type": "number", "minimum": 0, "maximum": 1 });
    let share_or_null = json!({ "type": ["number", "null"], "minimum": 0, "maximum": 1 });
    let sha256 = |about: &str, types: Value| json!({ "description": about, "type": types });
    let or_null = json!(["string", "null"]);
    record(
        "The trial that the mixes come from; missing where they were written by hand.",
        &[
            ("search", described("The name of the search.", json!({ "type": "string" }))),
            ("trial", described("The number of the trial.", whole(u32::MAX.into()))),
            ("validation_accuracy", described("The share of validation samples that it got right.", share)),
            (
                "test_accuracy",
                described(
                    "The share of test samples that it got right; null where never read.",
                    share_or_null,
                ),
            ),
            (
                "tested_among",
                described(
                    "How many trials there were when the test part was read first, if the budget was changed after that.",
                    whole(u64::MAX),
                ),
            ),
            (
                "space_sha256",
                sha256(
                    "The SHA-256 of the space file, its overrides and the definitions that it names.",
                    json!("string"),
                ),
            ),
            ("dataset", described("The data set.", json!({ "type": or_null }))),
            ("dataset_sha256", sha256("The SHA-256 of its values and labels.", or_null.clone())),
            ("seed", described("The master seed of the search.", whole(u64::MAX))),
            ("program", described("The program that searched.", json!({ "type": "string" }))),
        ],
        &["search", "trial", "validation_accuracy", "space_sha256", "seed", "program"],
    )
}

fn site() -> Value {
    let bases = json!({ "type": "array", "items": { "$ref": "#/$defs/base" }, "minItems": 1 });
    let hull = json!({ "enum": Hull::ALL.map(Hull::name) });
    let sharing = json!({ "enum": Sharing::ALL.map(Sharing::name), "default": Sharing::Layer.name() });
    let rows = json!({ "$ref": "#/$defs/rows" });
    let simplified = json!({ "type": "array", "items": { "$ref": "#/$defs/term" } });
    let mut site = record(
        "The activation at one site.",
        &[
            ("site", described("Its name in the network.", json!({ "type": "string" }))),
            ("bases", described("The functions, in the order of the coefficients.", bases)),
            ("hull", described("What the coefficients may become in further training.", hull)),
            ("sharing", described("Who shares one row of coefficients.", sharing)),
            ("coefficients", described("Rows with one number for each base.", rows.clone())),
            (
                "parameters",
                described("As many rows, with one number for each base that has a learned parameter.", rows),
            ),
            (
                "simplified",
                described(
                    "The same function in simpler terms; what reads the file may ignore it.",
                    simplified,
                ),
            ),
        ],
        &["site", "bases", "coefficients"],
    );
    site["allOf"] = json!([
        {
            "if": { "properties": { "sharing": { "const": Sharing::Layer.name() } } },
            "then": { "properties": { "coefficients": { "maxItems": 1 } } },
        },
        {
            "if": { "properties": { "hull": { "const": Hull::Convex.name() } }, "required": ["hull"] },
            "then": { "properties": { "coefficients": { "items": { "items": { "minimum": 0 } } } } },
        },
    ]);
    site
}

fn rows() -> Value {
    json!({
        "type": "array",
        "items": { "type": "array", "items": { "type": "number" }, "minItems": 1 },
        "minItems": 1,
    })
}

fn term() -> Value {
    let numbers = json!({ "type": "array", "items": { "type": "number" }, "minItems": 1 });
    record(
        "A base with its coefficient in the simpler form.",
        &[
            ("base", json!({ "$ref": "#/$defs/base" })),
            (
                "parameters",
                described("The learned parameter of each row, where rows differ in it.", numbers.clone()),
            ),
            ("coefficients", described("One number for each row.", numbers)),
        ],
        &["base", "coefficients"],
    )
}

/// A name or an alias, or one of them with parameters.
fn base() -> Value {
    let names = |base: &Base| std::iter::once(base.facts().name).chain(base.facts().aliases.iter().copied());
    let bare = Base::ALL.iter().flat_map(|base| {
        names(base).map(|name| json!({ "const": name, "description": base.facts().formula }))
    });
    let with_parameters: Map<String, Value> = Base::ALL
        .iter()
        .flat_map(|base| names(base).map(|name| (name.to_owned(), parameters(*base))))
        .collect();
    let mapping = json!({
        "type": "object",
        "properties": with_parameters,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
    });
    json!({ "anyOf": bare.chain([mapping]).collect::<Vec<_>>() })
}

fn parameters(base: Base) -> Value {
    let facts = base.facts();
    let fields: Vec<(&str, Value)> = facts
        .parameters
        .iter()
        .map(|parameter| (parameter.name, described(parameter.about, allowed(parameter))))
        .collect();
    record(facts.formula, &fields, &[])
}

fn allowed(parameter: &Parameter) -> Value {
    let Parameter { default, allowed, .. } = *parameter;
    match allowed {
        Allowed::Number { min, max } => {
            json!({ "type": "number", "minimum": min, "maximum": max, "default": default })
        }
        Allowed::Limit { min } => json!({ "type": "number", "minimum": min }),
        Allowed::Switch => json!({ "type": "boolean", "default": default != 0.0 }),
    }
}

fn whole(maximum: u64) -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": maximum })
}
