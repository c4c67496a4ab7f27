//! Which rows are trained on, which are a validation part of their own, and which are the test part.

use super::TableProblem;
use super::found::Found;
use crate::dataset::section::Section;

/// The rows of a table by a column of words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sides {
    pub training: Vec<u32>,
    pub validation: Vec<u32>,
    pub test: Vec<u32>,
}

impl Sides {
    /// Sorts rows by what a column says of them.
    pub fn of<'a>(column: &str, cells: impl Iterator<Item = (u64, &'a str)>) -> Result<Self, TableProblem> {
        let mut sides = Self::default();
        let mut unknown = Found::default();
        for (row, (line, cell)) in (0..).zip(cells) {
            match Section::of(cell) {
                Some(Section::Training) => sides.training.push(row),
                Some(Section::Validation) => sides.validation.push(row),
                Some(Section::Test) => sides.test.push(row),
                None => unknown.add(line, cell),
            }
        }
        if !unknown.is_empty() {
            return Err(TableProblem::UnknownPart { column: column.to_owned(), unknown });
        }
        if sides.training.is_empty() {
            return Err(TableProblem::NoTrainingRow { column: column.to_owned() });
        }
        Ok(sides)
    }
}
