//! Items and statements of Rust.

use super::super::token::Kind;
use super::super::tree::{Arm, Class, Does, Expression, Function, Operator, Parameter, Statement, Word};
use super::Parser;
use std::rc::Rc;

/// Attributes that do not change what is computed.
const ATTRIBUTES: [&str; 5] = ["allow", "derive", "must_use", "rustfmt", "expect"];

impl Parser {
    pub(super) fn rust_items(&mut self) -> Result<Vec<Statement>, String> {
        let mut items = Vec::new();
        while self.token().kind != Kind::End {
            self.rust_item(&mut items)?;
        }
        Ok(items)
    }

    fn rust_item(&mut self, items: &mut Vec<Statement>) -> Result<(), String> {
        self.attributes()?;
        let line = self.line();
        self.take("pub");
        if self.take("use") {
            while !self.take(";") {
                if self.token().kind == Kind::End {
                    return Err("a `use` that does not end".to_owned());
                }
                self.at += 1;
            }
            return Ok(());
        }
        let does = if self.is("fn") {
            Does::Function(Rc::new(self.rust_function()?))
        } else if self.take("static") || self.take("const") {
            self.constant()?
        } else if self.take("struct") || self.take("enum") {
            let name = self.name()?;
            if !self.take(";") {
                self.expect("{")?;
                self.skip_type(&["}"])?;
                self.expect("}")?;
            }
            Does::Class(Rc::new(Class { name, parent: None, body: Vec::new() }))
        } else {
            self.implementation()?
        };
        items.push(Statement { line, does });
        Ok(())
    }

    fn attributes(&mut self) -> Result<(), String> {
        while self.take("#") {
            self.take("!");
            self.expect("[")?;
            let name = self.name()?;
            if !ATTRIBUTES.contains(&&*name) {
                return Err(format!("an attribute that is not known: {name}"));
            }
            self.skip_type(&["]"])?;
            self.expect("]")?;
        }
        Ok(())
    }

    fn constant(&mut self) -> Result<Does, String> {
        let name = Expression::Name(self.name()?);
        self.expect(":")?;
        self.skip_type(&["="])?;
        self.expect("=")?;
        let value = self.free_expression()?;
        self.expect(";")?;
        Ok(Does::Assign(name, value))
    }

    /// `impl Type { … }` or `impl Trait for Type { … }`.
    fn implementation(&mut self) -> Result<Does, String> {
        self.expect("impl")?;
        let mut path = self.name()?;
        while self.take("::") {
            path = self.name()?;
        }
        if self.take("for") {
            path = self.name()?;
        }
        self.expect("{")?;
        let mut body = Vec::new();
        while !self.take("}") {
            self.rust_item(&mut body)?;
        }
        Ok(Does::Class(Rc::new(Class { name: path, parent: None, body })))
    }

    fn rust_function(&mut self) -> Result<Function, String> {
        self.expect("fn")?;
        let name = self.name()?;
        if self.take("<") {
            self.skip_type(&[">"])?;
            self.expect(">")?;
        }
        self.expect("(")?;
        let parameters = self.list(")", Self::rust_parameter)?;
        if self.take("->") {
            self.skip_type(&["{"])?;
        }
        let is_static = parameters.first().is_none_or(|it| !is_self(&it.pattern));
        Ok(Function { name, parameters, body: self.rust_block()?, is_static, is_of_class: false })
    }

    fn rust_parameter(&mut self) -> Result<Parameter, String> {
        self.take("&");
        self.take("mut");
        let name = self.name()?;
        if &*name != "self" {
            self.expect(":")?;
            self.skip_type(&[",", ")"])?;
        }
        Ok(Parameter { pattern: Expression::Name(name), default: None, takes_named: false })
    }

    pub(super) fn rust_block(&mut self) -> Result<Vec<Statement>, String> {
        self.expect("{")?;
        let is_head = std::mem::take(&mut self.is_head);
        let mut statements = Vec::new();
        while !self.take("}") {
            let line = self.line();
            let does = self.rust_statement()?;
            statements.push(Statement { line, does });
        }
        self.is_head = is_head;
        Ok(statements)
    }

