//! Tables and lists of fields, in the width that there is.

mod cell;
mod fields;
mod layout;
mod written;

pub(super) use cell::Cell;
pub(super) use fields::{Field, fields};

use super::terminal::{Screen, columns, shortened};
use super::wrap::Breaks;
use layout::Layout;

/// A column of a table: its heading, and what stands in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    heading: &'static str,
    kind: Kind,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Numbers stand to the right, and are never wrapped or shortened.
    Number,
    /// A name or a word, which stays in one line.
    Word,
    /// What may take several lines.
    Text(Breaks),
}

/// A column of numbers.
pub(super) const fn number(heading: &'static str) -> Column {
    Column { heading, kind: Kind::Number }
}

/// A column of names or words, each in one line.
pub(super) const fn word(heading: &'static str) -> Column {
    Column { heading, kind: Kind::Word }
}

/// A column of texts, which are broken between words where they are too long.
pub(super) const fn text(heading: &'static str) -> Column {
    Column { heading, kind: Kind::Text(Breaks::Words) }
}

/// A column of lists, which are broken behind commas where they are too long.
pub(super) const fn list(heading: &'static str) -> Column {
    Column { heading, kind: Kind::Text(Breaks::List) }
}

/// A column of mixes, which are broken between sites where they are too long.
pub(super) const fn mix(heading: &'static str) -> Column {
    Column { heading, kind: Kind::Text(Breaks::Mix) }
}

/// A table as wide as the screen allows, without blanks at the ends of its lines.
///
/// Where its lines are too long texts are wrapped; then the last column, if it is one of texts, stands below the others; and if
/// that does not do, every row is a list of fields.
pub(super) fn table(columns: &[Column], rows: Vec<Vec<Cell>>, screen: Screen) -> String {
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(|row| fitted(columns, row, screen)).collect();
    match Layout::of(columns, &rows, screen.width) {
        Some(layout) => written::rows(columns, &rows, &layout, screen),
        None => rows.iter().map(|row| as_fields(columns, row, screen)).collect::<Vec<_>>().join("\n\n"),
    }
}

/// A row whose names are no longer than a third of a terminal.
fn fitted(columns: &[Column], row: Vec<Cell>, screen: Screen) -> Vec<Cell> {
    const LEAST: usize = 18;
    let most = screen.width.map_or(usize::MAX, |width| (width / 3).max(LEAST));
    let fit = |(column, cell): (&Column, Cell)| match column.kind {
        Kind::Word if self::columns(&cell.text) > most => Cell { text: shortened(&cell.text, most), ..cell },
        Kind::Number | Kind::Word | Kind::Text(_) => cell,
    };
    columns.iter().zip(row).map(fit).collect()
}

/// A row as a list of what stands in its columns.
fn as_fields(columns: &[Column], row: &[Cell], screen: Screen) -> String {
    let width = columns.iter().map(|column| self::columns(column.heading)).max().unwrap_or(0) + 2;
    let field = |(column, cell): (&Column, &Cell)| {
        let breaks = if let Kind::Text(breaks) = column.kind { breaks } else { Breaks::Words };
        Field { name: column.heading.to_owned(), value: cell.clone(), breaks }
    };
    let told = columns.iter().zip(row).filter(|(_, cell)| !cell.text.is_empty()).map(field);
    fields(&told.collect::<Vec<_>>(), width, screen)
}

#[cfg(test)]
mod tests;
