//! What statements do.

use super::Program;
use super::frame::{Flow, Frame};
use super::operate::select;
use super::tensor::position;
use super::tree::{self, Does, Expression, Statement};
use super::value::{Class, Closure, Value};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

impl Program {
    /// Runs what stands outside of all functions.
    pub(super) fn module(&self, statements: &[Statement]) -> Result<(), String> {
        let mut frame = Frame { locals: HashMap::new(), class: None, this: None };
        for statement in statements {
            self.define(&statement.does, None, &mut frame)
                .map_err(|reason| format!("line {}: {reason}", statement.line))?;
        }
        Ok(())
    }

    /// Runs a definition; its names belong to a class, or to all.
    fn define(&self, does: &Does, class: Option<&Rc<Class>>, frame: &mut Frame) -> Result<(), String> {
        let name_of = |name: &Rc<str>, value: Value| {
            let names = class.map_or(&self.globals, |class| &class.members);
            names.borrow_mut().insert(name.clone(), value).is_some()
        };
        let twice = |name: &str| format!("`{name}` is defined twice");
        match does {
            // A string by itself is documentation.
            Does::Nothing | Does::Evaluate(Expression::Text(_)) => Ok(()),
            Does::Import(name, path) => {
                name_of(name, Value::Library(path.clone()));
                Ok(())
            }
            Does::Function(function) => {
                let around = HashMap::new();
                let closure = Closure { function: function.clone(), class: class.cloned(), around };
                let is_known = name_of(&function.name, Value::Function(Rc::new(closure)));
                if is_known { Err(twice(&function.name)) } else { Ok(()) }
            }
            Does::Class(tree) => self.class(tree, frame),
            Does::Assign(Expression::Name(name), value) => {
                let value = match self.evaluate(value, frame) {
                    Err(_) if class.is_none() && self.globals.borrow().contains_key(name) => {
                        return Err(twice(name));
                    }
                    Err(reason) if class.is_none() => {
                        self.unread.borrow_mut().insert(name.clone(), format!("`{name}`: {reason}"));
                        return Ok(());
                    }
                    value => value?,
                };
                let is_known = name_of(name, value) || self.unread.borrow().contains_key(name);
                if is_known { Err(twice(name)) } else { Ok(()) }
            }
            Does::Evaluate(_)
            | Does::Assign(..)
            | Does::Result(_)
            | Does::Change(..)
            | Does::Return(_)
            | Does::Raise
            | Does::Unread(_)
            | Does::If(..)
            | Does::IfSome(..)
            | Does::For(..)
            | Does::Loop(..)
            | Does::Continue => Err("a statement outside of all functions".to_owned()),
        }
    }

    /// A class, or what is implemented for one that is known.
    fn class(&self, tree: &Rc<tree::Class>, frame: &mut Frame) -> Result<(), String> {
        let parent = tree.parent.as_ref().map(|parent| self.evaluate(parent, frame)).transpose()?;
        let known = self.globals.borrow().get(&tree.name).cloned();
        let class = match known {
            Some(Value::Class(class)) if parent.is_none() => class,
            Some(_) => return Err(format!("`{}` is defined twice", tree.name)),
            None => Rc::new(Class { name: tree.name.clone(), parent, members: RefCell::default() }),
        };
        self.globals.borrow_mut().insert(tree.name.clone(), Value::Class(class.clone()));
        for statement in &tree.body {
            self.define(&statement.does, Some(&class), frame)
                .map_err(|reason| format!("line {}: {reason}", statement.line))?;
        }
        Ok(())
    }

    /// Gives a name, an attribute or an element a value.
    pub(super) fn assign(&self, target: &Expression, value: Value, frame: &mut Frame) -> Result<(), String> {
        match target {
            Expression::Name(name) => {
                frame.locals.insert(name.clone(), value);
                Ok(())
            }
            Expression::List(targets) => {
                let values = value.as_list()?;
                if values.len() != targets.len() {
                    return Err(format!("{} values for {} names", values.len(), targets.len()));
                }
                targets.iter().zip(values).try_for_each(|(target, value)| self.assign(target, value, frame))
            }
            Expression::Attribute(object, name) => match self.evaluate(object, frame)? {
                Value::Object(object) => {
                    object.fields.borrow_mut().insert(name.clone(), value);
                    Ok(())
                }
                other => Err(format!("an attribute of {}", other.kind())),
            },
            Expression::Index(list, places) => {
                let list = self.evaluate(list, frame)?;
                let [place] = places.as_slice() else { return Err("several places at once".to_owned()) };
                if let (Value::Place(store, at), Expression::Ellipsis) = (&list, place) {
                    store.borrow_mut()[*at] = Value::Tensor(value.as_tensor()?);
                    return Ok(());
                }
                let place = self.evaluate(place, frame)?.as_number()?;
                let (store, start, length) = match &list {
                    Value::List(store) => (store, 0, store.borrow().len()),
                    Value::View(store, start, length) if place >= 0.0 => (store, *start, *length),
                    other => return Err(format!("an element of {}", other.kind())),
                };
                store.borrow_mut()[start + position(place, length)?] = value;
                Ok(())
            }
            Expression::Target(reference) => match self.evaluate(reference, frame)? {
                Value::Place(store, at) => {
                    store.borrow_mut()[at] = value;
                    Ok(())
                }
                other => Err(format!("what {} leads to", other.kind())),
            },
            _ => Err("a value for what cannot have one".to_owned()),
        }
    }

    pub(super) fn branch(&self, does: &Does, frame: &mut Frame) -> Result<Flow, String> {
        match does {
            Does::IfSome(name, value, then) => {
                let value = self.evaluate(value, frame)?;
                if matches!(value, Value::Nothing) {
                    return Ok(Flow::Next);
                }
                frame.locals.insert(name.clone(), value);
                self.block(then, frame)
            }
            Does::If(condition, then, otherwise) => {
                let condition = self.evaluate(condition, frame)?;
                if self.has_lanes(&condition) {
                    let yes = self.value_of_block(then, frame)?;
                    let no = self.value_of_block(otherwise, frame)?;
                    return Ok(Flow::Result(select(&condition, &yes, &no)?));
                }
                self.block(if condition.holds()? { then } else { otherwise }, frame)
            }
            _ => Err("no branch".to_owned()),
        }
    }

    pub(super) fn repeat(&self, does: &Does, frame: &mut Frame) -> Result<Flow, String> {
        match does {
            Does::For(variable, source, body) => {
                let source = self.evaluate(source, frame)?;
                for element in elements(&source)? {
                    self.assign(variable, element, frame)?;
                    if let Flow::Return(value) = self.block(body, frame)? {
                        return Ok(Flow::Return(value));
                    }
                }
                Ok(Flow::Next)
            }
            Does::Loop(begin, condition, step, body) => {
                self.block(std::slice::from_ref(begin), frame)?;
                while self.evaluate(condition, frame)?.holds()? {
                    if let Flow::Return(value) = self.block(body, frame)? {
                        return Ok(Flow::Return(value));
                    }
                    self.block(std::slice::from_ref(step), frame)?;
                }
                Ok(Flow::Next)
            }
            _ => Err("no loop".to_owned()),
        }
    }
}

/// What a loop runs over: a list, counted numbers, or references to the elements of a slice.
fn elements(source: &Value) -> Result<Vec<Value>, String> {
    match source {
        Value::View(..) => source.places(),
        Value::Range(Some(start), Some(end)) => {
            Ok((start.as_count()?..end.as_count()?).map(Value::count).collect())
        }
        other => other.as_list(),
    }
}
