//! The rows of a table as lines.

use super::layout::{INDENT, Layout};
use super::{Cell, Column, Kind};
use crate::cli::terminal::{Screen, columns as width_of, shortened};
use crate::cli::wrap::{Breaks, wrapped};

/// The headings, then the rows.
pub(super) fn rows(columns: &[Column], rows: &[Vec<Cell>], layout: &Layout, screen: Screen) -> String {
    let headings: Vec<Cell> = columns.iter().map(|column| Cell::from(column.heading)).collect();
    let rows = std::iter::once(&headings).chain(rows);
    rows.flat_map(|row| row_of(columns, row, layout, screen)).collect::<Vec<_>>().join("\n")
}

/// As many lines as the longest cell of a row takes, and those of the cell that stands below.
fn row_of(columns: &[Column], row: &[Cell], layout: &Layout, screen: Screen) -> Vec<String> {
    let beside = columns.iter().zip(row).zip(&layout.widths);
    let cells: Vec<Vec<String>> =
        beside.map(|((column, cell), width)| cell_of(column, cell, *width, screen)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut lines: Vec<String> = (0..height).map(|line| line_of(&cells, line, layout)).collect();
    if let (Some(width), Some((column, cell))) = (layout.below, columns.last().zip(row.last())) {
        let below = cell_of(column, cell, width, screen);
        lines.extend(below.iter().map(|line| format!("{:INDENT$}{line}", "").trim_end().to_owned()));
        lines.retain(|line| !line.is_empty());
    }
    lines
}

/// The lines of a cell, painted.
fn cell_of(column: &Column, cell: &Cell, width: usize, screen: Screen) -> Vec<String> {
    let lines = match column.kind {
        Kind::Number => vec![format!("{:>width$}", cell.text)],
        Kind::Word => vec![cell.text.clone()],
        // Mixes are read, so that nothing of them may be missing.
        Kind::Text(Breaks::Mix) => wrapped(&cell.text, width, Breaks::Mix),
        Kind::Text(breaks @ (Breaks::Words | Breaks::List)) => {
            let lines = wrapped(&cell.text, width, breaks);
            lines.iter().map(|line| shortened(line, width)).collect()
        }
    };
    let paint = |line: String| {
        let blanks = line.len() - line.trim_start().len();
        format!("{}{}", &line[..blanks], screen.painted(line.trim_start(), cell.paint))
    };
    lines.into_iter().map(paint).collect()
}

/// One line of all cells.
fn line_of(cells: &[Vec<String>], line: usize, layout: &Layout) -> String {
    let mut text = String::new();
    let mut end = 0_usize;
    for (cell, width) in cells.iter().zip(&layout.widths) {
        let part = cell.get(line).map_or("", String::as_str);
        if !part.is_empty() {
            text.push_str(&" ".repeat(end.saturating_sub(width_of(&text))));
            text.push_str(part);
        }
        end += width + layout.gap;
    }
    text.trim_end().to_owned()
}
