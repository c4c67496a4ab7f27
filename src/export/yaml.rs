//! The portable format: a definition as documented YAML.

use super::{Definition, Provenance, Samples, literal};
use crate::activation::{Base, LearnedMix, Mix, Parameter, Setting, SimpleTerm};
use crate::definition::{one_line, yaml_seal};
use serde::Serialize;

/// Writes a definition as YAML: what [`read_yaml`](super::read_yaml) reads.
#[must_use]
pub fn render(definition: &Definition) -> String {
    let sites: String = definition.sites().iter().map(site).collect();
    // A network as it came has nothing at its sites, and a key without a value is no list.
    let sites = if sites.is_empty() { " []\n".to_owned() } else { format!("\n{sites}") };
    let text = format!(
        "{HEADER}{formulas}\nformat: {format}\n{provenance}{samples}sites:{sites}",
        formulas = formulas(definition.sites()),
        format = Definition::FORMAT,
        provenance = definition.provenance().map(provenance).unwrap_or_default(),
        samples = definition.samples().map(samples).unwrap_or_default(),
    );
    let seal = yaml_seal(&text);
    text + &seal
}

const HEADER: &str = "\
# Activation functions that actsearch learned together with the weights of a network.
#
# Each entry of `sites` is one activation of the network, in the order of the network. It replaces
# every number x of its input by
#
#     f(x) = sum over i of coefficients[i] * bases[i](x)
#
#   site          its name in the network
#   bases         the functions, in the order of the coefficients: a name, or {name: {parameter: value}}
#   hull          what the coefficients may become in further training:
#                   affine: they sum to 1
#                   convex: they sum to 1 and none is negative
#                   linear: anything
#                   frozen: they are not trained
#   sharing       layer: one row of coefficients serves the whole site
#                 channel: row c serves channel c, which is dimension 1 of a batch
#   coefficients  rows with one number for each base; read as 32-bit floats they are exactly what was learned
#   parameters    only where bases have a learned parameter, which is the slope of prelu, and the beta of swish
#                 where `learned` is true: as many rows, with one number for each such base. These are the
#                 values to compute with; those in `bases` are where training started
#   simplified    only where the same function can be written in simpler terms, to float precision:
#                 f(x) = sum over the entries of coefficient * base(x), or 0 if there is none; one coefficient
#                 for each row above, and one learned parameter if rows differ in it. It is there for people:
#                 what reads this file may ignore it, and `actsearch` does
#
# `format` is the version of this format: refuse what is larger than you know. `provenance` says which
# trial of which search this is; accuracies are shares from 0 to 1, null where none was measured. It is
# missing where the mixes were written by hand. `samples` says what the network took and gave: the shape of
# a sample, what each logit stands for, and for tables how cells become entries, in their order: a number
# less `offset`, in double precision; for a category 1 for the text that the cell has and 0 for the others;
# `fill` stands for a missing cell; with `indicator` one more entry is 1 where it is missing, else 0. Mean
# and deviation are part of an exported network. `sha256` is the SHA-256 of all lines before it: whoever
# means to change this file removes that line.
#
# Combinations of activation functions over their affine and convex hulls: F. Manessi and A. Rozza,
# \"Learning Combinations of Activation Functions\", ICPR 2018, arXiv 1801.09403.
#
# The bases used here:
#
";

/// The formula of every base that is used, once.
fn formulas(sites: &[LearnedMix]) -> String {
    let used = |listed: &Base| {
        sites.iter().any(|learned| learned.mix.bases.iter().any(|base| base.name() == listed.name()))
    };
    Base::ALL.iter().filter(|base| used(base)).map(formula).collect()
}

fn formula(base: &Base) -> String {
    let facts = base.facts();
    let defaults: Vec<String> = facts.parameters.iter().map(default).collect();
    let defaults = if defaults.is_empty() {
        String::new()
    } else {
        format!(", with {} where not given", defaults.join(" and "))
    };
    format!("#     {}(x) = {}{defaults}\n", facts.name, facts.formula)
}

/// `slope = 0.01`
fn default(parameter: &Parameter) -> String {
    let number = |value: f64| if value.is_finite() { literal::double(value) } else { "infinity".to_owned() };
    format!("{} = {}", parameter.name, setting(parameter.setting(parameter.default), number))
}

