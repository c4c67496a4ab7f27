//! A whole search on a table: the real plan decides, the table answers in place of training, and a clock is simulated.
//!
//! Every epoch takes one unit of time, in however many workers train at once. Between two epochs a worker takes no time;
//! workers whose epochs end at the same time go on in the order of their numbers.

use super::Table;
use crate::controller;
use crate::plan::{Plan, Step};
use crate::space::Candidate;
use crate::trial::{Decision, Entry, Event, History, KeptEpoch, PROGRAM, Report, Trial, TrialId, chosen};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What a run had spent and found when one of its epochs had ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// The simulated time.
    pub time: u64,
    /// How many trials were claimed by then.
    pub trials: usize,
    /// How many epochs were trained by then, this one included, in all trials together. The epoch in which a training
    /// diverged counts.
    pub epochs: u64,
    /// The candidate of the trial that was trained to its end with this epoch, all epochs of the plan, if one was that the
    /// table has.
    pub finished: Option<usize>,
    /// The candidate that the run held as its best, the first in its ranking that the table has.
    pub held: Option<usize>,
}

/// Replays the search of a plan with so many workers, epoch by epoch in the order of the simulated time.
///
/// The candidates of a run start from the same weights, so their curves are all of one seed of the table: of the seed of
/// the plan modulo the number of seeds. A candidate that the table does not have fails in its first epoch. An hour of the
/// budget is 3,600 units of time.
///
/// # Panics
/// If the run stops before it has ended: every worker waits for another.
#[must_use]
pub fn replay(table: &Table, plan: &Plan, workers: usize) -> Vec<Epoch> {
    let mut run = Run::open(table, plan, workers);
    while let Some(Reverse((time, worker))) = run.turns.pop() {
        run.time = time;
        run.turn(worker);
    }
    assert!(run.history.ended().is_some(), "a run ends");
    run.epochs
}

struct Run<'a> {
    table: &'a Table,
    plan: &'a Plan,
    /// Of the table's seeds.
    seed: usize,
    history: History,
    time: u64,
    /// When workers are awake next, the earliest first.
    turns: BinaryHeap<Reverse<(u64, usize)>>,
    /// What each worker trains.
    trained: Vec<Option<TrialId>>,
    /// The workers that wait until something happens.
    waiting: Vec<usize>,
    /// The number in the table of the candidate of each trial.
    numbers: Vec<Option<usize>>,
    /// Has the curve of the super-candidate.
    super_candidate: Candidate,
    held: Option<usize>,
    epochs: Vec<Epoch>,
}

impl<'a> Run<'a> {
    fn open(table: &'a Table, plan: &'a Plan, workers: usize) -> Self {
        let mut run = Self {
            table,
            plan,
            seed: usize::try_from(plan.seed % table.seeds() as u64).expect("a seed of the table"),
            history: History::default(),
            time: 0,
            turns: (0..workers).map(|worker| Reverse((0, worker))).collect(),
            trained: vec![None; workers],
            waiting: Vec::new(),
            numbers: Vec::new(),
            super_candidate: controller::super_candidate(&plan.space),
            held: None,
            epochs: Vec::new(),
        };
        let workers = u32::try_from(workers).unwrap_or(u32::MAX);
        run.append(Event::Opened { program: PROGRAM.to_owned(), workers, device: "table".to_owned() });
        run
    }

    /// What a worker does when its epoch ends, or when it is awake without one.
    fn turn(&mut self, worker: usize) {
        let decision = self.trained[worker].map_or(Decision::Stop, |trial| self.end_epoch(trial));
        match decision {
            Decision::Continue => self.turns.push(Reverse((self.time + 1, worker))),
            Decision::Stop => self.go_on(worker),
        }
    }

    /// Has a worker that trains nothing do the next step of the plan.
    fn go_on(&mut self, worker: usize) {
        self.trained[worker] = None;
        #[expect(clippy::cast_precision_loss, reason = "a run has few epochs")]
        let seconds = self.time as f64;
        match self.plan.next_step(&self.history, seconds) {
            Step::Append(event) => {
                let claimed = if let Event::Claimed { trial, .. } = event { Some(trial) } else { None };
                self.append(event);
                self.trained[worker] = claimed;
                self.turns.push(Reverse((self.time + u64::from(claimed.is_some()), worker)));
            }
            Step::Wait => self.waiting.push(worker),
            Step::Done => {}
        }
    }

