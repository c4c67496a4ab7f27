//! Parts of a JSON Schema.

use serde_json::{Map, Value, json};

/// A schema with a text for people.
pub(super) fn described(about: &str, mut schema: Value) -> Value {
    schema["description"] = json!(about);
    schema
}

/// The schema of a mapping with these fields, and no others.
pub(super) fn record(about: &str, fields: &[(&str, Value)], required: &[&str]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let mut schema = json!({
        "description": about,
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}
