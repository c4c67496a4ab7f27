//! What the columns of a table are and what they become: one piece of data that is fitted, kept, shown, exported, applied.
//!
//! A [`Column`] becomes one or more entries of a sample, numbers in single precision:
//!
//! | column | entries | their names |
//! | --- | --- | --- |
//! | numbers x | x − offset | `age` |
//! | categories | 1 where the cell has the text, else 0, for each text | `island=Biscoe`, `island=Dream` |
//! | either with an entry for missing cells | the same, and then 1 where the cell is missing, else 0 | `age is missing` |
//!
//! **What is fitted on what.** The texts of a category, and whether a column has an entry for missing cells, are taken over
//! all rows of all files, so that the shape of a sample is known and the test part cannot hold an unknown text; nothing of
//! the labels or of frequencies is given away by that. What fills a missing cell (median, mean, most frequent) and the
//! offset are fitted on the training part (validation is drawn from it) and never see the test part. Mean and standard
//! deviation are fitted on the training samples of one run's split alone, and belong to what is trained on them.

mod column;
mod fit;

pub use column::{Cell, Column, Fill, Kind};
pub use fit::{Spread, mean, median, most_frequent, most_frequent_number, offset};

use serde::{Deserialize, Serialize};

/// All columns of a table that are learned from, in the order of their entries in a sample; none for pictures and arrays.
///
/// ```
/// use actsearch::columns::{Cell, Column, Columns, Kind};
///
/// let texts = vec!["Biscoe".to_owned(), "Dream".to_owned()];
/// let columns = Columns::new(vec![Column::numbers("mass"), Column::categories("island", texts)]);
/// assert_eq!(columns.entry_names(), ["mass", "island=Biscoe", "island=Dream"]);
/// let mut sample = Vec::new();
/// columns.write(&[Cell::Number(3750.0), Cell::Text("Dream")], &mut sample);
/// assert_eq!(sample, [3750.0, 0.0, 1.0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Columns {
    all: Vec<Column>,
}

impl Columns {
    /// These columns, in this order.
    #[must_use]
    pub fn new(all: Vec<Column>) -> Self {
        Self { all }
    }

    /// Whether there is none: samples are pictures, or plain arrays.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The columns in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Column> {
        self.all.iter()
    }

    /// How many entries a sample has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.all.iter().map(Column::size).sum()
    }

    /// The name of every entry of a sample, in their order.
    #[must_use]
    pub fn entry_names(&self) -> Vec<String> {
        self.all.iter().flat_map(Column::entry_names).collect()
    }

    /// For every entry, whether it says something by 0 or 1: such entries keep their values.
    #[must_use]
    pub fn flags(&self) -> Vec<bool> {
        self.all.iter().flat_map(Column::flags).collect()
    }

    /// Appends the entries of one sample, given one cell for every column.
    ///
    /// # Panics
    /// If there are more or fewer cells than columns.
    pub fn write(&self, cells: &[Cell<'_>], entries: &mut Vec<f32>) {
        assert_eq!(cells.len(), self.all.len(), "a cell for every column");
        for (column, cell) in self.all.iter().zip(cells) {
            column.write(*cell, entries);
        }
    }
}

impl<'a> IntoIterator for &'a Columns {
    type Item = &'a Column;
    type IntoIter = std::slice::Iter<'a, Column>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests;
