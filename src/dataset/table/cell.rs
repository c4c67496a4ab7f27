//! What one cell says: a number, a text, or nothing.

use crate::columns::Cell;
use crate::task::Writing;

/// Words for a missing value, exactly as pandas has them, and the question mark and dashes of the UCI repository.
const MISSING: [&str; 21] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A",
    "NA", "NULL", "NaN", "None", "n/a", "nan", "null", "?", "-",
];

/// What a cell that is no number looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// `1,234` where the comma is neither sign.
    Thousands,
    /// `1,5` where the decimal sign is a point, or the other way round.
    Decimal,
    /// `12.5%`.
    Percent,
    /// `$5`.
    Money,
    /// `2024-05-01`, `12:30`, `Jan 1 2000`.
    Date,
    /// Any other text.
    Text,
}

/// Whether a cell is missing: it is empty, or one of the words.
pub(super) fn is_missing(cell: &str, writing: &Writing) -> bool {
    MISSING.contains(&cell) || writing.na.iter().any(|word| word == cell)
}

/// What a cell says. A number may be infinite.
pub(super) fn read<'a>(cell: &'a str, writing: &Writing) -> Cell<'a> {
    match number(cell, writing) {
        Some(number) if !number.is_nan() && !writing.na.iter().any(|word| word == cell) => {
            Cell::Number(number)
        }
        Some(_) | None if is_missing(cell, writing) => Cell::Missing,
        Some(_) | None => Cell::Text(cell),
    }
}

fn number(cell: &str, writing: &Writing) -> Option<f64> {
    // Quick, for what most numbers are; `nan` and `inf` are read, too.
    if writing.decimal == '.' && writing.thousands.is_none() {
        return cell.parse().ok();
    }
    let (whole, fraction) = match cell.split_once(writing.decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (cell, None),
    };
    let whole = match writing.thousands {
        Some(sign) if whole.contains(sign) => {
            if !is_grouped(whole, sign) {
                return None;
            }
            whole.replace(sign, "")
        }
        Some(_) | None => whole.to_owned(),
    };
    let is_plain = |part: &str| !part.contains('.');
    match fraction {
        Some(fraction) if is_plain(&whole) && is_plain(fraction) => {
            format!("{whole}.{fraction}").parse().ok()
        }
        None if is_plain(&whole) => whole.parse().ok(),
        Some(_) | None => None,
    }
}

/// Whether digits stand in groups of three between these signs, as in `1,234,567`.
fn is_grouped(whole: &str, sign: char) -> bool {
    let mut groups = whole.trim_start_matches(['-', '+']).split(sign);
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let starts = groups.next().is_some_and(|group| is_digits(group) && group.len() <= 3);
    starts && groups.all(|group| is_digits(group) && group.len() == 3)
}

/// What a cell that is no number was probably meant to be.
pub(super) fn look(cell: &str, writing: &Writing) -> Look {
    let is_number = |cell: &str| number(cell, writing).is_some_and(f64::is_finite);
    let other = if writing.decimal == '.' { ',' } else { '.' };
    let (whole, _) = cell.split_once(writing.decimal).unwrap_or((cell, ""));
    if whole.contains(other) && is_grouped(whole, other) && is_number(&cell.replace(other, "")) {
        return Look::Thousands;
    }
    let swapped = Writing { decimal: other, thousands: None, ..Writing::default() };
    if number(cell, &swapped).is_some_and(f64::is_finite) {
        return Look::Decimal;
    }
    let with_commas =
        |cell: &str| is_number(cell) || matches!(look_plain(cell, writing), Look::Thousands | Look::Decimal);
    if cell.strip_suffix('%').is_some_and(|rest| with_commas(rest.trim_end())) {
        return Look::Percent;
    }
    let money = ['$', '€', '£', '¥'];
    let bare = cell.trim_start_matches('-').trim_matches(|sign: char| money.contains(&sign) || sign == ' ');
    if cell.contains(money) && with_commas(bare) {
        return Look::Money;
    }
    if is_date(cell) { Look::Date } else { Look::Text }
}

