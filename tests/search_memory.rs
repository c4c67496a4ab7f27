//! A whole search takes a small, stated amount of memory for each trial: what the history keeps of it.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

use actsearch::formula::FormulaTrainer;
use actsearch::search::{self, Kept, RunFolder};
use actsearch::trial::{Answers, Event, Failure, Job, Receive, Trainer, TrialId};
use actsearch::worker::Board;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

const SPACE: &str = "
name: memory
seed: 1
data: {source: digits}
network: {preset: {mlp: {hidden: [16, 16, 16]}}}
activations: {bases: [identity, relu, tanh, sigmoid, elu, swish], size: {max: 4}, hull: [affine, convex]}
training: {epochs: 1}
controller: random
scheduler: full
budget: {trials: 1000}
";

/// Twice what 1,000 trials with three sites and one epoch were seen to take, 4 KB each; 10,000 trials took 2.5 KB each.
const BYTES_A_TRIAL: u64 = 8192;

/// The formula, and the resident set of this process at some trials.
struct Watched<'a> {
    formula: FormulaTrainer<'a>,
    resident: Mutex<Vec<u64>>,
}

/// The resident set in bytes.
fn resident() -> u64 {
    let numbers = std::fs::read_to_string("/proc/self/statm").unwrap();
    numbers.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

impl Trainer for Watched<'_> {
    fn train(&self, job: Job<'_>, receive: &mut Receive<'_>) -> Result<(), Failure> {
        if job.trial.0 % 100 == 99 {
            self.resident.lock().unwrap().push(resident());
        }
        self.formula.train(job, receive)
    }

    fn test(&self, job: Job<'_>) -> Result<Answers, Failure> {
        self.formula.test(job)
    }

    fn forget(&self, trials: &[TrialId]) -> Result<(), Failure> {
        self.formula.forget(trials)
    }
}

#[test]
fn a_thousand_trials_take_less_than_eight_kilobytes_each() {
    let place = tempfile::tempdir().unwrap();
    let folder =
        RunFolder::create(Some(&place.path().join("run")), SPACE, &[], "memory", Kept::default(), &[]);
    let folder = folder.unwrap();
    let run = folder.open().unwrap();
    let trainer = Watched { formula: FormulaTrainer::new(&run.plan), resident: Mutex::default() };
    let stop = AtomicBool::new(false);
    let opened = Event::Opened { program: "test".to_owned(), workers: 2, device: "none".to_owned() };
    let board = Board::open(&run.plan, &run.log, &opened, &stop).unwrap();
    search::run(&board, &folder, &trainer, 2).unwrap();
    let resident = trainer.resident.into_inner().unwrap();
    let a_trial = (resident[9].saturating_sub(resident[0])) / 900;
    assert!(a_trial < BYTES_A_TRIAL, "{a_trial} bytes a trial: {resident:?}");
}
