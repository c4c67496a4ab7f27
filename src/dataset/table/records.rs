//! A text cut into records of cells, each with the line that it begins in.

use super::TableProblem;

/// The records of a text.
#[derive(Debug)]
pub(super) struct Records {
    /// What parts the cells.
    pub delimiter: char,
    /// The records that are not blank.
    pub all: Vec<Record>,
}

#[derive(Debug)]
pub(super) struct Record {
    /// Where it begins in the file, counted from 1.
    pub line: u64,
    pub cells: csv::StringRecord,
}

/// What may part cells, where nobody says what does, beside blanks.
const DELIMITERS: [char; 4] = ['|', '\t', ';', ','];

impl Records {
    /// Cuts a text into records. Blank lines are passed over, and cells lose the blanks around them.
    pub fn of(text: &str, delimiter: Option<char>) -> Result<Self, TableProblem> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let delimiter = delimiter.unwrap_or_else(|| found_in(text));
        let single = (delimiter == ' ').then(|| with_single_blanks(text));
        let text = single.as_deref().unwrap_or(text);
        let byte = u8::try_from(delimiter).expect("every delimiter is ASCII");
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(byte)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut lines = Lines::of(text);
        let mut all = Vec::new();
        let mut cells = csv::StringRecord::new();
        loop {
            let position = reader.position().byte();
            let is_there = reader.read_record(&mut cells);
            if !is_there.map_err(|error| TableProblem::Unreadable(error.to_string()))? {
                break;
            }
            let line = lines.of_record_at(usize::try_from(position).unwrap_or(usize::MAX));
            cells.trim();
            let is_blank = cells.len() == 1 && cells[0].is_empty();
            if !is_blank {
                all.push(Record { line, cells: cells.clone() });
            }
        }
        // An odd number of quotes, and a last cell of several lines: the csv crate reads on to the end without a word.
        let is_odd = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
        let last = all
            .last()
            .filter(|last| last.cells.iter().next_back().is_some_and(|cell| cell.contains(['\n', '\r'])));
        match last.filter(|_| is_odd) {
            Some(last) => Err(TableProblem::OpenQuote { line: last.line }),
            None => Ok(Self { delimiter, all }),
        }
    }
}

/// Counts lines: a line ends with LF, CR LF, or CR alone.
///
/// The csv crate counts CR LF and blank lines wrong (BurntSushi/rust-csv 208, 395), so its byte positions alone are used.
struct Lines<'t> {
    bytes: &'t [u8],
    at: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of the record that is read from this byte on: behind the ends of lines that stand there.
    fn of_record_at(&mut self, from: usize) -> u64 {
        let is_end = |byte: Option<&u8>| matches!(byte, Some(b'\n' | b'\r'));
        while self.at < from || is_end(self.bytes.get(self.at)) {
            let Some(byte) = self.bytes.get(self.at) else { break };
            self.at += 1;
            let is_half = *byte == b'\r' && self.bytes.get(self.at) == Some(&b'\n');
            if is_end(Some(byte)) && !is_half {
                self.line += 1;
            }
        }
        self.line
    }
}

/// The first line that is not blank; ends of lines in quotes do not end it.
fn first_record(text: &str) -> &str {
    let text = text.trim_start_matches(['\n', '\r', ' ']);
    let mut is_quoted = false;
    let end = text.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        !is_quoted && matches!(byte, b'\n' | b'\r')
    });
    &text[..end.unwrap_or(text.len())]
}

/// The delimiter of a text: the one that its first record has most of; a blank where that has none, and every line has as many
/// words, and several.
fn found_in(text: &str) -> char {
    let record = first_record(text);
    let is_plain = !record.contains(DELIMITERS);
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let words = |line: &str| {
        let mut is_quoted = false;
        let is_parting = |sign: &char| {
            is_quoted ^= *sign == '"';
            *sign == ' ' && !is_quoted
        };
        1 + with_single_blanks(line).chars().filter(is_parting).count()
    };
    let count = words(record);
    if is_plain && count > 1 && lines().nth(1).is_some() && lines().all(|line| words(line) == count) {
        return ' ';
    }
    most_of(record)
}

/// The same text with one blank in the place of several, and none at the ends of lines; what is in quotes stays.
fn with_single_blanks(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    let mut is_quoted = false;
    for sign in text.chars() {
        is_quoted ^= sign == '"';
        let is_end = matches!(sign, '\n' | '\r');
        match sign {
            ' ' | '\t' if !is_quoted && (single.is_empty() || single.ends_with([' ', '\n', '\r'])) => {}
            ' ' | '\t' if !is_quoted => single.push(' '),
            _ => {
                if is_end && !is_quoted && single.ends_with(' ') {
                    single.pop();
                }
                single.push(sign);
            }
        }
    }
    single.truncate(single.trim_end_matches(' ').len());
    single
}

/// The delimiter that the record has most of outside quotes; of equally many the comma first.
fn most_of(record: &str) -> char {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    for sign in record.chars() {
        is_quoted ^= sign == '"';
        let at = DELIMITERS.iter().position(|delimiter| *delimiter == sign);
        if let Some(at) = at.filter(|_| !is_quoted) {
            counts[at] += 1;
        }
    }
    // Of equal counts `max_by_key` takes the last.
    let most = counts.iter().zip(DELIMITERS).max_by_key(|(count, _)| **count);
    most.map_or(',', |(_, delimiter)| delimiter)
}
