//! What the columns of a table are: numbers, categories, labels.

use super::TableProblem;
use super::cells::{Cell, Cells};
use super::problem::{MOST_CATEGORIES, MOST_CLASSES};
use crate::columns::Column;
use std::collections::BTreeSet;

/// Whether a column is one of numbers: a number that is not finite counts too, because it is meant as one.
pub(super) fn is_number<'a>(cells: impl Iterator<Item = &'a Cell<'a>>) -> bool {
    let mut finite = false;
    for (_, cell) in cells {
        match cell.parse::<f64>() {
            Ok(number) => finite |= number.is_finite(),
            Err(_) => return false,
        }
    }
    finite
}

/// What a column is, by all its cells.
pub(super) fn of<'a>(
    name: &str,
    cells: &(impl Iterator<Item = &'a Cell<'a>> + Clone),
) -> Result<Column, TableProblem> {
    if is_number(cells.clone()) {
        return Ok(Column::numbers(name));
    }
    let texts: BTreeSet<&str> = cells.clone().map(|(_, cell)| *cell).collect();
    if texts.len() > MOST_CATEGORIES {
        let first = cells.clone().find(|(_, cell)| cell.parse::<f64>().is_err());
        let (line, cell) = first.copied().unwrap_or_default();
        let (column, found) = (name.to_owned(), texts.len());
        return Err(TableProblem::Categories { column, found, line, cell: cell.to_owned() });
    }
    Ok(Column::categories(name, texts.into_iter().map(str::to_owned).collect()))
}

/// Makes sure that every number can be computed with: it is finite, in single precision too.
pub(super) fn check_numbers(column: &str, cells: &[Cell]) -> Result<(), TableProblem> {
    let is_bad = |cell: &str| !cell.parse::<f32>().is_ok_and(f32::is_finite);
    match cells.iter().find(|(_, cell)| is_bad(cell)) {
        Some((line, cell)) => {
            Err(TableProblem::NotFinite { line: *line, column: column.to_owned(), cell: (*cell).to_owned() })
        }
        None => Ok(()),
    }
}

/// The names of the classes: in the order of numbers if all are whole numbers, else of the alphabet.
pub(super) fn labels(cells: &Cells) -> Result<Vec<String>, TableProblem> {
    let column = cells.of_column(cells.label);
    let texts: BTreeSet<&str> = column.iter().map(|(_, cell)| *cell).collect();
    if texts.len() > MOST_CLASSES {
        let label = cells.columns[cells.label].clone();
        return Err(TableProblem::Classes { label, found: texts.len() });
    }
    let mut names: Vec<String> = texts.into_iter().map(str::to_owned).collect();
    if names.iter().all(|name| name.parse::<i64>().is_ok()) {
        names.sort_by_key(|name| name.parse::<i64>().unwrap_or_default());
    }
    Ok(names)
}

/// The label of every row, as its place among the classes.
pub(super) fn labels_of(cells: &Cells, names: &[String]) -> Result<Vec<u16>, TableProblem> {
    let place = |(line, cell): Cell| {
        let unknown = || TableProblem::UnknownClass { line, label: cell.to_owned() };
        let place = names.iter().position(|name| name == cell).ok_or_else(unknown)?;
        Ok(u16::try_from(place).expect("there are at most a thousand classes"))
    };
    cells.of_column(cells.label).into_iter().map(place).collect()
}
