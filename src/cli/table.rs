//! How numbers, tables and JSON look on stdout.

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

/// A share of one as a percentage: `97.22 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// The same, or a dash where there is none.
pub(super) fn percent_or_dash(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), percent)
}

/// A time span in the unit that suits it: `4.2 s`, `3 min 20 s`, `2 h 5 min`.
pub(super) fn span(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a span of at least 60 s")]
    let whole = seconds.round() as u64;
    match whole {
        _ if seconds < 10.0 => format!("{seconds:.1} s"),
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

/// A count with its thousands apart: `12,345`.
pub(super) fn count(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_for_people() {
        assert_eq!(percent(0.972_222), "97.22 %");
        assert_eq!(percent_or_dash(None), "-");
        assert_eq!(
            ["0", "999", "1,000", "1,234,567"],
            [0, 999, 1000, 1_234_567].map(count).each_ref().map(|s| &**s)
        );
    }

    #[test]
    fn spans_have_the_unit_that_suits_them() {
        let check = |seconds, text: &str| assert_eq!(span(seconds), text);
        check(0.04, "0.0 s");
        check(9.94, "9.9 s");
        check(42.4, "42 s");
        check(59.7, "1 min 0 s");
        check(200.0, "3 min 20 s");
        check(7500.0, "2 h 5 min");
    }

    #[test]
    fn a_table_has_no_frame_and_aligns_its_numbers() {
        let rows = vec![vec!["1".to_owned(), "relu".to_owned()], vec!["10".to_owned(), "tanh".to_owned()]];
        assert_eq!(table(&["rank", "mix"], &[0], rows), "rank  mix\n   1  relu\n  10  tanh");
    }
}
