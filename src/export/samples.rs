//! What the entries of a sample and the logits of a network stand for, as every format says it.

use super::{Trained, literal, origin};
use crate::columns::{Column, Kind};
use crate::definition::one_line;
use crate::task::Dims;

/// Where a network comes from, what goes into it and what comes out; `quoted` writes a name, which may contain anything.
pub(super) fn lines(trained: &Trained, quoted: fn(&str) -> String) -> Vec<String> {
    let mut lines = origin::lines(trained.definition().provenance(), quoted);
    if let Some(channels) = channels(trained) {
        lines.push(format!("Channels    {channels}"));
    }
    let columns = trained.columns().iter();
    let entries = columns.flat_map(|column| entries(column, quoted)).enumerate();
    lines.extend(entries.map(|(place, entry)| format!("{:<12}{entry}", format!("Entry {place}"))));
    let classes = trained.classes().iter().enumerate();
    lines.extend(classes.map(|(place, class)| format!("{:<12}{}", format!("Logit {place}"), quoted(class))));
    lines
}

/// The same as a paragraph that stands in from the margin.
pub(super) fn indented(trained: &Trained, quoted: fn(&str) -> String) -> String {
    let lines = lines(trained, quoted).into_iter().map(|line| format!("    {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The channels of images in their order; nothing where they are neither grey nor coloured.
fn channels(trained: &Trained) -> Option<&'static str> {
    match (trained.network().input, trained.input().white) {
        (Dims::Image { channels: 1, .. }, Some(_)) => Some("grey: 0 is black, 1 is white"),
        (Dims::Image { channels: 3, .. }, Some(_)) => Some("red, green, blue, each from 0 to 1"),
        (Dims::Image { .. } | Dims::Vector(_) | Dims::Array(_), _) => None,
    }
}

/// How the cell of a column becomes entries.
fn entries(column: &Column, quoted: fn(&str) -> String) -> Vec<String> {
    let name = quoted(&column.name);
    let mut entries = match &column.kind {
        Kind::Number { offset, fill, .. } => {
            let less = if *offset == 0.0 {
                String::new()
            } else {
                format!(" less {}, in double precision", literal::double(*offset))
            };
            let missing =
                fill.map(|fill| format!("; where it is missing, {} stands for it", literal::double(fill)));
            vec![format!("{name}{less}{}", missing.unwrap_or_default())]
        }
        Kind::Category { texts, fill } => {
            let missing =
                fill.as_ref().map(|fill| format!("; where it is missing, {} stands for it", quoted(fill)));
            let missing = missing.unwrap_or_default();
            texts.iter().map(|text| format!("1 where {name} is {}, else 0{missing}", quoted(text))).collect()
        }
    };
    if column.indicator {
        entries.push(format!("1 where {name} is missing, else 0"));
    }
    entries
}

/// What is known, by names that a program can ask for: what entries and logits are called, each as a list in JSON and only
/// where they are, and everything that has to be done with a sample, as [`Samples`](super::Samples) in JSON.
pub(super) fn metadata(trained: &Trained) -> Vec<(&'static str, String)> {
    let list = |names: &[String]| serde_json_list(names);
    let (columns, classes) = (trained.columns().entry_names(), trained.classes());
    let named =
        [("columns", list(&columns), columns.is_empty()), ("classes", list(classes), classes.is_empty())];
    let known = named.into_iter().filter(|(_, _, is_empty)| !is_empty).map(|(name, list, _)| (name, list));
    known.chain([("samples", one_line(trained.samples()))]).collect()
}

/// Strings as a list of JSON.
fn serde_json_list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| super::json::string(name)).collect();
    format!("[{}]", names.join(", "))
}

/// Constants of Python with the names, and an empty line behind them.
pub(super) fn python(trained: &Trained) -> String {
    let constant = |name: &str, names: &[String]| {
        if names.is_empty() {
            return String::new();
        }
        let entries = names.iter().map(|entry| format!("    {},\n", super::python::string(entry)));
        format!("{name} = (\n{})\n", entries.collect::<Vec<_>>().concat())
    };
    let constants =
        constant("CLASSES", trained.classes()) + &constant("COLUMNS", &trained.columns().entry_names());
    if constants.is_empty() { constants } else { format!("\n{constants}") }
}

/// The same in Rust.
pub(super) fn rust(trained: &Trained) -> String {
    let constant = |name: &str, about: &str, names: &[String]| {
        if names.is_empty() {
            return String::new();
        }
        let entries = names.iter().map(|entry| format!("    {},\n", rust_string(entry)));
        let (count, entries) = (names.len(), entries.collect::<Vec<_>>().concat());
        format!("/// {about}\n#[rustfmt::skip]\npub const {name}: [&str; {count}] = [\n{entries}];\n\n")
    };
    constant("CLASSES", "What the logits stand for, in their order.", trained.classes())
        + &constant(
            "COLUMNS",
            "What the entries of a sample are, in their order.",
            &trained.columns().entry_names(),
        )
}

/// A string literal of Rust.
fn rust_string(value: &str) -> String {
    let escaped = value.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        ' '..='~' => c.to_string(),
        _ => format!("\\u{{{:x}}}", u32::from(c)),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
