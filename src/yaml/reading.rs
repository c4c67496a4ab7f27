//! The state of one reading of a tree: where the reader is, and what it has found wrong.

use std::fmt::{self, Write as _};

use super::complaint::Complaint;
use super::findings::Findings;
use super::nearest;
use super::node::{Node, Origin};
use super::problem::Found;

/// After so many problems nobody is asked what was meant, since comparing words takes time.
const MOST_COMPARED: usize = 200;

/// Collects problems and knows the path of the value that is being read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    path: String,
    found: Findings,
    /// How many values were passed over, since what is wrong with them was told before.
    n_passed_over: usize,
    /// The files that were named.
    files: Vec<String>,
}

impl Reading {
    /// Starts at the top of the file, with the problems that were found before.
    pub(super) fn new(found: Findings) -> Reading {
        Reading { found, ..Reading::default() }
    }

    /// All problems found so far.
    pub(super) fn into_found(self) -> Findings {
        self.found
    }

    /// How many problems have been found so far, or were met again.
    pub(super) fn n_found(&self) -> usize {
        self.found.count() + self.n_passed_over
    }

    /// Keeps the name of a file.
    pub(super) fn name_file(&mut self, file: &str) {
        self.files.push(file.to_owned());
    }

    /// All files that were named.
    pub(super) fn into_files(self) -> Vec<String> {
        self.files
    }

    /// Passes over a value that could not be read.
    pub(super) fn pass_over(&mut self) {
        self.n_passed_over += 1;
    }

    /// Reads something inside `segment`, a key or an index.
    pub(super) fn within<R>(
        &mut self,
        segment: impl fmt::Display,
        read: impl FnOnce(&mut Reading) -> R,
    ) -> R {
        let length = self.path.len();
        let dot = if length == 0 { "" } else { "." };
        // In place, since this is done for every value of a text.
        write!(self.path, "{dot}{segment}").expect("writing to a string cannot fail");
        let result = read(self);
        self.path.truncate(length);
        result
    }

    /// The value that is being read, as the subject of a sentence.
    pub(super) fn subject(&self) -> String {
        subject(&self.path)
    }

    /// The value under `path`, seen from the value that is being read, as the subject of a sentence.
    pub(super) fn subject_at(&self, path: &str) -> String {
        subject(&self.absolute(path))
    }

    /// " in `training`", or nothing at the top of the file.
    pub(super) fn inside(&self) -> String {
        if self.path.is_empty() { String::new() } else { format!(" in `{}`", self.path) }
    }

    /// Reports that a value is not what it should be, with the way out if there is more to say.
    pub(super) fn wrong(
        &mut self,
        node: &Node,
        allowed: &str,
        help: impl FnOnce(&Reading) -> Option<String>,
    ) {
        self.report(node.site(), |reading| {
            (format!("{} {}, allowed: {allowed}", reading.subject(), node.verdict()), help(reading))
        });
    }

    /// Reports what a check says about a value.
    pub(super) fn complain(&mut self, node: &Node, complaint: Complaint) {
        self.report(node.site(), |reading| {
            let Complaint { verdict, allowed, help } = complaint;
            let verdict = verdict.unwrap_or_else(|| node.verdict());
            let allowed = allowed.map(|allowed| format!(", allowed: {allowed}")).unwrap_or_default();
            (format!("{} {verdict}{allowed}", reading.subject()), help)
        });
    }

    /// Reports what a record says about the value under `path`, seen from the value that is being read.
    pub(super) fn complain_at(&mut self, path: &str, origin: Origin, verdict: &str, help: Option<String>) {
        self.report(origin, |reading| (format!("{} {verdict}", reading.subject_at(path)), help));
    }

    /// Asks "did you mean", as [`suggestion`](nearest::suggestion) does, unless there are so many problems that they are no
    /// slips of the pen.
    pub(super) fn suggestion(&self, word: &str, known: &[&str]) -> Option<String> {
        (self.found.count() < MOST_COMPARED).then(|| nearest::suggestion(word, known)).flatten()
    }

    /// Reports a problem in its own words, with the way out; they are asked for only where the problem can be shown.
    pub(super) fn report(&mut self, origin: Origin, say: impl FnOnce(&Reading) -> (String, Option<String>)) {
        if self.found.keeps(origin) {
            let (message, help) = say(self);
            self.found.push(Found { help, ..Found::new(origin, message) });
        } else {
            self.found.pass();
        }
    }

    fn absolute(&self, path: &str) -> String {
        let steps = [self.path.as_str(), path];
        steps.into_iter().filter(|step| !step.is_empty()).collect::<Vec<_>>().join(".")
    }
}

/// What a path names, as the subject of a sentence.
pub(super) fn subject(path: &str) -> String {
    if path.is_empty() { "the file".to_owned() } else { format!("`{path}`") }
}