fn provenance(provenance: &Provenance) -> String {
    let Provenance { search, trial, validation_accuracy, test_accuracy, space_sha256, seed, program, .. } =
        provenance;
    let or_null = |text: &Option<String>| text.as_deref().map_or("null".to_owned(), literal::text);
    format!(
        "provenance:
  search: {search}
  trial: {trial}
  validation_accuracy: {validation_accuracy}
  test_accuracy: {test_accuracy}
{tested_among}  space_sha256: {space_sha256}
  dataset: {dataset}
  dataset_sha256: {dataset_sha256}
  seed: {seed}
  program: {program}
",
        search = literal::text(search),
        validation_accuracy = literal::double(*validation_accuracy),
        test_accuracy = test_accuracy.map_or("null".to_owned(), literal::double),
        tested_among = provenance.tested_among.map_or(String::new(), |it| format!("  tested_among: {it}\n")),
        space_sha256 = literal::text(space_sha256),
        dataset = or_null(&provenance.dataset),
        dataset_sha256 = or_null(&provenance.dataset_sha256),
        program = literal::text(program),
    )
}

/// Every class and every column has a line, written as in JSON.
fn samples(samples: &Samples) -> String {
    let Samples { shape, classes, columns, normalisation } = samples;
    let scale = normalisation.as_ref().map(|scale| format!("  normalisation: {}\n", one_line(scale)));
    format!(
        "samples:\n  shape: {}\n{}{}{}",
        one_line(shape),
        items("classes", classes.iter()),
        items("columns", columns.iter()),
        scale.unwrap_or_default()
    )
}

fn items<'i, T: Serialize + 'i>(name: &str, items: impl Iterator<Item = &'i T>) -> String {
    let items: Vec<String> = items.map(|item| format!("    - {}\n", one_line(item))).collect();
    if items.is_empty() { String::new() } else { format!("  {name}:\n{}", items.concat()) }
}

fn site(learned: &LearnedMix) -> String {
    let LearnedMix { site, mix: Mix { bases, hull, sharing }, coefficients, parameters } = learned;
    format!(
        "  - site: {site}
    bases: {bases}
    hull: {hull}
    sharing: {sharing}
    coefficients:
{coefficients}{parameters}{simplified}",
        site = literal::text(site),
        bases = list(bases, written_base),
        hull = hull.name(),
        sharing = sharing.name(),
        coefficients = rows(coefficients),
        parameters = if parameters.is_empty() {
            String::new()
        } else {
            format!("    parameters:\n{}", rows(parameters))
        },
        simplified = simplified(learned),
    )
}

fn rows(rows: &[Vec<f32>]) -> String {
    let rows: Vec<String> =
        rows.iter().map(|row| format!("      - {}\n", list(row, literal::single))).collect();
    rows.concat()
}

fn simplified(learned: &LearnedMix) -> String {
    let Some(simplified) = learned.simplified() else { return String::new() };
    if simplified.terms.is_empty() {
        return "    simplified: []\n".to_owned();
    }
    let terms: String = simplified.terms.iter().map(term).collect();
    format!("    simplified:\n{terms}")
}

fn term(term: &SimpleTerm) -> String {
    let SimpleTerm { base, parameters, coefficients } = term;
    let parameters = if parameters.is_empty() {
        String::new()
    } else {
        format!(", parameters: {}", list(parameters, literal::rounded))
    };
    format!(
        "      - {{base: {base}{parameters}, coefficients: {coefficients}}}\n",
        base = base_with(*base, literal::rounded),
        coefficients = list(coefficients, literal::rounded),
    )
}

fn written_base(base: Base) -> String {
    base_with(base, literal::double)
}

/// A base with its numbers written in this way.
fn base_with(base: Base, number: impl Fn(f64) -> String) -> String {
    let settings = base.settings().into_iter();
    let settings: Vec<String> =
        settings.map(|(name, value)| format!("{name}: {}", setting(value, &number))).collect();
    if settings.is_empty() {
        base.name().to_owned()
    } else {
        format!("{{{}: {{{}}}}}", base.name(), settings.join(", "))
    }
}

fn setting(setting: Setting, number: impl Fn(f64) -> String) -> String {
    match setting {
        Setting::Number(value) => number(value),
        Setting::Switch(on) => on.to_string(),
    }
}

fn list<T: Copy>(items: &[T], write: impl Fn(T) -> String) -> String {
    let items: Vec<String> = items.iter().map(|item| write(*item)).collect();
    format!("[{}]", items.join(", "))
}
