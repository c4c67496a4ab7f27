//! What expressions have as values.

use super::layer::{Does, Role};
use super::tensor::{Tensor, number, position, whole};
use super::tree::{self, Word};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Elements that can be changed in place.
pub(super) type Store = Rc<RefCell<Vec<Value>>>;

/// A value of a program.
#[derive(Clone)]
pub enum Value {
    /// `None`, or nothing at all.
    Nothing,
    /// `...`, which as an index is everything.
    Ellipsis,
    /// Whether something holds.
    Bool(bool),
    /// A number of any type, in f64.
    Number(f64),
    /// A string.
    Text(Word),
    /// An array of numbers; in languages without arrays the values of one variable for many inputs.
    Tensor(Rc<Tensor>),
    /// A list, a tuple or an array.
    List(Store),
    /// A dictionary.
    Dictionary(Rc<Vec<(Value, Value)>>),
    /// From one place to another.
    Range(Option<Box<Value>>, Option<Box<Value>>),
    /// Something of a library, by its full name.
    Library(Word),
    /// A function of the program.
    Function(Rc<Closure>),
    /// A class of the program.
    Class(Rc<Class>),
    /// An object of a class of the program.
    Object(Rc<Object>),
    /// A method of the program, and its object.
    Bound(Rc<(Value, Rc<Closure>)>),
    /// A method of a library, and what it is called on.
    Method(Rc<(Value, Word)>),
    /// What `super()` is: the object, and the class above which methods are looked for.
    Parent(Rc<Object>, Rc<Class>),
    /// A reference to an element.
    Place(Store, usize),
    /// So many elements from a place on.
    View(Store, usize, usize),
    /// Where a variable of tch is kept.
    Key(Word),
    /// A layer of a library, or a structure, as it was made.
    Made(Rc<Made>),
    /// What is not computed, but written down: how a batch goes through a network of Keras.
    Node(Rc<Node>),
}

/// A function of the program.
pub struct Closure {
    pub(super) function: Rc<tree::Function>,
    /// The class in whose body it stands.
    pub(super) class: Option<Rc<Class>>,
    /// The variables around a function without a name.
    pub(super) around: HashMap<Word, Value>,
}

/// A class of the program.
pub struct Class {
    /// Its name.
    pub name: Word,
    /// The class it is derived from, of the program or of a library.
    pub(super) parent: Option<Value>,
    pub(super) members: RefCell<HashMap<Word, Value>>,
}

/// An object of a class of the program.
pub struct Object {
    /// Its class.
    pub class: Rc<Class>,
    pub(super) fields: RefCell<HashMap<Word, Value>>,
}

/// What a library was asked to make.
pub struct Made {
    /// What was called.
    pub path: Word,
    /// With what.
    pub arguments: Arguments,
    /// What it computes, if it is a layer.
    pub(super) layer: Option<Layer>,
}

/// A layer of a library.
pub(super) struct Layer {
    pub(super) does: Does,
    /// Its weights in the order in which its library lists them.
    pub(super) weights: Vec<Weight>,
    /// Whether the channels are the last axis, and not the one behind the samples.
    pub(super) is_channels_last: bool,
}

/// A weight of a layer.
pub(super) struct Weight {
    pub(super) role: Role,
    /// What the library calls it.
    pub(super) name: &'static str,
    /// Its shape, as far as it is known before the layer is used.
    pub(super) shape: Vec<Option<usize>>,
    /// Its value: nothing known, until one is set.
    pub(super) store: Store,
}

/// What was done with a batch.
pub struct Node {
    /// What was called: a layer, of the library or of the program; nothing for what comes in.
    pub(super) what: Value,
    /// With what: the batch is one of these, or in a list that is.
    pub(super) arguments: Arguments,
}

/// What something is called with.
#[derive(Clone, Default)]
pub struct Arguments {
    /// By their places.
    pub positional: Vec<Value>,
    /// By their names.
    pub named: Vec<(Word, Value)>,
}

