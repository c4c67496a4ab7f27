//! Shapes of single values: text, booleans, numbers and words of a closed set.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::interval::Interval;
use super::node::{Kind, Node};
use super::reading::Reading;
use super::shape::Shape;

/// Any text; what YAML reads as a number or as `true` has to stand in quotes.
#[must_use]
pub fn text() -> Shape<String> {
    Shape::new(json!({ "type": "string" }), |node, reading| match &node.kind {
        Kind::Text(text) => Some(text.clone()),
        Kind::Bool(_) | Kind::Integer(_) | Kind::Number(_) => {
            reading.wrong(node, "text", |_| Some("put the value in quotes".to_owned()));
            None
        }
        Kind::Unknown | Kind::Null | Kind::List(_) | Kind::Mapping(_) => refuse(node, reading, "text"),
    })
}

/// The name of a file, which [`Document::files`](super::Document::files) lists.
#[must_use]
pub fn file() -> Shape<String> {
    let text = text();
    Shape::new(text.schema().clone(), move |node, reading| {
        let file = text.read(node, reading)?;
        reading.name_file(&file);
        Some(file)
    })
}

/// `true` or `false`.
#[must_use]
pub fn boolean() -> Shape<bool> {
    Shape::new(json!({ "type": "boolean" }), |node, reading| match node.kind {
        Kind::Bool(value) => Some(value),
        _ => refuse(node, reading, "true or false"),
    })
}

/// A whole number of a range; `1e3` and `5.0` are whole numbers too.
#[must_use]
pub fn integer(range: RangeInclusive<u64>) -> Shape<u64> {
    let allowed = match (*range.start(), *range.end()) {
        (start, u64::MAX) => format!("a whole number from {start} to 2^64 - 1"),
        (start, end) if start == end => start.to_string(),
        (start, end) => format!("a whole number from {start} to {end}"),
    };
    let mut schema = json!({ "type": "integer", "minimum": range.start() });
    if *range.end() < u64::MAX {
        schema["maximum"] = json!(range.end());
    }
    Shape::new(schema, move |node, reading| match whole(&node.kind) {
        Some(value) if range.contains(&value) => Some(value),
        _ => refuse(node, reading, &allowed),
    })
}

/// A whole number of a range, or a word in its place, which is read as `None`.
#[must_use]
pub fn integer_or(range: RangeInclusive<u64>, word: &'static str) -> Shape<Option<u64>> {
    let allowed = format!("{word} or a whole number from {} to {}", range.start(), range.end());
    let number = json!({ "type": "integer", "minimum": range.start(), "maximum": range.end() });
    Shape::new(json!({ "anyOf": [{ "const": word }, number] }), move |node, reading| {
        match (&node.kind, whole(&node.kind)) {
            (Kind::Text(text), _) if text == word => Some(None),
            (Kind::Text(text), _) => {
                reading.wrong(node, &allowed, |reading| reading.suggestion(text, &[word]));
                None
            }
            (_, Some(value)) if range.contains(&value) => Some(Some(value)),
            _ => refuse(node, reading, &allowed),
        }
    })
}

/// A finite number of an interval.
pub fn number(interval: impl Into<Interval>) -> Shape<f64> {
    let interval = interval.into();
    let mut schema = serde_json::Map::from_iter([("type".to_owned(), json!("number"))]);
    interval.describe(&mut schema);
    Shape::new(Value::Object(schema), move |node, reading| match real(&node.kind) {
        Some(value) if interval.contains(value) => Some(value),
        _ => refuse(node, reading, &interval.to_string()),
    })
}

/// One word of a closed set, with what each stands for.
#[must_use]
pub fn word<T: Clone + 'static>(words: Vec<(&'static str, T)>) -> Shape<T> {
    let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
    let allowed = names.join(", ");
    Shape::new(json!({ "enum": names }), move |node, reading| {
        let Kind::Text(text) = &node.kind else {
            return refuse(node, reading, &allowed);
        };
        let found = words.iter().find(|(name, _)| name == text);
        if found.is_none() {
            reading.wrong(node, &allowed, |reading| reading.suggestion(text, &names));
        }
        found.map(|(_, value)| value.clone())
    })
}

/// Nothing at all: an empty value or `{}`, for a tag whose name says everything.
pub fn nothing<T: Clone + 'static>(value: T) -> Shape<T> {
    let schema = json!({ "type": ["object", "null"], "maxProperties": 0 });
    Shape::new(schema, move |node, reading| match &node.kind {
        Kind::Null => Some(value.clone()),
        Kind::Mapping(entries) if entries.is_empty() => Some(value.clone()),
        _ => refuse(node, reading, "nothing"),
    })
}

fn refuse<T>(node: &Node, reading: &mut Reading, allowed: &str) -> Option<T> {
    reading.wrong(node, allowed, |_| None);
    None
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be whole, and small enough"
)]
fn whole(kind: &Kind) -> Option<u64> {
    match kind {
        Kind::Integer(value) => u64::try_from(*value).ok(),
        Kind::Number(value) if value.fract() == 0.0 && (0.0..=MOST_EXACT).contains(value) => {
            Some(*value as u64)
        }
        _ => None,
    }
}

/// Up to here every whole number has its own `f64`: 2⁵³.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

#[expect(clippy::cast_precision_loss, reason = "a number of many digits is rounded, wherever it is written")]
fn real(kind: &Kind) -> Option<f64> {
    match kind {
        Kind::Integer(value) => Some(*value as f64),
        Kind::Number(value) => Some(*value),
        _ => None,
    }
}
