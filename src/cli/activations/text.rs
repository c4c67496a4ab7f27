//! What is told about bases, for people.

use super::described::{Described, ParameterDescribed};
use crate::activation::{Base, Setting};
use crate::cli::plot::SOFTMAX;
use crate::cli::table::{Cell, Field, fields, list as list_of, table, text as texts, word};
use crate::cli::terminal::Screen;
use crate::numbers::given;

/// A line for each base, with what holds at the defaults.
pub(super) fn list(screen: Screen) -> String {
    let row = |base: Base| {
        let facts = base.facts();
        let parameters: Vec<&str> = facts.parameters.iter().map(|parameter| parameter.name).collect();
        let (monotone, smooth) = (yes_or_no(facts.monotone), yes_or_no(facts.smooth));
        let cells = [facts.name, facts.brief, facts.range, monotone, smooth, &parameters.join(", ")];
        cells.map(Cell::from).to_vec()
    };
    let columns =
        [word("name"), texts("f(x)"), word("range"), word("monotone"), word("smooth"), list_of("parameters")];
    table(&columns, Base::ALL.into_iter().map(row).collect(), screen)
}

/// A line for each thing that is known about a base.
pub(super) fn text(base: Base, screen: Screen) -> String {
    let (facts, described) = (base.facts(), Described::of(base));
    let aliases = if facts.aliases.is_empty() { "-".to_owned() } else { facts.aliases.join(", ") };
    let mut lines = vec![
        ("name", facts.name.to_owned()),
        ("aliases", aliases),
        ("f(x)", facts.formula.to_owned()),
        ("f'(x)", facts.derivative.to_owned()),
        ("f(x) in LaTeX", facts.latex.to_owned()),
        ("f'(x) in LaTeX", facts.derivative_latex.to_owned()),
    ];
    lines.extend(described.parameters.iter().map(|parameter| (parameter.name, about(parameter))));
    let at_defaults = if base.settings().is_empty() { "" } else { " at the defaults" };
    lines.extend([
        ("range", format!("{}{at_defaults}", facts.range)),
        ("monotone", format!("{}{at_defaults}", yes_or_no(facts.monotone))),
        ("smooth", format!("{}{at_defaults}", yes_or_no(facts.smooth))),
        ("f(0)", at_0(described.value_at_0)),
        ("f'(0)", at_0(described.derivative_at_0)),
        ("source", facts.source.to_owned()),
    ]);
    if !base.is_elementwise() {
        lines.push(("note", format!("not elementwise, so it has no curve; the plot shows {SOFTMAX}")));
    }
    let lines: Vec<Field> = lines.into_iter().map(|(key, value)| Field::new(key, value)).collect();
    fields(&lines, 18, screen)
}

fn about(parameter: &ParameterDescribed) -> String {
    let ParameterDescribed { value, default, about, allowed, .. } = parameter;
    let here = if value == default { String::new() } else { format!("{} here, ", or_none(*value)) };
    format!("{here}{} where not given, {allowed}: {about}", or_none(*default))
}

fn or_none(setting: Option<Setting>) -> String {
    setting.map_or("none".to_owned(), |setting| setting.to_string())
}

fn at_0(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| given((value * 1e6).round() / 1e6))
}

fn yes_or_no(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}
