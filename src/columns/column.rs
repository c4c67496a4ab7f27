//! One column.

use serde::{Deserialize, Serialize};

/// A column of a table, and how a cell of it becomes entries of a sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What the header calls it.
    pub name: String,
    /// What its cells are.
    pub kind: Kind,
    /// The rule by which a missing cell is filled; nothing where none may be missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Fill>,
    /// Whether its last entry says by 0 or 1 whether the cell is missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indicator: bool,
}

/// What the cells of a column are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// Numbers: one entry.
    Number {
        /// What is subtracted in double precision before a number is rounded to single precision; 0 where that loses
        /// nothing.
        offset: f64,
        /// The number that stands for a missing cell, before the offset is subtracted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<f64>,
    },
    /// Texts: one entry each.
    Category {
        /// All texts, in the order of the alphabet.
        texts: Vec<String>,
        /// The text that stands for a missing cell; where there is none, all entries of the texts are 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<String>,
    },
}

/// How the value that stands for missing cells is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// The median of numbers; missing texts are a category of their own.
    Median,
    /// The mean of numbers; missing texts are a category of their own.
    Mean,
    /// The most frequent number or text; of equally frequent ones the least, or the first in the alphabet.
    MostFrequent,
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// Nothing, or a word that stands for nothing.
    Missing,
}

impl Fill {
    /// Every rule, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Median, Self::Mean, Self::MostFrequent];

    /// Its name in space files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Median => "median",
            Self::Mean => "mean",
            Self::MostFrequent => "most_frequent",
        }
    }
}

impl Column {
    /// A column of numbers that may not be missing.
    #[must_use]
    pub fn numbers(name: &str) -> Self {
        let kind = Kind::Number { offset: 0.0, fill: None };
        Self { name: name.to_owned(), kind, rule: None, indicator: false }
    }

    /// A column of texts that may not be missing; they are brought into the order of the alphabet.
    #[must_use]
    pub fn categories(name: &str, mut texts: Vec<String>) -> Self {
        texts.sort_unstable();
        texts.dedup();
        Self {
            name: name.to_owned(),
            kind: Kind::Category { texts, fill: None },
            rule: None,
            indicator: false,
        }
    }

    /// How many entries of a sample it becomes.
    #[must_use]
    pub fn size(&self) -> usize {
        let size = match &self.kind {
            Kind::Number { .. } => 1,
            Kind::Category { texts, .. } => texts.len(),
        };
        size + usize::from(self.indicator)
    }

    /// The names of these entries.
    #[must_use]
    pub fn entry_names(&self) -> Vec<String> {
        let mut names = match &self.kind {
            Kind::Number { .. } => vec![self.name.clone()],
            Kind::Category { texts, .. } => {
                texts.iter().map(|text| format!("{}={text}", self.name)).collect()
            }
        };
        if self.indicator {
            names.push(format!("{} is missing", self.name));
        }
        names
    }

    /// For every entry, whether it says something by 0 or 1.
    #[must_use]
    pub fn flags(&self) -> Vec<bool> {
        let is_number = matches!(self.kind, Kind::Number { .. });
        (0..self.size()).map(|entry| entry > 0 || !is_number).collect()
    }

    /// Appends the entries of one cell. A text that is not known is 0 in all entries; what cannot be filled is NaN.
    #[expect(clippy::cast_possible_truncation, reason = "rounding to single precision is meant")]
    pub fn write(&self, cell: Cell<'_>, entries: &mut Vec<f32>) {
        match &self.kind {
            Kind::Number { offset, fill } => {
                let number = match cell {
                    Cell::Number(number) => number,
                    Cell::Text(_) => f64::NAN,
                    Cell::Missing => fill.unwrap_or(f64::NAN),
                };
                entries.push((number - offset) as f32);
            }
            Kind::Category { texts, fill } => {
                let start = entries.len();
                entries.resize(start + texts.len(), 0.0);
                let text = match cell {
                    Cell::Text(text) => Some(text),
                    Cell::Number(_) => None,
                    Cell::Missing => fill.as_deref(),
                };
                let at = text.and_then(|text| texts.binary_search_by(|known| known.as_str().cmp(text)).ok());
                if let Some(at) = at {
                    entries[start + at] = 1.0;
                }
            }
        }
        if self.indicator {
            entries.push(if cell == Cell::Missing { 1.0 } else { 0.0 });
        }
    }
}
