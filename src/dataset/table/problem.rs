//! What can be wrong with a table.

use crate::yaml;

/// What is wrong with a table; the text goes on where the file's name ends.
#[derive(Debug, thiserror::Error)]
pub enum TableProblem {
    /// It is no table.
    #[error("cannot be read as a table: {0}")]
    Unreadable(String),
    /// It has no sample.
    #[error("has a header row and no rows below it; add samples")]
    NoRows,
    /// A line is longer or shorter than the header.
    #[error("has {found} cells in line {line}, but the header row names {needed} columns; correct that line")]
    Uneven {
        /// The line, counted from 1.
        line: u64,
        /// How many cells it has.
        found: u64,
        /// How many it should have.
        needed: u64,
    },
    /// Two columns have one name.
    #[error("names the column `{column}` twice in its header row; rename one of the two")]
    Repeated {
        /// The name.
        column: String,
    },
    /// There is no column with the labels.
    #[error("has no column `{label}` for the label{}; its columns are {}", hint(label, known), known.join(", "))]
    NoLabel {
        /// The column that was asked for.
        label: String,
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
    #[error("has no column `{column}`, which the other file has; both need the same columns")]
    Lacking {
        /// The column.
        column: String,
    },
    /// The file of the test part has more columns.
    #[error("has a column `{column}`, which the other file lacks; both need the same columns")]
    TooMany {
        /// The column.
        column: String,
    },
    /// A cell is empty.
    #[error("has no value in line {line} of column `{column}`; fill it in, or remove the line")]
    Empty {
        /// The line, counted from 1.
        line: u64,
        /// The column.
        column: String,
    },
    /// A cell of a column of numbers is none that can be computed with.
    #[error(
        "has `{cell}` in line {line} of column `{column}`, whose other cells are numbers; correct it, or remove the line"
    )]
    NotFinite {
        /// The line, counted from 1.
        line: u64,
        /// The column.
        column: String,
        /// What stands there.
        cell: String,
    },
    /// A column has too many different texts to be a category.
    #[error(
        "has {found} different texts in column `{column}`, more than the {MOST_CATEGORIES} of a category; leave the column \
         out{}",
        first_text(*line, cell)
    )]
    Categories {
        /// The column.
        column: String,
        /// How many there are.
        found: usize,
        /// Where the first cell is that is no number.
        line: u64,
        /// What stands there.
        cell: String,
    },
    /// The labels are no classes.
    #[error(
        "has {found} different labels in column `{label}`, more than {MOST_CLASSES}; a label names a class and measures \
         nothing, so choose another column"
    )]
    Classes {
        /// The column of labels.
        label: String,
        /// How many there are.
        found: usize,
    },
    /// A label of the test part is not there in the training part.
    #[error(
        "has the label `{label}` in line {line}, which no training sample has; correct it, or remove the line"
    )]
    UnknownClass {
        /// The line, counted from 1.
        line: u64,
        /// The label.
        label: String,
    },
}

/// The most texts that a category may have.
pub(super) const MOST_CATEGORIES: usize = 256;
/// The most classes that labels may have.
pub(super) const MOST_CLASSES: usize = 1000;

fn hint(label: &str, known: &[String]) -> String {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    yaml::suggestion(label, &known).map_or(String::new(), |hint| format!(" ({hint})"))
}

fn first_text(line: u64, cell: &str) -> String {
    format!(", or make it numbers: the first cell that is none is `{cell}` in line {line}")
}
