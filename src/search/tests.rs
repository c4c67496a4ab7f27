//! Whole searches, with a formula in place of training.

use super::*;
use crate::activation::Base;
use crate::controller::Controller;
use crate::disk;
use crate::formula::FormulaTrainer;
use crate::log::{MemoryLog, RunLog, SqliteLog};
use crate::plan::{self, Plan};
use crate::trial::{Event, Failure, History, Trainer, TrialId};
use crate::worker::Board;
use crate::yaml::Override;
use hooked::Hooked;
use proptest::prelude::*;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

mod crashing;
mod extended;
mod fixed;
mod folder;
mod hooked;
mod identity;
mod keeping;
mod kept;
mod mutated;
mod taken;

const SPACE: &str = "
name: test
seed: 3
data: {source: digits}
network: {preset: {mlp: {hidden: [4, 4]}}}
activations: {bases: [identity, relu, tanh, sine], size: {max: 3}, hull: [affine, convex], sharing: [layer, channel]}
training: {epochs: 3}
budget: {trials: 30}
baselines: [relu, tanh]
";

fn plan() -> Plan {
    plan::read(SPACE, &[]).unwrap()
}

fn opened() -> Event {
    Event::Opened { program: "test".to_owned(), workers: 1, device: "none".to_owned() }
}

fn folder(place: &Path) -> RunFolder {
    folder_with(place, &[])
}

fn folder_with(place: &Path, overrides: &[Override]) -> RunFolder {
    RunFolder::create(Some(&place.join("run")), SPACE, overrides, "test", Kept::default(), &[]).unwrap()
}

/// Every scheduler that finds the same with any number of workers, over nine epochs.
fn with_schedulers() -> Vec<Vec<Override>> {
    let names = ["full", "successive_halving", "hyperband", "{median: {min_trials: 2}}"];
    names.iter().map(|name| overrides(&[&format!("scheduler={name}"), "training.epochs=9"])).collect()
}

fn with_controllers() -> Vec<Vec<Override>> {
    Controller::all().iter().map(|it| overrides(&[&format!("controller={}", it.name())])).collect()
}

fn overrides(texts: &[&str]) -> Vec<Override> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// Searches, or goes on with a search; what the run folder's results say then.
fn search(folder: &RunFolder, trainer: &dyn Trainer, workers: usize) -> Result<(String, String), Error> {
    search_in(&folder.open().unwrap(), trainer, workers)?;
    Ok((disk::read_text(&folder.results()).unwrap(), disk::read_text(&folder.winner()).unwrap()))
}

fn search_in(run: &OpenRun, trainer: &dyn Trainer, workers: usize) -> Result<(), Error> {
    let stop = AtomicBool::new(false);
    let board = Board::open(&run.plan, &run.log, &opened(), &stop).unwrap();
    super::run(&board, &run.folder, trainer, workers)
}

fn undisturbed(trainer: &dyn Trainer) -> (String, String) {
    let place = tempfile::tempdir().unwrap();
    search(&folder(place.path()), trainer, 1).unwrap()
}

#[test]
fn a_search_tries_its_budget_and_writes_its_results() {
    let plan = plan();
    let (results, winner) = undisturbed(&FormulaTrainer::new(&plan));
    let lines: Vec<&str> = results.lines().collect();
    assert_eq!(lines.len(), 31);
    assert!(
        lines[0].starts_with("rank,trial,origin,status,epochs,kept_epoch,validation_accuracy,"),
        "{}",
        lines[0]
    );
    assert!(lines[1].starts_with("1,"), "{}", lines[1]);
    assert_eq!(lines.iter().filter(|line| line.contains(",baseline,finished,3,")).count(), 2);
    let definition = crate::export::read_yaml(&winner).unwrap();
    assert_eq!(definition.provenance().unwrap().search, "test");
    assert!(definition.provenance().unwrap().test_accuracy.is_some());
}

#[test]
fn any_number_of_workers_finds_the_same() {
    let plan = plan();
    let trainer = FormulaTrainer::new(&plan);
    let one = undisturbed(&trainer);
    for workers in [2, 3, 8, 12] {
        let place = tempfile::tempdir().unwrap();
        assert_eq!(search(&folder(place.path()), &trainer, workers).unwrap(), one, "{workers} workers");
    }
}

