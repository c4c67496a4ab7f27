//! What a column holds, before it is decided what it is.

use super::cell::{Look, look, read};
use super::found::Found;
use crate::columns::Cell;
use crate::task::Writing;
use std::collections::{BTreeMap, HashSet};

/// The cells of one column of one file, counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Survey<'a> {
    /// How many cells are numbers.
    pub numbers: usize,
    /// The least and the largest of them.
    pub range: Option<(f64, f64)>,
    /// Cells that are no finite number of single precision, though they are meant as one.
    pub infinite: Found,
    pub missing: Found,
    /// All other cells, by what they look like.
    pub others: BTreeMap<Look, Found>,
    /// The different texts of these.
    pub texts: HashSet<&'a str>,
    /// The different cells that are numbers, up to [`MOST_DISTINCT`] of them.
    pub distinct: HashSet<&'a str>,
}

/// Beyond so many different numbers nobody has to know how many there are.
const MOST_DISTINCT: usize = 1000;

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Number,
    Category,
    /// Numbers, or what looks like them, with something else among them.
    Mixed,
    /// Nothing but dates, sums of money and the like.
    Written(Look),
    /// Names or ids, of which there are nearly as many as rows.
    Names,
    /// No cell has a value.
    Empty,
}

/// Whether a number is one of single precision, once it is rounded.
#[expect(clippy::cast_possible_truncation, reason = "rounding to single precision is asked")]
fn is_finite_in_f32(number: f64) -> bool {
    (number as f32).is_finite()
}

impl<'a> Survey<'a> {
    /// Counts cells; in a column that is said to be a category every cell that is not missing is a text.
    pub fn of(cells: impl Iterator<Item = (u64, &'a str)>, writing: &Writing, is_category: bool) -> Self {
        let mut survey = Self::default();
        for (line, cell) in cells {
            match read(cell, writing) {
                Cell::Missing => survey.missing.add(line, cell),
                Cell::Number(number) if !is_category => survey.add_number(line, cell, number),
                Cell::Number(_) | Cell::Text(_) => {
                    let kind = if is_category { Look::Text } else { look(cell, writing) };
                    survey.others.entry(kind).or_default().add(line, cell);
                    survey.texts.insert(cell);
                }
            }
        }
        survey
    }

    fn add_number(&mut self, line: u64, cell: &'a str, number: f64) {
        self.numbers += 1;
        if !is_finite_in_f32(number) {
            self.infinite.add(line, cell);
            return;
        }
        let (least, largest) = self.range.unwrap_or((number, number));
        self.range = Some((least.min(number), largest.max(number)));
        if self.distinct.len() < MOST_DISTINCT {
            self.distinct.insert(cell);
        }
    }

    /// The same of two files together.
    pub fn joined(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.numbers += other.numbers;
        both.range = match (self.range, other.range) {
            (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
            (one, other) => one.or(other),
        };
        both.infinite.count += other.infinite.count;
        both.missing.count += other.missing.count;
        for (kind, found) in &other.others {
            both.others.entry(*kind).or_default().count += found.count;
        }
        both.texts.extend(&other.texts);
        both.distinct.extend(&other.distinct);
        both
    }

    /// How many cells look so.
    fn count(&self, kind: Look) -> usize {
        self.others.get(&kind).map_or(0, |found| found.count)
    }

    /// How many cells are plain texts.
    pub fn plain_texts(&self) -> usize {
        self.count(Look::Text)
    }

    /// What a column of these cells is.
    ///
    /// Numbers among texts are a mistake wherever they are at least half of the cells, or half of the different ones:
    /// otherwise every number would become a category of its own.
    pub fn verdict(&self) -> Verdict {
        let texts = self.plain_texts();
        let written: usize = self.others.values().map(|found| found.count).sum::<usize>() - texts;
        if self.numbers + written + texts == 0 {
            return Verdict::Empty;
        }
        if written + texts == 0 {
            return Verdict::Number;
        }
        if self.numbers + written == 0 {
            return if self.are_names(texts) { Verdict::Names } else { Verdict::Category };
        }
        if self.numbers == 0 && texts == 0 {
            let most = self.others.iter().max_by_key(|(_, found)| found.count);
            return most.map_or(Verdict::Mixed, |(kind, _)| Verdict::Written(*kind));
        }
        let different = self.distinct.len() + self.texts.len();
        let is_half = (self.numbers + written) >= texts || self.distinct.len() * 2 >= different;
        match (is_half, self.are_names(self.numbers + written + texts)) {
            (true, _) => Verdict::Mixed,
            (false, true) => Verdict::Names,
            (false, false) => Verdict::Category,
        }
    }

    /// What kind of column it is, missing cells aside; nothing where it can be none.
    pub fn kind(&self, is_category: bool) -> Option<&'static str> {
        match self.verdict() {
            Verdict::Number => Some("number"),
            Verdict::Category => Some("category"),
            Verdict::Mixed | Verdict::Written(_) | Verdict::Names if is_category => Some("category"),
            Verdict::Mixed | Verdict::Written(_) | Verdict::Names | Verdict::Empty => None,
        }
    }

    /// Whether texts are names or ids: more than half of so many cells are different.
    fn are_names(&self, cells: usize) -> bool {
        const FEW: usize = 20;
        let different = self.texts.len() + self.distinct.len();
        different > FEW && different * 2 > cells
    }
}