    /// Reports the next epoch of a trial, or its failure, and says whether it goes on.
    fn end_epoch(&mut self, id: TrialId) -> Decision {
        let trial = self.history.trial(id).expect("it was claimed");
        let (attempt, epoch) = (trial.attempt, trial.reports.len() + 1);
        let (event, decision) = match self.report(trial, epoch) {
            Ok(report) => {
                let reports = trial.reports.iter().chain([&report]);
                let accuracies: Vec<f64> = reports.map(|report| report.validation_accuracy).collect();
                let decision = self.plan.decide(&self.history, id, &accuracies);
                let kept = (decision == Decision::Stop).then(|| self.kept(trial, &report));
                (Event::Reported { trial: id, attempt, report, kept }, decision)
            }
            Err(reason) => (Event::Failed { trial: id, attempt, reason }, Decision::Stop),
        };
        self.append(event);
        self.note(id);
        decision
    }

    /// What is kept of a trial that ends with this report; a table does not say what was learned.
    fn kept(&self, trial: &Trial, last: &Report) -> KeptEpoch {
        let reports: Vec<Report> = trial.reports.iter().chain([last]).cloned().collect();
        let kept = chosen(self.plan.task.training.keep_epoch, &reports).unwrap_or(last);
        KeptEpoch { epoch: kept.epoch, learned: Vec::new() }
    }

    /// What a trial reports after an epoch, or why there is nothing.
    fn report(&self, trial: &Trial, epoch: usize) -> Result<Report, String> {
        if epoch > self.table.epochs() {
            return Err(format!("the table ends before epoch {epoch}"));
        }
        let diverged = || format!("diverged in epoch {epoch}");
        if let Some(curve) = self.table.super_curve(self.seed)
            && trial.candidate == self.super_candidate
        {
            let right = curve.validation.get(epoch - 1).ok_or_else(diverged)?;
            let accuracy = f64::from(*right) / f64::from(self.table.samples.validation);
            return Ok(report(epoch, accuracy, curve.coefficients[epoch - 1].clone()));
        }
        let number = self.numbers[trial.id.index()].ok_or("the table does not have this candidate")?;
        let accuracy = self.table.validation(number, self.seed, epoch).ok_or_else(diverged)?;
        Ok(report(epoch, accuracy, Vec::new()))
    }

    /// Folds an event in, and wakes who waits for one.
    fn append(&mut self, event: Event) {
        if let Event::Claimed { trial, candidate, .. } = &event
            && trial.index() == self.numbers.len()
        {
            let number = self.table.plan.space.number_of(candidate);
            self.numbers.push(number.and_then(|number| usize::try_from(number).ok()));
        }
        // Between the epochs of a trial the ranking stays as it is, and sorting is what costs most here.
        let is_ranked_anew = !matches!(event, Event::Reported { kept: None, .. });
        #[expect(clippy::cast_precision_loss, reason = "a run has few epochs")]
        let time = self.time as f64;
        self.history.apply(&Entry { seq: self.history.seq() + 1, time, event });
        if is_ranked_anew {
            let number = |trial: &&Trial| self.numbers[trial.id.index()];
            self.held = self.history.ranking().iter().find_map(number);
        }
        self.turns.extend(self.waiting.drain(..).map(|worker| Reverse((self.time, worker))));
    }

    /// Writes down what the run has spent and found after an epoch of a trial.
    fn note(&mut self, id: TrialId) {
        let trial = self.history.trial(id).expect("it was claimed");
        let is_whole = trial.reports.len() == self.table.epochs() && trial.failure().is_none();
        let finished = if is_whole { self.numbers[id.index()] } else { None };
        self.epochs.push(Epoch {
            time: self.time,
            trials: self.history.trials().len(),
            epochs: self.epochs.len() as u64 + 1,
            finished,
            held: self.held,
        });
    }
}

/// A table holds no losses and no seconds.
fn report(epoch: usize, validation_accuracy: f64, mean_coefficients: Vec<Vec<f32>>) -> Report {
    Report {
        epoch: u32::try_from(epoch).unwrap_or(u32::MAX),
        training_loss: 0.0,
        validation_loss: 0.0,
        validation_accuracy,
        mean_coefficients,
        mean_parameters: Vec::new(),
        weights_sha256: None,
        seconds: 0.0,
    }
}