#[test]
fn any_number_of_workers_finds_the_same_with_every_controller_and_every_scheduler_that_says_so() {
    for overrides in [with_schedulers(), with_controllers()].concat() {
        let plan = plan::read(SPACE, &overrides).unwrap();
        let trainer = FormulaTrainer::new(&plan);
        let [one, eight] = [1, 8].map(|workers| {
            let place = tempfile::tempdir().unwrap();
            search(&folder_with(place.path(), &overrides), &trainer, workers).unwrap()
        });
        assert_eq!(one, eight, "{:?} {:?}", plan.controller, plan.scheduler);
    }
}

#[test]
fn no_candidate_is_tried_twice() {
    for overrides in [with_schedulers(), with_controllers()].concat() {
        let (plan, log) = (plan::read(SPACE, &overrides).unwrap(), MemoryLog::default());
        finish(&plan, &log, &FormulaTrainer::new(&plan));
        let history: History = log.read_after(0).unwrap().iter().collect();
        let tried: HashSet<String> =
            history.trials().iter().map(|trial| trial.candidate.to_string()).collect();
        assert_eq!(tried.len(), 30, "{:?} {:?}", plan.controller, plan.scheduler);
    }
}

#[test]
fn diverging_candidates_are_recorded_as_failed_and_the_search_goes_on() {
    let plan = plan();
    let trainer = FormulaTrainer::new(&plan).diverging_with(Base::Sine);
    let (results, _) = undisturbed(&trainer);
    let failed: Vec<&str> = results.lines().filter(|line| line.contains(",failed,1,")).collect();
    assert!(!failed.is_empty());
    assert!(failed.iter().all(|line| line.contains("sine") && line.ends_with("is NaN at step 1 of epoch 2")));
}

#[test]
fn a_search_in_which_everything_fails_ends_without_a_winner() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    let plan = plan();
    let run = folder.open().unwrap();
    let stop = AtomicBool::new(false);
    let board = Board::open(&run.plan, &run.log, &opened(), &stop).unwrap();
    let trainer = FormulaTrainer::new(&plan);
    let diverging = Hooked::new(&trainer).at_epoch(|_, _| Err(Failure::Trial("diverged at once".to_owned())));
    super::run(&board, &folder, &diverging, 2).unwrap();
    assert_eq!(board.history().ranking().len(), 0);
    let results = disk::read_text(&folder.results()).unwrap();
    assert_eq!(results.lines().filter(|line| line.ends_with("diverged at once")).count(), 30);
}

