//! Values that may be null, and values that are described but not read.

use serde_json::{Value, json};

use super::node::Kind;
use super::shape::Shape;

/// A value, or `null` in its place, which is read as `None`; so is a value that is left empty.
#[must_use]
pub fn or_null<T: 'static>(shape: Shape<T>) -> Shape<Option<T>> {
    let mut schema = shape.schema().clone();
    match schema["type"].take() {
        Value::String(kind) => schema["type"] = json!([kind, "null"]),
        _ => schema = json!({ "anyOf": [shape.schema(), { "type": "null" }] }),
    }
    Shape::new(schema, move |node, reading| match node.kind {
        Kind::Null => Some(None),
        Kind::Unknown
        | Kind::Bool(_)
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::List(_)
        | Kind::Mapping(_) => shape.read(node, reading).map(Some),
    })
}

/// A value that is described by this shape, but is there for other readers: whatever it is, nothing is read.
#[must_use]
pub fn unread<T: 'static>(shape: Shape<T>) -> Shape<()> {
    Shape::new(shape.into_schema(), |_, _| Some(()))
}
