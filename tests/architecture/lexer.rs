//! Rust text as tokens: enough of the language to tell code from comments, strings and lifetimes.

/// A word, a mark or a literal, and the line on which it begins, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub line: usize,
}

/// What a token is. Comments, character literals and lifetimes are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or a keyword.
    Word(String),
    /// A number as it is written.
    Number(String),
    /// The content of a string literal.
    Text(String),
    /// Any other character; `::` is one mark.
    Mark(&'static str),
}

impl Token {
    /// The word, if it is one.
    pub fn word(&self) -> Option<&str> {
        if let Kind::Word(word) = &self.kind { Some(word) } else { None }
    }

    /// Whether it is this mark.
    pub fn is(&self, mark: &str) -> bool {
        matches!(self.kind, Kind::Mark(known) if known == mark)
    }

    /// Whether it is this word.
    pub fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { chars: text.chars().collect(), at: 0, line: 1, tokens: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    lexer.tokens
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    tokens: Vec<Token>,
}

impl Lexer {
    fn step(&mut self) {
        let line = self.line;
        match self.chars[self.at] {
            '/' if self.peek(1) == '/' => drop(self.take_while(|c| c != '\n')),
            '/' if self.peek(1) == '*' => self.block_comment(),
            '"' => self.string(line),
            '\'' => self.quote(),
            c if c.is_ascii_digit() => self.number(line),
            c if is_word(c) => self.word(line),
            ':' if self.peek(1) == ':' => {
                self.advance(2);
                self.push(Kind::Mark("::"), line);
            }
            c => {
                self.advance(1);
                if let Some(mark) = mark(c) {
                    self.push(Kind::Mark(mark), line);
                }
            }
        }
    }

    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn advance(&mut self, count: usize) {
        let end = (self.at + count).min(self.chars.len());
        self.line += self.chars[self.at..end].iter().filter(|c| **c == '\n').count();
        self.at = end;
    }

    fn push(&mut self, kind: Kind, line: usize) {
        self.tokens.push(Token { kind, line });
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let taken: String = self.chars[self.at..].iter().take_while(|c| wanted(**c)).collect();
        self.advance(taken.chars().count());
        taken
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                ('\0', _) => return,
                _ => {
                    self.advance(1);
                    continue;
                }
            }
            self.advance(2);
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self, line: usize) {
        self.advance(1);
        let mut content = String::new();
        while self.at < self.chars.len() && self.peek(0) != '"' {
            if self.peek(0) == '\\' {
                self.advance(1);
            }
            content.push(self.peek(0));
            self.advance(1);
        }
        self.advance(1);
        self.push(Kind::Text(content), line);
    }

    fn raw_string(&mut self, line: usize) {
        let hashes = self.take_while(|c| c == '#');
        self.advance(1);
        let end: Vec<char> = format!("\"{hashes}").chars().collect();
        let start = self.at;
        while self.at < self.chars.len() && !self.chars[self.at..].starts_with(&end) {
            self.advance(1);
        }
        let content = self.chars[start..self.at].iter().collect();
        self.advance(end.len());
        self.push(Kind::Text(content), line);
    }

    /// A character literal or a lifetime: nobody asks for either.
    fn quote(&mut self) {
        if self.peek(1) == '\\' {
            self.advance(3);
            self.take_while(|c| c != '\'');
            self.advance(1);
        } else if self.peek(2) == '\'' {
            self.advance(3);
        } else {
            self.advance(1);
            self.take_while(is_word);
        }
    }

    fn number(&mut self, line: usize) {
        let mut number = self.take_while(is_word);
        if self.peek(0) == '.' && self.peek(1).is_ascii_digit() {
            self.advance(1);
            number = number + "." + &self.take_while(is_word);
        }
        self.push(Kind::Number(number), line);
    }

    fn word(&mut self, line: usize) {
        let word = self.take_while(is_word);
        let hashes = self.chars[self.at..].iter().take_while(|c| **c == '#').count();
        match word.as_str() {
            "r" | "br" | "cr" if self.peek(hashes) == '"' => self.raw_string(line),
            "r" if hashes == 1 => self.advance(1),
            "b" if self.peek(0) == '\'' => self.quote(),
            "b" | "c" if self.peek(0) == '"' => self.string(line),
            _ => self.push(Kind::Word(word), line),
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn mark(c: char) -> Option<&'static str> {
    const MARKS: &str = "!#$%&()*+,-./:;<=>?@[]^{|}~";
    let at = MARKS.find(c)?;
    Some(&MARKS[at..=at])
}
