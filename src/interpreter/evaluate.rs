//! What expressions are worth.

use super::Language;
use super::Program;
use super::frame::{Flow, Frame};
use super::library;
use super::operate::{index, negative, operate, select, zip};
use super::tree::{Arm, Comprehension, Does, Expression, Operator, Statement, Word};
use super::value::{Arguments, Closure, Made, Object, Value};
use std::cell::RefCell;
use std::rc::Rc;

impl Program {
    pub(super) fn evaluate(&self, expression: &Expression, frame: &mut Frame) -> Result<Value, String> {
        self.count_step()?;
        match expression {
            Expression::Nothing => Ok(Value::Nothing),
            Expression::Ellipsis => Ok(Value::Ellipsis),
            Expression::Bool(value) => Ok(Value::Bool(*value)),
            Expression::Number(value) => Ok(Value::Number(*value)),
            Expression::Text(text) => Ok(Value::Text(text.clone())),
            Expression::Joined(parts) => self.joined(parts, frame),
            Expression::Unknown => Err("something that is not understood".to_owned()),
            Expression::Name(name) => self.name(name, frame),
            Expression::List(elements) => Ok(Value::list(self.elements(elements, frame)?)),
            Expression::Spread(_) => Err("a star where nothing can be put in".to_owned()),
            Expression::Repeat(element, count) => {
                let element = self.evaluate(element, frame)?;
                Ok(Value::list(vec![element; self.evaluate(count, frame)?.as_count()?]))
            }
            Expression::Dictionary(pairs) => self.dictionary(pairs, frame),
            Expression::Not(inner) => Ok(Value::Bool(!self.evaluate(inner, frame)?.holds()?)),
            Expression::Negative(inner) => negative(&self.evaluate(inner, frame)?),
            Expression::Target(inner) => Ok(self.evaluate(inner, frame)?.read()),
            Expression::Chain(first, others) => self.chain(first, others, frame),
            Expression::Choice(parts) => self.choice(parts, frame),
            Expression::Call(callee, arguments) => self.call_of(callee, arguments, frame),
            Expression::Attribute(inner, name) => {
                let value = self.evaluate(inner, frame)?;
                self.attribute(&value, name)
            }
            Expression::Index(inner, places) => {
                let value = self.evaluate(inner, frame)?;
                index(&value, &self.elements(places, frame)?)
            }
            Expression::Range(start, end) => {
                let start = self.end_of_range(start.as_deref(), frame)?;
                Ok(Value::Range(start, self.end_of_range(end.as_deref(), frame)?))
            }
            Expression::Lambda(function) => {
                let (class, around) = (frame.class.clone(), frame.locals.clone());
                Ok(Value::Function(Rc::new(Closure { function: function.clone(), class, around })))
            }
            Expression::Comprehension(comprehension) => self.comprehension(comprehension, frame),
            Expression::Block(statements) => self.value_of_block(statements, frame),
            Expression::Match(value, arms) => self.matched(value, arms, frame),
            Expression::Structure(name, fields, others) => {
                self.structure(name, fields, others.as_deref(), frame)
            }
            Expression::Cast(inner) => self.evaluate(inner, frame),
        }
    }

    /// A string of its parts.
    fn joined(&self, parts: &[Expression], frame: &mut Frame) -> Result<Value, String> {
        let mut text = String::new();
        for part in parts {
            text.push_str(&self.evaluate(part, frame)?.as_text()?);
        }
        Ok(Value::text(&text))
    }

    fn end_of_range(
        &self,
        end: Option<&Expression>,
        frame: &mut Frame,
    ) -> Result<Option<Box<Value>>, String> {
        end.map(|end| self.evaluate(end, frame).map(Box::new)).transpose()
    }

    fn name(&self, name: &Word, frame: &Frame) -> Result<Value, String> {
        let known = frame.locals.get(name).cloned();
        if let Some(known) = known.or_else(|| self.globals.borrow().get(name).cloned()) {
            return Ok(known);
        }
        if let Some((before, last)) = name.rsplit_once("::") {
            return self.path(name, before, last, frame);
        }
        if let Some(reason) = self.unread.borrow().get(name) {
            return Err(reason.clone());
        }
        match self.framework.language() {
            Language::Rust if &**name == "Self" => {
                let class = frame.class.clone().ok_or("`Self` outside of a type")?;
                Ok(Value::Object(Rc::new(Object { class, fields: RefCell::default() })))
            }
            Language::Rust if name.starts_with('_') => Ok(Value::Nothing),
            Language::Python => library::builtin(name),
            Language::Rust | Language::C => Ok(library::constant(name)),
        }
    }

    /// A path of Rust: of a type of the program, or of a library.
    fn path(&self, path: &Word, before: &str, last: &str, frame: &Frame) -> Result<Value, String> {
        let class = match self.globals.borrow().get(before) {
            Some(Value::Class(class)) => Some(class.clone()),
            _ if before == "Self" => frame.class.clone(),
            _ => None,
        };
        let Some(class) = class else { return Ok(library::constant(path)) };
        let variant = || Value::Method(Rc::new((Value::Class(class.clone()), Rc::from(last))));
        let is_variant = last.starts_with(|c: char| c.is_uppercase()) && last.contains(char::is_lowercase);
        let member = class.member(last).or_else(|| is_variant.then(variant));
        member.ok_or_else(|| format!("`{before}` has no `{last}`"))
    }

