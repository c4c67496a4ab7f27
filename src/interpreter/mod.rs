//! Runs what exports are written in, a small part of Python, Rust and C, as the text says it.
//!
//! A [`Program`] is read from a text and called. It computes in f64, whatever type the text asks for; what functions of
//! `PyTorch`, Keras, JAX, tch, Rust and C mean is in `library`, by their documentation. A batch that is a [`Node`] is not
//! computed: what is done with it is written down. Whatever is not understood is an error, so that nothing slips by.
//! Nothing here knows how exports are written.

mod call;
mod evaluate;
mod execute;
mod frame;
mod library;
mod operate;
mod parser;
mod tensor;
mod token;
mod tree;
mod value;

pub use tensor::Tensor;
pub use value::{Arguments, Class, Made, Node, Object, Value};

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use tree::Word;

#[cfg(test)]
mod tests;

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Python,
    Rust,
    C,
}

/// What a text is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framework {
    /// Python with `PyTorch`.
    Torch,
    /// Python with Keras.
    Keras,
    /// Python with JAX and Flax.
    Jax,
    /// Rust with tch.
    Tch,
    /// Rust alone.
    Rust,
    /// C alone.
    C,
}

/// So many expressions may be worked out in one program, before it counts as endless.
const MOST_STEPS: u64 = 20_000_000;

/// A program that was read.
pub struct Program {
    framework: Framework,
    globals: RefCell<HashMap<Word, Value>>,
    /// The names of functions and classes that a batch is followed into.
    followed: Vec<&'static str>,
    depth: Cell<usize>,
    steps: Cell<u64>,
}

impl Framework {
    fn language(self) -> Language {
        match self {
            Self::Torch | Self::Keras | Self::Jax => Language::Python,
            Self::Tch | Self::Rust => Language::Rust,
            Self::C => Language::C,
        }
    }

    /// Whether functions take single numbers: then an array is one number for each of many inputs.
    fn computes_numbers(self) -> bool {
        match self {
            Self::Rust | Self::C => true,
            Self::Torch | Self::Keras | Self::Jax | Self::Tch => false,
        }
    }
}

impl Program {
    /// Reads a text.
    ///
    /// # Errors
    /// If something in it is not understood, with its line.
    pub fn read(text: &str, framework: Framework, followed: &[&'static str]) -> Result<Self, String> {
        let statements = parser::parse(text, framework.language())?;
        let (globals, depth, steps) = (RefCell::default(), Cell::new(0), Cell::new(0));
        let program = Self { framework, globals, followed: followed.to_vec(), depth, steps };
        program.module(&statements)?;
        Ok(program)
    }

    /// What has a name in the program.
    ///
    /// # Errors
    /// If nothing has.
    pub fn get(&self, name: &str) -> Result<Value, String> {
        self.globals.borrow().get(name).cloned().ok_or_else(|| format!("there is no `{name}`"))
    }

    /// Calls what has a name in the program.
    ///
    /// # Errors
    /// If nothing has, or as [`Program::call`].
    pub fn call_named(&self, name: &str, arguments: Vec<Value>) -> Result<Value, String> {
        self.call(&self.get(name)?, Arguments::of(arguments))
    }

    /// What a function of the program takes, by the names.
    ///
    /// # Errors
    /// If there is no such function.
    pub fn parameters(&self, name: &str) -> Result<Vec<Word>, String> {
        let Value::Function(closure) = self.get(name)? else {
            return Err(format!("`{name}` is no function"));
        };
        let name_of = |parameter: &tree::Parameter| match &parameter.pattern {
            tree::Expression::Name(name) => Ok(name.clone()),
            _ => Err(format!("`{name}` has a parameter that is not known")),
        };
        closure.function.parameters.iter().map(name_of).collect()
    }

    fn count_step(&self) -> Result<(), String> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MOST_STEPS { Err("it does not seem to end".to_owned()) } else { Ok(()) }
    }
}

/// Elements that functions of Rust and C change in place, as they take them.
#[must_use]
pub fn slice(elements: Vec<Value>) -> Value {
    let length = elements.len();
    Value::View(std::rc::Rc::new(RefCell::new(elements)), 0, length)
}

/// A slice in parts of this size.
fn slice_of(list: &Value, size: usize) -> Result<Value, String> {
    let Value::View(store, start, length) = list else {
        return Err(format!("parts of {}", list.kind()));
    };
    if size == 0 {
        return Err("parts of size 0".to_owned());
    }
    let parts = (0..length / size).map(|part| Value::View(store.clone(), start + part * size, size));
    Ok(Value::list(parts.collect()))
}

impl Drop for Program {
    /// Classes and their methods know each other; without this they would stay.
    fn drop(&mut self) {
        for value in self.globals.borrow().values() {
            if let Value::Class(class) = value {
                class.members.borrow_mut().clear();
            }
        }
    }
}
