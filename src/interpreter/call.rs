//! Calls of functions, and what classes and objects have.

use super::Framework;
use super::Program;
use super::frame::{Flow, Frame};
use super::graph;
use super::library;
use super::tree::Expression;
use super::value::{Arguments, Class, Closure, Node, Object, Value};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// So many calls may be in each other.
const DEEPEST: usize = 30;

impl Program {
    /// Calls a value.
    ///
    /// # Errors
    /// If it cannot be called with these arguments, or if something in it is not understood.
    pub fn call(&self, callee: &Value, arguments: Arguments) -> Result<Value, String> {
        self.depth.set(self.depth.get() + 1);
        let found = if self.depth.get() > DEEPEST {
            Err(format!("more than {DEEPEST} calls in each other"))
        } else {
            self.called(callee, arguments)
        };
        self.depth.set(self.depth.get() - 1);
        found
    }

    fn called(&self, callee: &Value, arguments: Arguments) -> Result<Value, String> {
        if arguments.have_a_node() && matches!(callee, Value::Object(_) | Value::Made(_)) {
            return Ok(Node::value(callee.clone(), arguments));
        }
        match callee {
            Value::Function(closure) => self.run(closure, None, arguments),
            Value::Bound(bound) => self.run(&bound.1, Some(bound.0.clone()), arguments),
            Value::Class(class) => self.make(class, arguments),
            Value::Object(object) => self.apply(object, arguments),
            Value::Library(path) => library::call(self, path, arguments),
            Value::Made(made) if &*made.path == "keras.Model" => {
                let [x] = arguments.bind(["inputs"])?;
                graph::run(self, made, &x.ok_or("a model without a batch")?)
            }
            Value::Made(made) => graph::apply(made, &arguments),
            Value::Method(method) => match &method.0 {
                Value::Class(class) => variant(class, &method.1, &arguments),
                receiver => library::method(self, receiver, &method.1, &arguments),
            },
            other => Err(format!("a call of {}", other.kind())),
        }
    }

    /// Runs a function of the program.
    pub(super) fn run(
        &self,
        closure: &Rc<Closure>,
        this: Option<Value>,
        arguments: Arguments,
    ) -> Result<Value, String> {
        let mut frame =
            Frame { locals: closure.around.clone(), class: closure.class.clone(), this: this.clone() };
        self.bind(closure, this, arguments, &mut frame)?;
        match self.block(&closure.function.body, &mut frame)? {
            Flow::Return(value) | Flow::Result(value) => Ok(value),
            Flow::Next => Ok(Value::Nothing),
            Flow::Continue => Err("`continue` outside of a loop".to_owned()),
        }
    }

    fn bind(
        &self,
        closure: &Closure,
        this: Option<Value>,
        arguments: Arguments,
        frame: &mut Frame,
    ) -> Result<(), String> {
        let function = &closure.function;
        let problem = |text: &str| format!("`{}` {text}", function.name);
        let mut positional = this.into_iter().chain(arguments.positional);
        let mut named = arguments.named;
        for parameter in &function.parameters {
            let Expression::Name(name) = &parameter.pattern else {
                return Err(problem("has a parameter that is not known"));
            };
            if parameter.takes_named {
                let pairs = named.drain(..).map(|(name, value)| (Value::Text(name), value));
                let rest = Value::Dictionary(Rc::new(pairs.collect()));
                frame.locals.insert(name.clone(), rest);
                continue;
            }
            let by_name = named.iter().position(|(given, _)| given == name);
            let value = match (positional.next(), by_name, &parameter.default) {
                (Some(value), None, _) => value,
                (None, Some(at), _) => named.remove(at).1,
                (None, None, Some(default)) => self.evaluate(default, frame)?,
                (Some(_), Some(_), _) => return Err(problem(&format!("is given {name} twice"))),
                (None, None, None) => return Err(problem(&format!("is not given {name}"))),
            };
            frame.locals.insert(name.clone(), value);
        }
        if positional.next().is_some() || !named.is_empty() {
            return Err(problem("is given more than it takes"));
        }
        Ok(())
    }