impl Value {
    pub(super) fn list(elements: Vec<Self>) -> Self {
        Self::List(Rc::new(RefCell::new(elements)))
    }

    pub(super) fn tensor(tensor: Tensor) -> Self {
        Self::Tensor(Rc::new(tensor))
    }

    pub(super) fn count(count: usize) -> Self {
        Self::Number(number(count))
    }

    pub(super) fn text(text: &str) -> Self {
        Self::Text(Rc::from(text))
    }

    /// What it is, for messages.
    pub(super) fn kind(&self) -> String {
        match self {
            Self::Nothing => "None".to_owned(),
            Self::Ellipsis => "...".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::Text(text) => format!("{text:?}"),
            Self::Tensor(tensor) => format!("an array of the shape {:?}", tensor.shape),
            Self::List(_) | Self::View(..) => "a list".to_owned(),
            Self::Dictionary(_) => "a dictionary".to_owned(),
            Self::Range(..) => "a range".to_owned(),
            Self::Library(path) => format!("`{path}`"),
            Self::Function(closure) => format!("the function `{}`", closure.function.name),
            Self::Class(class) => format!("the class `{}`", class.name),
            Self::Object(object) => format!("an object of `{}`", object.class.name),
            Self::Bound(bound) => format!("the method `{}`", bound.1.function.name),
            Self::Method(method) => format!("`{}` of {}", method.1, method.0.kind()),
            Self::Parent(..) => "`super()`".to_owned(),
            Self::Place(..) => "a reference".to_owned(),
            Self::Key(key) => format!("the path {key:?}"),
            Self::Made(made) => format!("a `{}`", made.path),
            Self::Node(_) => "a batch".to_owned(),
        }
    }

    /// The number that it is.
    ///
    /// # Errors
    /// If it is something else.
    pub fn as_number(&self) -> Result<f64, String> {
        match self.read() {
            Self::Number(value) => Ok(value),
            Self::Bool(value) => Ok(f64::from(u8::from(value))),
            other => Err(format!("{} where a number is needed", other.kind())),
        }
    }

    /// The array that it is; a number is an array without dimensions.
    ///
    /// # Errors
    /// If it is something else.
    pub fn as_tensor(&self) -> Result<Rc<Tensor>, String> {
        match self.read() {
            Self::Tensor(tensor) => Ok(tensor),
            Self::Number(value) => Ok(Rc::new(Tensor { shape: Vec::new(), values: vec![value] })),
            other => Err(format!("{} where an array is needed", other.kind())),
        }
    }

    /// The elements that it has.
    ///
    /// # Errors
    /// If it has none.
    pub fn as_list(&self) -> Result<Vec<Self>, String> {
        match self {
            Self::List(store) => Ok(store.borrow().clone()),
            Self::View(store, start, length) => Ok(store.borrow()[*start..start + length].to_vec()),
            other => Err(format!("{} where a list is needed", other.kind())),
        }
    }

    /// What a dictionary has under a key.
    ///
    /// # Errors
    /// If it is no dictionary, or has no such key.
    pub fn entry(&self, key: &str) -> Result<Self, String> {
        let Self::Dictionary(pairs) = self else {
            return Err(format!("{} where a dictionary is needed", self.kind()));
        };
        let key = Self::text(key);
        for (known, found) in pairs.iter() {
            if known.is_same(&key)? {
                return Ok(found.clone());
            }
        }
        Err(format!("there is no {}", key.kind()))
    }

