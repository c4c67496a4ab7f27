//! The state of one reading of a tree: where the reader is, and what it has found wrong.

use super::complaint::Complaint;
use super::nearest;
use super::node::{Node, Origin};
use super::problem::Found;

/// After so many problems nobody is asked what was meant, since comparing words takes time.
const MOST_COMPARED: usize = 200;

/// Collects problems and knows the path of the value that is being read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    path: String,
    found: Vec<Found>,
    /// How many values were passed over, since what is wrong with them was told before.
    n_passed_over: usize,
    /// The files that were named.
    files: Vec<String>,
}

impl Reading {
    /// Starts at the top of the file, with the problems that were found before.
    pub(super) fn new(found: Vec<Found>) -> Reading {
        Reading { found, ..Reading::default() }
    }

    /// All problems found so far.
    pub(super) fn into_found(self) -> Vec<Found> {
        self.found
    }

    /// How many problems have been found so far, or were met again.
    pub(super) fn n_found(&self) -> usize {
        self.found.len() + self.n_passed_over
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
    pub(super) fn within<R>(&mut self, segment: &str, read: impl FnOnce(&mut Reading) -> R) -> R {
        let length = self.path.len();
        self.path = self.absolute(segment);
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

    /// Reports that a value is not what it should be.
    pub(super) fn wrong(&mut self, node: &Node, allowed: &str, help: Option<String>) {
        let message = format!("{} {}, allowed: {allowed}", self.subject(), node.verdict());
        self.report(node.site(), message, help);
    }

    /// Reports what a check says about a value.
    pub(super) fn complain(&mut self, node: &Node, complaint: Complaint) {
        let Complaint { verdict, allowed, help } = complaint;
        let verdict = verdict.unwrap_or_else(|| node.verdict());
        let allowed = allowed.map(|allowed| format!(", allowed: {allowed}")).unwrap_or_default();
        self.report(node.site(), format!("{} {verdict}{allowed}", self.subject()), help);
    }

    /// Reports what a record says about the value under `path`, seen from the value that is being read.
    pub(super) fn complain_at(&mut self, path: &str, origin: Origin, verdict: &str, help: Option<String>) {
        self.report(origin, format!("{} {verdict}", self.subject_at(path)), help);
    }

    /// Asks "did you mean", as [`suggestion`](nearest::suggestion) does, unless there are so many problems that they are no
    /// slips of the pen.
    pub(super) fn suggestion(&self, word: &str, known: &[&str]) -> Option<String> {
        (self.found.len() < MOST_COMPARED).then(|| nearest::suggestion(word, known)).flatten()
    }

    /// Reports a problem in its own words.
    pub(super) fn report(&mut self, origin: Origin, message: String, help: Option<String>) {
        self.found.push(Found { help, ..Found::new(origin, message) });
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
