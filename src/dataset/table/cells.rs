//! The cells of a table as text.

use super::TableProblem;

/// A table, once its file has been cut into cells.
#[derive(Debug)]
pub(super) struct Cells {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Which column has the labels.
    pub label: usize,
    pub rows: Vec<Row>,
}

#[derive(Debug)]
pub(super) struct Row {
    /// Where it stands in the file, counted from 1.
    pub line: u64,
    pub cells: csv::StringRecord,
}

/// A cell with the line that it stands in.
pub(super) type Cell<'a> = (u64, &'a str);

impl Cells {
    /// Cuts a file into cells, none of which is empty.
    pub fn read(bytes: &[u8], label: &str) -> Result<Self, TableProblem> {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter(bytes)).trim(csv::Trim::All).from_reader(bytes);
        let header = reader.headers().map_err(|error| unreadable(&error))?;
        let columns: Vec<String> = header.iter().map(str::to_owned).collect();
        if let Some(again) = (1..columns.len()).find(|at| columns[..*at].contains(&columns[*at])) {
            return Err(TableProblem::Repeated { column: columns[again].clone() });
        }
        let at = columns.iter().position(|column| column == label);
        let no_label = || TableProblem::NoLabel { label: label.to_owned(), known: columns.clone() };
        let label = at.ok_or_else(no_label)?;
        let mut rows = Vec::new();
        for record in reader.into_records() {
            let cells = record.map_err(|error| unreadable(&error))?;
            let line = cells.position().map_or(0, csv::Position::line);
            rows.push(Row { line, cells });
        }
        let cells = Self { columns, label, rows };
        if cells.rows.is_empty() {
            return Err(TableProblem::NoRows);
        }
        cells.check_filled()?;
        Ok(cells)
    }

    fn check_filled(&self) -> Result<(), TableProblem> {
        for row in &self.rows {
            if let Some(at) = row.cells.iter().position(str::is_empty) {
                return Err(TableProblem::Empty { line: row.line, column: self.columns[at].clone() });
            }
        }
        Ok(())
    }

    /// Makes sure that this table has the columns that another one has, in whatever order.
    pub fn check_same_columns(&self, other: &Self) -> Result<(), TableProblem> {
        if let Some(column) = other.columns.iter().find(|column| self.place_of(column).is_none()) {
            return Err(TableProblem::Lacking { column: column.clone() });
        }
        match self.columns.iter().find(|column| other.place_of(column).is_none()) {
            Some(column) => Err(TableProblem::TooMany { column: column.clone() }),
            None => Ok(()),
        }
    }

    /// Which column has this name.
    pub fn place_of(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The cells of a column.
    pub fn of_column(&self, at: usize) -> Vec<Cell<'_>> {
        self.rows.iter().map(|row| (row.line, &row.cells[at])).collect()
    }

    /// The cells of the column of this name.
    pub fn of_column_named(&self, name: &str) -> Vec<Cell<'_>> {
        self.place_of(name).map(|at| self.of_column(at)).unwrap_or_default()
    }
}

/// What parts the cells: whichever the first line has most of.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| header.split(|byte| *byte == delimiter).count();
    // Of equally many the last is taken, which is the comma.
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

fn unreadable(error: &csv::Error) -> TableProblem {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => TableProblem::Uneven {
            line: pos.as_ref().map_or(0, csv::Position::line),
            found: *len,
            needed: *expected_len,
        },
        csv::ErrorKind::Utf8 { pos, .. } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            TableProblem::Unreadable(format!("line {line} is not UTF-8; save it as UTF-8 text"))
        }
        _ => TableProblem::Unreadable(error.to_string()),
    }
}
