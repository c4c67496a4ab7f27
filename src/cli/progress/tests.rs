//! What progress says of whole runs, by a formula in place of training.

use super::*;
use crate::activation::Base;
use crate::formula::FormulaTrainer;
use crate::log::{MemoryLog, RunLog};
use crate::plan::{self, Plan};
use crate::scheduler::EpochsLeft;
use crate::trial::{Entry, Event, Report, TrialId};
use crate::worker;

const SPACE: &str = "
name: shown
seed: 3
data: {source: digits}
network: {preset: {mlp: {hidden: [32, 16]}}}
activations: {bases: [identity, relu, tanh, swish, sigmoid], size: {max: 3}, hull: [affine]}
training: {epochs: 9}
budget: {trials: 27}
baselines: [relu, tanh]
";

fn plan(overrides: &[&str]) -> Plan {
    let overrides: Vec<_> = overrides.iter().map(|text| text.parse().unwrap()).collect();
    plan::read(SPACE, &overrides).unwrap()
}

/// The log of a whole run with one worker.
fn log(plan: &Plan, diverging: Option<Base>) -> Vec<Entry> {
    let (log, stop) = (MemoryLog::default(), AtomicBool::new(false));
    let opened = Event::Opened { program: "test".to_owned(), workers: 1, device: "cpu".to_owned() };
    let board = Board::open(plan, &log, &opened, &stop).unwrap();
    let trainer = FormulaTrainer::new(plan);
    let trainer = diverging.map_or(trainer.clone(), |base| trainer.diverging_with(base));
    worker::work(&board, &trainer).unwrap();
    log.read_after(0).unwrap()
}

/// A run that is replayed by its log as if every epoch took as long as its trial says.
struct Replay<'a> {
    plan: &'a Plan,
    history: History,
    so_far: SoFar,
    pace: Pace,
    now: f64,
}

/// How long an epoch of a trial takes, in seconds: it differs as much as a mix of many bases does from relu.
fn seconds(trial: TrialId) -> f64 {
    10.0 + f64::from(trial.0 % 5)
}

impl<'a> Replay<'a> {
    /// A run that another process left after so many entries and so many seconds.
    fn new(plan: &'a Plan, before: &[Entry], earlier_seconds: f64) -> Self {
        let mut replay = Self {
            plan,
            history: History::default(),
            so_far: SoFar::new(plan, plan.budget),
            pace: Pace::new(&SoFar::new(plan, plan.budget), 0.0),
            now: 0.0,
        };
        for entry in before {
            drop(replay.apply(entry));
        }
        replay.pace = Pace::new(&replay.so_far, earlier_seconds);
        replay.now = 0.0;
        replay.pace.update(0.0, &replay.so_far, None);
        replay
    }

    fn apply(&mut self, entry: &Entry) -> Vec<Stopped> {
        let mut entry = entry.clone();
        if let Event::Reported { trial, report, .. } = &mut entry.event {
            *report = Report { seconds: seconds(*trial), ..report.clone() };
            self.now += report.seconds;
        }
        self.history.apply(&entry);
        let mut write = |trial: &Trial| trial.candidate.to_string();
        let stopped = self.so_far.update(self.plan, &self.history, self.now, &mut write);
        self.pace.update(self.now, &self.so_far, None);
        stopped
    }

    fn left(&self) -> Option<String> {
        line::time_left(self.pace.left(self.now), self.plan.budget.may_end_early(), self.so_far.is_ended)
    }
}

/// What was said to be left of a run, and what was left, after each entry behind the first so many.
fn told(plan: &Plan, entries: &[Entry], before: usize) -> Vec<(Option<f64>, f64)> {
    let took =
        |entry: &Entry| if let Event::Reported { trial, .. } = &entry.event { seconds(*trial) } else { 0.0 };
    let earlier = entries[..before].iter().map(took).sum();
    let mut truth: f64 = entries[before..].iter().map(took).sum();
    let mut replay = Replay::new(plan, &entries[..before], earlier);
    let mut told = vec![(replay.pace.left(0.0), truth)];
    for entry in &entries[before..] {
        drop(replay.apply(entry));
        truth -= took(entry);
        told.push((replay.pace.left(replay.now), truth));
    }
    told
}

const SCHEDULERS: [&str; 5] = ["hyperband", "successive_halving", "full", "asha", "median"];

