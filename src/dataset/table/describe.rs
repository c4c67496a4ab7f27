//! What a table holds, column by column, for whoever looks at it; a table that cannot be learned from is described, too.

use super::columns::{decide, fitted};
use super::layout::{Layout, Learned};
use super::sheet::Sheet;
use super::surveys;
use crate::columns::Column;
use crate::task::Csv;
use serde::Serialize;

/// A table, column by column.
#[derive(Debug, Serialize)]
pub struct Description {
    /// How many rows the file has.
    pub rows: usize,
    /// What is learned from, in the order of the file; without a label, every column.
    pub columns: Vec<Described>,
    /// Columns that are left out because they have no name, or that only count the rows.
    pub notes: Vec<String>,
}

/// What one column holds and becomes.
#[derive(Debug, Serialize)]
pub struct Described {
    /// Its name.
    pub name: String,
    /// `number` or `category`; nothing where it can be neither as it stands.
    pub kind: Option<&'static str>,
    /// The least and the largest of its numbers.
    pub range: Option<[f64; 2]>,
    /// How many of its cells are missing.
    pub missing: usize,
    /// Its first different texts, and how many there are in all.
    pub texts: Vec<String>,
    /// How many different texts it has.
    pub different: usize,
    /// The entries of a sample that it becomes.
    pub entries: Vec<String>,
    /// What is wrong with it; the text goes on where `the file` ends.
    pub problems: Vec<String>,
}

/// Describes the columns of the first file, whose categories are those of all files.
pub(super) fn describe(sheets: &[Sheet], layout: &Layout, csv: &Csv, notes: Vec<String>) -> Description {
    let columns = layout.learned.iter().map(|learned| described(sheets, learned, csv)).collect();
    Description { rows: sheets[0].rows.len(), columns, notes }
}

fn described(sheets: &[Sheet], learned: &Learned, csv: &Csv) -> Described {
    const SHOWN: usize = 256;
    let surveys = surveys(sheets, learned, csv);
    let whole = surveys.iter().skip(1).fold(surveys[0].clone(), |whole, more| whole.joined(more));
    let (decided, problems) = decide(&learned.name, &surveys, learned.is_category, csv.missing);
    let mut texts: Vec<String> = whole.texts.iter().map(|text| (*text).to_owned()).collect();
    let different = texts.len();
    texts.sort_unstable();
    texts.truncate(SHOWN);
    let kind = whole.kind(learned.is_category);
    let column = decided.map(|decided| fitted(decided, csv.missing, std::iter::empty()));
    Described {
        name: learned.name.clone(),
        kind,
        range: whole.range.map(|(least, largest)| [least, largest]),
        missing: whole.missing.count,
        texts,
        different,
        entries: column.as_ref().map(Column::entry_names).unwrap_or_default(),
        problems: problems.into_iter().map(|(_, problem)| problem.to_string()).collect(),
    }
}
