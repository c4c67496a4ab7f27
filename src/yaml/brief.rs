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
        Kind::Bool(_) | Kind::Integer(_) | Kind::Number(_) | Kind::Text(_) | Kind::List(_) => {
            short.read(node, reading)
        }
    })
}
