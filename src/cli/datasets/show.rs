//! `actsearch datasets show`.

use super::values::Samples;
use super::{Asked, columns, named};
use crate::cli::print::{print, print_json};
use crate::cli::space_file;
use crate::cli::table::{Cell, Field, fields, number, table, text as texts, word};
use crate::cli::talk;
use crate::cli::terminal::Screen;
use crate::columns::Columns;
use crate::dataset::{self, Decoded, Description, Part, Places, Sheet, Values};
use crate::disk;
use crate::numbers::{count, given, many};
use crate::task::{ArrayNames, Csv, Source, WholeNumbers};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The arguments of `actsearch datasets show`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The name of a data set, a space file (YAML) that uses it, a table (CSV, packed by gzip or not), or arrays (npz)
    #[arg(value_name = "NAME|SPACE|FILE")]
    what: String,
    /// The column of a table that holds the label; without it, the columns alone are shown
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,
    /// Add the values and labels of all samples, as they are learned from
    #[arg(long, requires = "json")]
    values: bool,
    /// Write a picture of samples as PNG: a row for every class
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,
    #[command(flatten)]
    asked: Asked,
}

/// What is shown.
#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    shape: String,
    training_samples: usize,
    /// How many of these are a validation part of their own, the last ones.
    validation_samples: Option<usize>,
    test_samples: usize,
    /// `bytes` or `numbers`.
    values: &'static str,
    smallest: f32,
    largest: f32,
    /// What all values of all parts lie between, where they are whole numbers by their type.
    whole: Option<WholeNumbers>,
    classes: Vec<Class>,
    content: Option<String>,
    /// What the entries of a sample are, with everything that was fitted.
    columns: Columns,
    /// What the columns of a table hold.
    table: Option<Description>,
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    samples: Option<Samples>,
}

/// How frequent a class is.
#[derive(Debug, Serialize)]
struct Class {
    name: String,
    training: usize,
    test: usize,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (json, screen) = (arguments.asked.json, Screen::stdout());
    let (source, places) = match find(arguments)? {
        Found::Source(source, places) => (source, places),
        Found::Table(csv, places) => {
            let described = dataset::describe(&csv, None, &places)?;
            let text = || columns::text(&described, &Columns::default(), screen);
            return if json { print_json(&described) } else { print(&text()) };
        }
    };
    let table = if let Source::Csv(csv) = &source {
        Some(dataset::describe(csv, Some(&csv.label), &places)?)
    } else {
        None
    };
    let decoded = match (dataset::decoded(&source, &places), &table) {
        (Ok(decoded), _) => decoded,
        // What the columns hold is of use where they cannot be learned from, too.
        (Err(error), Some(table)) if !json => {
            print(&columns::text(table, &Columns::default(), screen))?;
            return Err(error.into());
        }
        (Err(error), _) => return Err(error.into()),
    };
    let samples = arguments.values.then(|| Samples::of(&decoded));
    let shown = Shown::of(&source, &decoded);
    let table = table.map(|table| Description { notes: shown.notes.clone(), ..table });
    let shown = Shown { table, samples, ..shown };
    if let Some(path) = &arguments.sheet {
        write_sheet(path, &source, &decoded, shown.classes.len())?;
    }
    if json {
        return print_json(&shown);
    }
    let letters = dataset::letters(&decoded.training, shown.classes.len());
    print(&[shown.text(screen), letters.unwrap_or_default()].join("\n\n"))
}

/// Writes a picture of samples, and says what is in it.
fn write_sheet(path: &Path, source: &Source, decoded: &Decoded, classes: usize) -> anyhow::Result<()> {
    let sheet = dataset::sheet(&decoded.training, classes);
    let why = "has no images, and `--sheet` shows them; leave it out";
    let Sheet { png, samples, rows } = sheet.ok_or_else(|| anyhow::anyhow!("`{source}` {why}"))?;
    disk::write(path, &png)?;
    let (samples, rows) = (many(samples, "sample", "samples"), many(rows, "class", "classes"));
    let all = if rows == many(classes, "class", "classes") {
        String::new()
    } else {
        format!(", the first of {}", count(classes))
    };
    talk::wrote(path, &format!("{samples} of the training part in rows for {rows}{all}"));
    Ok(())
}

/// What is looked at.
enum Found {
    Source(Source, Places),
    /// A table whose label nobody has named.
    Table(Box<Csv>, Places),
}

