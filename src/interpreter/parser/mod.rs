//! From tokens to a tree: expressions of all languages here, statements in a file for each.

mod atom;
mod c;
mod python;
mod rust;

use super::Language;
use super::token::{Kind, Token, tokens};
use super::tree::{Argument, Expression, Operator, Statement, Word};

/// The statements of a text.
pub(super) fn parse(text: &str, language: Language) -> Result<Vec<Statement>, String> {
    let mut parser = Parser { tokens: tokens(text, language)?, at: 0, language, is_head: false, depth: 0 };
    let statements = match language {
        Language::Python => parser.python_module(),
        Language::Rust => parser.rust_items(),
        Language::C => parser.c_items(),
    };
    statements.map_err(|reason| format!("line {}: {reason}", parser.line()))
}

/// So deep expressions may stand in each other.
const DEEPEST: usize = 120;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    language: Language,
    /// Whether a brace begins a block here, and no structure of Rust.
    is_head: bool,
    depth: usize,
}

impl Parser {
    fn token(&self) -> &Token {
        &self.tokens[self.at]
    }

    fn line(&self) -> usize {
        self.token().line
    }

    /// Whether this mark or keyword comes next, or after so many tokens.
    fn is_at(&self, ahead: usize, text: &str) -> bool {
        self.tokens
            .get(self.at + ahead)
            .is_some_and(|token| matches!(token.kind, Kind::Mark | Kind::Name) && &*token.text == text)
    }

    fn is(&self, text: &str) -> bool {
        self.is_at(0, text)
    }

    fn take(&mut self, text: &str) -> bool {
        let is_next = self.is(text);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, text: &str) -> Result<(), String> {
        if self.take(text) { Ok(()) } else { Err(format!("{} where {text:?} is needed", self.found())) }
    }

    fn take_kind(&mut self, kind: Kind) -> bool {
        let is_next = self.token().kind == kind;
        self.at += usize::from(is_next);
        is_next
    }

    fn found(&self) -> String {
        let token = self.token();
        if token.text.is_empty() { format!("{:?}", token.kind) } else { format!("{:?}", token.text) }
    }

    fn name(&mut self) -> Result<Word, String> {
        let token = self.token().clone();
        if token.kind != Kind::Name {
            return Err(format!("{} where a name is needed", self.found()));
        }
        self.at += 1;
        Ok(token.text)
    }

    /// What stands between brackets, separated by commas, up to the bracket that closes.
    fn list<T>(
        &mut self,
        close: &str,
        mut one: impl FnMut(&mut Self) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        let mut found = Vec::new();
        while !self.take(close) {
            found.push(one(self)?);
            if !self.take(",") {
                self.expect(close)?;
                break;
            }
        }
        Ok(found)
    }

