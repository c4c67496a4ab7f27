//! Runs what exports are written in, a small part of Python, Rust and C, as the text says it.
//!
//! A [`Program`] is read from a text and called. It computes in f64, whatever type the text asks for; what functions of
//! `PyTorch`, Keras, JAX, tch, Rust and C mean is in `library`, by their documentation: networks are run as they are in
//! evaluation, with the weights of a file that was put beside the program. Whatever is not understood is an error where it is
//! needed, so that nothing slips by.
//! Nothing here knows how exports are written.

mod apply;
mod call;
mod evaluate;
mod execute;
mod frame;
mod graph;
mod layer;
mod library;
mod made;
mod operate;
mod parser;
mod tensor;
mod token;
mod tree;
mod value;
mod window;

pub use tensor::Tensor;
pub use value::{Arguments, Class, Made, Node, Object, Value};
pub use window::Window;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
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
    /// Why the values of other names are not understood.
    unread: RefCell<HashMap<Word, String>>,
    /// The files of weights that it can read, by their names.
    files: RefCell<HashMap<Word, Value>>,
    /// The variables of the store of tch, by their paths.
    variables: RefCell<Vec<(Word, Value)>>,
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
    pub fn read(text: &str, framework: Framework) -> Result<Self, String> {
        let statements = parser::parse(text, framework.language())?;
        let program = Self {
            framework,
            globals: RefCell::default(),
            unread: RefCell::default(),
            files: RefCell::default(),
            variables: RefCell::default(),
            depth: Cell::new(0),
            steps: Cell::new(0),
        };
        program.module(&statements)?;
        Ok(program)
    }

    /// What has a name in the program.
    ///
    /// # Errors
    /// If nothing has.
    pub fn get(&self, name: &str) -> Result<Value, String> {
        let reason = || self.unread.borrow().get(name).cloned();
        let missing = || reason().unwrap_or_else(|| format!("there is no `{name}`"));
        self.globals.borrow().get(name).cloned().ok_or_else(missing)
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

    /// Puts a file of weights, each by its name, beside the program.
    pub fn put_file(&self, name: &str, tensors: &[(String, Rc<Tensor>)]) {
        let named =
            |(name, tensor): &(String, Rc<Tensor>)| (Value::text(name), Value::Tensor(tensor.clone()));
        let tensors = Value::Dictionary(Rc::new(tensors.iter().map(named).collect()));
        self.files.borrow_mut().insert(Rc::from(name), tensors);
    }

    /// The tensors in a file.
    fn file(&self, path: &Value) -> Result<Value, String> {
        let path = path.as_text()?;
        self.files.borrow().get(&path).cloned().ok_or_else(|| format!("there is no file {path:?}"))
    }

    /// Keeps a variable of the store, in the place of one of the same path.
    fn add_variable(&self, place: &Value, name: &str, variable: Value) -> Result<(), String> {
        let Value::Key(place) = place else { return Err(format!("a variable in {}", place.kind())) };
        let path: Word = if place.is_empty() { Rc::from(name) } else { Rc::from(format!("{place}.{name}")) };
        let mut variables = self.variables.borrow_mut();
        variables.retain(|(known, _)| *known != path);
        variables.push((path, variable));
        Ok(())
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