    fn elements(&self, elements: &[Expression], frame: &mut Frame) -> Result<Vec<Value>, String> {
        let mut values = Vec::new();
        for element in elements {
            if let Expression::Spread(inner) = element {
                values.extend(self.evaluate(inner, frame)?.as_list()?);
            } else {
                values.push(self.evaluate(element, frame)?);
            }
        }
        Ok(values)
    }

    fn dictionary(&self, pairs: &[(Expression, Expression)], frame: &mut Frame) -> Result<Value, String> {
        let mut found: Vec<(Value, Value)> = Vec::new();
        for (key, value) in pairs {
            if matches!(value, Expression::Spread(_)) {
                return Err("a dictionary in a dictionary".to_owned());
            }
            let key = self.evaluate(key, frame)?;
            for (known, _) in &found {
                if known.is_same(&key)? {
                    return Err(format!("{} twice in a dictionary", key.kind()));
                }
            }
            found.push((key, self.evaluate(value, frame)?));
        }
        Ok(Value::Dictionary(Rc::new(found)))
    }

    fn chain(
        &self,
        first: &Expression,
        others: &[(Operator, Expression)],
        frame: &mut Frame,
    ) -> Result<Value, String> {
        let mut value = self.evaluate(first, frame)?;
        for (operator, other) in others {
            value = match operator {
                Operator::Or | Operator::And if self.has_lanes(&value) => {
                    let f = if *operator == Operator::Or { f64::max } else { f64::min };
                    zip(&value, &self.evaluate(other, frame)?, f)?
                }
                Operator::Or | Operator::And => {
                    if value.holds()? == (*operator == Operator::Or) {
                        continue;
                    }
                    self.evaluate(other, frame)?
                }
                _ => operate(&value, *operator, &self.evaluate(other, frame)?)?,
            };
        }
        Ok(value)
    }

    /// One of two values, or one for each input.
    fn choice(&self, parts: &[Expression; 3], frame: &mut Frame) -> Result<Value, String> {
        let [condition, yes, no] = parts;
        let condition = self.evaluate(condition, frame)?;
        if self.has_lanes(&condition) {
            let (yes, no) = (self.evaluate(yes, frame)?, self.evaluate(no, frame)?);
            return select(&condition, &yes, &no);
        }
        self.evaluate(if condition.holds()? { yes } else { no }, frame)
    }

    /// Whether a condition is one for each of many inputs, in a language without arrays.
    pub(super) fn has_lanes(&self, condition: &Value) -> bool {
        let is_scalar = self.framework.computes_numbers();
        is_scalar && matches!(condition, Value::Tensor(_))
    }

    fn call_of(
        &self,
        callee: &Expression,
        arguments: &[super::tree::Argument],
        frame: &mut Frame,
    ) -> Result<Value, String> {
        if matches!(callee, Expression::Name(name) if &**name == "super") && arguments.is_empty() {
            let (Some(Value::Object(object)), Some(class)) = (&frame.this, &frame.class) else {
                return Err("`super()` outside of a method".to_owned());
            };
            return Ok(Value::Parent(object.clone(), class.clone()));
        }
        let callee = self.evaluate(callee, frame)?;
        let mut found = Arguments::default();
        for argument in arguments {
            match (&argument.name, &argument.value) {
                (Some(name), value) => found.named.push((name.clone(), self.evaluate(value, frame)?)),
                (None, Expression::Spread(inner)) => {
                    found.positional.extend(self.evaluate(inner, frame)?.as_list()?);
                }
                (None, value) if argument.is_double_star => {
                    let Value::Dictionary(pairs) = self.evaluate(value, frame)? else {
                        return Err("two stars before what is no dictionary".to_owned());
                    };
                    for (key, value) in pairs.iter() {
                        found.named.push((key.as_text()?, value.clone()));
                    }
                }
                (None, value) => found.positional.push(self.evaluate(value, frame)?),
            }
        }
        self.call(&callee, found)
    }

    fn comprehension(&self, it: &Comprehension, frame: &mut Frame) -> Result<Value, String> {
        let mut found = Vec::new();
        for element in self.evaluate(&it.source, frame)?.as_list()? {
            self.assign(&it.variable, element, frame)?;
            let is_wanted = match &it.condition {
                Some(condition) => self.evaluate(condition, frame)?.holds()?,
                None => true,
            };
            if is_wanted {
                found.push(self.evaluate(&it.element, frame)?);
            }
        }
        Ok(Value::list(found))
    }

