//! The keys of a table in CSV files.

use super::source_keys::{path, test};
use crate::columns::Fill;
use crate::yaml::{Complaint, Record, Shape, boolean, leading, one_or_list, record, text, word};
use std::path::PathBuf;

/// A table in one file or two, and how it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Csv {
    /// The file.
    pub file: PathBuf,
    /// The column that holds the label.
    pub label: String,
    /// A table of the same columns that is the test part.
    pub test_file: Option<PathBuf>,
    /// The share that is cut off as test part, where there is no such file.
    pub test: Option<f64>,
    /// The column that says by words such as train, validation and test which part a row belongs to.
    pub split: Option<String>,
    /// Columns that are not learned from.
    pub drop: Vec<String>,
    /// Columns that are categories, whatever they look like.
    pub categories: Vec<String>,
    /// What is done where a cell is missing; nothing where that is an error.
    pub missing: Option<Missing>,
    /// How cells are written.
    pub writing: Writing,
}

/// What is done where a cell is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// How what stands for it is found.
    pub fill: Fill,
    /// Whether an entry of the sample says by 0 or 1 that it is missing.
    pub indicator: bool,
}

/// How the cells of a table are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// Whether the first row names the columns; without names they are `column1`, `column2`, …
    pub header: bool,
    /// What parts the cells; found in the first row where nothing is said.
    pub delimiter: Option<char>,
    /// The decimal sign of numbers: a point or a comma.
    pub decimal: char,
    /// What parts the thousands of numbers.
    pub thousands: Option<char>,
    /// Words for a missing value, beside those that are known.
    pub na: Vec<String>,
}

impl Default for Writing {
    fn default() -> Self {
        Self { header: true, delimiter: None, decimal: '.', thousands: None, na: Vec::new() }
    }
}

impl Csv {
    /// A table whose keys are all left out but these two.
    #[must_use]
    pub fn new(file: impl Into<PathBuf>, label: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            label: label.into(),
            test_file: None,
            test: None,
            split: None,
            drop: Vec::new(),
            categories: Vec::new(),
            missing: None,
            writing: Writing::default(),
        }
    }
}

/// How `{csv: …}` is read and described.
pub(super) fn csv() -> Shape<Csv> {
    record("a table with a header row", |fields| {
        let file = fields.required("csv", "the file, packed by gzip or not", path());
        let label = fields.required("label", "the column that holds the label", text());
        let test_file =
            fields.optional("test_file", "a file of the same columns that is the test part", path());
        let test = test(fields);
        let about = "the column that says which part a row belongs to: train, test, and validation (valid, val, dev) if there is one";
        let split = fields.optional("split", about, text());
        for (key, is_given) in [("test", test.is_some()), ("split", split.is_some())] {
            if is_given && test_file.is_some() {
                let help = "leave one of the two out".to_owned();
                fields.complain(key, "is given, but `test_file` is the test part already", Some(help));
            }
        }
        let drop = columns(fields, "drop", "columns that are not learned from");
        let about = "columns that are categories, whatever they look like: numbers that are codes, say";
        let categories = columns(fields, "categories", about);
        let missing = fields.optional("missing", MISSING, missing()).flatten();
        let writing = writing(fields);
        Some(Csv {
            file: file?,
            label: label?,
            test_file,
            test,
            split,
            drop,
            categories,
            missing,
            writing: writing?,
        })
    })
}

const MISSING: &str = "what is done where a cell is missing; error where not given";

fn columns(fields: &mut Record, key: &'static str, about: &str) -> Vec<String> {
    let columns = fields.optional(key, about, one_or_list(text(), 1..=10_000)).unwrap_or_default();
    fields.complain_about_repeats(key, &columns, Clone::clone);
    columns
}

/// A rule, or a rule with more.
fn missing() -> Shape<Option<Missing>> {
    let rules = || Fill::ALL.iter().map(|fill| (fill.name(), *fill)).collect::<Vec<_>>();
    let mut words = vec![("error", None)];
    words.extend(rules().into_iter().map(|(name, fill)| (name, Some(Missing { fill, indicator: false }))));
    let with_more = record("a rule, and whether it is told where it was applied", move |fields| {
        let about = "what stands for a missing cell, fitted on the training part; a missing text is a category of its own unless \
                     it is the most frequent one";
        let fill = fields.required("fill", about, word(rules()));
        let about = "whether an entry of its own says by 0 or 1 that the cell is missing";
        let indicator = fields.or("indicator", about, boolean(), false);
        Some(Some(Missing { fill: fill?, indicator }))
    });
    leading(words, vec![("fill", with_more)])
}

fn writing(fields: &mut Record) -> Option<Writing> {
    let about = "whether the first row names the columns; without it they are column1, column2, …";
    let header = fields.or("header", about, boolean(), true);
    let about = "what parts the cells; found in the first row where not given: comma, semicolon, tab, |, or any number of blanks";
    let delimiter = fields.optional("delimiter", about, sign());
    let decimal =
        fields.or("decimal", "the decimal sign of numbers", word(vec![(".", '.'), (",", ',')]), '.');
    let thousands = fields.optional("thousands", "what parts the thousands of numbers", sign());
    let about = "words for a missing value, beside NA, N/A, n/a, NaN, nan, null, NULL, None, #N/A, ?, - and empty cells";
    let na = fields.optional("na", about, one_or_list(text(), 1..=1000)).unwrap_or_default();
    if thousands == Some(decimal) {
        let help = "the decimal sign and the sign between thousands differ".to_owned();
        fields.complain("thousands", format!("is `{decimal}`, which is the decimal sign"), Some(help));
        return None;
    }
    Some(Writing { header, delimiter, decimal, thousands, na })
}

/// One character of ASCII.
fn sign() -> Shape<char> {
    text().try_map(|text| {
        let mut signs = text.chars();
        match (signs.next(), signs.next()) {
            (Some(sign), None) if sign.is_ascii() && !matches!(sign, '"' | '\n' | '\r') => Ok(sign),
            _ => Err(Complaint::allowed("one character").help("a tab is written \"\\t\"")),
        }
    })
}
