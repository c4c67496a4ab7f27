//! The columns of a table, as `datasets show` prints them.

use crate::cli::paint::Paint;
use crate::cli::table::{Cell, Field, fields, number, table, text as texts, word};
use crate::cli::terminal::{Screen, shortened};
use crate::columns::{Column, Columns, Fill, Kind};
use crate::dataset::{Described, Description};
use crate::numbers::{count, given};

/// A line for every column, then what is wrong and what should be known; `fitted` says what stands for missing cells.
pub(super) fn text(description: &Description, fitted: &Columns, screen: Screen) -> String {
    let rows = description.columns.iter().map(|column| {
        let fitted = fitted.iter().find(|fitted| fitted.name == column.name);
        row(column, fitted)
    });
    let heading = format!("{} rows", count(description.rows));
    let columns = [word("column"), word("kind"), texts("values"), texts("missing"), number("entries")];
    let table = table(&columns, rows.collect(), screen);
    let problem = |problem: &String| {
        Field::new("problem", Cell::from(format!("the file {problem}")).painted(Paint::Bad))
    };
    let problems = description.columns.iter().flat_map(|column| &column.problems).map(problem);
    let notes = description.notes.iter().map(|note| Field::new("note", &**note));
    let told = fields(&problems.chain(notes).collect::<Vec<_>>(), 9, screen);
    let parts = [heading, table, told];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn row(column: &Described, fitted: Option<&Column>) -> Vec<Cell> {
    let cells = [
        column.name.clone(),
        column.kind.unwrap_or("unclear").to_owned(),
        values(column),
        missing(column, fitted),
        count(column.entries.len()),
    ];
    cells.map(Cell::from).to_vec()
}

/// A range of numbers, or the first texts.
fn values(column: &Described) -> String {
    let numbers = column.range.map(|[least, largest]| format!("{} to {}", given(least), given(largest)));
    let texts = column.texts.iter().map(|text| shortened(text, LONGEST)).collect::<Vec<_>>().join(", ");
    let all = if column.texts.len() < column.different { ", …" } else { "" };
    let texts = (column.different > 0).then(|| format!("{}: {texts}{all}", count(column.different)));
    numbers.into_iter().chain(texts).collect::<Vec<_>>().join("; ")
}

/// Texts of cells are shortened to so many columns.
const LONGEST: usize = 30;

/// How many cells are missing, and what stands for them.
fn missing(column: &Described, fitted: Option<&Column>) -> String {
    let Some((rule, fitted)) = fitted.and_then(|fitted| fitted.rule.zip(Some(fitted))) else {
        return count(column.missing);
    };
    if column.missing == 0 {
        return "0".to_owned();
    }
    let stands = match (&fitted.kind, rule) {
        (Kind::Number { fill: Some(fill), .. }, Fill::Median) => format!("median {}", given(*fill)),
        (Kind::Number { fill: Some(fill), .. }, Fill::Mean) => format!("mean {}", given(*fill)),
        (Kind::Number { fill: Some(fill), .. }, Fill::MostFrequent) => given(*fill),
        (Kind::Category { fill: Some(text), .. }, _) => shortened(text, LONGEST),
        (Kind::Number { fill: None, .. } | Kind::Category { fill: None, .. }, _) => "own entry".to_owned(),
    };
    format!("{}: {stands}", count(column.missing))
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
    fn every_line_fits_the_terminal_whatever_the_columns_are_called() {
        let long = "x".repeat(500);
        let number = Described {
            kind: Some("number"),
            range: Some([-1.234_567_890_123e-200, 9.876_543_210_987e+200]),
            texts: vec![long.clone()],
            ..described(&long, 1_000_000)
        };
        let description =
            Description { rows: 3, columns: vec![number, described("ä", 0)], notes: Vec::new() };
        let fill = Kind::Number { offset: 0.0, fill: Some(1.0 / 3.0) };
        let fitted = Column { kind: fill, rule: Some(Fill::Median), ..Column::numbers(&long) };
        let shown = |width| {
            text(&description, &Columns::new(vec![fitted.clone()]), Screen { width, has_colours: false })
        };
        for width in [60, 80, 120] {
            let shown = shown(Some(width));
            assert!(shown.lines().all(|line| line.chars().count() <= width), "{shown}");
            assert!(
                shown.contains("1,000,000: median") && shown.contains("0.3333") && shown.contains("2: a, b"),
                "{shown}"
            );
        }
        assert!(shown(None).contains(&long), "nothing is shortened where no terminal is");
    }
}
