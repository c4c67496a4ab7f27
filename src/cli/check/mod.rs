//! `actsearch check`.

mod calls;
mod folded;
mod listed;
mod network;
mod taken;

use super::paint::Paint;
use super::print::{print, print_json};
use super::space_file::SpaceFile;
use super::table::{Cell, Field, fields};
use super::terminal::Screen;
use super::waiting::{READING_DATA, READING_FILES, tell_while};
use super::work::{Equipment, Work, fitting, idle, probed};
use super::{logging, training};
use crate::definition::Imported;
use crate::numbers::{count, many, span};
use crate::plan::{self, Plan};
use crate::space::Candidate;
use calls::ListedCall;
use indicatif::MultiProgress;
use listed::Listed;
use serde::Serialize;
use taken::Taken;

/// The arguments of `actsearch check`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    space: SpaceFile,
    #[command(flatten)]
    work: Work,
    /// Measure nothing: say only what the file says
    #[arg(long)]
    no_probe: bool,
}

/// How large a search is. The candidates are nothing where they are more than 2^128.
#[derive(Debug, Serialize)]
struct Checked {
    name: String,
    training_samples: usize,
    validation_samples: usize,
    test_samples: usize,
    weights: usize,
    sites: Vec<String>,
    layers: Vec<Listed>,
    /// The activation functions of a network that was exported.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calls: Vec<ListedCall>,
    mixes_per_slot: u128,
    slots: usize,
    candidates: Option<u128>,
    trials: u32,
    epochs: u64,
    steps: u64,
    workers: u32,
    /// How long an epoch of a trial takes, in seconds: the mean over some measured candidates.
    epoch_seconds: Option<f64>,
    /// How long the search will take with so many workers, in seconds.
    seconds: Option<f64>,
    /// How many candidates were measured, and how many would be if each took little time.
    measured: usize,
    to_measure: usize,
    /// The definition files that the space file names.
    definitions: Vec<Taken>,
    warnings: Vec<String>,
}

/// Checks a space file, and says how large the search is.
pub(super) fn run(arguments: &Arguments, verbose: u8) -> anyhow::Result<()> {
    let talk = MultiProgress::new();
    logging::start(verbose, &talk, None)?;
    let plan::SpaceFile { plan, places, definitions, .. } =
        tell_while(&talk, READING_FILES, |_| arguments.space.read(arguments.work.machine.data_dir.clone()))?;
    let equipment = Equipment { places, device: arguments.work.machine.device };
    let workers = arguments.work.workers(&plan, &equipment, &talk)?;
    let mut checked = Checked::of(&plan, &definitions, workers);
    let measured = if arguments.no_probe { Ok(()) } else { checked.measure(&plan, &equipment, &talk) };
    if arguments.work.json {
        print_json(&checked)?;
    } else {
        let screen = Screen::stdout();
        let network = &plan.task.network;
        let table = network
            .exported()
            .map_or_else(|| network::table(network, screen), |exported| calls::table(exported, screen));
        print(&format!("{}\n\n{table}", checked.text(&arguments.space.name(), screen)))?;
    }
    // What the file says is told even where nothing can be measured, because data is missing.
    measured
}

impl Checked {
    fn of(plan: &Plan, definitions: &[Imported], workers: u32) -> Self {
        let (data, network) = (&plan.task.data, &plan.task.network);
        let epochs = plan.total_epochs(plan.budget);
        let weights =
            network.parameters().iter().map(|parameter| parameter.dims.iter().product::<usize>()).sum();
        Self {
            name: plan.name.clone(),
            training_samples: data.training_samples(),
            validation_samples: data.validation_samples(),
            test_samples: data.facts.test_samples,
            weights,
            sites: plan.space.sites().to_vec(),
            layers: listed::layers(network),
            calls: network.exported().map(calls::listed).unwrap_or_default(),
            mixes_per_slot: plan.space.choices.count(),
            slots: plan.space.slots().len(),
            candidates: plan.space.count(),
            trials: plan.budget.trials,
            epochs,
            steps: epochs * plan.task.training.steps_per_epoch(data.training_samples()) as u64,
            workers,
            epoch_seconds: None,
            seconds: None,
            measured: 0,
            to_measure: 0,
            definitions: definitions.iter().filter_map(Taken::of).collect(),
            warnings: warnings(plan, workers),
        }
    }