    fn expression(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("more than {DEEPEST} expressions in each other"));
        }
        let found = match self.language {
            Language::Python => self.python_expression(),
            Language::Rust => self.rust_expression(),
            Language::C => self.c_expression(),
        };
        self.depth -= 1;
        found
    }

    fn python_expression(&mut self) -> Result<Expression, String> {
        if self.take("lambda") {
            return self.lambda(":");
        }
        let then = self.binary(1)?;
        if !self.take("if") {
            return Ok(then);
        }
        let condition = self.binary(1)?;
        self.expect("else")?;
        let otherwise = self.expression()?;
        Ok(Expression::Choice(Box::new([condition, then, otherwise])))
    }

    fn c_expression(&mut self) -> Result<Expression, String> {
        let condition = self.binary(1)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let then = self.expression()?;
        self.expect(":")?;
        let otherwise = self.expression()?;
        Ok(Expression::Choice(Box::new([condition, then, otherwise])))
    }

    fn rust_expression(&mut self) -> Result<Expression, String> {
        if self.take("|") {
            return self.lambda("|");
        }
        let start = self.binary(1)?;
        if !self.take("..") {
            return Ok(start);
        }
        let ends = self.is("]") || self.is(")") || self.is("{");
        let end = if ends { None } else { Some(Box::new(self.binary(1)?)) };
        Ok(Expression::Range(Some(Box::new(start)), end))
    }

    /// Operators that hold at least this tightly: 1 is `or`, 2 `and`, 3 comparisons, 4 sums, 5 products.
    fn binary(&mut self, least: u8) -> Result<Expression, String> {
        if least > 5 {
            return self.unary();
        }
        if least == 3 && self.language == Language::Python && self.take("not") {
            return Ok(Expression::Not(Box::new(self.binary(3)?)));
        }
        let first = self.binary(least + 1)?;
        let mut others = Vec::new();
        while let Some((operator, length)) = self.operator(least) {
            self.at += length;
            others.push((operator, self.binary(least + 1)?));
        }
        if least == 3 && others.len() > 1 {
            return Err("comparisons in a row".to_owned());
        }
        Ok(if others.is_empty() { first } else { Expression::Chain(Box::new(first), others) })
    }

    /// The operator that comes next, if it holds this tightly, and how many tokens it has.
    fn operator(&self, grip: u8) -> Option<(Operator, usize)> {
        let is_python = self.language == Language::Python;
        let found = match (grip, &*self.token().text) {
            (1, "or") if is_python => Operator::Or,
            (2, "and") if is_python => Operator::And,
            (1, "||") if !is_python => Operator::Or,
            (2, "&&") if !is_python => Operator::And,
            (3, "==") => Operator::Equal,
            (3, "!=") => Operator::Unequal,
            (3, "<") => Operator::Below,
            (3, "<=") => Operator::AtMost,
            (3, ">") => Operator::Above,
            (3, ">=") => Operator::AtLeast,
            (3, "in") if is_python => Operator::In,
            (3, "not") if is_python && self.is_at(1, "in") => return Some((Operator::NotIn, 2)),
            (3, "is") if is_python && self.is_at(1, "not") => return Some((Operator::IsNot, 2)),
            (3, "is") if is_python => Operator::Is,
            (4, "+") => Operator::Plus,
            (4, "-") => Operator::Minus,
            (5, "*") => Operator::Times,
            (5, "/") => Operator::Over,
            (5, "%") => Operator::Remainder,
            _ => return None,
        };
        matches!(self.token().kind, Kind::Mark | Kind::Name).then_some((found, 1))
    }

    fn unary(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("more than {DEEPEST} expressions in each other"));
        }
        let found = self.signed();
        self.depth -= 1;
        found
    }

    /// An operand with what stands before it.
    fn signed(&mut self) -> Result<Expression, String> {
        if self.take("-") {
            return Ok(Expression::Negative(Box::new(self.unary()?)));
        }
        let is_rust = self.language == Language::Rust;
        if self.language != Language::Python && self.take("!") {
            return Ok(Expression::Not(Box::new(self.unary()?)));
        }
        if is_rust && self.take("&") {
            self.take("mut");
            return self.unary();
        }
        if is_rust && self.take("*") {
            return Ok(Expression::Target(Box::new(self.unary()?)));
        }
        let mut found = self.postfix()?;
        while is_rust && self.take("as") {
            self.name()?;
            found = Expression::Cast(Box::new(found));
        }
        Ok(found)
    }

    fn postfix(&mut self) -> Result<Expression, String> {
        let mut found = self.atom()?;
        loop {
            if self.take("(") {
                let arguments = self.list(")", Self::argument)?;
                found = Expression::Call(Box::new(found), arguments);
            } else if self.take("[") {
                let places = self.list("]", Self::place)?;
                found = Expression::Index(Box::new(found), places);
            } else if self.take(".") {
                found = Expression::Attribute(Box::new(found), self.name()?);
                self.generics()?;
            } else if !(self.language == Language::Rust && self.take("?")) {
                return Ok(found);
            }
        }
    }

    fn argument(&mut self) -> Result<Argument, String> {
        let plain = |value| Argument { name: None, is_double_star: false, value };
        if self.language != Language::Python {
            return Ok(plain(self.free_expression()?));
        }
        if self.take("**") {
            return Ok(Argument { name: None, is_double_star: true, value: self.expression()? });
        }
        if self.take("*") {
            return Ok(plain(Expression::Spread(Box::new(self.expression()?))));
        }
        if self.token().kind == Kind::Name && self.is_at(1, "=") {
            let name = Some(self.name()?);
            self.at += 1;
            return Ok(Argument { name, is_double_star: false, value: self.expression()? });
        }
        Ok(plain(self.expression()?))
    }

    /// What stands in an index: an expression, or a range of Python.
    fn place(&mut self) -> Result<Expression, String> {
        if self.language != Language::Python {
            return self.free_expression();
        }
        let start = if self.is(":") { None } else { Some(self.expression()?) };
        if !self.take(":") {
            return start.ok_or_else(|| "nothing in brackets".to_owned());
        }
        let ends = self.is("]") || self.is(",");
        let end = if ends { None } else { Some(Box::new(self.expression()?)) };
        Ok(Expression::Range(start.map(Box::new), end))
    }

    /// An expression in which a brace may begin a structure.
    fn free_expression(&mut self) -> Result<Expression, String> {
        let is_head = std::mem::take(&mut self.is_head);
        let found = self.expression();
        self.is_head = is_head;
        found
    }

    /// Passes over the generics behind `::`.
    fn generics(&mut self) -> Result<(), String> {
        if self.language == Language::Rust && self.is("::") && self.is_at(1, "<") {
            self.at += 2;
            self.skip_type(&[">"])?;
            self.expect(">")?;
        }
        Ok(())
    }

    /// Passes over a type, up to one of these marks outside of all brackets.
    fn skip_type(&mut self, ends: &[&str]) -> Result<(), String> {
        let mut depth = 0_usize;
        loop {
            let token = self.token();
            match &*token.text {
                text if depth == 0 && token.kind == Kind::Mark && ends.contains(&text) => return Ok(()),
                "(" | "[" | "<" | "{" => depth += 1,
                ")" | "]" | ">" | "}" => {
                    depth = depth.checked_sub(1).ok_or_else(|| format!("{} in a type", self.found()))?;
                }
                _ => {}
            }
            if matches!(token.kind, Kind::End) || (depth == 0 && token.kind == Kind::Line) {
                return Err(format!("{} in a type", self.found()));
            }
            self.at += 1;
        }
    }
}
