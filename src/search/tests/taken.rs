//! Searches that begin with another run in which trials were trained as they are here: these are not trained again.

use super::*;
use crate::report::{self, Row};
use crate::trial::Foreign;
use std::sync::atomic::{AtomicU32, Ordering};

/// How many epochs a search trains for its trials, and how many for comparison.
fn counted(folder: &RunFolder, trainer: &dyn Trainer) -> [u32; 2] {
    let [of_trials, compared] = [AtomicU32::new(0), AtomicU32::new(0)];
    let counting = Hooked::new(trainer).at_epoch(|job, _| {
        let count = if job.trial == TrialId(u32::MAX) { &compared } else { &of_trials };
        count.fetch_add(1, Ordering::Relaxed);
        Ok(())
    });
    search(folder, &counting, 2).unwrap();
    [&of_trials, &compared].map(|count| count.load(Ordering::Relaxed))
}

/// What a run found, with all that is on record of it.
fn found_by(folder: &RunFolder) -> Vec<Foreign> {
    let entries = folder.read_log().unwrap().read_after(0).unwrap();
    let epochs = folder.plan().unwrap().task.training.epochs;
    Foreign::with_records(&entries, epochs, &folder.sha256().unwrap(), "first")
}

fn from(place: &Path, with: &[Override], foreign: &[Foreign]) -> RunFolder {
    RunFolder::create(Some(&place.join("second")), SPACE, with, "test", Kept::default(), foreign).unwrap()
}

/// The results, and which of them were taken over.
fn rows_of(folder: &RunFolder) -> (Vec<Row>, Vec<u32>) {
    let (plan, history) = (folder.plan().unwrap(), folder.history().unwrap());
    let mut rows = report::rows(&history, |trial| plan.status(trial));
    let taken = rows.iter_mut().filter_map(|row| row.taken_from.take().map(|from| (row.trial, from)));
    let mut taken: Vec<(u32, String)> = taken.collect();
    taken.sort();
    assert!(taken.iter().all(|(_, from)| from.ends_with(" of `first`")), "{taken:?}");
    (rows, taken.into_iter().map(|(trial, _)| trial).collect())
}

/// Two searches by chance, the second of which knows the first: what it found and took over, what it would have found by
/// itself, and how many epochs it trained.
fn second(first: &[&str], then: &[&str], trainer: &dyn Trainer) -> ([Vec<Row>; 2], Vec<u32>, [u32; 2]) {
    let places = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let known = folder_with(places[0].path(), &overrides(first));
    search(&known, trainer, 2).unwrap();
    let alone = folder_with(places[1].path(), &overrides(then));
    search(&alone, trainer, 2).unwrap();
    let folder = from(places[1].path(), &overrides(then), &found_by(&known));
    let counts = counted(&folder, trainer);
    let (rows, taken) = rows_of(&folder);
    ([rows, rows_of(&alone).0], taken, counts)
}

#[test]
fn what_another_run_has_trained_in_the_same_way_is_not_trained_again() {
    let plan = plan();
    // Some fail in their second epoch: that is taken over, too.
    let trainer = FormulaTrainer::new(&plan).diverging_with(Base::Sine);
    let with = ["controller=random", "scheduler=full"];
    let first = [&with[..], &["budget.trials=12"]].concat();
    let then = [&with[..], &["budget.trials=14"]].concat();
    let ([rows, alone], taken, [trained, compared]) = second(&first, &then, &trainer);
    assert_eq!(rows, alone);
    assert!(
        rows.iter().any(|row| row.reason.is_some() && row.trial < 12),
        "the seed was chosen so that one fails"
    );
    assert_eq!(taken, (0..12).collect::<Vec<u32>>());
    let epochs = |row: &Row| u32::try_from(row.epochs).unwrap();
    let last: u32 = rows.iter().filter(|row| row.trial >= 12).map(epochs).sum();
    assert_eq!((trained, compared), (last, 1), "one epoch was trained to see whether the bits agree");
}

#[test]
fn of_trials_that_stopped_elsewhere_only_what_is_whole_is_taken_over() {
    let plan = plan();
    let trainer = FormulaTrainer::new(&plan);
    let with = ["controller=random", "training.epochs=9", "budget.trials=13"];
    for (one, other) in
        [("hyperband", "full"), ("full", "hyperband"), ("successive_halving", "successive_halving")]
    {
        let schedulers = [one, other].map(|name| format!("scheduler={name}"));
        let [first, then] = [0, 1].map(|place: usize| [&with[..], &[schedulers[place].as_str()]].concat());
        let ([rows, alone], taken, _) = second(&first, &then, &trainer);
        assert_eq!(rows, alone, "{one}, {other}");
        assert!(taken.len() >= 2, "{one}, {other}: {taken:?}");
        assert_eq!(taken.len() == 13, one == other, "{one}, {other}: {taken:?}");
    }
}

#[test]
fn where_the_bits_are_others_everything_is_trained_anew() {
    let plan = plan();
    let trainer = FormulaTrainer::new(&plan);
    let with = overrides(&["controller=random", "scheduler=full", "budget.trials=6"]);
    let place = tempfile::tempdir().unwrap();
    let known = folder_with(place.path(), &with);
    search(&known, &trainer, 1).unwrap();
    let folder = from(place.path(), &with, &found_by(&known));
    let other = Hooked::new(&trainer).at_epoch(|_, end| {
        end.report.training_loss += 1e-15;
        Ok(())
    });
    assert_eq!(counted(&folder, &other), [18, 1], "and tried once");
    assert!(rows_of(&folder).1.is_empty());
}

#[test]
fn a_search_that_takes_over_and_breaks_down_is_resumed_to_the_same_results() {
    let plan = plan();
    let trainer = FormulaTrainer::new(&plan);
    let with = overrides(&["scheduler=successive_halving", "training.epochs=9", "budget.trials=20"]);
    let places: Vec<tempfile::TempDir> = (0..6).map(|_| tempfile::tempdir().unwrap()).collect();
    let known = folder_with(places[0].path(), &with);
    search(&known, &trainer, 1).unwrap();
    let foreign = found_by(&known);
    let whole = search(&from(places[0].path(), &with, &foreign), &trainer, 1).unwrap();
    assert!(whole.0.contains(" of `first`,"), "{}", whole.0);
    for (left, place) in [0, 1, 2, 5, 9].into_iter().zip(&places[1..]) {
        let folder = from(place.path(), &with, &foreign);
        let breaking = Hooked::new(&trainer).breaking_after(left);
        search(&folder, &breaking, 2).unwrap_err();
        assert_eq!(search(&folder, &trainer, 2).unwrap(), whole, "{left}");
    }
}
