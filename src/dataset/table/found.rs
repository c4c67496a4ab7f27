//! Cells of one kind: how many there are, and where the first ones stand.

use std::fmt;

/// Cells with their lines; of many the first are remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many there are.
    pub count: usize,
    /// The first of them: line, counted from 1, and text.
    pub first: Vec<(u64, String)>,
}

/// How many are remembered.
const MOST: usize = 3;

impl Found {
    /// One more.
    pub(super) fn add(&mut self, line: u64, cell: &str) {
        self.count += 1;
        if self.first.len() < MOST {
            self.first.push((line, shortened(cell)));
        }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// `line 3`, `lines 3, 5, 9 and 4 more`.
    pub(super) fn lines(&self) -> String {
        let lines: Vec<String> = self.first.iter().map(|(line, _)| line.to_string()).collect();
        format!("{} {}{}", if self.count == 1 { "line" } else { "lines" }, lines.join(", "), self.rest())
    }

    fn rest(&self) -> String {
        match self.count - self.first.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        }
    }
}

/// `` `NA` in line 3, `?` in line 5 and 4 more ``.
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells: Vec<String> =
            self.first.iter().map(|(line, cell)| format!("`{cell}` in line {line}")).collect();
        write!(f, "{}{}", cells.join(", "), self.rest())
    }
}

/// A cell as it can be told: not too long, in one line.
pub(super) fn shortened(cell: &str) -> String {
    const LONGEST: usize = 40;
    let plain: String = cell.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    match plain.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &plain[..end]),
        None => plain,
    }
}
