//! Tables in CSV files: numbers as they are, and categories as zeros and ones.
//!
//! A file is text in UTF-8, packed by gzip or not. Its first row names the columns; the cells are parted by commas,
//! semicolons, tabs or `|`, whichever the first row has most of outside quotes. It is read in steps, each with all its
//! problems at once: [`text`] unpacks, [`records`] cuts and counts lines, [`sheet`] understands the header, [`layout`] finds
//! the columns that the space file names, [`survey`] counts what each column holds, [`columns`] decides what that becomes.
//!
//! A column is a number if every cell of it is one or missing. If no cell is one it is a category. What is neither is an
//! error that tells the odd cells: numbers are never turned into categories without a word. See [`crate::columns`] for what
//! is fitted on which rows.

mod cell;
mod columns;
mod describe;
mod found;
mod labels;
mod layout;
mod mixed;
mod notes;
mod problem;
mod records;
mod sheet;
mod sides;
mod sizes;
mod survey;
mod text;
mod written;

pub use cell::Look;
pub use describe::{Described, Description};
pub use found::Found;
pub use problem::{TableProblem, TableProblems};

use super::cut::{cut_rows, unused};
use super::decoded::Decoded;
use super::{Error, Part, Places};
use crate::columns::{Cell, Column, Columns, Kind};
use crate::disk;
use crate::task::{Csv, Dims};
use columns::Decided;
use layout::{Layout, Learned};
use notes::notes;
use sheet::Sheet;
use sides::Sides;
use sizes::check_sizes;
use std::path::{Path, PathBuf};
use survey::Survey;

/// The files of a table.
#[derive(Debug)]
pub(super) struct Table {
    /// The file, and then the file of the test part if there is one.
    pub paths: Vec<PathBuf>,
    csv: Csv,
}

/// Problems, each with the number of its file.
type Told = Vec<(usize, TableProblem)>;

impl Table {
    /// Looks for the files.
    pub fn find(csv: &Csv, places: &Places) -> Result<Self, Error> {
        let paths = [csv.file.as_path()].into_iter().chain(csv.test_file.as_deref());
        let paths = paths.map(|path| places.find_file(path)).collect::<Result<_, _>>()?;
        Ok(Self { paths, csv: csv.clone() })
    }

    /// How the files are decoded: all keys but for the paths.
    pub fn parameters(&self) -> String {
        let csv = Csv { file: PathBuf::new(), test_file: None, ..self.csv.clone() };
        format!("table {csv:?}")
    }

    /// Reads both parts.
    pub fn decode(&self) -> Result<Decoded, Error> {
        let sheets = self.sheets(Some(&self.csv.label))?;
        let layout = Layout::of(&sheets, &self.csv, Some(&self.csv.label)).map_err(|told| self.told(told))?;
        let mut told = Told::new();
        let labelled = self.labelled(&sheets, &layout, &mut told);
        let decided = self.decided(&sheets, &layout, &mut told);
        let Some(labelled) = labelled.filter(|_| told.is_empty()) else { return Err(self.told(told)) };
        let columns = self.fitted(&sheets[0], &layout, decided, &labelled.sides.training);
        check_sizes(&columns, sheets.iter().map(|sheet| sheet.rows.len()).sum(), &self.paths[0])?;

        let part =
            |file: usize| self.part(&sheets[file], file, &layout, &columns, labelled.labels[file].clone());
        let (all, sides) = (part(0), &labelled.sides);
        let test = if sheets.len() > 1 { part(1) } else { all.select(&sides.test) };
        let decoded = Decoded::named(all.select(&sides.training), test, labelled.names)
            .of_columns(columns)
            .noting(notes(&sheets, &layout).into_iter().chain(labelled.unused).collect());
        Ok(match sides.validation.as_slice() {
            [] => decoded,
            rows => decoded.with_validation(&all.select(rows)),
        })
    }

    /// What the first file holds, whether it can be learned from or not; without a label every column is described.
    pub fn describe(&self, label: Option<&str>) -> Result<Description, Error> {
        let sheets = self.sheets(label)?;
        let layout = Layout::of(&sheets, &self.csv, label).map_err(|told| self.told(told))?;
        Ok(describe::describe(&sheets, &layout, &self.csv, notes(&sheets, &layout)))
    }

    fn sheets(&self, label: Option<&str>) -> Result<Vec<Sheet>, Error> {
        let (mut sheets, mut told) = (Vec::new(), Told::new());
        for (file, path) in self.paths.iter().enumerate() {
            match self.sheet(path, label)? {
                Ok(sheet) => sheets.push(sheet),
                Err(problem) => told.push((file, problem)),
            }
        }
        if told.is_empty() { Ok(sheets) } else { Err(self.told(told)) }
    }

    fn sheet(&self, path: &Path, label: Option<&str>) -> Result<Result<Sheet, TableProblem>, Error> {
        let bytes = disk::read_limited(path, text::MOST_BYTES)?;
        let text = text::text(bytes, text::MOST_BYTES);
        Ok(text.and_then(|text| Sheet::of(&text, &self.csv.writing, label, self.csv.drop.len())))
    }