    pub(super) fn value_of_block(
        &self,
        statements: &[Statement],
        frame: &mut Frame,
    ) -> Result<Value, String> {
        match self.block(statements, frame)? {
            Flow::Result(value) => Ok(value),
            Flow::Next => Ok(Value::Nothing),
            Flow::Return(_) | Flow::Continue => Err("a block that is left".to_owned()),
        }
    }

    /// The first arm whose pattern the value has, and whose condition holds.
    fn matched(&self, value: &Expression, arms: &[Arm], frame: &mut Frame) -> Result<Value, String> {
        let value = self.evaluate(value, frame)?;
        for Arm { pattern, condition, value: arm } in arms {
            let holds = self.has_pattern(&value, pattern, frame)?
                && match condition {
                    Some(condition) => self.evaluate(condition, frame)?.holds()?,
                    None => true,
                };
            if holds {
                return self.evaluate(arm, frame);
            }
        }
        Err(format!("no arm for {}", value.kind()))
    }

    /// Whether a value is nothing, something, or a variant, as a pattern says; what it holds gets its name.
    fn has_pattern(&self, value: &Value, pattern: &Expression, frame: &mut Frame) -> Result<bool, String> {
        let (path, names) = match pattern {
            Expression::Nothing => return Ok(matches!(value, Value::Nothing)),
            Expression::Call(path, names) => (path, names),
            _ => return Err("a pattern that is not known".to_owned()),
        };
        let (Expression::Name(path), [name]) = (&**path, names.as_slice()) else {
            return Err("a pattern that is not known".to_owned());
        };
        if &**path == "Some" {
            let is_something = !matches!(value, Value::Nothing);
            if is_something {
                self.assign(&name.value, value.clone(), frame)?;
            }
            return Ok(is_something);
        }
        let Value::Object(object) = value else { return Err("a match on what is no variant".to_owned()) };
        let fields = object.fields.borrow().clone();
        let (Some(variant), Some(held)) = (fields.get("variant"), fields.get("0")) else {
            return Err("a match on what is no variant".to_owned());
        };
        let is_it = path.rsplit("::").next() == Some(&*variant.as_text()?);
        if is_it {
            self.assign(&name.value, held.clone(), frame)?;
        }
        Ok(is_it)
    }

    fn structure(
        &self,
        name: &Word,
        fields: &[(Word, Expression)],
        others: Option<&Expression>,
        frame: &mut Frame,
    ) -> Result<Value, String> {
        let mut found = Vec::new();
        for (field, value) in fields {
            found.push((field.clone(), self.evaluate(value, frame)?));
        }
        let class = if &**name == "Self" { frame.class.clone() } else { None };
        if let Some(class) = class {
            if others.is_some() {
                return Err("fields of another structure".to_owned());
            }
            let fields = RefCell::new(found.into_iter().collect());
            return Ok(Value::Object(Rc::new(Object { class, fields })));
        }
        if let Some(others) = others
            && !matches!(self.evaluate(others, frame)?, Value::Library(path) if &*path == "default")
        {
            return Err("fields of another structure".to_owned());
        }
        Ok(Made::value(name, Arguments { positional: Vec::new(), named: found }))
    }
}

impl Program {
    /// Runs statements until one says otherwise.
    pub(super) fn block(&self, statements: &[Statement], frame: &mut Frame) -> Result<Flow, String> {
        for statement in statements {
            let flow = self.statement(&statement.does, frame).map_err(|reason| {
                if reason.starts_with("line ") {
                    reason
                } else {
                    format!("line {}: {reason}", statement.line)
                }
            })?;
            if !matches!(flow, Flow::Next) {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    /// A statement that is an expression, or something else.
    fn statement(&self, does: &Does, frame: &mut Frame) -> Result<Flow, String> {
        match does {
            Does::Nothing => Ok(Flow::Next),
            Does::Evaluate(expression) => self.evaluate(expression, frame).map(|_| Flow::Next),
            Does::Result(expression) => self.evaluate(expression, frame).map(Flow::Result),
            Does::Return(Some(expression)) => self.evaluate(expression, frame).map(Flow::Return),
            Does::Return(None) => Ok(Flow::Return(Value::Nothing)),
            Does::Continue => Ok(Flow::Continue),
            Does::Raise => Err("an error is raised".to_owned()),
            Does::Unread(reason) => Err(reason.clone()),
            Does::Assign(target, value) => {
                let value = self.evaluate(value, frame)?;
                self.assign(target, value, frame).map(|()| Flow::Next)
            }
            Does::Change(target, operator, value) => {
                let before = self.evaluate(target, frame)?;
                let after = operate(&before, *operator, &self.evaluate(value, frame)?)?;
                self.assign(target, after, frame).map(|()| Flow::Next)
            }
            Does::If(..) | Does::IfSome(..) => self.branch(does, frame),
            Does::For(..) | Does::Loop(..) => self.repeat(does, frame),
            Does::Import(name, path) => {
                frame.locals.insert(name.clone(), Value::Library(path.clone()));
                Ok(Flow::Next)
            }
            Does::Function(_) | Does::Class(_) => Err("a definition inside of a function".to_owned()),
        }
    }
}
