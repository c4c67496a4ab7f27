//! How good controllers and schedulers are: their searches are replayed on tables of whole spaces, 200 seeds each.
//!
//! ```text
//! cargo bench --bench controllers [-- TABLE_FOLDER…]
//! ```
//!
//! Without folders all `experiments/*_table` that have a `table.safetensors`. A run has 200 trials, no baselines, and the
//! lookahead of the table's space file. Each controller is measured under each scheduler; NAME is the
//! controller, `CONTROLLER_SCHEDULER` where trials are not trained in full, and has `_on_TABLE` behind it where there are
//! several tables. The true top 1 % and the true best are by the mean validation accuracy over all seeds of the table.
//!
//! | figure | meaning |
//! | --- | --- |
//! | `trials_to_top1_NAME` | trials until the median run has trained a candidate of the true top 1 % for all epochs |
//! | `epochs_to_top1_NAME` | epochs, in all trials together, until then |
//! | `trials_to_best_in_top1_NAME` | trials until what the median run holds as its best is in the true top 1 % for the first time |
//! | `regret_at_N_NAME` | by how many points what the median run holds after N trials is worse than the true best |
//! | `ask_ms_N_NAME` | milliseconds of one proposal with N decided trials in a space of 20 slots and 36 choices each |
//!
//! `target/controllers/regret.csv` has the regret after every number of trials, `target/controllers/TABLE.svg` draws it
//! for all controllers with full training and for the default.

#[path = "../figures/mod.rs"]
mod figures;

mod ask;
mod picture;
mod runs;
mod sheet;

use actsearch::controller::Controller;
use actsearch::disk;
use actsearch::plan::Plan;
use actsearch::scheduler::{Halving, Median, Scheduler};
use actsearch::table::Table;
use actsearch::trial::Budget;
use figures::figure;
use runs::Measured;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The controllers that are measured.
fn controllers() -> Vec<Controller> {
    Controller::all()
}

/// The schedulers that are measured.
fn schedulers() -> Vec<(&'static str, Scheduler)> {
    let halving = Halving::default();
    vec![
        ("full", Scheduler::Full),
        ("successive_halving", Scheduler::SuccessiveHalving(halving)),
        ("hyperband", Scheduler::Hyperband(halving)),
        ("asha", Scheduler::Asha(halving)),
        ("median", Scheduler::Median(Median::default())),
    ]
}

/// How many seeds a run is replayed from.
const SEEDS: u64 = 200;
/// How many trials a run has.
const TRIALS: u32 = 200;

/// What a table's runs were, and how they went.
struct Contest {
    table: String,
    controller: &'static str,
    scheduler: &'static str,
    measured: Measured,
}

impl Contest {
    /// All together would hide each other: the controllers with full training, and the default.
    fn is_drawn(&self) -> bool {
        let is_default = |(_, scheduler): &(&str, Scheduler)| *scheduler == Scheduler::default();
        let default = schedulers().into_iter().find(is_default).map(|(name, _)| name);
        let is_default = self.controller == Controller::default().name() && Some(self.scheduler) == default;
        self.scheduler == "full" || is_default
    }

    /// The end of the names of its figures.
    fn name(&self) -> String {
        match self.scheduler {
            "full" => self.controller.to_owned(),
            scheduler => format!("{}_{scheduler}", self.controller),
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo itself adds `--bench`.
    let arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let mut folders: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    if folders.is_empty() {
        folders = found()?;
    }
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/controllers");
    disk::make_folder(&out)?;
    let mut contests = Vec::new();
    for folder in &folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let of_table = contest(&name, &Table::read(folder)?);
        let suffix = if folders.len() > 1 { format!("_on_{name}") } else { String::new() };
        for contest in &of_table {
            print(contest, &suffix);
        }
        let drawn: Vec<&Contest> = of_table.iter().filter(|contest| contest.is_drawn()).collect();
        disk::write(&out.join(format!("{name}.svg")), picture::svg(&name, &drawn)?.as_bytes())?;
        contests.extend(of_table);
    }
    disk::write(&out.join("regret.csv"), sheet::csv(&contests)?.as_bytes())?;
    ask::measure(&controllers());
    Ok(())
}

/// The tables of the repository that have been made.
fn found() -> Result<Vec<PathBuf>, disk::Error> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("experiments");
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(&place).into_iter().flatten().flatten() {
        let is_table = entry.file_name().to_string_lossy().ends_with("_table");
        if is_table && disk::is_file(&entry.path().join("table.safetensors"))? {
            folders.push(entry.path());
        }
    }
    folders.sort();
    if folders.is_empty() {
        eprintln!("no folder of {} has a table; regret is not measured", place.display());
    }
    Ok(folders)
}

/// Replays the runs of every controller under every scheduler on a table.
fn contest(name: &str, table: &Table) -> Vec<Contest> {
    let (samples, epochs) = (table.samples(), table.epochs());
    println!(
        "{name}: {} candidates × {} seeds × {epochs} epochs, {} validation samples",
        table.candidates(),
        table.seeds(),
        samples.validation
    );
    let mut contests = Vec::new();
    for (scheduler_name, scheduler) in schedulers() {
        for controller in controllers() {
            let controller_name = controller.name();
            let started = Instant::now();
            let plan = Plan {
                controller,
                scheduler,
                budget: Budget { trials: TRIALS, ..Budget::default() },
                baselines: Vec::new(),
                ..table.plan.clone()
            };
            let measured = runs::measure(table, &plan, SEEDS);
            let seconds = started.elapsed().as_secs_f64();
            eprintln!(
                "{controller_name}, {scheduler_name}: {SEEDS} runs of {} trials in {seconds:.1} s",
                plan.budget.trials
            );
            contests.push(Contest {
                table: name.to_owned(),
                controller: controller_name,
                scheduler: scheduler_name,
                measured,
            });
        }
    }
    contests
}

fn print(contest: &Contest, suffix: &str) {
    let (name, measured) = (contest.name() + suffix, &contest.measured);
    figure(&format!("trials_to_top1_{name}"), measured.trials_to_top);
    figure(&format!("epochs_to_top1_{name}"), measured.epochs_to_top);
    figure(&format!("trials_to_best_in_top1_{name}"), measured.trials_to_best_in_top);
    for row in measured.rows.iter().filter(|row| [10, 20, 50, 100, 200].contains(&row.trials)) {
        figure(&format!("regret_at_{}_{name}", row.trials), 100.0 * row.median);
    }
}
