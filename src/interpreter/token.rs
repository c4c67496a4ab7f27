//! Words, numbers and marks of a text.

use super::Language;
use std::rc::Rc;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Name,
    /// A number.
    Number(f64),
    /// A string, with what is escaped in it put in.
    Text,
    /// A string with expressions in it.
    Format,
    /// An operator or a bracket.
    Mark,
    /// The end of a statement of Python.
    Line,
    /// A block of Python begins.
    Indent,
    /// A block of Python ends.
    Dedent,
    /// The text ends.
    End,
}

/// A token, and the line where it stands.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) text: Rc<str>,
    pub(super) line: usize,
}

/// Marks of more than one character, longer ones first.
const LONG: [&str; 19] = [
    "...", "**", "//", "->", "=>", "::", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "..",
    "++", "--",
];

/// The tokens of a text, [`Kind::End`] last.
pub(super) fn tokens(text: &str, language: Language) -> Result<Vec<Token>, String> {
    let mut lexer = Lexer { rest: text, line: 1, language, depth: 0, indents: vec![0], tokens: Vec::new() };
    lexer.all().map_err(|reason| format!("line {}: {reason}", lexer.line))?;
    Ok(lexer.tokens)
}

struct Lexer<'t> {
    rest: &'t str,
    line: usize,
    language: Language,
    /// How many brackets are open.
    depth: usize,
    /// The margins of the blocks that are open.
    indents: Vec<usize>,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn all(&mut self) -> Result<(), String> {
        loop {
            self.begin_line()?;
            self.rest_of_line()?;
            if self.rest.is_empty() {
                break;
            }
            self.skip(1);
            self.line += 1;
        }
        while self.indents.len() > 1 {
            self.indents.pop();
            self.push(Kind::Dedent, "");
        }
        self.push(Kind::End, "");
        Ok(())
    }

    /// The margin of a line, and what means something only where a line begins.
    fn begin_line(&mut self) -> Result<(), String> {
        let blank = self.rest.len() - self.rest.trim_start_matches(' ').len();
        self.skip(blank);
        match self.language {
            Language::Python if self.depth == 0 => self.margin(blank),
            Language::C if self.rest.starts_with('#') => self.directive(),
            Language::Python | Language::Rust | Language::C => Ok(()),
        }
    }

    fn margin(&mut self, blank: usize) -> Result<(), String> {
        if self.rest.starts_with(['\n', '#']) || self.rest.is_empty() {
            return Ok(());
        }
        if self.indents.last().is_some_and(|last| blank > *last) {
            self.indents.push(blank);
            self.push(Kind::Indent, "");
        }
        while self.indents.last().is_some_and(|last| blank < *last) {
            self.indents.pop();
            self.push(Kind::Dedent, "");
        }
        if self.indents.last() == Some(&blank) {
            Ok(())
        } else {
            Err("a margin that no block has".to_owned())
        }
    }

    /// Lines for the preprocessor: includes of the two headers that are known, and the guard around the text.
    fn directive(&mut self) -> Result<(), String> {
        let line = self.rest.lines().next().unwrap_or_default();
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["#include", "<math.h>" | "<stddef.h>"] | ["#ifndef" | "#define", _] | ["#endif"] => {
                self.skip(line.len());
                Ok(())
            }
            _ => Err(format!("a directive that is not known: {line}")),
        }
    }

    fn rest_of_line(&mut self) -> Result<(), String> {
        let before = self.tokens.len();
        while let Some(first) = self.rest.chars().next() {
            match first {
                '\n' => break,
                ' ' => self.skip(1),
                '#' if self.language == Language::Python => self.comment(),
                '/' if self.language != Language::Python && self.rest.starts_with("//") => self.comment(),
                '"' => self.string(false)?,
                '\'' if self.language == Language::Python => self.string(false)?,
                '\'' if self.language == Language::Rust => self.lifetime()?,
                '0'..='9' => self.number()?,
                'a'..='z' | 'A'..='Z' | '_' => self.word()?,
                _ => self.mark()?,
            }
        }
        if self.language == Language::Python && self.depth == 0 && self.tokens.len() > before {
            self.push(Kind::Line, "");
        }
        Ok(())
    }

    fn comment(&mut self) {
        self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
    }

    /// A lifetime says nothing about what is computed.
    fn lifetime(&mut self) -> Result<(), String> {
        let length = word_length(&self.rest[1..]);
        if length == 0 || self.rest[1 + length..].starts_with('\'') {
            return Err("a character in quotes".to_owned());
        }
        self.skip(1 + length);
        Ok(())
    }

    fn word(&mut self) -> Result<(), String> {
        let (word, rest) = self.rest.split_at(word_length(self.rest));
        if word == "f" && rest.starts_with(['"', '\'']) && self.language == Language::Python {
            self.skip(1);
            return self.string(true);
        }
        self.push(Kind::Name, word);
        self.skip(word.len());
        Ok(())
    }

    fn number(&mut self) -> Result<(), String> {
        let bytes = self.rest.as_bytes();
        let mut length = 0;
        while let Some(byte) = bytes.get(length) {
            let is_point = *byte == b'.' && bytes.get(length + 1).is_some_and(u8::is_ascii_digit);
            let is_sign = (*byte == b'-' || *byte == b'+') && matches!(bytes[length - 1], b'e' | b'E');
            if !(byte.is_ascii_alphanumeric() || *byte == b'_' || is_point || is_sign) {
                break;
            }
            length += 1;
        }
        let written = &self.rest[..length];
        let digits = match self.language {
            Language::Python => written,
            Language::Rust => written.strip_suffix("_i64").unwrap_or(written),
            Language::C => written.strip_suffix('f').unwrap_or(written),
        };
        let value = digits.parse().map_err(|_| format!("a number that is not known: {written}"))?;
        self.push(Kind::Number(value), written);
        self.skip(length);
        Ok(())
    }

    fn string(&mut self, is_format: bool) -> Result<(), String> {
        let quote = &self.rest[..1];
        let triple = quote.repeat(3);
        let long = self.language == Language::Python && self.rest.starts_with(&triple);
        let end = if long { triple.as_str() } else { quote };
        let mut rest = &self.rest[end.len()..];
        let (mut value, mut lines) = (String::new(), 0);
        loop {
            if let Some(behind) = rest.strip_prefix(end) {
                rest = behind;
                break;
            }
            let mut characters = rest.chars();
            match characters.next().ok_or("a string that does not end")? {
                '\\' => {
                    rest = escaped(characters.as_str(), &mut value)?;
                    continue;
                }
                '\n' if !long => return Err("a string that does not end on its line".to_owned()),
                c => {
                    lines += usize::from(c == '\n');
                    value.push(c);
                }
            }
            rest = characters.as_str();
        }
        self.push(if is_format { Kind::Format } else { Kind::Text }, &value);
        self.line += lines;
        self.rest = &self.rest[self.rest.len() - rest.len()..];
        Ok(())
    }

    fn mark(&mut self) -> Result<(), String> {
        let long = LONG.into_iter().find(|mark| self.rest.starts_with(mark));
        let short = self.rest.get(..1).filter(|mark| "()[]{}<>=+-*/%.,:;&|!?@#".contains(mark));
        let mark = long.or(short).ok_or_else(|| format!("{:?} means nothing", self.rest.chars().next()))?;
        match mark {
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" => {
                self.depth = self.depth.checked_sub(1).ok_or("a bracket that nothing opened")?;
            }
            _ => {}
        }
        self.push(Kind::Mark, mark);
        self.skip(mark.len());
        Ok(())
    }

    fn push(&mut self, kind: Kind, text: &str) {
        self.tokens.push(Token { kind, text: Rc::from(text), line: self.line });
    }

    fn skip(&mut self, length: usize) {
        self.rest = &self.rest[length..];
    }
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len())
}

/// Adds the character that is written behind a backslash, and gives what comes after it.
fn escaped<'t>(text: &'t str, value: &mut String) -> Result<&'t str, String> {
    let unknown = || "a backslash before something unknown".to_owned();
    let first = text.chars().next().ok_or_else(unknown)?;
    let digits = match first {
        '\\' | '"' | '\'' => {
            value.push(first);
            return Ok(&text[1..]);
        }
        'n' | 'r' | 't' => {
            value.push(match first {
                'n' => '\n',
                'r' => '\r',
                _ => '\t',
            });
            return Ok(&text[1..]);
        }
        'x' => 2,
        // Of Rust.
        'u' if text.starts_with("u{") => {
            let (code, rest) = text[2..].split_once('}').ok_or_else(unknown)?;
            let code = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
            value.push(code.ok_or_else(unknown)?);
            return Ok(rest);
        }
        'u' => 4,
        'U' => 8,
        _ => return Err(unknown()),
    };
    let code = text.get(1..=digits).and_then(|code| u32::from_str_radix(code, 16).ok());
    value.push(code.and_then(char::from_u32).ok_or_else(unknown)?);
    Ok(&text[1 + digits..])
}
