//! Statements of Python.

use super::super::token::Kind;
use super::super::tree::{Class, Does, Expression, Function, Operator, Parameter, Statement};
use super::Parser;
use std::rc::Rc;

impl Parser {
    pub(super) fn python_module(&mut self) -> Result<Vec<Statement>, String> {
        let mut statements = Vec::new();
        while self.token().kind != Kind::End {
            self.python_statement(&mut statements)?;
        }
        Ok(statements)
    }

    /// A block behind a colon.
    fn python_block(&mut self) -> Result<Vec<Statement>, String> {
        self.expect(":")?;
        if !(self.take_kind(Kind::Line) && self.take_kind(Kind::Indent)) {
            return Err("a block that does not begin on a line of its own".to_owned());
        }
        let mut statements = Vec::new();
        while !self.take_kind(Kind::Dedent) {
            self.python_statement(&mut statements)?;
        }
        Ok(statements)
    }

    fn python_statement(&mut self, statements: &mut Vec<Statement>) -> Result<(), String> {
        let line = self.line();
        if self.is("import") || self.is("from") {
            return self.import(statements);
        }
        let does = if self.is("def") || self.is("class") || self.is("@") {
            self.definition()?
        } else if self.take("if") {
            self.python_if()?
        } else if self.take("for") {
            let variable = self.variables()?;
            self.expect("in")?;
            let source = self.expression()?;
            Does::For(variable, source, self.python_block()?)
        } else {
            self.simple()?
        };
        statements.push(Statement { line, does });
        Ok(())
    }

    fn python_if(&mut self) -> Result<Does, String> {
        let condition = self.expression()?;
        let then = self.python_block()?;
        let line = self.line();
        let otherwise = if self.take("elif") {
            vec![Statement { line, does: self.python_if()? }]
        } else if self.take("else") {
            self.python_block()?
        } else {
            Vec::new()
        };
        Ok(Does::If(condition, then, otherwise))
    }

    /// A statement on one line.
    fn simple(&mut self) -> Result<Does, String> {
        let does = if self.take("return") {
            let is_empty = self.token().kind == Kind::Line;
            Does::Return(if is_empty { None } else { Some(self.expression()?) })
        } else if self.take("raise") {
            self.expression()?;
            Does::Raise
        } else if self.take("continue") {
            Does::Continue
        } else if self.take("assert") {
            let condition = self.expression()?;
            let raise = vec![Statement { line: self.line(), does: Does::Raise }];
            Does::If(condition, Vec::new(), raise)
        } else {
            self.assignment()?
        };
        if self.take_kind(Kind::Line) {
            Ok(does)
        } else {
            Err(format!("{} behind a statement", self.found()))
        }
    }

    fn assignment(&mut self) -> Result<Does, String> {
        let first = self.expression()?;
        let mut targets = vec![first];
        while self.take(",") {
            targets.push(self.expression()?);
        }
        let target = match <[Expression; 1]>::try_from(targets) {
            Ok([one]) => one,
            Err(several) => Expression::List(several),
        };
        if self.take(":") {
            self.annotation()?;
            return Ok(if self.take("=") { Does::Assign(target, self.expression()?) } else { Does::Nothing });
        }
        if self.take("=") {
            return Ok(Does::Assign(target, self.expression()?));
        }
        for (mark, operator) in [("+=", Operator::Plus), ("-=", Operator::Minus), ("*=", Operator::Times)] {
            if self.take(mark) {
                return Ok(Does::Change(target, operator, self.expression()?));
            }
        }
        Ok(Does::Evaluate(target))
    }

    /// Passes over a type, which says nothing about what is computed.
    fn annotation(&mut self) -> Result<(), String> {
        let mut depth = 0_usize;
        loop {
            match &*self.token().text {
                "=" | "," | ")" | ":" if depth == 0 => return Ok(()),
                "[" | "(" => depth += 1,
                "]" | ")" => depth = depth.checked_sub(1).ok_or("a bracket that nothing opened")?,
                _ => {}
            }
            if matches!(self.token().kind, Kind::Line | Kind::End) {
                return Ok(());
            }
            self.at += 1;
        }
    }

