//! The space file: how it is read, checked and described.

use super::{Plan, enqueue};
use crate::controller::Controller;
use crate::definition::Definitions;
use crate::scheduler::Scheduler;
use crate::space::{self, Activations, Written};
use crate::task::exported::{ExportedSpec, ProbedModel};
use crate::task::{Data, Facts, InputKind, NetworkSpec, Source, Task, Training};
use crate::trial::Budget;
use crate::yaml::{
    self, Complaint, Document, Limits, Override, Problems, Record, Shape, integer, one_or_list, record, text,
};
use std::collections::BTreeMap;
use std::rc::Rc;

/// More bytes than these are no space file.
pub const LARGEST: u64 = 1 << 20;

/// A space file as it is typed: its text, put in order, before anything is known of the files that it names.
#[derive(Clone, Debug)]
pub struct Typed<'t>(Document<'t>);

/// The files that a space file names, beside which it means nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct FilesNamed {
    /// Its data set, where that is files.
    pub source: Option<Source>,
    /// The model that PyTorch exported, as it gives its path.
    pub model: Option<String>,
    /// Its definition files, as it gives their paths.
    pub definitions: Vec<String>,
}

/// What was found in the files that a space file names, as plain data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probed {
    /// What is known of its data set, where that is files, or why it cannot be used; nothing where nobody looked.
    pub facts: Option<Result<Facts, String>>,
    /// The model that PyTorch exported, or why it cannot be used; nothing where nobody looked.
    pub model: ProbedModel,
    /// The texts of its definition files by their paths, or why they cannot be read.
    pub definitions: BTreeMap<String, Result<String, String>>,
}

/// Reads a space file with the overrides of the command line, or says everything that is wrong with it; it names no files,
/// and its data set is one that has a name.
///
/// # Errors
/// If anything is wrong, with every problem's place.
pub fn read(text: &str, overrides: &[Override]) -> Result<Plan, Problems> {
    parse(text, overrides).plan(&Probed::default())
}

/// Reads a space file as it is typed, with the overrides of the command line; what is wrong is told by [`Typed::plan`].
#[must_use]
pub fn parse<'t>(text: &'t str, overrides: &[Override]) -> Typed<'t> {
    Typed(Document::parse(text, Limits::BY_HAND, overrides))
}

impl Typed<'_> {
    /// The files that have to be looked at before it is known what is meant.
    #[must_use]
    pub fn files(&self) -> FilesNamed {
        FilesNamed {
            source: self.source().filter(|source| source.facts().is_none()),
            model: self.0.peek(&["network", "exported"], &ExportedSpec::file()),
            definitions: self.0.files(&shape(&Probed::default())),
        }
    }

    /// The data set, whatever is wrong elsewhere; nothing where it is missing or wrong itself.
    #[must_use]
    pub fn source(&self) -> Option<Source> {
        self.0.peek(&["data", "source"], &Source::shape())
    }

    /// What is meant, together with what is in the files.
    ///
    /// # Errors
    /// If anything is wrong with the text or with the files, with every problem's place.
    pub fn plan(&self, probed: &Probed) -> Result<Plan, Problems> {
        self.0.read(&shape(probed))
    }
}

/// The JSON Schema of space files.
#[must_use]
pub fn schema() -> serde_json::Value {
    yaml::document_schema("actsearch space file", None, &shape(&Probed::default()))
}

/// The file as typed. What it means together is checked in [`meaning`].
struct File {
    name: Option<String>,
    seed: Option<u64>,
    data: Option<Data>,
    network: Option<NetworkSpec>,
    activations: Option<Activations>,
    training: Option<Training>,
    controller: Option<Controller>,
    scheduler: Option<Scheduler>,
    budget: Option<Budget>,
    lookahead: u64,
    baselines: Option<Vec<Written>>,
    enqueue: Vec<Vec<Written>>,
    keep: u64,
}

fn shape(probed: &Probed) -> Shape<Plan> {
    let (facts, model) = (probed.facts.clone(), probed.model.clone());
    let definitions = Rc::new(Definitions::of(&probed.definitions));
    record("one search", move |fields| {
        let file = typed(fields, facts.clone(), &model, &definitions);
        meaning(file, fields)
    })
}

