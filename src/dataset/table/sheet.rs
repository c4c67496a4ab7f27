//! A table with its header understood: which columns have which names, and rows that are as long as they should be.

use super::TableProblem;
use super::found::Found;
use super::problem::MOST_ENTRIES;
use super::records::{Record, Records};
use super::written::quoted;
use crate::task::Writing;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A table of rows that are all of one length.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The columns that have names, with their places.
    pub columns: Vec<(String, usize)>,
    /// What is said of columns that have none: they are left out.
    pub notes: Vec<String>,
    pub rows: Vec<Record>,
}

impl Sheet {
    /// Understands the header of a text; `wanted` is a column that it must have, and `dropped` says how many columns nobody
    /// learns from.
    pub fn of(
        text: &str,
        writing: &Writing,
        wanted: Option<&str>,
        dropped: usize,
    ) -> Result<Self, TableProblem> {
        let Records { delimiter, mut all } = Records::of(text, writing.delimiter)?;
        let Some(first) = all.first() else { return Err(TableProblem::EmptyFile) };
        let width = first.cells.len();
        if width > MOST_ENTRIES + dropped + 1 {
            return Err(TableProblem::TooWide { columns: width, most: MOST_ENTRIES });
        }
        let names: Vec<String> = if writing.header {
            let header = all.remove(0);
            header.cells.iter().map(str::to_owned).collect()
        } else {
            (1..=width).map(|number| format!("column{number}")).collect()
        };
        if writing.header {
            check_header(&names, wanted)?;
        }
        if all.is_empty() {
            return Err(TableProblem::NoRows);
        }
        check_lengths(&names, &all, delimiter)?;
        if writing.header
            && let Some(columns) = repeated(&names)
        {
            return Err(TableProblem::Repeated { columns });
        }
        Ok(Self::named(names, all))
    }

    /// Leaves columns without a name out.
    fn named(names: Vec<String>, rows: Vec<Record>) -> Self {
        let (mut columns, mut notes) = (Vec::new(), Vec::new());
        for (at, name) in names.into_iter().enumerate() {
            if !is_nameless(&name) {
                columns.push((name, at));
                continue;
            }
            let called = if name.is_empty() { String::new() } else { format!(" (`{name}`)") };
            let is_index = counts(rows.iter().map(|row| &row.cells[at]));
            let what = if is_index { "; it counts the rows" } else { "" };
            let number = at + 1;
            notes.push(format!(
                "column {number}{called} has no name and is left out{what}; give it a name in the header to learn from it"
            ));
        }
        Self { columns, notes, rows }
    }

    /// The place of the column of this name; without a header its number will do.
    pub fn place_of(&self, name: &str, writing: &Writing) -> Option<usize> {
        let is_it =
            |column: &str| column == name || (!writing.header && column.strip_prefix("column") == Some(name));
        self.columns.iter().find(|(column, _)| is_it(column)).map(|(_, at)| *at)
    }

    /// The place of every column that has a name.
    pub fn places(&self) -> HashMap<&str, usize> {
        self.columns.iter().map(|(name, at)| (name.as_str(), *at)).collect()
    }

