//! A space file named on the command line.

use crate::dataset::Places;
use crate::disk;
use crate::plan::{self, OpenError};
use crate::task::{Operator, Source};
use crate::yaml::Override;
use clap::builder::PossibleValuesParser;
use std::path::{Path, PathBuf};

/// Which space file, and what to change in it.
#[derive(clap::Args)]
pub(super) struct SpaceFile {
    /// The space file (YAML; `actsearch schema` describes it)
    #[arg(value_name = "SPACE")]
    path: PathBuf,
    /// Set a value of the space file, such as budget.trials=8 or `training.optimizer={sgd: {lr: 0.1}}`
    #[arg(long = "set", value_name = "KEY=VALUE")]
    overrides: Vec<Override>,
    /// How mixes are computed: short for --set training.operator=NAME
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(Operator::ALL.map(Operator::name)))]
    operator: Option<String>,
}

/// The data set of the space file at a path, and where it is looked for; whatever is wrong with the rest of the file.
pub(super) fn source(path: &Path, data_dir: Option<PathBuf>) -> anyhow::Result<(Source, Places)> {
    let text = disk::read_text_limited(path, plan::LARGEST)?;
    if let Some(source) = plan::parse(&text, &[]).source() {
        let beside = path.parent().unwrap_or(Path::new("")).to_owned();
        return Ok((source, Places::new(data_dir).beside(Some(beside))));
    }
    let file = SpaceFile { path: path.to_owned(), overrides: Vec::new(), operator: None };
    let space = file.read(data_dir)?;
    Ok((space.plan.task.data.source, space.places))
}

impl SpaceFile {
    /// Reads the file, and looks at the files that it names.
    pub(super) fn read(&self, data_dir: Option<PathBuf>) -> Result<plan::SpaceFile, OpenError> {
        plan::open(&self.path, &self.overrides(), data_dir)
    }

    /// What is changed in the file.
    pub(super) fn overrides(&self) -> Vec<Override> {
        let operator = self.operator.as_ref().map(|name| format!("training.operator={name}"));
        let operator = operator.map(|text| text.parse().expect("a key and a word"));
        self.overrides.iter().cloned().chain(operator).collect()
    }

    /// Its path, for people.
    pub(super) fn name(&self) -> String {
        self.path.display().to_string()
    }
}