fn typed(
    fields: &mut Record,
    facts: Option<Result<Facts, String>>,
    model: &ProbedModel,
    definitions: &Rc<Definitions>,
) -> File {
    File {
        name: fields.required("name", "the name of the search; run folders begin with it", name()),
        seed: fields.required("seed", "any whole number; all random numbers come from it", integer(0..=u64::MAX)),
        data: fields.required("data", "the data set", Data::shape(facts)),
        network: fields.required("network", "the network", NetworkSpec::shape(model)),
        activations: fields.required("activations", "the mixes to search through", Activations::shape(definitions)),
        training: fields.required("training", "how candidates are trained", Training::shape()),
        controller: fields.optional("controller", "who proposes candidates; surrogate where not given", Controller::shape()),
        scheduler: fields.optional("scheduler", "how long a trial lives; hyperband where not given", Scheduler::shape()),
        budget: fields.required("budget", "when the search ends", Budget::shape()),
        lookahead: fields.or(
            "lookahead",
            "trial n is proposed from the results of trials up to n - lookahead, so any number of workers finds the same",
            integer(1..=10_000),
            8,
        ),
        baselines: fields
            .optional(
                "baselines",
                "activations that are tried first, at every site; relu where not given, or, for a model from PyTorch, nothing but the model as it is, which is always tried first",
                one_or_list(space::baseline(definitions), 0..=64),
            ),
        enqueue: fields
            .optional(
                "enqueue",
                "candidates that are tried after the baselines: for each a mix for all sites, or one for every site",
                enqueue::shape(definitions),
            )
            .unwrap_or_default(),
        keep: fields.or("keep", "how many of the best trials keep their weights", integer(1..=10_000), 3),
    }
}

fn meaning(file: File, fields: &mut Record) -> Option<Plan> {
    let written = file.baselines.as_deref().unwrap_or_default();
    fields.complain_about_repeats("baselines", written, Written::to_string);
    let network = file.data.as_ref().zip(file.network).and_then(|(data, network)| network.fit(data, fields));
    if let Some((data, training)) = file.data.as_ref().zip(file.training.as_ref()) {
        check_batch(data, training, fields);
        let (kind, input) = network
            .as_ref()
            .map_or((InputKind::Numbers, data.facts.dims), |network| (network.input_kind(), network.input));
        data.check_input(kind, input, &training.augmentation, fields);
    }
    let space = file.activations.zip(network.as_ref()).and_then(|(a, network)| a.space(network, fields));
    let tried = space.as_ref().map(|space| {
        let baselines = enqueue::baselines(file.baselines.as_deref(), network.as_ref(), space, fields);
        let enqueue = enqueue::candidates(&file.enqueue, space, &baselines, fields);
        (baselines, enqueue)
    });
    let (baselines, enqueue) = tried.unzip();
    Some(Plan {
        name: file.name?,
        seed: file.seed?,
        task: Task { data: file.data?, network: network?, training: file.training? },
        space: space?,
        controller: file.controller.unwrap_or_default(),
        scheduler: file.scheduler.unwrap_or_default(),
        budget: file.budget?,
        lookahead: u32::try_from(file.lookahead).ok()?,
        baselines: baselines?,
        enqueue: enqueue?,
        foreign: Vec::new(),
        keep: u32::try_from(file.keep).ok()?,
    })
}

fn check_batch(data: &Data, training: &Training, fields: &mut Record) {
    let samples = data.training_samples();
    if training.batch_size > samples {
        let batch_size = training.batch_size;
        let message =
            format!("is `{batch_size}`, more than the {samples} samples left once validation is cut off");
        let help = format!("set it to {samples} or less");
        fields.complain("training.batch_size", message, Some(help));
    }
}

fn name() -> Shape<String> {
    text().check(|name| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if (1..=64).contains(&name.len()) && name.chars().all(plain) {
            return Ok(());
        }
        Err(Complaint::allowed("1 to 64 letters, digits, `-` and `_`").help("run folders are named after it"))
    })
}