    fn rust_statement(&mut self) -> Result<Does, String> {
        if self.take("let") {
            let target = self.rust_pattern()?;
            if self.take(":") {
                self.skip_type(&["="])?;
            }
            self.expect("=")?;
            let value = self.expression()?;
            self.expect(";")?;
            return Ok(Does::Assign(target, value));
        }
        if self.take("const") {
            return self.constant();
        }
        if self.take("for") {
            let variable = self.rust_pattern()?;
            self.expect("in")?;
            let source = self.head()?;
            return Ok(Does::For(variable, source, self.rust_block()?));
        }
        if self.take("if") {
            return self.if_statement();
        }
        if self.take("return") {
            let value = self.expression()?;
            self.expect(";")?;
            return Ok(Does::Return(Some(value)));
        }
        let is_match = self.is("match");
        let value = self.expression()?;
        if self.take("=") {
            let does = Does::Assign(value, self.expression()?);
            self.expect(";")?;
            return Ok(does);
        }
        if self.take("+=") {
            let does = Does::Change(value, Operator::Plus, self.expression()?);
            self.expect(";")?;
            return Ok(does);
        }
        if self.take(";") {
            return Ok(Does::Evaluate(value));
        }
        if self.is("}") {
            return Ok(Does::Result(value));
        }
        if is_match { Ok(Does::Evaluate(value)) } else { Err(format!("{} behind a statement", self.found())) }
    }

    /// A name, or several in parentheses.
    fn rust_pattern(&mut self) -> Result<Expression, String> {
        self.take("mut");
        if self.take("(") {
            return Ok(Expression::List(self.list(")", Self::rust_pattern)?));
        }
        Ok(Expression::Name(self.name()?))
    }

    /// An expression behind which a block begins.
    fn head(&mut self) -> Result<Expression, String> {
        let before = std::mem::replace(&mut self.is_head, true);
        let found = self.expression();
        self.is_head = before;
        found
    }

    fn if_statement(&mut self) -> Result<Does, String> {
        if self.take("let") {
            self.expect("Some")?;
            self.expect("(")?;
            let name = self.name()?;
            self.expect(")")?;
            self.expect("=")?;
            let value = self.head()?;
            return Ok(Does::IfSome(name, value, self.rust_block()?));
        }
        let condition = self.head()?;
        let then = self.rust_block()?;
        let line = self.line();
        let otherwise = if !self.take("else") {
            Vec::new()
        } else if self.take("if") {
            vec![Statement { line, does: self.if_statement()? }]
        } else {
            self.rust_block()?
        };
        Ok(Does::If(condition, then, otherwise))
    }

    /// An `if` that has a value.
    pub(super) fn rust_if(&mut self) -> Result<Expression, String> {
        let condition = self.head()?;
        let then = Expression::Block(self.rust_block()?);
        self.expect("else")?;
        let otherwise = if self.take("if") { self.rust_if()? } else { Expression::Block(self.rust_block()?) };
        Ok(Expression::Choice(Box::new([condition, then, otherwise])))
    }

    pub(super) fn rust_match(&mut self) -> Result<Expression, String> {
        let value = self.head()?;
        self.expect("{")?;
        let mut arms = Vec::new();
        while !self.take("}") {
            let pattern = self.free_expression()?;
            let condition = if self.take("if") { Some(self.free_expression()?) } else { None };
            self.expect("=>")?;
            let is_block = self.is("{");
            let value =
                if is_block { Expression::Block(self.rust_block()?) } else { self.free_expression()? };
            arms.push(Arm { pattern, condition, value });
            if !self.take(",") && !is_block && !self.is("}") {
                return Err(format!("{} behind an arm", self.found()));
            }
        }
        Ok(Expression::Match(Box::new(value), arms))
    }

    /// A macro, as a call of a function of that name; `vec!` is an array.
    pub(super) fn rust_macro(&mut self, name: &str) -> Result<Expression, String> {
        if name == "vec" {
            return self.atom();
        }
        self.expect("(")?;
        let arguments = self.list(")", Self::argument)?;
        let callee: Word = Rc::from(format!("{name}!"));
        Ok(Expression::Call(Box::new(Expression::Name(callee)), arguments))
    }
}

fn is_self(pattern: &Expression) -> bool {
    matches!(pattern, Expression::Name(name) if &**name == "self")
}