    /// `import a.b as c` and `from a import b, c`.
    fn import(&mut self, statements: &mut Vec<Statement>) -> Result<(), String> {
        let line = self.line();
        let mut push = |name, path| statements.push(Statement { line, does: Does::Import(name, path) });
        if self.take("import") {
            let first = self.name()?;
            let mut path = first.to_string();
            while self.take(".") {
                path = format!("{path}.{}", self.name()?);
            }
            if self.take("as") {
                push(self.name()?, Rc::from(path));
            } else {
                push(first.clone(), first);
            }
        } else {
            self.expect("from")?;
            let mut path = self.name()?.to_string();
            while self.take(".") {
                path = format!("{path}.{}", self.name()?);
            }
            self.expect("import")?;
            loop {
                let name = self.name()?;
                let full = Rc::from(format!("{path}.{name}"));
                push(name, full);
                if !self.take(",") {
                    break;
                }
            }
        }
        if self.take_kind(Kind::Line) { Ok(()) } else { Err(format!("{} behind an import", self.found())) }
    }

    /// A function or a class, with what decorates it.
    fn definition(&mut self) -> Result<Does, String> {
        let (mut is_static, mut is_of_class) = (false, false);
        while self.take("@") {
            let decorator = self.postfix()?;
            match &decorator {
                Expression::Name(name) if &**name == "staticmethod" => is_static = true,
                Expression::Name(name) if &**name == "classmethod" => is_of_class = true,
                // Registering a class does not change it.
                Expression::Call(callee, _) if is_registering(callee) => {}
                _ => return Err("a decorator that is not known".to_owned()),
            }
            if !self.take_kind(Kind::Line) {
                return Err(format!("{} behind a decorator", self.found()));
            }
        }
        if self.take("class") {
            let name = self.name()?;
            let parent = if self.take("(") { Some(self.expression()?) } else { None };
            if parent.is_some() {
                self.expect(")")?;
            }
            let body = self.python_block()?;
            return Ok(Does::Class(Rc::new(Class { name, parent, body })));
        }
        self.expect("def")?;
        let name = self.name()?;
        self.expect("(")?;
        let parameters = self.list(")", Self::python_parameter)?;
        if self.take("->") {
            self.annotation()?;
        }
        let body = self.body()?;
        let parameters = parameters.into_iter().flatten().collect();
        Ok(Does::Function(Rc::new(Function { name, parameters, body, is_static, is_of_class })))
    }

    /// The body of a function. One that is not understood is an error where it is called.
    fn body(&mut self) -> Result<Vec<Statement>, String> {
        let (start, depth, line) = (self.at, self.depth, self.line());
        self.python_block().or_else(|reason| {
            let reason = format!("line {}: {reason}", self.line());
            (self.at, self.depth) = (start, depth);
            self.skip_block()?;
            Ok(vec![Statement { line, does: Does::Unread(reason) }])
        })
    }

    /// Passes over a block behind a colon.
    fn skip_block(&mut self) -> Result<(), String> {
        while !self.take_kind(Kind::Indent) {
            if self.token().kind == Kind::End {
                return Err("a block that is not there".to_owned());
            }
            self.at += 1;
        }
        let mut deep = 1_usize;
        while deep > 0 {
            let kind = self.token().kind;
            if kind == Kind::End {
                return Err("a block without an end".to_owned());
            }
            deep = deep + usize::from(kind == Kind::Indent) - usize::from(kind == Kind::Dedent);
            self.at += 1;
        }
        Ok(())
    }

    /// A parameter; nothing for the star behind which all have to be named.
    fn python_parameter(&mut self) -> Result<Option<Parameter>, String> {
        if self.take("*") {
            if self.token().kind == Kind::Name {
                self.at += 1;
                if self.take(":") {
                    self.annotation()?;
                }
            }
            return Ok(None);
        }
        let takes_named = self.take("**");
        let pattern = Expression::Name(self.name()?);
        if self.take(":") {
            self.annotation()?;
        }
        let default = if self.take("=") { Some(self.expression()?) } else { None };
        Ok(Some(Parameter { pattern, default, takes_named }))
    }
}

fn is_registering(callee: &Expression) -> bool {
    matches!(callee, Expression::Attribute(_, name) if &**name == "register_keras_serializable")
}
