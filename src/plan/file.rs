//! The space file: how it is read, checked and described.

use super::{Budget, Plan};
use crate::activation::Base;
use crate::controller::Controller;
use crate::scheduler::Scheduler;
use crate::space::{self, Activations};
use crate::task::{Data, Network, Preset, Task, Training};
use crate::yaml::{self, Complaint, Override, Problems, Record, Shape, integer, list, record, text};

/// Reads a space file with the overrides of the command line, or says everything that is wrong with it.
///
/// # Errors
/// If anything is wrong, with every problem's place.
pub fn read(text: &str, overrides: &[Override]) -> Result<Plan, Problems> {
    yaml::read(text, overrides, &shape())
}

/// The JSON Schema of space files.
#[must_use]
pub fn schema() -> serde_json::Value {
    yaml::document_schema("actsearch space file", None, &shape())
}

/// The file as typed. What it means together is checked in [`meaning`].
struct File {
    name: Option<String>,
    seed: Option<u64>,
    data: Option<Data>,
    preset: Option<Preset>,
    activations: Option<Activations>,
    training: Option<Training>,
    controller: Option<Controller>,
    scheduler: Option<Scheduler>,
    budget: Option<Budget>,
    lookahead: u64,
    baselines: Vec<Base>,
    keep: u64,
}

fn shape() -> Shape<Plan> {
    record("one search", |fields| {
        let file = typed(fields);
        meaning(file, fields)
    })
}

fn typed(fields: &mut Record) -> File {
    File {
        name: fields.required("name", "the name of the search; run folders begin with it", name()),
        seed: fields.required("seed", "any whole number; all random numbers come from it", integer(0..=u64::MAX)),
        data: fields.required("data", "the data set", Data::shape()),
        preset: fields.required("network", "the network", network()),
        activations: fields.required("activations", "the mixes to search through", Activations::shape()),
        training: fields.required("training", "how candidates are trained", Training::shape()),
        controller: fields.optional("controller", "who proposes candidates; random where not given", Controller::shape()),
        scheduler: fields.optional("scheduler", "how long a trial lives; full where not given", Scheduler::shape()),
        budget: fields.required("budget", "when the search ends", Budget::shape()),
        lookahead: fields.or(
            "lookahead",
            "trial n is proposed from the results of trials up to n - lookahead, so any number of workers finds the same",
            integer(1..=10_000),
            8,
        ),
        baselines: fields.or(
            "baselines",
            "plain activations that are tried first, at every site",
            list(space::base(), 0..=64),
            vec![Base::RELU],
        ),
        keep: fields.or("keep", "how many of the best trials keep their weights", integer(1..=10_000), 3),
    }
}

fn meaning(file: File, fields: &mut Record) -> Option<Plan> {
    fields.complain_about_repeats("baselines", &file.baselines, Base::to_string);
    let network = file.data.zip(file.preset).and_then(|(data, preset)| fit(data, &preset, fields));
    if let Some((data, training)) = file.data.zip(file.training) {
        check_batch(&data, &training, fields);
    }
    let space =
        file.activations.zip(network.as_ref()).and_then(|(a, network)| a.space(&network.sites, fields));
    Some(Plan {
        name: file.name?,
        seed: file.seed?,
        task: Task { data: file.data?, network: network?, training: file.training? },
        space: space?,
        controller: file.controller.unwrap_or(Controller::Random),
        scheduler: file.scheduler.unwrap_or(Scheduler::Full),
        budget: file.budget?,
        lookahead: u32::try_from(file.lookahead).ok()?,
        baselines: file.baselines,
        keep: u32::try_from(file.keep).ok()?,
    })
}

fn fit(data: Data, preset: &Preset, fields: &mut Record) -> Option<Network> {
    match preset.network(data.source.dims(), data.source.classes()) {
        Ok(network) => Some(network),
        Err(misfit) => {
            let source = data.source.name();
            let help =
                format!("images of {source} are {}; choose another preset or data set", data.source.dims());
            fields.complain("network.preset", format!("does not fit the data: {misfit}"), Some(help));
            None
        }
    }
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

fn network() -> Shape<Preset> {
    record("the network that every candidate is built into", |fields| {
        fields.required("preset", "a network known by name", Preset::shape())
    })
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
