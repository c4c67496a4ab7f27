//! The shape of a value that may be written in short.

use serde_json::json;

use super::node::Kind;
use super::shape::Shape;

/// A mapping, or in its place a value that stands for the one thing that matters, such as `dropout: 0.25` for
/// `dropout: {share: 0.25}`.
///
/// What is no mapping and not empty is read as the short form, so that its errors speak of that.
#[must_use]
pub fn brief<T: 'static>(short: Shape<T>, full: Shape<T>) -> Shape<T> {
    let schema = json!({ "anyOf": [short.schema(), full.schema()] });
    Shape::new(schema, move |node, reading| match node.kind {
        Kind::Mapping(_) | Kind::Null => full.read(node, reading),
        Kind::Unknown
        | Kind::Bool(_)
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::List(_) => short.read(node, reading),
    })
}

/// A value, or a mapping with this key in its place, such as `bases: {from: winner.yaml}` for a list of bases.
///
/// A mapping of another single key may be the value itself, such as `bases: {leaky_relu: {slope: 0.1}}`. What is no mapping is
/// read as the value, so that its errors speak of that.
#[must_use]
pub fn or_mapping<T: 'static>(value: Shape<T>, key: &'static str, mapping: Shape<T>) -> Shape<T> {
    let schema = json!({ "anyOf": [value.schema(), mapping.schema()] });
    Shape::new(schema, move |node, reading| match &node.kind {
        Kind::Mapping(entries) if entries.len() != 1 || node.child(key).is_some() => {
            mapping.read(node, reading)
        }
        Kind::Unknown
        | Kind::Null
        | Kind::Bool(_)
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::List(_)
        | Kind::Mapping(_) => value.read(node, reading),
    })
}
