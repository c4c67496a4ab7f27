//! A call as it runs: its variables, and how its statements end.

use super::tree::Word;
use super::value::{Class, Value};
use std::collections::HashMap;
use std::rc::Rc;

/// The variables of a call.
pub(super) struct Frame {
    pub(super) locals: HashMap<Word, Value>,
    /// The class in which the function stands.
    pub(super) class: Option<Rc<Class>>,
    /// The object of the method.
    pub(super) this: Option<Value>,
}

/// How statements end.
pub(super) enum Flow {
    /// The next one follows.
    Next,
    /// The block has this value.
    Result(Value),
    /// The function has this value.
    Return(Value),
    /// The loop goes on with its next element.
    Continue,
}
