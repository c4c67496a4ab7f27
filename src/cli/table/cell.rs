//! What stands at one place of a table.

use crate::cli::paint::Paint;

/// A text in one line, and its colour.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Cell {
    pub(super) text: String,
    pub(super) paint: Paint,
}

impl Cell {
    /// The same with more behind it.
    pub(in crate::cli) fn followed_by(mut self, more: &str) -> Self {
        self.text.push_str(more);
        self
    }

    /// The same in a colour.
    pub(in crate::cli) fn painted(self, paint: Paint) -> Self {
        Self { paint, ..self }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        // Names of columns and classes come from files, which may have anything in them.
        let text = if text.contains(char::is_control) { text.replace(char::is_control, " ") } else { text };
        Self { text, paint: Paint::Plain }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}
