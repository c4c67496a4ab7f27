//! A space file named on the command line.

use crate::disk;
use crate::plan::{self, Plan};
use crate::task::Operator;
use crate::yaml::Override;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;

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

/// A space file with problems.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct BadSpace(String);

impl SpaceFile {
    /// The file's text and the plan that it describes.
    pub(super) fn read(&self) -> anyhow::Result<(String, Plan)> {
        let text = disk::read_text(&self.path).map_err(|error| BadSpace(error.to_string()))?;
        let plan = plan::read(&text, &self.overrides()).map_err(|problems| {
            let name = self.path.display().to_string();
            BadSpace(format!("the space file has problems\n\n{}", problems.render(&name, &text).trim_end()))
        })?;
        Ok((text, plan))
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
