//! What can be wrong with a table.

use super::cell::Look;
use super::found::Found;
use super::mixed::mixed;
use super::written::{hint, lengths, lines, listed, named, quoted, sign};
use crate::columns::Fill;
use std::fmt::{self, Display};

/// What is wrong with a table; the text goes on where the file's name ends.
#[derive(Debug, thiserror::Error)]
pub enum TableProblem {
    /// It is something else.
    #[error("is {what}, and no table in text; {help}")]
    Other {
        /// What it is.
        what: &'static str,
        /// The way out.
        help: &'static str,
    },
    /// It is text in another encoding.
    #[error(
        "has the byte 0x{byte:02X} in line {line}, which is no UTF-8, so it is probably in Latin-1 or Windows-1252; save it \
         as UTF-8 text"
    )]
    NotUtf8 {
        /// The line, counted from 1.
        line: u64,
        /// The byte.
        byte: u8,
    },
    /// A packed file is damaged.
    #[error("is packed by gzip and cannot be unpacked: {reason}; pack it again")]
    Packed {
        /// What is wrong.
        reason: String,
    },
    /// A packed file is too long.
    #[error("unpacks to more than {most} bytes, allowed: at most that; take fewer rows or columns")]
    TooLong {
        /// How many bytes it may have.
        most: u64,
    },
    /// A packed file is too long by what it says of itself.
    #[error("says that it unpacks to {said} bytes, allowed: at most {most}; take fewer rows or columns")]
    SaidToBeTooLong {
        /// How many bytes it says that it has.
        said: u64,
        /// How many it may have.
        most: u64,
    },
    /// There is no memory for what a packed file holds.
    #[error(
        "unpacks to more bytes than there is memory for, after {unpacked} of them; take fewer rows or columns"
    )]
    NoMemory {
        /// How many bytes there was memory for.
        unpacked: u64,
    },
    /// It is no table.
    #[error("cannot be read as a table: {0}")]
    Unreadable(String),
    /// There is nothing in it.
    #[error("is empty; it needs a header row that names the columns, and rows below it")]
    EmptyFile,
    /// It has no sample.
    #[error("has a header row and no rows below it; add samples")]
    NoRows,
    /// Its first row is data.
    #[error(
        "seems to have no header row, since its first row has numbers where names should be: {start}; add a row that names \
         the columns, or `header: false`, which calls them column1, column2, …"
    )]
    NoHeader {
        /// The first cells.
        start: String,
    },
    /// The header ends with a delimiter, and the rows do not.
    #[error(
        "has a header row that ends with `{delimiter}` and so names {columns} columns, the last by nothing, while every row \
         has {cells} cells; remove the `{delimiter}` at the end of the header row"
    )]
    HeaderEnds {
        /// What parts the cells.
        delimiter: char,
        /// How many columns it names.
        columns: usize,
        /// How many cells the rows have.
        cells: usize,
    },
    /// The rows end with a delimiter, and the header does not.
    #[error(
        "has rows that all end with `{delimiter}` and so have {cells} cells, the last empty, while the header row names \
         {columns} columns; end the header row with `{delimiter}`, too, or remove it from the rows"
    )]
    RowsEnd {
        /// What parts the cells.
        delimiter: char,
        /// How many columns the header names.
        columns: usize,
        /// How many cells the rows have.
        cells: usize,
    },
    /// All rows agree, and the header does not.
    #[error(
        "has {cells} cells in every row, but its header row names {columns} columns: {start}; write a name for every column, and \
         if that row is none of the table, remove it"
    )]
    HeaderLength {
        /// How many columns the header names.
        columns: usize,
        /// How many cells the rows have.
        cells: usize,
        /// The first cells of the header.
        start: String,
    },
    /// The rows have one cell more than the header.
    #[error(
        "has {cells} cells in every row, but its header row names {columns} columns; if the first cells count or name the \
         rows, as R writes them, name them in the header row"
    )]
    NoNameForFirst {
        /// How many columns the header names.
        columns: usize,
        /// How many cells the rows have.
        cells: usize,
    },
    /// Header and rows are parted by different signs.
    #[error(
        "has a header row that is parted by {}, but rows that are parted by {}; part both by the same",
        sign(*header),
        sign(*rows)
    )]
    OtherDelimiter {
        /// What parts the header.
        header: char,
        /// What parts the rows.
        rows: char,
    },
    /// A quote is not closed.
    #[error(
        "opens a quote in line {line} that is not closed; close it, or double it where it is meant as a sign"
    )]
    OpenQuote {
        /// The line, counted from 1.
        line: u64,
    },
    /// Lines are longer or shorter than the header.
    #[error("has {}, but the header row names {needed} columns; correct {}", lengths(uneven), lines(uneven.count))]
    Uneven {
        /// The lines, with how many cells they have.
        uneven: Found,
        /// How many they should have.
        needed: usize,
    },
    /// Columns share a name.
    #[error("names several columns {columns} in its header row; rename all but one of each")]
    Repeated {
        /// The names.
        columns: String,
    },
    /// It has more columns than can be learned from.
    #[error("has {columns} columns, allowed: at most {most}; take fewer")]
    TooWide {
        /// How many there are.
        columns: usize,
        /// How many there may be.
        most: usize,
    },
    /// Its columns become more entries than can be learned from.
    #[error(
        "becomes samples of {entries} entries, allowed: at most {MOST_ENTRIES}; most are of {}; `drop` some",
        quoted(widest)
    )]
    TooManyEntries {
        /// How many entries a sample has.
        entries: usize,
        /// The columns with the most.
        widest: Vec<String>,
    },
    /// There is no column with the labels.
    #[error("has no column `{label}` for the label{}; its columns are {}", hint(label, known), listed(known))]
    NoLabel {
        /// The column that was asked for.
        label: String,
        /// The columns that there are.
        known: Vec<String>,
    },
    /// There is no column of this name.
    #[error("has no column `{column}` for `{key}`{}; its columns are {}", hint(column, known), listed(known))]
    NoColumn {
        /// The key of the space file that names it.
        key: &'static str,
        /// The column that was asked for.
        column: String,
        /// The columns that there are.
        known: Vec<String>,
    },
    /// There is nothing but labels.
    #[error("has no column beside the label `{label}`, so there is nothing to learn from; add one")]
    OnlyLabels {
        /// The column of labels.
        label: String,
    },
    /// The file of the test part has other columns.
    #[error("has no column {}, which the other file has; both need the same columns", quoted(columns))]
    Lacking {
        /// The columns.
        columns: Vec<String>,
    },
    /// The file of the test part has more columns.
    #[error("has a column {}, which the other file lacks; both need the same columns", quoted(columns))]
    TooMany {
        /// The columns.
        columns: Vec<String>,
    },
    /// Cells are missing, and nothing says what stands for them.
    #[error(
        "has no value in {} of column `{column}`; fill {} in, or add `missing: {}`",
        missing.lines(),
        if missing.count == 1 { "it" } else { "them" },
        rule.name()
    )]
    Missing {
        /// The column.
        column: String,
        /// The cells.
        missing: Found,
        /// A rule that would do.
        rule: Fill,
    },
    /// A column has no value at all.
    #[error("has no value in any row of column `{column}`; add `{}`", named("drop", column))]
    NoValue {
        /// The column.
        column: String,
    },
    /// Cells of a column of numbers are none that can be computed with.
    #[error(
        "has {cells} of column `{column}`, which is too large or infinite; correct it, or add it to `na` as a missing value"
    )]
    NotFinite {
        /// The column.
        column: String,
        /// The cells.
        cells: Found,
    },
    /// A column is neither of numbers nor of categories.
    #[error("{}", mixed(column, *numbers, others))]
    Mixed {
        /// The column.
        column: String,
        /// How many of its cells are numbers.
        numbers: usize,
        /// All other cells, by what they look like.
        others: Vec<(Look, Found)>,
    },
    /// A column has too many different texts to be a category.
    #[error(
        "has {found} different texts in column `{column}`, more than the {MOST_CATEGORIES} of a category; add \
         `{}`, or make it numbers",
        named("drop", column)
    )]
    Categories {
        /// The column.
        column: String,
        /// How many there are.
        found: usize,
    },
    /// A column names rows.
    #[error(
        "has {found} different texts in {rows} cells of column `{column}`, so they are names or ids, from which nothing is \
         learned; add `{}`, or `{}` if they are categories after all",
        named("drop", column),
        named("categories", column)
    )]
    Names {
        /// The column.
        column: String,
        /// How many different ones there are.
        found: usize,
        /// How many cells there are.
        rows: usize,
    },
    /// The labels are no classes.
    #[error(
        "has {found} different labels in {rows} rows of column `{label}`, which are too many to be classes (at most \
         {MOST_CLASSES}); choose another column"
    )]
    Classes {
        /// The column of labels.
        label: String,
        /// How many there are.
        found: usize,
        /// How many rows there are.
        rows: usize,
    },
    /// The labels are a measure.
    #[error(
        "has {found} different numbers from {least} to {largest} in {rows} rows of column `{label}`, so it measures \
         something; a label names one of a few classes: choose another column, or make classes of it"
    )]
    Measures {
        /// The column of labels.
        label: String,
        /// How many different numbers there are.
        found: usize,
        /// How many rows there are.
        rows: usize,
        /// The least number.
        least: f64,
        /// The largest number.
        largest: f64,
    },
    /// Rows have no label.
    #[error(
        "has no label in {} of column `{label}` ({missing}); fill it in or remove the line, and if the word names a class, \
         write it otherwise",
        missing.lines()
    )]
    NoLabelIn {
        /// The column of labels.
        label: String,
        /// The cells.
        missing: Found,
    },
    /// Labels of the test part are not there in the training part.
    #[error(
        "has the label {unknown}, which no training sample has{}; correct it, or remove the line",
        unknown.first.first().map_or(String::new(), |(_, label)| hint(label, known))
    )]
    UnknownClass {
        /// The cells.
        unknown: Found,
        /// The classes.
        known: Vec<String>,
    },
    /// A row belongs to no part.
    #[error(
        "has {unknown} of column `{column}`, allowed: train, validation (valid, val, dev) and test, in any case"
    )]
    UnknownPart {
        /// The column.
        column: String,
        /// The cells.
        unknown: Found,
    },
    /// No row is trained on.
    #[error("has no row with the word train in column `{column}`; add some")]
    NoTrainingRow {
        /// The column.
        column: String,
    },
}

/// The most texts that a category may have.
pub(super) const MOST_CATEGORIES: usize = 256;
/// The most classes that labels may have.
pub(super) const MOST_CLASSES: usize = 1000;
/// The most entries that a sample may have.
pub(super) const MOST_ENTRIES: usize = 10_000;

/// Everything that is wrong with one file.
#[derive(Debug)]
pub struct TableProblems(pub Vec<TableProblem>);

/// A single problem goes on where the file's name ends; several stand in lines of their own.
impl Display for TableProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 10;
        if let [only] = self.0.as_slice() {
            return only.fmt(f);
        }
        write!(f, "has {} problems:", self.0.len())?;
        for problem in self.0.iter().take(MOST) {
            write!(f, "\n  - it {problem}")?;
        }
        match self.0.len().saturating_sub(MOST) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}