    /// Makes an object of a class.
    fn make(&self, class: &Rc<Class>, arguments: Arguments) -> Result<Value, String> {
        let object = Rc::new(Object { class: class.clone(), fields: RefCell::new(HashMap::new()) });
        let this = Value::Object(object.clone());
        match class.member("__init__") {
            Some(Value::Function(closure)) => {
                self.run(&closure, Some(this.clone()), arguments)?;
            }
            _ => {
                library::initialize(&object, &arguments)?;
            }
        }
        Ok(this)
    }

    /// Calls an object: as its library does.
    fn apply(&self, object: &Rc<Object>, arguments: Arguments) -> Result<Value, String> {
        let this = Value::Object(object.clone());
        let method = match self.framework {
            Framework::Torch | Framework::Tch => "forward",
            Framework::Keras => "call",
            Framework::Jax => "__call__",
            Framework::Rust | Framework::C => return Err(format!("a call of {}", this.kind())),
        };
        if self.framework == Framework::Keras && !object.fields.borrow().contains_key("built") {
            object.fields.borrow_mut().insert(Rc::from("built"), Value::Bool(true));
            if let Some(Value::Function(build)) = object.class.member("build") {
                self.run(&build, Some(this.clone()), Arguments::of(vec![Value::Nothing]))?;
            }
        }
        match object.class.member(method) {
            Some(Value::Function(closure)) => self.run(&closure, Some(this), arguments),
            _ => Err(format!("{} has no `{method}`", this.kind())),
        }
    }

    /// What a value has under a name.
    ///
    /// # Errors
    /// If it cannot have anything.
    pub fn attribute(&self, value: &Value, name: &str) -> Result<Value, String> {
        let bound = |member: Value, this: &Value| match member {
            Value::Function(closure) if !closure.function.is_static => {
                Value::Bound(Rc::new((this.clone(), closure)))
            }
            other => other,
        };
        let of_library = || Value::Method(Rc::new((value.clone(), Rc::from(name))));
        match value {
            Value::Object(object) => {
                let field = object.fields.borrow().get(name).cloned();
                let member = || object.class.member(name).map(|member| bound(member, value));
                let known = field.or_else(member);
                Ok(known.or_else(|| library::of_object(name)).unwrap_or_else(of_library))
            }
            Value::Class(class) => {
                let member = class.member(name).ok_or_else(|| format!("{} has no `{name}`", value.kind()))?;
                Ok(match member {
                    Value::Function(closure) if closure.function.is_of_class => {
                        Value::Bound(Rc::new((value.clone(), closure)))
                    }
                    other => other,
                })
            }
            Value::Made(made) => Ok(library::of_made(made, name)?.unwrap_or_else(of_library)),
            Value::Parent(object, class) => {
                let this = Value::Object(object.clone());
                let above = match &class.parent {
                    Some(Value::Class(parent)) => parent.member(name),
                    _ => None,
                };
                Ok(above.map_or_else(of_library, |member| bound(member, &this)))
            }
            Value::Library(path) => Ok(library::constant(&format!("{path}.{name}"))),
            Value::Tensor(tensor) => {
                let known = library::of_tensor(self.framework, tensor, name)?;
                Ok(known.unwrap_or_else(of_library))
            }
            _ => Ok(of_library()),
        }
    }
}

/// A variant of an enum of Rust, with what it holds.
fn variant(class: &Rc<Class>, name: &Rc<str>, arguments: &Arguments) -> Result<Value, String> {
    let [held] = arguments.bind(["0"])?;
    let held = held.ok_or("a variant that holds nothing")?;
    let fields = [("variant", Value::Text(name.clone())), ("0", held)];
    let fields = fields.into_iter().map(|(name, value)| (Rc::from(name), value)).collect();
    Ok(Value::Object(Rc::new(Object { class: class.clone(), fields: RefCell::new(fields) })))
}