    /// The names of the columns.
    pub fn names(&self) -> Vec<String> {
        self.columns.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The cells of a column, with their lines.
    pub fn cells(&self, at: usize) -> impl Iterator<Item = (u64, &str)> + Clone {
        self.rows.iter().map(move |row| (row.line, &row.cells[at]))
    }

    /// Makes sure that this table has the columns that another one has, in whatever order.
    pub fn check_same_columns(&self, other: &Self, ignored: &[String]) -> Vec<TableProblem> {
        let names = |sheet: &Self| -> HashSet<String> {
            sheet
                .columns
                .iter()
                .map(|(name, _)| name.clone())
                .filter(|name| !ignored.contains(name))
                .collect()
        };
        let (own, others) = (names(self), names(other));
        let sorted = |set: &HashSet<String>, without: &HashSet<String>| {
            let mut columns: Vec<String> = set.difference(without).cloned().collect();
            columns.sort_unstable();
            columns
        };
        let (lacking, too_many) = (sorted(&others, &own), sorted(&own, &others));
        let lacking = (!lacking.is_empty()).then_some(TableProblem::Lacking { columns: lacking });
        let too_many = (!too_many.is_empty()).then_some(TableProblem::TooMany { columns: too_many });
        lacking.into_iter().chain(too_many).collect()
    }
}

/// Whether a column has no name: pandas and R write a row index so, and pandas reads it back as `Unnamed: 0`.
fn is_nameless(name: &str) -> bool {
    let numbered = name.strip_prefix("Unnamed: ");
    name.is_empty() || numbered.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether these cells count the rows up, from whatever number on.
pub(super) fn counts<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut first = None;
    let mut count = 0;
    for (at, cell) in (0_i64..).zip(cells) {
        let Ok(number) = cell.parse::<i64>() else { return false };
        if *first.get_or_insert(number) != number.wrapping_sub(at) {
            return false;
        }
        count += 1;
    }
    count > 2
}

/// Tells a first row that is data from one that names columns, where it cannot be a header.
fn check_header(names: &[String], wanted: Option<&str>) -> Result<(), TableProblem> {
    let is_number = |name: &&String| name.parse::<f64>().is_ok();
    let numbers = names.iter().filter(is_number).count();
    let is_lacking = wanted.is_some_and(|wanted| !names.iter().any(|name| name == wanted));
    let cannot_be = is_lacking || wanted.is_none() || repeated(names).is_some();
    if numbers * 2 > names.len() && cannot_be {
        return Err(TableProblem::NoHeader { start: start(names) });
    }
    Ok(())
}

/// The first names of a header.
fn start(names: &[String]) -> String {
    let first = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 5 { first + ", …" } else { first }
}

/// Makes sure that every row is as long as the header, and tells what is wrong with all of them.
fn check_lengths(names: &[String], rows: &[Record], delimiter: char) -> Result<(), TableProblem> {
    let width = names.len();
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        *lengths.entry(row.cells.len()).or_default() += 1;
    }
    let one_length = lengths.first_key_value().map(|(length, _)| *length).filter(|_| lengths.len() == 1);
    if one_length == Some(width) {
        return Ok(());
    }
    let rows_end_blank = || rows.iter().all(|row| row.cells.get(width) == Some(""));
    if let Some(length) = one_length {
        if length + 1 == width && names.last().is_some_and(String::is_empty) {
            return Err(TableProblem::HeaderEnds { delimiter, columns: width, cells: length });
        }
        if length == width + 1 && rows_end_blank() {
            return Err(TableProblem::RowsEnd { delimiter, columns: width, cells: length });
        }
        let other = [',', ';', '\t', '|'].into_iter().find(|other| {
            let has = |row: &Record| row.cells.iter().any(|cell| cell.matches(*other).count() + 1 == width);
            *other != delimiter && length == 1 && width > 1 && rows.iter().all(has)
        });
        if let Some(rows) = other {
            return Err(TableProblem::OtherDelimiter { header: delimiter, rows });
        }
        if length == width + 1 {
            return Err(TableProblem::NoNameForFirst { columns: width, cells: length });
        }
        if rows.len() > 1 {
            return Err(TableProblem::HeaderLength { columns: width, cells: length, start: start(names) });
        }
    }
    let mut uneven = Found::default();
    for row in rows.iter().filter(|row| row.cells.len() != width) {
        uneven.add(row.line, &row.cells.len().to_string());
    }
    Err(TableProblem::Uneven { uneven, needed: width })
}

/// Every name that several columns have.
fn repeated(names: &[String]) -> Option<String> {
    let mut seen = HashSet::new();
    let mut twice: Vec<&String> =
        names.iter().filter(|name| !is_nameless(name) && !seen.insert(name.as_str())).collect();
    twice.sort_unstable();
    twice.dedup();
    (!twice.is_empty()).then(|| quoted(&twice))
}