#[test]
fn the_time_left_is_right_within_a_factor_of_one_and_a_half_after_a_third_and_from_a_resume_on() {
    for scheduler in SCHEDULERS {
        let plan = plan(&[&format!("scheduler={scheduler}")]);
        let entries = log(&plan, None);
        for before in [1, entries.len() * 2 / 5] {
            let told = told(&plan, &entries, before);
            // A trial more or less that goes on or is stopped.
            let slack = 9.0 * 12.0;
            let factor = if scheduler == "median" { 2.0 } else { 1.5 };
            for (left, truth) in told.iter().skip(if before == 1 { told.len() * 3 / 10 } else { 0 }) {
                let left = left.unwrap();
                let is_near = left <= factor * truth + slack && *truth <= factor * left + slack;
                assert!(is_near, "{scheduler} from {before}: {left} for {truth}");
                assert_eq!(left > 0.0, *truth > 0.0, "{scheduler} from {before}: {left} for {truth}");
            }
        }
    }
}

#[test]
fn the_time_left_does_not_go_away_when_trials_fail() {
    let plan = plan(&[]);
    let entries = log(&plan, Some(Base::Tanh));
    let told = told(&plan, &entries, 1);
    let begun = told.iter().position(|(left, _)| left.is_some()).unwrap();
    assert!(told[begun..].iter().all(|(left, truth)| (left.unwrap() > 0.0) == (*truth > 0.0)), "{told:?}");
}

#[test]
fn between_two_epochs_the_time_is_counted_down_and_never_to_nothing() {
    let plan = plan(&["scheduler=full"]);
    let entries = log(&plan, None);
    let mut replay = Replay::new(&plan, &entries[..1], 0.0);
    entries[1..].iter().take(12).for_each(|entry| drop(replay.apply(entry)));
    let left = |later: f64| replay.pace.left(replay.now + later).unwrap();
    assert_eq!(left(0.0) - left(3.0), 3.0);
    assert_eq!(left(1e6), left(1e5), "one epoch of each trial in training is all that can have ended");
    assert!(left(1e6) > 0.8 * left(0.0));
}

#[test]
fn the_most_that_is_left_is_said_to_be_that() {
    let text = |seconds, may_end_early| line::time_left(Some(seconds), may_end_early, false).unwrap();
    assert_eq!(text(200.0, false), "3 min 20 s left");
    assert_eq!(text(200.0, true), "at most 3 min 20 s left");
    assert_eq!(line::time_left(None, false, false), None);
    assert_eq!(line::time_left(None, true, true).unwrap(), "testing");
    let hours = plan(&["budget.hours=0.01"]);
    let mut replay = Replay::new(&hours, &log(&plan(&[]), None)[..12], 100.0);
    replay.pace.update(0.0, &replay.so_far, Some(20.0));
    let last = 9.0 * replay.so_far.epoch_seconds / 9.0;
    assert!(replay.pace.left(0.0).unwrap() <= 20.0 + last, "no trial begins after that");
}

/// What stands on a terminal of so many columns, the last of which stays free.
/// A run of which this process has trained two epochs in four seconds, five seconds each, of trials of three epochs.
fn paced(all: f64, in_a_row: f64, hours: Option<f64>) -> f64 {
    let mut so_far = SoFar::default();
    so_far.epochs_per_trial = 3;
    let mut pace = Pace::new(&so_far, 0.0);
    (so_far.epochs, so_far.epoch_seconds, so_far.left) = (2, 10.0, EpochsLeft { all, in_a_row });
    pace.update(4.0, &so_far, hours);
    pace.left(4.0).unwrap()
}

#[test]
fn the_time_left_is_no_less_than_one_trial_takes_and_no_more_than_until_the_last_that_begins_is_done() {
    assert_eq!(paced(100.0, 3.0, None), 100.0 * 2.0);
    assert_eq!(
        paced(4.0, 3.0, None),
        3.0 * 5.0,
        "its epochs follow each other, however many workers there are"
    );
    assert_eq!(paced(100.0, 3.0, Some(20.0)), 20.0 + 3.0 * 5.0);
    assert_eq!(paced(4.0, 3.0, Some(20.0)), 15.0);
    assert_eq!(paced(100.0, 3.0, Some(-1.0)), 3.0 * 5.0, "those that are in training go on");
}

fn on_a_terminal(replay: &Replay<'_>, width: usize) -> String {
    bars::texts(&replay.so_far, replay.left().as_deref(), width - 1).join("\n")
}