    fn measure(&mut self, plan: &Plan, equipment: &Equipment, talk: &MultiProgress) -> anyhow::Result<()> {
        let probed = probed(plan);
        let measured = tell_while(talk, READING_DATA, |now| {
            training::probe(plan, equipment, &probed, &|number| {
                now.is(format!("measuring training: candidate {} of {}", count(number), count(probed.len())));
            })
        })?;
        let side_by_side = self.workers.min(plan.lookahead).min(fitting(plan.task.training.threads));
        self.estimate(&probed, &measured.unwrap_or_default(), side_by_side);
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "far fewer epochs than 2^52")]
    fn estimate(&mut self, probed: &[Candidate], measured: &[Result<f64, String>], side_by_side: u32) {
        (self.measured, self.to_measure) = (measured.len(), probed.len());
        for (candidate, reason) in
            probed.iter().zip(measured).filter_map(|(c, m)| Some((c, m.as_ref().err()?)))
        {
            self.warnings.push(format!("trials like this one will fail: {candidate}: {reason}"));
        }
        let times: Vec<f64> =
            measured.iter().filter_map(|measured| measured.as_ref().ok()).copied().collect();
        self.epoch_seconds = (!times.is_empty()).then(|| times.iter().sum::<f64>() / times.len() as f64);
        self.seconds =
            self.epoch_seconds.map(|seconds| seconds * self.epochs as f64 / f64::from(side_by_side));
    }

    fn text(&self, file: &str, screen: Screen) -> String {
        let Self { training_samples, validation_samples, test_samples, mixes_per_slot, slots, .. } = self;
        let candidates = self.candidates.map_or("more than 10^38".to_owned(), count);
        let samples = [training_samples, validation_samples, test_samples].map(|samples| count(*samples));
        let [training, validation, test] = samples;
        let (mixes, choices) = (many(*mixes_per_slot, "mix", "mixes"), many(*slots, "choice", "choices"));
        let (trials, epochs) = (many(self.trials, "trial", "trials"), many(self.epochs, "epoch", "epochs"));
        let mut lines = vec![
            Field::new("file", format!("{file} is fine")),
            Field::new("search", &*self.name),
            Field::new("data", format!("{training} training, {validation} validation, {test} test samples")),
            Field::new(
                "network",
                format!("{}; {}", many(self.weights, "weight", "weights"), sites(&self.sites)),
            ),
            Field::new("space", format!("{candidates} candidates: {mixes} in {choices}")),
            Field::new("budget", format!("{trials}, {epochs}, {}", many(self.steps, "step", "steps"))),
            Field::new("time", self.time()),
        ];
        lines.extend(self.definitions.iter().flat_map(Taken::fields));
        let warning =
            |warning: &String| Field::new("warning", Cell::from(&**warning).painted(Paint::Careful));
        lines.extend(self.warnings.iter().map(warning));
        fields(&lines, 9, screen)
    }

    /// How long it will take, and by how much that is known.
    fn time(&self) -> String {
        let Some((seconds, epoch)) = self.seconds.zip(self.epoch_seconds) else {
            return "not measured".to_owned();
        };
        let workers = many(self.workers, "worker", "workers");
        let measured = match (self.measured, self.to_measure) {
            (some, all) if some < all => {
                format!("measured with {} of {} candidates", count(some), count(all))
            }
            _ => "measured".to_owned(),
        };
        format!("about {} with {workers} ({} an epoch of a trial, {measured})", span(seconds), span(epoch))
    }
}

/// The names of the sites, or of a few if they are many: the table has them all.
fn sites(names: &[String]) -> String {
    match names {
        [first, second, third, .., last] if names.len() > 12 => {
            format!("{} sites {first}, {second}, {third}, … {last}", count(names.len()))
        }
        few => format!("sites {}", few.join(", ")),
    }
}

fn warnings(plan: &Plan, workers: u32) -> Vec<String> {
    let mut warnings = about_the_budget(plan);
    warnings.extend(plan.task.data.notes());
    warnings.extend(plan.task.network.exported().map(calls::notes).unwrap_or_default());
    let cores = fitting(plan.task.training.threads);
    if workers > cores {
        let (workers, cores) = (many(workers, "worker", "workers"), count(cores));
        warnings.push(format!("{workers}, but only {cores} trials at a time have cores of their own"));
    }
    warnings.extend(idle(workers, plan.lookahead));
    if !plan.scheduler.is_the_same_for_any_number_of_workers() {
        warnings.push(
            "with this scheduler the result depends on the number of workers, and on their speed".to_owned(),
        );
    }
    if plan.budget.hours.is_some() {
        warnings
            .push("with `budget.hours` the number of trials depends on how fast the machine is".to_owned());
    }
    warnings
}

fn about_the_budget(plan: &Plan) -> Vec<String> {
    let (mut warnings, trials) = (Vec::new(), plan.budget.trials);
    if trials as usize <= plan.baselines.len() {
        warnings
            .push(format!("all {} trials of the budget are baselines; nothing is searched", count(trials)));
    }
    if trials > plan.total_trials(plan.budget) {
        let candidates = plan.space.count().map_or_else(String::new, count);
        warnings.push(format!(
            "the budget has {} trials, but the space only {candidates} candidates",
            count(trials)
        ));
    }
    let raced = (trials as usize).saturating_sub(plan.baselines.len());
    let (name, startup) = (plan.controller.name(), plan.controller.startup());
    if raced > 0 && raced <= startup {
        warnings.push(format!(
            "`{name}` proposes at random until it knows {} trials, and the budget has only {} beside the baselines",
            count(startup),
            count(raced)
        ));
    }
    let bracket = plan.scheduler.bracket(plan.task.training.epochs);
    if let Some(bracket) = bracket.filter(|size| raced > 0 && *size as usize > raced) {
        warnings.push(format!(
            "the scheduler compares {} trials at a time, but the budget has only {} beside the baselines",
            count(bracket),
            count(raced)
        ));
    }
    warnings
}
