//! What should be known of columns that can be learned from, though they may not mean what they seem to.

use super::layout::Layout;
use super::sheet::{Sheet, counts};
use super::written::named;
use std::collections::{BTreeMap, BTreeSet};

/// The notes on the columns of a table: what was left out, what only counts rows, what is written in several ways.
pub(super) fn notes(sheets: &[Sheet], layout: &Layout) -> Vec<String> {
    let mut notes = sheets[0].notes.clone();
    if let Some(places) = &layout.label {
        notes.extend(written_otherwise("classes", &texts(sheets, places)));
    }
    for learned in &layout.learned {
        let (name, key) = (&learned.name, named("drop", &learned.name));
        let cells = || sheets[0].rows.iter().map(|row| &row.cells[learned.places[0]]);
        if counts(cells()) {
            notes.push(format!(
                "column `{name}` counts the rows in their order; add `{key}` unless that means something"
            ));
        }
        if let Some(date) = date_as_number(cells()) {
            notes.push(format!(
                "column `{name}` seems to hold dates as numbers, such as {date}, whose steps say nothing of days; make days of \
                 them, or add `{key}`"
            ));
        }
        let found = written_otherwise("categories", &texts(sheets, &learned.places));
        notes.extend(found.map(|found| format!("column `{name}`: {found}")));
    }
    notes
}

/// The different cells of a column of texts, of all files; none where it begins with a number.
fn texts<'a>(sheets: &'a [Sheet], places: &[usize]) -> BTreeSet<&'a str> {
    let cells = || sheets.iter().zip(places).flat_map(|(sheet, at)| sheet.cells(*at).map(|(_, cell)| cell));
    let is_number = cells().next().is_some_and(|cell| cell.parse::<f64>().is_ok());
    if is_number { BTreeSet::new() } else { cells().collect() }
}

/// What is said of texts that are the same but for the case of letters and blanks.
fn written_otherwise(what: &str, texts: &BTreeSet<&str>) -> Option<String> {
    let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for text in texts {
        let plain = text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
        alike.entry(plain).or_default().push(text);
    }
    let several: Vec<Vec<&str>> = alike.into_values().filter(|texts| texts.len() > 1).collect();
    let [one, other] = [several.first()?[0], several.first()?[1]];
    let rest =
        if several.len() > 1 { format!(", and {} more such", several.len() - 1) } else { String::new() };
    Some(format!(
        "`{one}` and `{other}`{rest} differ in case or blanks alone and are {what} of their own; write them alike if they mean \
         the same"
    ))
}

/// The first of numbers that are all dates without a sign between year, month and day: `19580329`.
fn date_as_number<'a>(cells: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let is_date = |cell: &str| {
        let is_digits = cell.len() == 8 && cell.bytes().all(|byte| byte.is_ascii_digit());
        is_digits
            && (1600..2200).contains(&cell[..4].parse().unwrap_or(0))
            && (1..=12).contains(&cell[4..6].parse().unwrap_or(0))
            && (1..=31).contains(&cell[6..].parse().unwrap_or(0))
    };
    let mut cells = cells.peekable();
    let first = cells.peek().copied()?;
    cells.all(is_date).then_some(first)
}
