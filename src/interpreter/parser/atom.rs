//! What expressions are made of.

use super::super::token::{Kind, tokens};
use super::super::tree::{Comprehension, Does, Expression, Function, Parameter, Statement, Word};
use super::{Language, Parser};
use std::rc::Rc;

/// The words that begin a type of C.
const TYPES: [&str; 8] = ["const", "static", "float", "double", "size_t", "int", "void", "inline"];

impl Parser {
    pub(super) fn atom(&mut self) -> Result<Expression, String> {
        let token = self.token().clone();
        self.at += 1;
        match token.kind {
            Kind::Number(value) => Ok(Expression::Number(value)),
            Kind::Format => Ok(self.joined(&token.text)),
            Kind::Text => {
                let mut text = token.text.to_string();
                while self.language == Language::Python && self.token().kind == Kind::Text {
                    text.push_str(&self.token().text.clone());
                    self.at += 1;
                }
                Ok(Expression::Text(Rc::from(text)))
            }
            Kind::Name => self.named(token.text),
            Kind::Mark => match (&*token.text, self.language) {
                ("(", Language::C) if self.is_type() => self.c_cast(),
                ("(", _) => self.in_parentheses(),
                ("[", Language::Python) => self.list_or_comprehension("]"),
                ("[", Language::Rust) => self.array(),
                ("{", Language::Python) => self.dictionary(),
                ("...", Language::Python) => Ok(Expression::Ellipsis),
                _ => Err(format!("{:?} where an expression is needed", token.text)),
            },
            Kind::Line | Kind::Indent | Kind::Dedent | Kind::End => {
                self.at -= 1;
                Err(format!("{} where an expression is needed", self.found()))
            }
        }
    }

