//! How names, keys and lines are written where something is said of a table.

use super::found::Found;
use crate::yaml;
use std::fmt::Display;

/// ` (did you mean …?)`, where a known name is near.
pub(super) fn hint(name: &str, known: &[String]) -> String {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    yaml::suggestion(name, &known).map_or(String::new(), |hint| format!(" ({hint})"))
}

/// Names, but not more than can be read.
pub(super) fn listed(names: &[String]) -> String {
    const MOST: usize = 30;
    let first = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > MOST { format!("{first} and {} more", names.len() - MOST) } else { first }
}

/// `` `a`, `b` and 3 more ``.
pub(super) fn quoted(names: &[impl Display]) -> String {
    const MOST: usize = 5;
    let first: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    let rest = if names.len() > MOST { format!(" and {} more", names.len() - MOST) } else { String::new() };
    first.join(", ") + &rest
}

/// `drop: [age]`: a key of a space file with a column, as YAML reads it whatever the column is called.
pub(super) fn named(key: &str, column: &str) -> String {
    let is_plain =
        |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-' | ' ' | '.' | '(' | ')' | '/');
    let is_word = column.starts_with(char::is_alphabetic) && column.chars().all(is_plain);
    let is_other = ["true", "false", "null"].contains(&column.to_lowercase().as_str());
    if is_word && !is_other { format!("{key}: [{column}]") } else { format!("{key}: [{column:?}]") }
}

/// What parts cells, in words where it cannot be seen.
pub(super) fn sign(delimiter: char) -> String {
    match delimiter {
        '\t' => "tabs".to_owned(),
        ' ' => "blanks".to_owned(),
        _ => format!("`{delimiter}`"),
    }
}

/// `3 cells in line 4, 2 in line 7 and 5 more lines`.
pub(super) fn lengths(uneven: &Found) -> String {
    let first: Vec<String> =
        uneven.first.iter().map(|(line, cells)| format!("{cells} cells in line {line}")).collect();
    let more = match uneven.count - uneven.first.len() {
        0 => String::new(),
        more => format!(" and as wrong a number in {more} more lines"),
    };
    first.join(", ") + &more
}

/// `that line`, or `those lines`.
pub(super) fn lines(count: usize) -> &'static str {
    if count == 1 { "that line" } else { "those lines" }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_column_is_written_so_that_yaml_reads_it_back() {
        for column in [
            "age",
            "Culmen Length (mm)",
            "a, b",
            "a: b",
            "5",
            "yes]",
            "'vote'",
            "true",
            "x #1",
            "*",
            "ü",
            "say \"a\"",
        ] {
            let read: std::collections::BTreeMap<String, Vec<String>> =
                serde_yaml::from_str(&named("drop", column)).unwrap();
            assert_eq!(read["drop"], [column], "{column}");
        }
        assert_eq!(named("drop", "Culmen Length (mm)"), "drop: [Culmen Length (mm)]");
    }
}