    /// The classes, the label of every row of each file, and which rows belong to which part.
    fn labelled(&self, sheets: &[Sheet], layout: &Layout, told: &mut Told) -> Option<Labelled> {
        let places = layout.label.as_ref()?;
        let writing = &self.csv.writing;
        let sides = match (layout.split, &self.csv.split) {
            (Some(at), Some(column)) => match Sides::of(column, sheets[0].cells(at)) {
                Ok(sides) => Some(sides),
                Err(problem) => {
                    told.push((0, problem));
                    None
                }
            },
            (Some(_) | None, _) => None,
        };
        let trained: Vec<(u64, &str)> = match &sides {
            Some(sides) => {
                let cells: Vec<_> = sheets[0].cells(places[0]).collect();
                sides.training.iter().map(|row| cells[*row as usize]).collect()
            }
            None => sheets[0].cells(places[0]).collect(),
        };
        let names = labels::names(&self.csv.label, trained.iter().copied(), writing);
        let names = names.map_err(|problem| told.push((0, problem))).ok()?;
        let mut labels = Vec::new();
        for (file, sheet) in sheets.iter().enumerate() {
            match labels::labels(&names, sheet.cells(places[file])) {
                Ok(of_file) => labels.push(of_file),
                Err(problem) => told.push((file, problem)),
            }
        }
        if (layout.split.is_some() && sides.is_none()) || labels.len() < sheets.len() {
            return None;
        }
        let brings_test = sides.as_ref().is_some_and(|sides| !sides.test.is_empty());
        let unused = unused(self.csv.test.filter(|_| brings_test));
        let sides = self.sides(sides, &labels);
        Some(Labelled { names, labels, sides, unused })
    }

    /// Cuts the test part off where neither a file nor a column brings one.
    fn sides(&self, sides: Option<Sides>, labels: &[Vec<u16>]) -> Sides {
        let all = (0..).take(labels[0].len()).collect();
        let mut sides = sides.unwrap_or(Sides { training: all, ..Sides::default() });
        if labels.len() == 1 && sides.test.is_empty() {
            let trained: Vec<u16> = sides.training.iter().map(|row| labels[0][*row as usize]).collect();
            let (training, test) = cut_rows(&trained, self.csv.test);
            let rows = |places: &[u32]| places.iter().map(|place| sides.training[*place as usize]).collect();
            (sides.test, sides.training) = (rows(&test), rows(&training));
        }
        sides
    }

    /// What every column is, by what is in all files.
    fn decided(&self, sheets: &[Sheet], layout: &Layout, told: &mut Told) -> Vec<Decided> {
        let decide = |learned: &Learned| {
            let surveys = surveys(sheets, learned, &self.csv);
            columns::decide(&learned.name, &surveys, learned.is_category, self.csv.missing)
        };
        let mut decided = Vec::new();
        for (one, problems) in layout.learned.iter().map(decide) {
            decided.extend(one);
            told.extend(problems);
        }
        decided
    }

    fn fitted(&self, sheet: &Sheet, layout: &Layout, decided: Vec<Decided>, rows: &[u32]) -> Columns {
        let fit = |(decided, learned): (Decided, &Learned)| {
            let at = learned.places[0];
            let is_category = decided.texts.is_some();
            let cells = rows.iter().map(|row| self.cell(&sheet.rows[*row as usize].cells[at], is_category));
            columns::fitted(decided, self.csv.missing, cells)
        };
        Columns::new(decided.into_iter().zip(&layout.learned).map(fit).collect())
    }

    fn cell<'a>(&self, cell: &'a str, is_category: bool) -> Cell<'a> {
        match cell::read(cell, &self.csv.writing) {
            Cell::Number(_) if is_category => Cell::Text(cell),
            read => read,
        }
    }

    fn part(&self, sheet: &Sheet, file: usize, layout: &Layout, columns: &Columns, labels: Vec<u16>) -> Part {
        let size = columns.size();
        let mut values = Vec::with_capacity(size * labels.len());
        let kinds: Vec<(&Column, usize, bool)> = columns
            .iter()
            .zip(&layout.learned)
            .map(|(column, learned)| {
                (column, learned.places[file], matches!(column.kind, Kind::Category { .. }))
            })
            .collect();
        for row in &sheet.rows {
            for (column, at, is_category) in &kinds {
                column.write(self.cell(&row.cells[*at], *is_category), &mut values);
            }
        }
        Part::of_numbers(Dims::Vector(size), values, labels)
    }

    /// The problems with the files that they are about.
    fn told(&self, told: Told) -> Error {
        let none = |path: &PathBuf| (path.clone(), TableProblems(Vec::new()));
        let mut files: Vec<(PathBuf, TableProblems)> = self.paths.iter().map(none).collect();
        for (file, problem) in told {
            files[file].1.0.push(problem);
        }
        files.retain(|(_, problems)| !problems.0.is_empty());
        Error::Table { files }
    }
}

/// Rows with their labels.
struct Labelled {
    names: Vec<String>,
    /// For each file.
    labels: Vec<Vec<u16>>,
    sides: Sides,
    /// What is said of a share that is given and not used.
    unused: Option<String>,
}

/// What a column holds in each file.
fn surveys<'a>(sheets: &'a [Sheet], learned: &Learned, csv: &Csv) -> Vec<Survey<'a>> {
    let places = sheets.iter().zip(&learned.places);
    places.map(|(sheet, at)| Survey::of(sheet.cells(*at), &csv.writing, learned.is_category)).collect()
}