    /// The string that it is.
    ///
    /// # Errors
    /// If it is something else.
    pub fn as_text(&self) -> Result<Word, String> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            other => Err(format!("{} where a string is needed", other.kind())),
        }
    }

    pub(super) fn as_count(&self) -> Result<usize, String> {
        whole(self.as_number()?)
    }

    /// The array of nested lists.
    pub(super) fn as_rows(&self) -> Result<Tensor, String> {
        let Ok(elements) = self.as_list() else {
            return Ok(Tensor::clone(&*self.as_tensor()?));
        };
        let rows: Result<Vec<Tensor>, String> = elements.iter().map(Self::as_rows).collect();
        let rows = rows?;
        let first = rows.first().map_or(Vec::new(), |row| row.shape.clone());
        if rows.iter().any(|row| row.shape != first) {
            return Err("rows of different lengths".to_owned());
        }
        let shape = [vec![rows.len()], first].concat();
        Tensor::new(shape, rows.into_iter().flat_map(|row| row.values).collect())
    }

    /// What a reference leads to; anything else is what it is.
    pub(super) fn read(&self) -> Self {
        match self {
            Self::Place(store, at) => store.borrow()[*at].clone(),
            other => other.clone(),
        }
    }

    /// References to all elements.
    pub(super) fn places(&self) -> Result<Vec<Self>, String> {
        match self {
            Self::View(store, start, length) => {
                Ok((*start..start + length).map(|at| Self::Place(store.clone(), at)).collect())
            }
            other => Err(format!("references to the elements of {}", other.kind())),
        }
    }

    /// Whether it counts as true; an array does not count as either.
    pub(super) fn holds(&self) -> Result<bool, String> {
        match self {
            Self::Nothing => Ok(false),
            Self::Bool(value) => Ok(*value),
            Self::Number(value) => Ok(*value != 0.0),
            Self::Text(text) => Ok(!text.is_empty()),
            Self::List(store) => Ok(!store.borrow().is_empty()),
            other => Err(format!("{} as a condition", other.kind())),
        }
    }

    /// Whether two values without parts are the same.
    pub(super) fn is_same(&self, other: &Self) -> Result<bool, String> {
        match (self, other) {
            (Self::Nothing, Self::Nothing) => Ok(true),
            (Self::Bool(a), Self::Bool(b)) => Ok(a == b),
            (Self::Number(a), Self::Number(b)) => Ok(a == b),
            (Self::Text(a), Self::Text(b)) => Ok(a == b),
            (Self::Nothing, _) | (_, Self::Nothing) => Ok(false),
            (Self::List(a), Self::List(b)) => {
                let (a, b) = (a.borrow(), b.borrow());
                let pairs: Result<Vec<bool>, String> =
                    a.iter().zip(b.iter()).map(|(a, b)| a.is_same(b)).collect();
                Ok(a.len() == b.len() && pairs?.into_iter().all(|is_same| is_same))
            }
            _ => Err(format!("{} compared with {}", self.kind(), other.kind())),
        }
    }

    /// The element at a place.
    pub(super) fn element(&self, index: f64) -> Result<Self, String> {
        match self {
            Self::List(store) => {
                let store = store.borrow();
                Ok(store[position(index, store.len())?].clone())
            }
            // Slices have no places that are counted from the end.
            Self::View(store, start, length) if index >= 0.0 => {
                Ok(store.borrow()[start + position(index, *length)?].clone())
            }
            Self::Tensor(tensor) => Ok(Self::tensor(tensor.row(index)?)),
            other => Err(format!("an index of {}", other.kind())),
        }
    }
}

impl Class {
    /// A member, and the class in which it was found; nothing if only a library can have it.
    pub(super) fn member(self: &Rc<Self>, name: &str) -> Option<Value> {
        let own = self.members.borrow().get(name).cloned();
        own.or_else(|| match &self.parent {
            Some(Value::Class(parent)) => parent.member(name),
            _ => None,
        })
    }

    /// Whether it is this class of the program, or derived from it.
    #[must_use]
    pub fn descends_from(&self, name: &str) -> bool {
        let above = match &self.parent {
            Some(Value::Class(parent)) => parent.descends_from(name),
            _ => false,
        };
        &*self.name == name || above
    }
}
