//! `actsearch datasets show`.

use super::{Asked, named};
use crate::cli::space_file;
use crate::cli::table::{count, print, print_json, table};
use crate::dataset::{self, Decoded, Part, Places, Values};
use crate::disk;
use crate::task::Source;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The arguments of `actsearch datasets show`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The name of a data set, or a space file (YAML) that uses it
    #[arg(value_name = "NAME|SPACE")]
    what: String,
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
    test_samples: usize,
    /// `bytes` or `numbers`.
    values: &'static str,
    smallest: f32,
    largest: f32,
    /// How many entries of a sample say by 0 or 1 whether a category is there.
    indicators: usize,
    classes: Vec<Class>,
    content: Option<String>,
}

/// How frequent a class is.
#[derive(Debug, Serialize)]
struct Class {
    name: String,
    training: usize,
    test: usize,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (source, places) = find(&arguments.what, &arguments.asked)?;
    let decoded = dataset::decoded(&source, &places)?;
    let shown = Shown::of(&source, &decoded);
    if let Some(path) = &arguments.sheet {
        let sheet = dataset::sheet(&decoded.training, shown.classes.len());
        let why = "has vectors, and `--sheet` shows images; leave it out";
        disk::write(path, &sheet.ok_or_else(|| anyhow::anyhow!("`{source}` {why}"))?)?;
    }
    if arguments.asked.json {
        return print_json(&shown);
    }
    let letters = dataset::letters(&decoded.training, shown.classes.len());
    print(&[shown.text(), letters.unwrap_or_default()].join("\n\n"))
}

/// A data set by its name, or that of a space file with the places where its files are.
fn find(what: &str, asked: &Asked) -> anyhow::Result<(Source, Places)> {
    let is_file = Path::new(what).extension().is_some_and(|end| end == "yaml" || end == "yml");
    if is_file {
        return space_file::source(Path::new(what), asked.data_dir.clone());
    }
    Ok((named(what)?, asked.places()))
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
            test_samples: facts.test_samples,
            values,
            smallest,
            largest,
            indicators: decoded.columns.flags().iter().filter(|flag| **flag).count(),
            classes: classes.collect(),
            content: facts.content,
        }
    }

    fn text(&self) -> String {
        let indicators = match self.indicators {
            0 => String::new(),
            count => format!(", {count} of them 0 or 1 for a category"),
        };
        let (training, test) = (count(self.training_samples as u128), count(self.test_samples as u128));
        let mut lines = vec![
            ("name", self.name.clone()),
            ("samples", format!("{training} for training and validation, {test} for the test")),
            ("shape", format!("{}{indicators}", self.shape)),
            ("values", format!("{} from {} to {}", self.values, self.smallest, self.largest)),
            ("classes", self.classes.len().to_string()),
        ];
        lines.extend(self.content.clone().map(|content| ("sha256", content)));
        let lines: Vec<String> = lines.iter().map(|(name, value)| format!("{name:9}{value}")).collect();
        format!("{}\n\n{}", lines.join("\n"), self.balance())
    }

    /// The classes with a bar for each.
    fn balance(&self) -> String {
        const LONGEST: usize = 40;
        let most = self.classes.iter().map(|class| class.training).max().unwrap_or(1).max(1);
        let row = |class: &Class| {
            let bar = "#".repeat((class.training * LONGEST).div_ceil(most));
            vec![class.name.clone(), count(class.training as u128), count(class.test as u128), bar]
        };
        table(&["class", "training", "test", ""], &[1, 2], self.classes.iter().map(row).collect())
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
