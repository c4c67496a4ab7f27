//! The source tree: its files as tokens, and the paths that they name.

use crate::lexer::{Token, tokens};
use std::path::Path;

/// A file of the source tree.
pub struct File {
    /// Below `src`, with `/` between the parts.
    pub path: String,
    pub text: String,
    /// The module that the file is: empty for `lib.rs`.
    pub module: Vec<String>,
    /// Whether it holds nothing but tests.
    pub is_test: bool,
    /// Everything in it.
    pub tokens: Vec<Token>,
    /// Everything but what stands under `#[cfg(test)]`.
    pub code: Vec<Token>,
    /// The paths that its code names.
    pub named: Vec<Named>,
}

/// All files below one folder.
pub struct Tree(pub Vec<File>);

/// A path that a file names, such as `crate::yaml::Shape`, with every group of a `use` written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub segments: Vec<String>,
    /// What it is called from then on, if it is given another name.
    pub alias: Option<String>,
    pub line: usize,
    /// The module in which it is named.
    pub scope: Vec<String>,
}

impl File {
    pub fn new(path: &str, text: &str) -> Self {
        let mut module: Vec<String> = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        let is_test = module.iter().any(|part| part == "tests");
        if path == "lib.rs" || module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        let tokens = tokens(text);
        let code = if is_test { Vec::new() } else { without_tests(&tokens) };
        let mut finder = Finder { tokens: &code, at: 0, scope: module.clone(), named: Vec::new() };
        finder.block();
        let named = finder.named;
        Self { path: path.to_owned(), text: text.to_owned(), module, is_test, tokens, code, named }
    }

    /// The module right below the root that it belongs to; `lib` for the root itself.
    pub fn top(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }
}

impl Tree {
    /// All files below a folder, in order.
    pub fn read(folder: &Path) -> Self {
        let mut files = Vec::new();
        collect(folder, "", &mut files);
        Self(files)
    }

    /// The files that are no tests.
    pub fn code(&self) -> impl Iterator<Item = &File> {
        self.0.iter().filter(|file| !file.is_test)
    }

    /// The file that is this module.
    pub fn file_of(&self, module: &[String]) -> Option<&File> {
        self.0.iter().find(|file| file.module == module)
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<File>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(File::new(&format!("{prefix}{name}"), &std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The tokens without the items under `#[cfg(test)]`.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match attribute_end(tokens, at) {
            Some(end) if is_cfg_test(&tokens[at..end]) => at = item_end(tokens, end),
            _ => {
                kept.push(tokens[at].clone());
                at += 1;
            }
        }
    }
    kept
}

/// Where the attribute that begins here ends, if one does.
pub fn attribute_end(tokens: &[Token], at: usize) -> Option<usize> {
    let open = at + 1 + usize::from(tokens.get(at + 1)?.is("!"));
    (tokens[at].is("#") && tokens.get(open)?.is("[")).then(|| closing(tokens, open) + 1)
}

fn is_cfg_test(attribute: &[Token]) -> bool {
    let has = |word| attribute.iter().any(|token| token.is_word(word));
    attribute.get(2).is_some_and(|token| token.is_word("cfg")) && has("test") && !has("not") && !has("any")
}

/// Where the item that begins here ends: behind its block, or behind its semicolon.
fn item_end(tokens: &[Token], start: usize) -> usize {
    let mut at = start;
    while at < tokens.len() {
        match &tokens[at] {
            token if token.is("{") => return closing(tokens, at) + 1,
            token if token.is(";") => return at + 1,
            token if token.is("(") || token.is("[") => at = closing(tokens, at) + 1,
            _ => at += 1,
        }
    }
    at
}

/// Where the bracket that opens here is closed.
pub fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if ["(", "[", "{"].iter().any(|mark| token.is(mark)) {
            depth += 1;
        } else if [")", "]", "}"].iter().any(|mark| token.is(mark)) {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len() - 1
}

/// Walks over tokens and collects the paths.
struct Finder<'a> {
    tokens: &'a [Token],
    at: usize,
    scope: Vec<String>,
    named: Vec<Named>,
}

impl Finder<'_> {
    /// Up to the end of the block that is open, or of the file.
    fn block(&mut self) {
        while let Some(token) = self.tokens.get(self.at) {
            if token.is("}") {
                return;
            }
            if token.is("{") {
                self.inner_block(None);
            } else if let Some(name) = self.inline_module() {
                self.at += 2;
                self.inner_block(Some(name));
            } else if token.is_word("use") || (token.is_word("extern") && self.is_word(1, "crate")) {
                self.at += if token.is_word("use") { 1 } else { 2 };
                self.tree();
            } else if token.word().is_some() && self.is(1, "::") && !self.goes_on() {
                self.tree();
            } else {
                self.at += 1;
            }
        }
    }

    fn inner_block(&mut self, module: Option<String>) {
        self.at += 1;
        let outer = self.scope.len();
        self.scope.extend(module);
        self.block();
        self.scope.truncate(outer);
        self.at += 1;
    }

    fn inline_module(&self) -> Option<String> {
        let name = self.tokens.get(self.at + 1)?.word()?;
        (self.is_word(0, "mod") && self.is(2, "{")).then(|| name.to_owned())
    }

    /// Whether the word is the end of a path that began earlier, such as `new` in `Vec::<u8>::new`.
    fn goes_on(&self) -> bool {
        let before = |back| self.at.checked_sub(back).map(|at| &self.tokens[at]);
        before(1).is_some_and(|token| token.is("::"))
            && before(2).is_some_and(|token| token.is(">") || token.word().is_some())
    }

    fn is(&self, ahead: usize, mark: &str) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.is(mark))
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.is_word(word))
    }

    fn tree(&mut self) {
        if self.is(0, "::") {
            self.at += 1;
        }
        let branches = self.branches();
        self.named.extend(branches.into_iter().filter(|named| !named.segments.is_empty()));
    }

    /// The paths that begin here: several where there is a group.
    fn branches(&mut self) -> Vec<Named> {
        let Some(token) = self.tokens.get(self.at) else { return Vec::new() };
        if token.is("{") {
            return self.group();
        }
        let line = token.line;
        let segment = token.word().or(token.is("*").then_some("*")).map(str::to_owned);
        self.at += usize::from(segment.is_some());
        if segment.is_none() || !self.is(0, "::") {
            let other = self.tokens.get(self.at + 1).filter(|_| self.is_word(0, "as"));
            let alias = other.and_then(Token::word).map(str::to_owned);
            return vec![Named {
                segments: segment.into_iter().collect(),
                alias,
                line,
                scope: self.scope.clone(),
            }];
        }
        self.at += 1;
        let mut branches = self.branches();
        for named in &mut branches {
            named.segments.splice(0..0, segment.clone());
        }
        branches
    }

    fn group(&mut self) -> Vec<Named> {
        let mut found = Vec::new();
        self.at += 1;
        while self.at < self.tokens.len() && !self.is(0, "}") {
            found.extend(self.branches());
            while self.at < self.tokens.len() && !self.is(0, ",") && !self.is(0, "}") {
                self.at += 1;
            }
            self.at += usize::from(self.is(0, ","));
        }
        self.at += 1;
        found
    }
}