#[test]
fn coefficients_that_are_no_numbers_are_a_failure_of_their_trial() {
    let with = overrides(&["scheduler=full"]);
    let plan = plan::read(SPACE, &with).unwrap();
    for (value, is_mean, place) in
        [(f32::NAN, true, ""), (f32::INFINITY, true, ""), (f32::NAN, false, " at `fc2`")]
    {
        let folder_of_run = tempfile::tempdir().unwrap();
        let trainer = FormulaTrainer::new(&plan);
        let spoiling = Hooked::new(&trainer).at_epoch(|job, end| {
            if job.trial == TrialId(4) && end.report.epoch == 2 {
                let (means, kept) = (&mut end.report.mean_coefficients[0], &mut end.kept.learned[1]);
                let row = if is_mean { means } else { &mut kept.coefficients[0] };
                row[0] = value;
            }
            Ok(())
        });
        let (results, _) = search(&folder_with(folder_of_run.path(), &with), &spoiling, 2).unwrap();
        let failed: Vec<&str> = results.lines().filter(|line| line.contains(",failed,")).collect();
        assert_eq!(failed.len(), 1, "{results}");
        let reason = format!(",diverged: a coefficient{place} is {value} at the end of epoch 2");
        assert!(failed[0].starts_with(",4,") && failed[0].ends_with(&reason), "{}", failed[0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_search_that_breaks_down_anywhere_is_resumed_to_the_same_results(
        // Three times 19 reports are fewer than the 62 of the whole search, so that every one of them breaks down.
        breaks in prop::collection::vec(0..20_u32, 1..4),
        workers in 1..4_usize,
    ) {
        let plan = plan();
        let trainer = FormulaTrainer::new(&plan);
        let place = tempfile::tempdir().unwrap();
        let folder = folder(place.path());
        for left in breaks {
            let breaking = Hooked::new(&trainer).breaking_after(left);
            let error = search(&folder, &breaking, workers).unwrap_err();
            prop_assert_eq!(error.to_string(), "the disk is full");
        }
        prop_assert_eq!(search(&folder, &trainer, workers).unwrap(), undisturbed(&trainer));
    }

    #[test]
    fn a_log_that_is_cut_anywhere_is_continued_to_the_same_results(
        share in 0.0..1.0_f64,
        overrides in proptest::sample::select([with_schedulers(), with_controllers()].concat()),
    ) {
        let plan = plan::read(SPACE, &overrides).unwrap();
        let trainer = FormulaTrainer::new(&plan);
        let whole = MemoryLog::default();
        finish(&plan, &whole, &trainer);
        let entries = whole.read_after(0).unwrap();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share")]
        let cut = (share * entries.len() as f64) as usize;
        let log = MemoryLog::default();
        for entry in &entries[..cut] {
            log.append(entry.seq - 1, &entry.event).unwrap().unwrap();
        }
        finish(&plan, &log, &trainer);
        prop_assert_eq!(rows(&plan, &log), rows(&plan, &whole));
    }
}

fn rows(plan: &Plan, log: &dyn RunLog) -> Vec<crate::report::Row> {
    let history: History = log.read_after(0).unwrap().iter().collect();
    crate::report::rows(&history, |trial| plan.status(trial))
}

fn finish(plan: &Plan, log: &dyn RunLog, trainer: &dyn Trainer) {
    let place = tempfile::tempdir().unwrap();
    let stop = AtomicBool::new(false);
    let board = Board::open(plan, log, &opened(), &stop).unwrap();
    super::run(&board, &folder(place.path()), trainer, 2).unwrap();
}

#[test]
fn a_stopped_search_says_so_and_goes_on_later() {
    let plan = plan();
    let trainer = FormulaTrainer::new(&plan);
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    {
        let run = folder.open().unwrap();
        let stop = AtomicBool::new(true);
        let board = Board::open(&run.plan, &run.log, &opened(), &stop).unwrap();
        assert_eq!(super::run(&board, &folder, &trainer, 2).unwrap_err().to_string(), "interrupted");
    }
    assert_eq!(search(&folder, &trainer, 2).unwrap(), undisturbed(&trainer));
}

#[test]
fn a_log_in_a_file_and_one_in_memory_are_the_same_to_a_search() {
    let plan = plan();
    let trainer = FormulaTrainer::new(&plan);
    let place = tempfile::tempdir().unwrap();
    let (memory, file) =
        (MemoryLog::default(), SqliteLog::create(&place.path().join("log.sqlite"), "run").unwrap());
    finish(&plan, &memory, &trainer);
    finish(&plan, &file, &trainer);
    assert_eq!(rows(&plan, &memory), rows(&plan, &file));
}

#[test]
fn the_test_part_is_read_once_after_the_winner_is_fixed() {
    let (plan, log) = (plan(), MemoryLog::default());
    let (trainer, tested) = (FormulaTrainer::new(&plan), Mutex::new(Vec::new()));
    let watched = Hooked::new(&trainer).at_test(|job| {
        let history: History = log.read_after(0).unwrap().iter().collect();
        assert!(history.ended().is_some(), "the winner is not fixed yet");
        tested.lock().unwrap().push(job.trial);
    });
    finish(&plan, &log, &watched);
    finish(&plan, &log, &watched);
    let history: History = log.read_after(0).unwrap().iter().collect();
    let (_, winner) = history.ended().unwrap();
    let mut expected = vec![TrialId(0), TrialId(1)];
    expected.extend(winner.filter(|winner| !expected.contains(winner)));
    assert_eq!(*tested.lock().unwrap(), expected, "the baselines and the winner, once each");
    let events = log.read_after(0).unwrap();
    assert_eq!(events.iter().filter(|entry| matches!(entry.event, Event::Tested { .. })).count(), 1);
}