/// The same for a cell whose signs have been taken off.
fn look_plain(cell: &str, writing: &Writing) -> Look {
    if cell.contains(['%', '$', '€', '£', '¥']) { Look::Text } else { look(cell, writing) }
}

/// Whether a cell looks like a date or a time: numbers and names of months with a year among them, or `hh:mm`.
fn is_date(cell: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let is_sign = |sign: char| matches!(sign, '-' | '/' | '.' | ':' | ' ' | ',' | 'T' | '+' | 'Z');
    let tokens: Vec<&str> = cell.split(is_sign).filter(|token| !token.is_empty()).collect();
    let is_digits = |token: &&str| token.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = |token: &&str| {
        let start = token.get(..3).map(str::to_ascii_lowercase);
        token.bytes().all(|byte| byte.is_ascii_alphabetic())
            && start.is_some_and(|start| MONTHS.contains(&start.as_str()))
            && token.len() <= 9
    };
    let is_part = |token: &&str| is_digits(token) || is_month(token) || matches!(*token, "AM" | "PM");
    if !(2..=9).contains(&tokens.len()) || !tokens.iter().all(is_part) {
        return false;
    }
    let has_month = tokens.iter().any(is_month);
    let has_year = tokens.iter().any(|token| is_digits(token) && token.len() == 4);
    let count = tokens.iter().filter(|token| is_digits(token)).count();
    let has_time = cell.contains(':');
    let is_parted = cell.contains(['-', '/', ':']) || cell.matches('.').count() == 2;
    (has_month && count > 0) || (is_parted && (has_year && tokens.len() >= 2 || has_time || count == 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let german = Writing { decimal: ',', thousands: Some('.'), ..Writing::default() };
        let english = Writing { thousands: Some(','), ..Writing::default() };
        let plain = Writing::default();
        for (writing, cell, expected) in [
            (&plain, "1.5", Some(1.5)),
            (&plain, "-3e1", Some(-30.0)),
            (&plain, "1,5", None),
            (&german, "1,5", Some(1.5)),
            (&german, "-1.234.567,5", Some(-1_234_567.5)),
            (&german, "1.5", None),
            (&german, "7", Some(7.0)),
            (&german, "1,5e3", Some(1500.0)),
            (&english, "1,234.5", Some(1234.5)),
            (&english, "1,23", None),
            (&english, "1.5", Some(1.5)),
        ] {
            let expected = expected.map_or(Cell::Text(cell), Cell::Number);
            assert_eq!(read(cell, writing), expected, "{cell}");
        }
    }

    #[test]
    fn words_for_missing_values_are_known_and_can_be_added() {
        let plain = Writing::default();
        for word in MISSING {
            assert_eq!(read(word, &plain), Cell::Missing, "{word}");
        }
        let more = Writing { na: vec!["-999".to_owned(), "none".to_owned()], ..Writing::default() };
        assert_eq!((read("-999", &more), read("none", &more)), (Cell::Missing, Cell::Missing));
        assert_eq!((read("-999", &plain), read("none", &plain)), (Cell::Number(-999.0), Cell::Text("none")));
    }

    #[test]
    fn a_cell_that_is_no_number_looks_like_what_it_is() {
        let plain = Writing::default();
        for (look_of, cells) in [
            (Look::Thousands, vec!["1,234", "-12,345,678", "1,234.5"]),
            (Look::Decimal, vec!["1,5", "-0,25", "12,0001"]),
            (Look::Percent, vec!["12.5%", "3 %", "12,5%"]),
            (Look::Money, vec!["$5", "1.50 €", "£1,234", "-$3"]),
            (
                Look::Date,
                vec![
                    "2024-05-01",
                    "1/2/2003",
                    "01.02.2003",
                    "2024-05-01T12:00:00",
                    "12:30",
                    "Jan 1 2000",
                    "1-Feb-99",
                    "2024-05",
                ],
            ),
            (Look::Text, vec!["red", "5 kg", "0-5", "3.1.4.1", "May", "1.2.3.4", "A/5 21171", "x%", "$"]),
        ] {
            for cell in cells {
                assert_eq!(look(cell, &plain), look_of, "{cell}");
            }
        }
    }
}
