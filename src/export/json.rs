//! The `json` format: a definition as JSON, of which every number reads back as it was.

use super::{Definition, Provenance, Samples, literal};
use crate::activation::{Base, LearnedMix, Setting, SimpleTerm};
use crate::columns::Column;
use crate::definition::{json_seal, one_line};
use std::fmt::Write as _;

/// Writes a definition as JSON, with the fields of the YAML; [`read_yaml`](super::read_yaml) reads it, too.
pub(super) fn render(definition: &Definition) -> String {
    let provenance = definition.provenance().map(|it| format!("  \"provenance\": {},\n", provenance(it)));
    let samples = definition.samples().map(|it| format!("  \"samples\": {},\n", samples(it)));
    let sites: Vec<String> = definition.sites().iter().map(site).collect();
    let text = format!(
        "{{\n  \"format\": {},\n{}{}  \"sites\": [\n{}\n  ],\n",
        Definition::FORMAT,
        provenance.unwrap_or_default(),
        samples.unwrap_or_default(),
        sites.join(",\n")
    );
    let seal = json_seal(&text);
    text + &seal
}

fn provenance(provenance: &Provenance) -> String {
    let Provenance {
        search,
        trial,
        validation_accuracy,
        test_accuracy,
        tested_among,
        space_sha256,
        dataset,
        dataset_sha256,
        seed,
        program,
    } = provenance;
    let or_null = |text: &Option<String>| text.as_deref().map_or("null".to_owned(), string);
    let mut fields = vec![
        ("search", string(search)),
        ("trial", trial.to_string()),
        ("validation_accuracy", literal::double(*validation_accuracy)),
        ("test_accuracy", test_accuracy.map_or("null".to_owned(), literal::double)),
        ("space_sha256", string(space_sha256)),
        ("dataset", or_null(dataset)),
        ("dataset_sha256", or_null(dataset_sha256)),
        ("seed", seed.to_string()),
        ("program", string(program)),
    ];
    fields.splice(4..4, tested_among.map(|trials| ("tested_among", trials.to_string())));
    object(&fields, "  ")
}

fn samples(samples: &Samples) -> String {
    let Samples { shape, classes, columns, normalisation } = samples;
    let columns: Vec<&Column> = columns.iter().collect();
    let mut fields = vec![("shape", one_line(shape))];
    fields.extend((!classes.is_empty()).then(|| ("classes", lines(classes, "    ", one_line))));
    fields.extend((!columns.is_empty()).then(|| ("columns", lines(&columns, "    ", one_line))));
    fields.extend(normalisation.as_ref().map(|scale| ("normalisation", one_line(scale))));
    object(&fields, "  ")
}

fn site(learned: &LearnedMix) -> String {
    let LearnedMix { site, mix, coefficients, parameters } = learned;
    let mut fields = vec![
        ("site", string(site)),
        ("bases", list(&mix.bases, |base| base_with(*base, literal::double))),
        ("hull", string(mix.hull.name())),
        ("sharing", string(mix.sharing.name())),
        ("coefficients", rows(coefficients)),
    ];
    if !parameters.is_empty() {
        fields.push(("parameters", rows(parameters)));
    }
    if let Some(simplified) = learned.simplified() {
        fields.push(("simplified", lines(&simplified.terms, WITHIN, term)));
    }
    format!("    {}", object(&fields, "    "))
}

fn term(term: &SimpleTerm) -> String {
    let SimpleTerm { base, parameters, coefficients } = term;
    let numbers = |numbers: &[f64]| list(numbers, |number| literal::rounded(*number));
    let parameters = if parameters.is_empty() {
        String::new()
    } else {
        format!(", \"parameters\": {}", numbers(parameters))
    };
    let base = base_with(*base, literal::rounded);
    format!("{{\"base\": {base}{parameters}, \"coefficients\": {}}}", numbers(coefficients))
}

/// A base with its numbers written in this way.
fn base_with(base: Base, number: impl Fn(f64) -> String) -> String {
    let setting = |(name, value)| match value {
        Setting::Number(value) => format!("\"{name}\": {}", number(value)),
        Setting::Switch(on) => format!("\"{name}\": {on}"),
    };
    let settings: Vec<String> = base.settings().into_iter().map(setting).collect();
    if settings.is_empty() {
        return string(base.name());
    }
    format!("{{{}: {{{}}}}}", string(base.name()), settings.join(", "))
}

/// Rows of numbers, one a line.
fn rows(rows: &[Vec<f32>]) -> String {
    lines(rows, WITHIN, |row| list(row, |number| literal::single(*number)))
}

/// How far the fields of a site stand in.
const WITHIN: &str = "      ";

/// The items of a field that stands in so far, one a line.
fn lines<T>(items: &[T], margin: &str, write: impl Fn(&T) -> String) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("\n{margin}  {}", write(item))).collect();
    if items.is_empty() { "[]".to_owned() } else { format!("[{}\n{margin}]", items.join(",")) }
}

fn list<T>(items: &[T], write: impl Fn(&T) -> String) -> String {
    let items: Vec<String> = items.iter().map(write).collect();
    format!("[{}]", items.join(", "))
}

fn object(fields: &[(&str, String)], indent: &str) -> String {
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("\n{indent}  \"{name}\": {value}")).collect();
    format!("{{{}\n{indent}}}", fields.join(","))
}

/// A string that JSON and YAML read alike: YAML folds some line breaks that JSON has raw, and knows no surrogates.
pub(super) fn string(value: &str) -> String {
    let mut literal = String::from('"');
    for c in value.chars() {
        let written = match c {
            '"' | '\\' => write!(literal, "\\{c}"),
            ' '..='~' | '\u{10000}'.. => write!(literal, "{c}"),
            '\0'..='\u{ffff}' => write!(literal, "\\u{:04x}", u32::from(c)),
        };
        written.expect("writing to a string cannot fail");
    }
    literal.push('"');
    literal
}
