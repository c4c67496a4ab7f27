//! `actsearch activations`.

use super::table::{print, print_json, table};
use crate::activation::{Base, Facts, Setting};
use crate::yaml::suggestion;
use serde::Serialize;

/// The arguments of `actsearch activations`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The base to describe; all are listed where none is given
    name: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Described {
    name: &'static str,
    aliases: &'static [&'static str],
    formula: &'static str,
    derivative: &'static str,
    parameters: Vec<ParameterDescribed>,
    range: &'static str,
    monotone: bool,
    source: &'static str,
}

#[derive(Serialize)]
struct ParameterDescribed {
    name: &'static str,
    about: &'static str,
    default: Setting,
    allowed: String,
}

/// Lists the bases, or describes one.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.name {
        None if arguments.json => print_json(&Base::ALL.map(described)),
        None => print(&list()),
        Some(name) => {
            let base = named(name)?;
            if arguments.json { print_json(&described(base)) } else { print(&text(base)) }
        }
    }
}

fn named(name: &str) -> anyhow::Result<Base> {
    Base::named(name).ok_or_else(|| {
        let names = Base::ALL.map(Base::name);
        let hint = suggestion(name, &names).map_or(String::new(), |question| format!("; {question}"));
        anyhow::anyhow!("there is no base `{name}`, known: {}{hint}", names.join(", "))
    })
}

fn described(base: Base) -> Described {
    let Facts { name, aliases, formula, derivative, parameters, range, monotone, source, .. } = base.facts();
    let described = |p: &crate::activation::Parameter| ParameterDescribed {
        name: p.name,
        about: p.about,
        default: p.setting(p.default),
        allowed: p.allowed.to_string(),
    };
    let parameters = parameters.iter().map(described).collect();
    Described { name, aliases, formula, derivative, parameters, range, monotone, source }
}

fn list() -> String {
    let line = |base: Base| {
        let facts = base.facts();
        let parameters: Vec<String> = facts
            .parameters
            .iter()
            .map(|parameter| format!("{}={}", parameter.name, parameter.setting(parameter.default)))
            .collect();
        let texts = [facts.name, facts.formula, facts.derivative, &parameters.join(", "), facts.range];
        texts.map(str::to_owned).to_vec()
    };
    table(&["name", "f(x)", "f'(x)", "parameters", "range"], &[], Base::ALL.into_iter().map(line).collect())
}

fn text(base: Base) -> String {
    let facts = base.facts();
    let mut lines = vec![
        format!("{:12}{}", "name", facts.name),
        format!(
            "{:12}{}",
            "aliases",
            if facts.aliases.is_empty() { "-".to_owned() } else { facts.aliases.join(", ") }
        ),
        format!("{:12}{}", "f(x)", facts.formula),
        format!("{:12}{}", "f'(x)", facts.derivative),
    ];
    for parameter in facts.parameters {
        let default = parameter.setting(parameter.default);
        let allowed = format!("{}; {default} where not given, {}", parameter.about, parameter.allowed);
        lines.push(format!("{:12}{allowed}", parameter.name));
    }
    lines.push(format!("{:12}{}", "range", facts.range));
    lines.push(format!("{:12}{}", "monotone", if facts.monotone { "yes" } else { "no" }));
    lines.push(format!("{:12}{}", "source", facts.source));
    lines.join("\n")
}
