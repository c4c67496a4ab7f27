//! The JSON Schema of a record while it is being collected, and of the whole document.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::limits::Limits;
use super::parse;
use super::reading::Reading;
use super::shape::Shape;

/// The keys of a record with their schemas, in the order in which the record asks for them.
#[derive(Debug, Default)]
pub(super) struct Description {
    properties: Map<String, Value>,
    keys: Vec<&'static str>,
    required: Vec<&'static str>,
    /// Keys of which exactly one must be there.
    alternatives: Vec<&'static str>,
}

impl Description {
    /// Adds a key that must be there; the answer is always `None`.
    pub(super) fn require<T: 'static>(
        &mut self,
        key: &'static str,
        about: &str,
        shape: Shape<T>,
    ) -> Option<T> {
        self.required.push(key);
        self.allow(key, about, shape)
    }

    /// Adds a key that may be absent; the answer is always `None`.
    pub(super) fn allow<T: 'static>(&mut self, key: &'static str, about: &str, shape: Shape<T>) -> Option<T> {
        self.add(key, shape.about(about).into_schema());
        None
    }

    /// Adds a key with a default; the answer is always `None`.
    pub(super) fn allow_or<T>(
        &mut self,
        key: &'static str,
        about: &str,
        shape: Shape<T>,
        default: &T,
    ) -> Option<T>
    where
        T: Serialize + 'static,
    {
        let shape = shape.about(about);
        let mut schema = shape.schema().clone();
        if let Ok(default) = serde_json::to_value(default) {
            debug_assert_eq!(
                refusal(&shape, &default),
                None,
                "the default of `{key}` does not have its shape"
            );
            schema["default"] = default;
        }
        self.add(key, schema);
        None
    }

    /// Says that exactly one of these keys must be there.
    pub(super) fn choose(&mut self, keys: &[&'static str]) {
        self.alternatives = keys.to_vec();
    }

    fn add(&mut self, key: &'static str, schema: Value) {
        self.keys.push(key);
        self.properties.insert(key.to_owned(), schema);
    }

    /// Every key that was asked for.
    pub(super) fn keys(&self) -> Vec<&'static str> {
        self.keys.clone()
    }

    /// The schema of the record; an empty value is allowed where nothing is required.
    pub(super) fn into_schema(self, about: &str) -> Value {
        let may_be_empty = self.required.is_empty() && self.alternatives.is_empty();
        let kinds = if may_be_empty { json!(["object", "null"]) } else { json!("object") };
        let mut schema = json!({ "type": kinds });
        if !about.is_empty() {
            schema["description"] = json!(about);
        }
        schema["properties"] = Value::Object(self.properties);
        if !self.required.is_empty() {
            schema["required"] = json!(self.required);
        }
        if !self.alternatives.is_empty() {
            let with = |key: &&str| json!({ "required": [key] });
            schema["oneOf"] = self.alternatives.iter().map(with).collect();
        }
        schema["additionalProperties"] = json!(false);
        schema
    }
}

/// What the shape has against its own default, which an editor may write into a file as it stands in the
/// schema.
fn refusal<T: 'static>(shape: &Shape<T>, default: &Value) -> Option<String> {
    let (node, _) = parse::parse(&default.to_string(), Limits::BY_HAND, None).ok()?;
    let mut reading = Reading::default();
    shape.read(&node, &mut reading);
    reading.into_found().into_shown().0.pop().map(|found| found.message)
}

/// Describes a whole file as a JSON Schema, draft 7, which editors understand best.
#[must_use]
pub fn document_schema<T: 'static>(title: &str, id: Option<&str>, shape: &Shape<T>) -> Value {
    let mut document = json!({ "$schema": "http://json-schema.org/draft-07/schema#", "title": title });
    if let Some(id) = id {
        document["$id"] = json!(id);
    }
    let mut body = shape.schema().clone();
    let mut definitions = Map::new();
    hoist(&mut body, &mut definitions);
    if let (Value::Object(document), Value::Object(body)) = (&mut document, body) {
        document.extend(body);
    }
    if !definitions.is_empty() {
        document["definitions"] = Value::Object(definitions);
    }
    document
}

/// Moves the definitions of recursive shapes from where they are used to the top, where their references
/// look.
fn hoist(schema: &mut Value, definitions: &mut Map<String, Value>) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| hoist(item, definitions)),
        Value::Object(fields) => {
            let referring = fields.get("$ref").is_some_and(Value::is_string);
            if referring && let Some(Value::Object(inner)) = fields.remove("definitions") {
                for (name, mut body) in inner {
                    hoist(&mut body, definitions);
                    definitions.insert(name, body);
                }
            }
            fields.values_mut().for_each(|field| hoist(field, definitions));
        }
        _ => {}
    }
}
