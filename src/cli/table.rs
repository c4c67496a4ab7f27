//! How tables and JSON look on stdout.

use comfy_table::{CellAlignment, ContentArrangement, Table, TableStyle};
use serde::Serialize;
use std::io::Write;

/// Prints lines on stdout; an error if nobody reads them.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout().lock(), "{}", text.trim_end())?)
}

/// Prints a value as indented JSON on stdout.
pub(super) fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    print(&serde_json::to_string_pretty(value)?)
}

/// A table with these headings, without blanks at the ends of its lines; the columns in `right` are aligned to the right.
pub(super) fn table(headings: &[&str], right: &[usize], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new()).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(headings).add_rows(rows);
    for (place, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if right.contains(&place) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_no_frame_and_aligns_its_numbers() {
        let rows = vec![vec!["1".to_owned(), "relu".to_owned()], vec!["10".to_owned(), "tanh".to_owned()]];
        assert_eq!(table(&["rank", "mix"], &[0], rows), "rank  mix\n   1  relu\n  10  tanh");
    }
}