#[test]
fn at_every_width_the_time_left_is_seen_and_no_line_is_broken() {
    let plan = plan(&[]);
    let entries = log(&plan, Some(Base::Sigmoid));
    let mut replay = Replay::new(&plan, &entries[..1], 0.0);
    let failed = entries.iter().position(|entry| matches!(entry.event, Event::Failed { .. })).unwrap();
    entries[1..failed + 5].iter().for_each(|entry| drop(replay.apply(entry)));
    let check = |width, expected: &str| assert_eq!(on_a_terminal(&replay, width), expected);
    check(
        120,
        "█████████░░░░░░░░░░░░░░░░░░░░░ 10 of 27 trials, 1 failed, best 90.06 % (trial 4), 13 min left\n  \
         trial 9: epoch 3 of 9, 96.40 %  fc1: relu | fc2: affine(identity, relu)",
    );
    check(
        80,
        "████░░░░░░░░░░░░ 10 of 27 trials, 1 failed, best 90.06 % (trial 4), 13 min left\n  \
         trial 9: epoch 3 of 9, 96.40 %  fc1: relu | fc2: affine(identity, relu)",
    );
    check(
        60,
        "10 of 27 trials, 1 failed, best 90.06 %, 13 min left\n  \
         trial 9: epoch 3 of 9, 96.40 %  fc1: relu | …ntity, relu)",
    );
    for width in 12..130 {
        let shown = on_a_terminal(&replay, width);
        assert!(shown.lines().next().unwrap().ends_with("13 min left"), "{width}: {shown}");
        assert!(width < 40 || shown.lines().all(|line| terminal::columns(line) < width), "{width}: {shown}");
    }
}

#[test]
fn a_line_says_how_a_trial_ended() {
    let plan = plan(&[]);
    let entries = log(&plan, Some(Base::Sigmoid));
    let mut replay = Replay::new(&plan, &entries[..1], 0.0);
    let mut said = Vec::new();
    for entry in &entries[1..] {
        let stopped = replay.apply(entry);
        said.extend(lines::of_all(&stopped, &replay.so_far, replay.left().as_deref()));
    }
    let beginning = |with: &str| said.iter().find(|line| line.contains(with)).unwrap();
    assert_eq!(said[0], "[1/27] trial 0: 86.98 %  relu  [best 86.98 % (trial 0), 16 min left]");
    assert_eq!(
        beginning("cut"),
        "[3/27] trial 2: 59.87 %, cut after 1 of 9 epochs  affine(identity, sigmoid)  \
         [best 86.98 % (trial 0), 15 min 10 s left]"
    );
    assert_eq!(
        beginning("failed"),
        "[11/27] trial 5: failed: diverged: training loss is NaN at step 1 of epoch 2  sigmoid  \
         [best 96.40 % (trial 9), 13 min 10 s left]"
    );
}

#[test]
fn a_candidate_is_written_out_when_its_trial_begins_and_when_it_stops_and_at_no_other_time() {
    let plan =
        plan(&["scheduler=full", "training.epochs=1", "activations.size.max=5", "budget.trials=10000"]);
    let claimed = |trial| Event::Claimed {
        trial: TrialId(trial),
        attempt: 0,
        origin: crate::trial::Origin::Controller,
        candidate: plan.baselines[0].clone(),
    };
    let failed = |trial| Event::Failed { trial: TrialId(trial), attempt: 0, reason: String::new() };
    let events = (0..10_000).flat_map(|trial| [claimed(trial), failed(trial)]);
    let entries: Vec<Entry> = (1..).zip(events).map(|(seq, event)| Entry { seq, time: 0.0, event }).collect();
    let mut history: History = entries.iter().collect();
    let (mut so_far, mut written) = (SoFar::new(&plan, plan.budget), 0);
    let mut update = |history: &History| {
        so_far.update(&plan, history, 0.0, &mut |_| {
            written += 1;
            String::new()
        })
    };
    assert_eq!(update(&history).len(), 10_000);
    for _ in 0..1000 {
        assert!(update(&history).is_empty());
    }
    history.apply(&Entry { seq: 20_001, time: 0.0, event: claimed(10_000) });
    assert!(update(&history).is_empty());
    history.apply(&Entry { seq: 20_002, time: 0.0, event: failed(10_000) });
    assert_eq!(update(&history).len(), 1);
    assert_eq!(written, 10_002);
}
