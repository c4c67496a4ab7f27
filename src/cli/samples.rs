//! What the samples of a run are and what its classes are called, in words.

use super::table::Field;
use super::terminal::shortened;
use crate::columns::{Column, Kind};
use crate::definition::Samples;

/// So many names are listed; of more the number is said.
const LISTED: usize = 20;
/// A longer name is shortened to so many columns.
const LONGEST: usize = 40;

/// A field for images or arrays, or one for each column; and one for the classes.
pub(super) fn fields(samples: &Samples) -> Vec<Field> {
    let sizes: Vec<String> = samples.shape.iter().map(usize::to_string).collect();
    let columns: Vec<&Column> = samples.columns.iter().collect();
    let input = match (sizes.as_slice(), columns.len()) {
        ([_], 0) => format!("{} numbers", sizes[0]),
        ([_, _, _], 0) => format!("images of {}", sizes.join("×")),
        (_, 0) => format!("arrays of {}", sizes.join("×")),
        (_, count) => format!("{} entries from {count} columns", sizes.join("×")),
    };
    let listed_columns = columns.iter().take(LISTED).map(|it| format!("  {}: {}", cut(&it.name), column(it)));
    let rest = columns.len().checked_sub(LISTED + 1).map(|more| format!("  and {} more", more + 1));
    let mut fields = vec![Field::new("input", input)];
    fields.extend(listed_columns.chain(rest).map(|line| Field::new("", line)));
    if !samples.classes.is_empty() {
        fields.push(Field::new("classes", listed(&samples.classes)));
    }
    fields
}

/// What a column becomes.
fn column(column: &Column) -> String {
    let (what, fill) = match &column.kind {
        Kind::Number { offset, fill } => {
            let less = if *offset == 0.0 { String::new() } else { format!(" less {offset}") };
            (format!("a number{less}"), fill.map(|fill| fill.to_string()))
        }
        Kind::Category { texts, fill } => (format!("one of {}", listed(texts)), fill.clone()),
    };
    let fill = fill.map_or(String::new(), |fill| format!("; where it is missing, {}", cut(&fill)));
    let indicator = if column.indicator { "; an entry says where it is missing" } else { "" };
    format!("{what}{fill}{indicator}")
}

fn listed(names: &[String]) -> String {
    let mut listed: Vec<String> = names.iter().take(LISTED).map(|name| cut(name)).collect();
    listed.extend(names.len().checked_sub(LISTED + 1).map(|more| format!("and {} more", more + 1)));
    listed.join(", ")
}

fn cut(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    shortened(&plain, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::table;
    use crate::cli::terminal::Screen;
    use crate::columns::Columns;

    /// What is printed, line by line.
    fn lines(samples: &Samples) -> Vec<String> {
        table::fields(&fields(samples), 9, Screen::default()).lines().map(str::to_owned).collect()
    }

    fn texts(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("c{number:02}")).collect()
    }

    #[test]
    fn columns_and_classes_are_listed_and_what_is_too_much_is_counted() {
        let mut mass = Column::numbers("body mass");
        mass.kind = Kind::Number { offset: 4201.5, fill: Some(4300.0) };
        mass.indicator = true;
        let columns = vec![mass, Column::categories("zip", texts(22)), Column::numbers(&"x".repeat(60))];
        let columns = Columns::new(columns);
        let shape = vec![columns.size()];
        let found = lines(&Samples { shape, classes: texts(2), columns, normalisation: None });
        let first_twenty = texts(20).join(", ");
        assert_eq!(
            found,
            [
                "input    25 entries from 3 columns".to_owned(),
                "           body mass: a number less 4201.5; where it is missing, 4300; an entry says where it is missing".to_owned(),
                format!("           zip: one of {first_twenty}, and 2 more"),
                format!("           {}…{}: a number", "x".repeat(20), "x".repeat(19)),
                "classes  c00, c01".to_owned(),
            ]
        );
        let many = Columns::new(vec![Column::numbers("x"); 21]);
        let found = lines(&Samples { shape: vec![21], columns: many, ..Samples::default() });
        assert_eq!((found.len(), found[21].as_str()), (22, "           and 1 more"));
        let image = Samples { shape: vec![3, 32, 16], ..Samples::default() };
        assert_eq!(lines(&image), ["input    images of 3×32×16"]);
        assert_eq!(lines(&Samples { shape: vec![9, 128], ..image.clone() }), ["input    arrays of 9×128"]);
        assert_eq!(lines(&Samples { shape: vec![5], ..image }), ["input    5 numbers"]);
    }
}
