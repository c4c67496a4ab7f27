//! A space file named on the command line.

use crate::dataset::{self, Places};
use crate::definition::{self, Find, Imported};
use crate::disk;
use crate::plan::{self, Plan};
use crate::search::Frozen;
use crate::task::{Look, Operator, Source};
use crate::yaml::Override;
use clap::builder::PossibleValuesParser;
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;

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
#[error("{text}")]
pub(super) struct BadSpace {
    text: String,
    /// Whether all that is wrong is that its data set cannot be used.
    pub(super) only_its_data: bool,
}

/// A space file that is fine.
#[derive(Debug)]
pub(super) struct Space {
    /// The file as it stands.
    pub(super) text: String,
    pub(super) plan: Plan,
    /// Where its data set is looked for.
    pub(super) places: Places,
    /// What is known of its data set, where that is files.
    pub(super) data: Option<Frozen>,
    /// The definition files that it names.
    pub(super) definitions: Vec<Imported>,
}

/// The data set of the space file at a path, and where it is looked for.
pub(super) fn source(path: &Path, data_dir: Option<PathBuf>) -> anyhow::Result<(Source, Places)> {
    let file = SpaceFile { path: path.to_owned(), overrides: Vec::new(), operator: None };
    let space = file.read(data_dir)?;
    Ok((space.plan.task.data.source, space.places))
}

impl SpaceFile {
    /// Reads the file, and looks at its data set where that is files.
    pub(super) fn read(&self, data_dir: Option<PathBuf>) -> anyhow::Result<Space> {
        let unreadable = |error: disk::Error| BadSpace { text: error.to_string(), only_its_data: false };
        let text = disk::read_text_limited(&self.path, plan::LARGEST).map_err(unreadable)?;
        let beside = self.path.parent().unwrap_or(Path::new("")).to_owned();
        let places = Places::new(data_dir).beside(Some(beside.clone()));
        let failed = Rc::new(Cell::new(false));
        let look = look(places.clone(), Rc::clone(&failed));
        let definitions: Rc<RefCell<Vec<Imported>>> = Rc::default();
        let find = find(beside.clone(), Rc::clone(&definitions));
        let plan = plan::read_with(&text, &self.overrides(), &look, &find).map_err(|problems| {
            let rendered = problems.render(&self.name(), &text);
            let text = format!("the space file has problems\n\n{}", rendered.trim_end());
            BadSpace { text, only_its_data: failed.get() && problems.count() == 1 }
        })?;
        let facts = Some(plan.task.data.facts.clone()).filter(|facts| facts.content.is_some());
        // The run may be gone on with from another folder.
        let data = facts.map(|facts| Frozen { facts, beside: std::path::absolute(beside).ok() });
        Ok(Space { text, plan, places, data, definitions: definitions.take() })
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

/// Looks at files in these places, and notes where they cannot be used.
fn look(places: Places, failed: Rc<Cell<bool>>) -> Look {
    Rc::new(move |source| {
        let facts = dataset::facts(source, &places);
        failed.set(facts.is_err());
        facts.map_err(|error| error.to_string())
    })
}

/// Reads definition files beside a space file, and notes what was in them.
fn find(beside: PathBuf, definitions: Rc<RefCell<Vec<Imported>>>) -> Find {
    definition::find(move |file| {
        let text = disk::read_text_limited(&beside.join(file), definition::LARGEST)
            .map_err(|error| error.to_string())?;
        definitions.borrow_mut().push(Imported { file: file.to_owned(), text: text.clone() });
        Ok(text)
    })
}
