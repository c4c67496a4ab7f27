//! Lists of fields: a name and a value in each line.

use super::Cell;
use crate::cli::terminal::Screen;
use crate::cli::wrap::{Breaks, wrapped};

/// A name, and what is said of it.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Field {
    pub(super) name: String,
    pub(super) value: Cell,
    pub(super) breaks: Breaks,
}

impl Field {
    /// A value in words.
    pub(in crate::cli) fn new(name: impl Into<String>, value: impl Into<Cell>) -> Self {
        Self { name: name.into(), value: value.into(), breaks: Breaks::Words }
    }

    /// A value that ends with a mix.
    pub(in crate::cli) fn mix(name: impl Into<String>, value: impl Into<Cell>) -> Self {
        Self { name: name.into(), value: value.into(), breaks: Breaks::Mix }
    }
}

/// A line for each field, with its value behind so many columns, and more lines where that is too long for the screen.
pub(in crate::cli) fn fields(fields: &[Field], name_width: usize, screen: Screen) -> String {
    fields.iter().map(|field| lines(field, name_width, screen)).collect::<Vec<_>>().join("\n")
}

fn lines(Field { name, value, breaks }: &Field, name_width: usize, screen: Screen) -> String {
    let width = screen.width.map_or(usize::MAX, |width| width.saturating_sub(name_width));
    let lines = wrapped(&value.text, width, *breaks);
    let lines = lines.iter().enumerate().map(|(place, line)| {
        let name = if place == 0 { name.as_str() } else { "" };
        let line = screen.painted(line, value.paint);
        format!("{name:name_width$}{line}").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}
