//! Tables in CSV files: numbers as they are, and categories as zeros and ones.
//!
//! The first line names the columns; the cells are parted by commas, semicolons or tabs, whichever the first line has most
//! of. A column is a number if every cell of it is one. Otherwise it is a category, and becomes one entry for every text
//! that it has anywhere in the files: 1 where the cell has this text, else 0. So the test part can have no category that is
//! unknown, and nothing of its labels or its frequencies is given away. Numbers are standardised later, by the training
//! samples alone.

mod cells;
mod columns;
mod problem;

pub use problem::TableProblem;

use super::cut::cut_test;
use super::decoded::Decoded;
use super::{Error, Part, Places};
use crate::columns::{Cell, Column, Columns, Kind};
use crate::disk;
use crate::task::Dims;
use cells::Cells;
use std::path::{Path, PathBuf};

/// The files of a table.
#[derive(Debug)]
pub(super) struct Table {
    /// The file, and then the file of the test part if there is one.
    pub paths: Vec<PathBuf>,
    label: String,
    test: Option<f64>,
}

impl Table {
    /// Looks for the files.
    pub fn find(
        file: &Path,
        test_file: Option<&Path>,
        label: &str,
        test: Option<f64>,
        places: &Places,
    ) -> Result<Self, Error> {
        let paths = [file].into_iter().chain(test_file).map(|path| places.find_file(path));
        Ok(Self { paths: paths.collect::<Result<_, _>>()?, label: label.to_owned(), test })
    }

    /// How the files are decoded.
    pub fn parameters(&self) -> String {
        format!("table {:?} {:?}", self.label, self.test)
    }

    /// Reads both parts.
    pub fn decode(&self) -> Result<Decoded, Error> {
        let first = self.cells(&self.paths[0])?;
        let second = self.paths.get(1).map(|path| self.cells(path)).transpose()?;
        if let Some(second) = &second {
            self.told(1, second.check_same_columns(&first))?;
        }
        let names = self.told(0, columns::labels(&first))?;
        let columns = self.columns(&first, second.as_ref())?;
        let columns = Columns::new(columns);
        let all = self.part(0, &first, &columns, &names)?;
        let (training, test) = match &second {
            Some(second) => (all, self.part(1, second, &columns, &names)?),
            None => cut_test(&all, self.test),
        };
        Ok(Decoded::named(training, test, names).of_columns(columns))
    }

    fn cells(&self, path: &Path) -> Result<Cells, Error> {
        let bytes = disk::read(path)?;
        Cells::read(&bytes, &self.label).map_err(|problem| Error::Table { path: path.to_owned(), problem })
    }

    /// What every column is, by what is in both files.
    fn columns(&self, first: &Cells, second: Option<&Cells>) -> Result<Vec<Column>, Error> {
        let mut columns = Vec::new();
        for at in 0..first.columns.len() {
            if at != first.label {
                columns.push(self.column(at, first, second)?);
            }
        }
        if columns.is_empty() {
            return self.told(0, Err(TableProblem::OnlyLabels { label: self.label.clone() }));
        }
        Ok(columns)
    }

    fn column(&self, at: usize, first: &Cells, second: Option<&Cells>) -> Result<Column, Error> {
        let in_first = first.of_column(at);
        let in_second: Vec<_> =
            second.iter().flat_map(|cells| cells.of_column_named(&first.columns[at])).collect();
        let all = || in_first.iter().chain(&in_second);
        if columns::is_number(all()) {
            for (file, cells) in [&in_first, &in_second].into_iter().enumerate() {
                self.told(file, columns::check_numbers(&first.columns[at], cells))?;
            }
        }
        self.told(0, columns::of(&first.columns[at], &all()))
    }

    fn part(&self, file: usize, cells: &Cells, columns: &Columns, names: &[String]) -> Result<Part, Error> {
        let labels = self.told(file, columns::labels_of(cells, names))?;
        let size = columns.size();
        let mut values = Vec::with_capacity(size * labels.len());
        let places: Vec<usize> = columns.iter().filter_map(|column| cells.place_of(&column.name)).collect();
        for row in &cells.rows {
            for (column, at) in columns.iter().zip(&places) {
                let cell = &row.cells[*at];
                let cell = match column.kind {
                    Kind::Number { .. } => Cell::Number(cell.parse().unwrap_or(f64::NAN)),
                    Kind::Category { .. } => Cell::Text(cell),
                };
                column.write(cell, &mut values);
            }
        }
        Ok(Part::of_numbers(Dims::Vector(size), values, labels))
    }

    /// The file that a problem is about.
    fn told<T>(&self, file: usize, result: Result<T, TableProblem>) -> Result<T, Error> {
        result.map_err(|problem| Error::Table { path: self.paths[file].clone(), problem })
    }
}
