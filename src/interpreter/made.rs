//! What things are called with, and what is made by a call.

use super::tree::Word;
use super::value::{Arguments, Layer, Made, Node, Object, Value};
use std::rc::Rc;

impl Arguments {
    /// Arguments without names.
    #[must_use]
    pub fn of(positional: Vec<Value>) -> Self {
        Self { positional, named: Vec::new() }
    }

    /// The arguments in the order of these parameters; nothing where one was not given.
    ///
    /// # Errors
    /// If there are others, or one is given twice.
    pub fn bind<const N: usize>(&self, names: [&str; N]) -> Result<[Option<Value>; N], String> {
        if self.positional.len() > N {
            return Err(format!("{} arguments, not at most {N}", self.positional.len()));
        }
        let mut bound: [Option<Value>; N] = std::array::from_fn(|place| self.positional.get(place).cloned());
        for (name, value) in &self.named {
            let place = names.iter().position(|known| **known == **name);
            let place = place.ok_or_else(|| format!("an argument that is not known: {name}"))?;
            if bound[place].replace(value.clone()).is_some() {
                return Err(format!("the argument {name} twice"));
            }
        }
        Ok(bound)
    }

    /// Whether a batch is among them, or in a list among them.
    pub(super) fn have_a_node(&self) -> bool {
        let is_node = |value: &Value| match value {
            Value::Node(_) => true,
            Value::List(store) => store.borrow().iter().any(|it| matches!(it, Value::Node(_))),
            _ => false,
        };
        self.positional.iter().chain(self.named.iter().map(|(_, value)| value)).any(is_node)
    }
}

impl Object {
    /// Gives a field another value.
    pub fn set(&self, name: &str, value: Value) {
        self.fields.borrow_mut().insert(Rc::from(name), value);
    }
}

impl Made {
    /// What is made by something of a library.
    pub(super) fn value(path: &Word, arguments: Arguments) -> Value {
        Value::Made(Rc::new(Self { path: path.clone(), arguments, layer: None }))
    }

    /// A layer that is made by something of a library.
    pub(super) fn layer(path: &Word, arguments: Arguments, layer: Layer) -> Value {
        Value::Made(Rc::new(Self { path: path.clone(), arguments, layer: Some(layer) }))
    }

    /// What it was given by this name.
    pub(super) fn given(&self, name: &str) -> Option<Value> {
        self.arguments.named.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.clone())
    }
}

impl Node {
    /// Something done with a batch.
    pub(super) fn value(what: Value, arguments: Arguments) -> Value {
        Value::Node(Rc::new(Self { what, arguments }))
    }
}
