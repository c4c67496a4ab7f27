//! The columns of a table, as `datasets show` prints them.

use crate::cli::numbers::count;
use crate::cli::table::table;
use crate::columns::{Column, Columns, Fill, Kind};
use crate::dataset::{Described, Description};

/// A line for every column, then what is wrong and what should be known; `fitted` says what stands for missing cells.
pub(super) fn text(description: &Description, fitted: &Columns) -> String {
    let rows = description.columns.iter().map(|column| {
        let fitted = fitted.iter().find(|fitted| fitted.name == column.name);
        row(column, fitted)
    });
    let heading = format!("{} rows", count(description.rows as u128));
    let table = table(&["column", "kind", "values", "missing", "entries"], &[4], rows.collect());
    let problems = description.columns.iter().flat_map(|column| &column.problems);
    let problems = problems.map(|problem| wrapped("problem", &format!("the file {problem}")));
    let notes = description.notes.iter().map(|note| wrapped("note", note));
    let told: Vec<String> = problems.chain(notes).collect();
    let parts = [heading, table, told.join("\n")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn row(column: &Described, fitted: Option<&Column>) -> Vec<String> {
    vec![
        shortened(&column.name, 18),
        column.kind.unwrap_or("unclear").to_owned(),
        values(column),
        missing(column, fitted),
        count(column.entries.len() as u128),
    ]
}

/// A range of numbers, or the first texts.
fn values(column: &Described) -> String {
    const WIDTH: usize = 24;
    let numbers = column.range.map(|[least, largest]| format!("{} to {}", number(least), number(largest)));
    let texts = (column.different > 0).then(|| format!("{}: {}", column.different, column.texts.join(", ")));
    let both: Vec<String> = numbers.into_iter().chain(texts).collect();
    shortened(&both.join("; "), WIDTH)
}

/// A number in few digits: with an exponent where there would be many.
fn number(number: f64) -> String {
    let plain = number.to_string();
    if plain.len() <= 11 { plain } else { format!("{number:.4e}") }
}

/// How many cells are missing, and what stands for them.
fn missing(column: &Described, fitted: Option<&Column>) -> String {
    let Some((rule, fitted)) = fitted.and_then(|fitted| fitted.rule.zip(Some(fitted))) else {
        return count(column.missing as u128);
    };
    if column.missing == 0 {
        return "0".to_owned();
    }
    let stands = match (&fitted.kind, rule) {
        (Kind::Number { fill: Some(fill), .. }, Fill::Median) => format!("median {}", number(*fill)),
        (Kind::Number { fill: Some(fill), .. }, Fill::Mean) => format!("mean {}", number(*fill)),
        (Kind::Number { fill: Some(fill), .. }, Fill::MostFrequent) => number(*fill),
        (Kind::Category { fill: Some(text), .. }, _) => text.clone(),
        (Kind::Number { fill: None, .. } | Kind::Category { fill: None, .. }, _) => "own entry".to_owned(),
    };
    shortened(&format!("{}: {stands}", count(column.missing as u128)), 14)
}

/// A text in lines of at most eighty signs, where its words allow it, behind what it is.
fn wrapped(kind: &str, text: &str) -> String {
    let mut lines = vec![format!("{kind:7} ")];
    for word in text.split(' ') {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 8 && line + 1 + word.chars().count() > 80 {
            lines.push(" ".repeat(8));
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n")
}

/// A text of at most so many signs.
fn shortened(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    match plain.char_indices().nth(most - 1) {
        Some((end, last)) if plain.len() > end + last.len_utf8() => format!("{}…", &plain[..end]),
        Some(_) | None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(name: &str, missing: usize) -> Described {
        Described {
            name: name.to_owned(),
            kind: Some("category"),
            range: None,
            missing,
            texts: ["a", "b"].map(str::to_owned).to_vec(),
            different: 2,
            entries: vec![String::new(); 2],
            problems: Vec::new(),
        }
    }

    #[test]
    fn every_line_fits_eighty_columns_whatever_the_columns_are_called() {
        let long = "x".repeat(500);
        let number = Described {
            kind: Some("number"),
            range: Some([-1.234_567_890_123e-200, 9.876_543_210_987e+200]),
            texts: vec![long.clone()],
            ..described(&long, 1_000_000)
        };
        let description =
            Description { rows: 3, columns: vec![number, described("ä", 0)], notes: Vec::new() };
        let fill = Kind::Number { offset: 0.0, fill: Some(1.0 / 3.0), standard: None };
        let fitted = Column { kind: fill, rule: Some(Fill::Median), ..Column::numbers(&long) };
        let text = text(&description, &Columns::new(vec![fitted]));
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(text.contains("1,000,000: me…") && text.contains("2: a, b"), "{text}");
    }
}