    /// The parts of a string with expressions in it; what is not understood there is read past.
    fn joined(&self, text: &str) -> Expression {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((inside, after)) = behind.split_once('}') else { return Expression::Unknown };
            let Some(inside) = self.inside(inside) else { return Expression::Unknown };
            parts.extend([Expression::Text(Rc::from(before)), inside]);
            rest = after;
        }
        parts.push(Expression::Text(Rc::from(rest)));
        Expression::Joined(parts)
    }

    /// The expression between two braces.
    fn inside(&self, text: &str) -> Option<Expression> {
        let tokens = tokens(text, self.language).ok()?;
        let mut parser = Self { tokens, at: 0, language: self.language, is_head: false, depth: self.depth };
        let found = parser.expression().ok()?;
        parser.take_kind(Kind::Line);
        (parser.token().kind == Kind::End).then_some(found)
    }

    /// Whether a type of C comes next.
    pub(super) fn is_type(&self) -> bool {
        TYPES.iter().any(|word| self.is(word))
    }

    fn c_cast(&mut self) -> Result<Expression, String> {
        self.name()?;
        self.expect(")")?;
        Ok(Expression::Cast(Box::new(self.unary()?)))
    }

    /// An expression in parentheses, or a tuple.
    fn in_parentheses(&mut self) -> Result<Expression, String> {
        if self.take(")") {
            return Ok(Expression::List(Vec::new()));
        }
        let first = self.element()?;
        if self.take(")") {
            return Ok(first);
        }
        let mut elements = vec![first];
        if !self.take(",") {
            self.expect(")")?;
        }
        elements.extend(self.list(")", Self::element)?);
        Ok(Expression::List(elements))
    }

    /// An element of a list, or all of another list.
    fn element(&mut self) -> Result<Expression, String> {
        if self.language == Language::Python && self.take("*") {
            return Ok(Expression::Spread(Box::new(self.expression()?)));
        }
        self.free_expression()
    }

    fn list_or_comprehension(&mut self, close: &str) -> Result<Expression, String> {
        if self.take(close) {
            return Ok(Expression::List(Vec::new()));
        }
        let first = self.element()?;
        if self.take("for") {
            return self.comprehension(first, close);
        }
        let mut elements = vec![first];
        if self.take(",") {
            elements.extend(self.list(close, Self::element)?);
        } else {
            self.expect(close)?;
        }
        Ok(Expression::List(elements))
    }

    fn comprehension(&mut self, mut element: Expression, close: &str) -> Result<Expression, String> {
        let variable = self.variables()?;
        self.expect("in")?;
        let source = self.binary(1)?;
        while self.take("for") {
            // A loop in a loop is read past: to need it is an error.
            self.variables()?;
            self.expect("in")?;
            self.binary(1)?;
            element = Expression::Unknown;
        }
        let condition = if self.take("if") { Some(self.binary(1)?) } else { None };
        self.expect(close)?;
        Ok(Expression::Comprehension(Box::new(Comprehension { element, variable, source, condition })))
    }

    /// One name, or several with commas between them.
    pub(super) fn variables(&mut self) -> Result<Expression, String> {
        let first = Expression::Name(self.name()?);
        if !self.is(",") {
            return Ok(first);
        }
        let mut names = vec![first];
        while self.take(",") {
            names.push(Expression::Name(self.name()?));
        }
        Ok(Expression::List(names))
    }

    fn dictionary(&mut self) -> Result<Expression, String> {
        let mut pairs = Vec::new();
        while !self.take("}") {
            if self.take("**") {
                pairs.push((Expression::Nothing, Expression::Spread(Box::new(self.expression()?))));
            } else {
                let key = self.expression()?;
                if self.take("for") {
                    return self.comprehension(key, "}");
                }
                self.expect(":")?;
                pairs.push((key, self.expression()?));
            }
            if !self.take(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(Expression::Dictionary(pairs))
    }

    /// An array of Rust: its elements, or one and how often.
    fn array(&mut self) -> Result<Expression, String> {
        if self.take("]") {
            return Ok(Expression::List(Vec::new()));
        }
        let first = self.free_expression()?;
        if self.take(";") {
            let count = self.free_expression()?;
            self.expect("]")?;
            return Ok(Expression::Repeat(Box::new(first), Box::new(count)));
        }
        let mut elements = vec![first];
        if self.take(",") {
            elements.extend(self.list("]", Self::element)?);
        } else {
            self.expect("]")?;
        }
        Ok(Expression::List(elements))
    }

    fn named(&mut self, word: Word) -> Result<Expression, String> {
        match (&*word, self.language) {
            ("True", Language::Python) | ("true", Language::Rust) => Ok(Expression::Bool(true)),
            ("False", Language::Python) | ("false", Language::Rust) => Ok(Expression::Bool(false)),
            ("None", Language::Python) => Ok(Expression::Nothing),
            ("if", Language::Rust) => self.rust_if(),
            ("match", Language::Rust) => self.rust_match(),
            (_, Language::Rust) => self.path(&word),
            _ => Ok(Expression::Name(word)),
        }
    }

    /// A path of Rust, and the structure or the macro that may stand there.
    fn path(&mut self, first: &Word) -> Result<Expression, String> {
        let mut path = first.to_string();
        while self.is("::") && !self.is_at(1, "<") {
            self.at += 1;
            path = format!("{path}::{}", self.name()?);
        }
        self.generics()?;
        if self.is("!") && (self.is_at(1, "(") || self.is_at(1, "[")) {
            self.at += 1;
            return self.rust_macro(&path);
        }
        let is_structure = !self.is_head && self.is("{") && path.starts_with(|c: char| c.is_uppercase())
            || !self.is_head && self.is("{") && path.starts_with("nn::");
        if is_structure {
            self.at += 1;
            return self.structure(Rc::from(path));
        }
        Ok(if path == "None" { Expression::Nothing } else { Expression::Name(Rc::from(path)) })
    }

    fn structure(&mut self, name: Word) -> Result<Expression, String> {
        let (mut fields, mut others) = (Vec::new(), None);
        while !self.take("}") {
            if self.take("..") {
                others = Some(Box::new(self.free_expression()?));
            } else {
                let field = self.name()?;
                let value =
                    if self.take(":") { self.free_expression()? } else { Expression::Name(field.clone()) };
                fields.push((field, value));
            }
            if !self.take(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(Expression::Structure(name, fields, others))
    }

    /// A function without a name, up to whose body this mark stands.
    pub(super) fn lambda(&mut self, end: &str) -> Result<Expression, String> {
        let parameters = self.list(end, |parser| {
            let pattern = Expression::Name(parser.name()?);
            Ok(Parameter { pattern, default: None, takes_named: false })
        })?;
        let line = self.line();
        let body = vec![Statement { line, does: Does::Result(self.expression()?) }];
        let function =
            Function { name: Rc::from("lambda"), parameters, body, is_static: true, is_of_class: false };
        Ok(Expression::Lambda(Rc::new(function)))
    }
}