/// A data set by its name, that of a space file with the places where its files are, or a table.
fn find(arguments: &Arguments) -> anyhow::Result<Found> {
    let Arguments { what, label, asked, .. } = arguments;
    let path = Path::new(what);
    let ends = |ends: &[&str]| {
        let end = path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase);
        end.is_some_and(|end| ends.contains(&end.as_str()))
    };
    let is_table = ends(&["csv", "tsv", "gz", "txt", "tab", "dat", "data"]);
    if is_table || label.is_some() {
        let csv = Box::new(Csv::new(what, label.clone().unwrap_or_default()));
        let places = asked.places().beside(Some(PathBuf::new()));
        return Ok(match label {
            Some(_) => Found::Source(Source::Csv(csv), places),
            None => Found::Table(csv, places),
        });
    }
    if ends(&["npz"]) {
        let (names, file) = (ArrayNames::default(), path.to_owned());
        let source = Source::Npz { file, names, channels: None, test: None };
        return Ok(Found::Source(source, asked.places().beside(Some(PathBuf::new()))));
    }
    if ends(&["yaml", "yml"]) {
        let (source, places) = space_file::source(path, asked.data_dir.clone())?;
        return Ok(Found::Source(source, places));
    }
    Ok(Found::Source(named(what)?, asked.places()))
}

impl Shown {
    fn of(source: &Source, decoded: &Decoded) -> Self {
        let facts = decoded.facts();
        let (smallest, largest) = dataset::range(&decoded.training);
        let values = match decoded.training.values() {
            Values::Bytes { .. } => "bytes",
            Values::Numbers(_) => "numbers",
        };
        let (training, test) = (counts(&decoded.training), counts(&decoded.test));
        let of = |counts: &[usize], label: usize| counts.get(label).copied().unwrap_or_default();
        let classes = decoded.names.iter().enumerate().map(|(label, name)| Class {
            name: name.clone(),
            training: of(&training, label),
            test: of(&test, label),
        });
        Self {
            name: source.to_string(),
            shape: facts.dims.to_string(),
            training_samples: facts.training_samples,
            validation_samples: facts.validation_samples,
            test_samples: facts.test_samples,
            values,
            smallest,
            largest,
            whole: facts.whole,
            classes: classes.collect(),
            content: facts.content,
            columns: facts.columns,
            table: None,
            notes: facts.notes,
            samples: None,
        }
    }

    fn text(&self, screen: Screen) -> String {
        let indicators = match self.columns.flags().iter().filter(|flag| **flag).count() {
            0 => String::new(),
            flags => format!(", {} of them 0 or 1 for a category or a missing cell", count(flags)),
        };
        let test = count(self.test_samples);
        let own = self.validation_samples;
        let training = count(self.training_samples - own.unwrap_or(0));
        let samples = match own {
            None => format!("{training} for training and validation, {test} for the test"),
            Some(own) => {
                format!("{training} for training, {} for validation, {test} for the test", count(own))
            }
        };
        let [smallest, largest] = [self.smallest, self.largest].map(|value| given(value.into()));
        let mut lines = vec![
            Field::new("name", &*self.name),
            Field::new("samples", samples),
            Field::new("shape", format!("{}{indicators}", self.shape)),
            Field::new("values", format!("{} from {smallest} to {largest}", self.values)),
        ];
        lines.extend(self.tokens().map(|tokens| Field::new("tokens", tokens)));
        lines.push(Field::new("classes", count(self.classes.len())));
        lines.extend(self.content.as_deref().map(|content| Field::new("sha256", content)));
        // Those of a table stand below its columns.
        let notes = self.notes.iter().filter(|_| self.table.is_none());
        lines.extend(notes.map(|note| Field::new("note", &**note)));
        let table = self.table.as_ref().map(|table| columns::text(table, &self.columns, screen));
        let parts = [Some(fields(&lines, 9, screen)), table, Some(self.balance(screen))];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
    }

    /// What is said of values that a network may take as tokens; nothing of pictures, whose bytes are pixels.
    fn tokens(&self) -> Option<String> {
        let whole = self.whole.filter(|_| self.values != "bytes" || self.shape.split('×').count() == 1)?;
        Some(format!(
            "whole numbers from {} to {}, if a network takes them as they are",
            whole.least, whole.most
        ))
    }

    /// The classes with a bar for each.
    fn balance(&self, screen: Screen) -> String {
        const LONGEST: usize = 40;
        let longest = screen.width.map_or(LONGEST, |width| (width / 3).min(LONGEST));
        let most = self.classes.iter().map(|class| class.training).max().unwrap_or(1).max(1);
        let row = |class: &Class| {
            let bar = "#".repeat((class.training * longest).div_ceil(most));
            [class.name.clone(), count(class.training), count(class.test), bar].map(Cell::from).to_vec()
        };
        let columns = [word("class"), number("training"), number("test"), texts("")];
        table(&columns, self.classes.iter().map(row).collect(), screen)
    }
}

/// How many samples each label has.
fn counts(part: &Part) -> Vec<usize> {
    let largest = part.labels().iter().max().map_or(0, |label| usize::from(*label) + 1);
    let mut counts = vec![0; largest];
    for label in part.labels() {
        counts[usize::from(*label)] += 1;
    }
    counts
}
