//! Functions and statements of C.

use super::super::token::Kind;
use super::super::tree::{Does, Expression, Function, Operator, Parameter, Statement};
use super::Parser;
use std::rc::Rc;

impl Parser {
    pub(super) fn c_items(&mut self) -> Result<Vec<Statement>, String> {
        let mut items = Vec::new();
        while self.token().kind != Kind::End {
            let line = self.line();
            if !self.is_type() {
                return Err(format!("{} where a function is needed", self.found()));
            }
            let name = self.c_declared()?;
            self.expect("(")?;
            let parameters = self.list(")", |parser| {
                let pattern = Expression::Name(parser.c_declared()?);
                Ok(Parameter { pattern, default: None, takes_named: false })
            })?;
            let body = self.c_block()?;
            let function = Function { name, parameters, body, is_static: true, is_of_class: false };
            items.push(Statement { line, does: Does::Function(Rc::new(function)) });
        }
        Ok(items)
    }

    /// The name behind a type.
    fn c_declared(&mut self) -> Result<Rc<str>, String> {
        while self.is_type() || self.is("*") {
            self.at += 1;
        }
        self.name()
    }

    fn c_block(&mut self) -> Result<Vec<Statement>, String> {
        self.expect("{")?;
        let mut statements = Vec::new();
        while !self.take("}") {
            statements.push(self.c_statement()?);
        }
        Ok(statements)
    }

    fn c_statement(&mut self) -> Result<Statement, String> {
        let line = self.line();
        let does = if self.take("for") {
            self.expect("(")?;
            let begin = Box::new(self.c_statement()?);
            let condition = self.expression()?;
            self.expect(";")?;
            let step = Box::new(Statement { line, does: self.c_change()? });
            self.expect(")")?;
            Does::Loop(begin, condition, step, self.c_block()?)
        } else {
            let does = if self.take("return") {
                Does::Return(Some(self.expression()?))
            } else if self.is_type() {
                self.c_declaration()?
            } else {
                self.c_change()?
            };
            self.expect(";")?;
            does
        };
        Ok(Statement { line, does })
    }

    fn c_declaration(&mut self) -> Result<Does, String> {
        let name = Expression::Name(self.c_declared()?);
        while self.take("[") {
            self.expression()?;
            self.expect("]")?;
        }
        self.expect("=")?;
        Ok(Does::Assign(name, self.c_initial()?))
    }

    /// A value, or the values of an array in braces.
    fn c_initial(&mut self) -> Result<Expression, String> {
        if self.take("{") {
            return Ok(Expression::List(self.list("}", Self::c_initial)?));
        }
        self.expression()
    }

    fn c_change(&mut self) -> Result<Does, String> {
        let target = self.expression()?;
        if self.take("=") {
            return Ok(Does::Assign(target, self.expression()?));
        }
        if self.take("+=") {
            return Ok(Does::Change(target, Operator::Plus, self.expression()?));
        }
        if self.take("++") {
            return Ok(Does::Change(target, Operator::Plus, Expression::Number(1.0)));
        }
        Ok(Does::Evaluate(target))
    }
}
