//! What a value may look like: how it is read, together with its JSON Schema.

use std::cell::OnceCell;
use std::rc::{Rc, Weak};

use serde_json::{Value, json};

use super::complaint::Complaint;
use super::node::{Kind, Node};
use super::reading::Reading;

/// The shape of a value: reads a `T` with every problem found, and describes itself as a JSON Schema.
///
/// Shapes are put together from the functions of this module, so what is read and what is described cannot
/// differ. Cloning is cheap.
pub struct Shape<T> {
    schema: Rc<Value>,
    reader: Rc<Reader<T>>,
}

/// Reads a `T`, or reports at least one problem.
type Reader<T> = dyn Fn(&Node, &mut Reading) -> Option<T>;

impl<T: 'static> Shape<T> {
    /// A shape from its two halves.
    pub(super) fn new(
        schema: Value,
        reader: impl Fn(&Node, &mut Reading) -> Option<T> + 'static,
    ) -> Shape<T> {
        Shape::of(Rc::new(schema), reader)
    }

    /// The same, of a schema that others have, too.
    fn of(schema: Rc<Value>, reader: impl Fn(&Node, &mut Reading) -> Option<T> + 'static) -> Shape<T> {
        Shape { schema, reader: Rc::new(reader) }
    }

    /// Reads a value of this shape.
    pub(super) fn read(&self, node: &Node, reading: &mut Reading) -> Option<T> {
        if matches!(node.kind, Kind::Unknown) {
            reading.pass_over();
            return None;
        }
        (self.reader)(node, reading)
    }

    /// The JSON Schema of this shape, without the heading that [`document_schema`](super::document_schema)
    /// adds.
    #[must_use]
    pub fn schema(&self) -> &Value {
        &self.schema
    }

    /// The schema alone, for a shape that will not be read with.
    pub(super) fn into_schema(self) -> Value {
        Rc::unwrap_or_clone(self.schema)
    }

    /// Makes something else of the value that was read.
    pub fn map<U: 'static>(self, make: impl Fn(T) -> U + 'static) -> Shape<U> {
        self.try_map(move |value| Ok(make(value)))
    }

    /// Makes something else of the value that was read, where that can fail.
    pub fn try_map<U: 'static>(self, make: impl Fn(T) -> Result<U, Complaint> + 'static) -> Shape<U> {
        let reader = self.reader;
        Shape::of(self.schema, move |node, reading| {
            let value = reader(node, reading)?;
            make(value).map_err(|complaint| reading.complain(node, complaint)).ok()
        })
    }

    /// Refuses some of the values that have this shape.
    #[must_use]
    pub fn check(self, check: impl Fn(&T) -> Result<(), Complaint> + 'static) -> Shape<T> {
        self.try_map(move |value| check(&value).map(|()| value))
    }

    /// Describes the shape in its schema; an empty text leaves the description that it has.
    #[must_use]
    pub fn about(mut self, about: &str) -> Shape<T> {
        if !about.is_empty() {
            self.schema = self.with_keywords(json!({ "description": about }));
        }
        self
    }

    /// Adds keywords to the schema that say what is checked of several values together.
    #[must_use]
    pub fn constrained(mut self, keywords: Value) -> Shape<T> {
        self.schema = self.with_keywords(keywords);
        self
    }

    fn with_keywords(&self, keywords: Value) -> Rc<Value> {
        let mut schema = self.schema().clone();
        if let (Value::Object(schema), Value::Object(keywords)) = (&mut schema, keywords) {
            schema.extend(keywords);
        }
        Rc::new(schema)
    }

    /// Reads what is wrong as `None`, once that is told, so that what stands beside it is looked at all the same.
    #[must_use]
    pub fn or_none(self) -> Shape<Option<T>> {
        let reader = self.reader;
        Shape::of(self.schema, move |node, reading| Some(reader(node, reading)))
    }
}

/// A shape that the schema describes once, under this name, however often it is used.
#[must_use]
pub fn defined<T: 'static>(name: &'static str, shape: Shape<T>) -> Shape<T> {
    let reference =
        json!({ "$ref": format!("#/definitions/{name}"), "definitions": { name: shape.schema() } });
    Shape { schema: Rc::new(reference), reader: shape.reader }
}

/// A shape that contains itself, such as a layer with layers inside.
///
/// `body` is given the shape itself and returns what it looks like. `name` names it in the schema.
pub fn recursive<T: 'static>(name: &'static str, body: impl FnOnce(Shape<T>) -> Shape<T>) -> Shape<T> {
    let reference = json!({ "$ref": format!("#/definitions/{name}") });
    let whole: Rc<OnceCell<Shape<T>>> = Rc::default();
    // Weak, since the whole holds this inner shape: the two would keep each other alive for ever.
    let weak: Weak<OnceCell<Shape<T>>> = Rc::downgrade(&whole);
    let inner =
        Shape::new(reference.clone(), move |node, reading| weak.upgrade()?.get()?.read(node, reading));
    let shape = whole.get_or_init(|| body(inner));
    let mut schema = reference;
    schema["definitions"] = json!({ name: shape.schema() });
    Shape::new(schema, move |node, reading| whole.get()?.read(node, reading))
}

impl<T> Clone for Shape<T> {
    fn clone(&self) -> Shape<T> {
        Shape { schema: Rc::clone(&self.schema), reader: Rc::clone(&self.reader) }
    }
}

impl<T> std::fmt::Debug for Shape<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Shape").field(&self.schema).finish()
    }
}
