//! Runs that are given another budget: they go on as if they had begun with it.

use super::*;
use crate::report::{self, Row};
use crate::search::BudgetError;
use crate::trial::{Budget, EndReason};

/// A run folder of a search with these overrides, which ends at so many trials.
fn begun(place: &Path, with: &[Override], trials: u32) -> RunFolder {
    folder_with(place, &[with, &overrides(&[&format!("budget.trials={trials}")])].concat())
}

/// Goes on with a run under the budget that these settings make.
fn extend(folder: &RunFolder, trainer: &dyn Trainer, workers: usize, sets: &[&str]) -> History {
    let run = folder.open().unwrap();
    let budget = run.budget_with(&overrides(sets), &run.history().unwrap()).unwrap();
    let stop = AtomicBool::new(false);
    let board = Board::open(&run.plan, &run.log, &opened(), &stop).unwrap();
    if let Some(budget) = budget {
        board.append(|_| Some(Event::Extended { budget })).unwrap();
    }
    super::super::run(&board, folder, trainer, workers).unwrap();
    board.history()
}

/// The results, but for what says that another trial was the winner once.
fn found(folder: &RunFolder) -> Vec<Row> {
    let (plan, history) = (folder.plan().unwrap(), folder.history().unwrap());
    let mut rows = report::rows(&history, |trial| plan.status(trial));
    for row in &mut rows {
        let trial = history.trial(TrialId(row.trial)).unwrap();
        row.test_accuracy = row.test_accuracy.filter(|_| history.is_compared(trial));
    }
    rows
}

/// That a run of `first` trials that is extended to `all` has the same trials as one that began with `all`.
fn check(with: &[Override], [first, all]: [u32; 2], workers: usize) {
    let plan = plan::read(SPACE, with).unwrap();
    let trainer = FormulaTrainer::new(&plan).diverging_with(Base::Sine);
    let places = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (whole, run) = (begun(places[0].path(), with, all), begun(places[1].path(), with, first));
    let (_, winner) = search(&whole, &trainer, 1).unwrap();
    search(&run, &trainer, workers).unwrap();
    let history = extend(&run, &trainer, workers, &[&format!("budget.trials={all}")]);
    let named = format!("{:?} {:?}, {first} of {all}", plan.controller, plan.scheduler);
    assert_eq!(found(&run), found(&whole), "{named}");
    assert_eq!(history.trials().len(), all as usize);
    let read = |text: &str| crate::export::read_yaml(text).unwrap().sites().to_vec();
    assert_eq!(read(&disk::read_text(&run.winner()).unwrap()), read(&winner), "{named}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]
    #[test]
    fn an_extended_run_is_as_one_that_began_with_more_trials(
        first in 1..15_u32,
        scheduler in proptest::sample::select(vec!["full", "{median: {min_trials: 2}}"]),
        controller in proptest::sample::select(with_controllers()),
        workers in 1..4_usize,
    ) {
        let scheduler = overrides(&[&format!("scheduler={scheduler}"), "training.epochs=4"]);
        check(&[scheduler, controller].concat(), [first, 16], workers);
    }
}

#[test]
fn with_every_controller_an_extended_run_is_as_one_that_began_with_more_trials() {
    for controller in with_controllers() {
        check(&[overrides(&["scheduler=full"]), controller].concat(), [7, 14], 2);
    }
}

#[test]
fn with_brackets_that_holds_for_budgets_that_end_with_a_full_one() {
    // Two baselines; then brackets of nine, or of nine, five and three.
    for (scheduler, first) in
        [("successive_halving", 11), ("hyperband", 11), ("hyperband", 16), ("hyperband", 19)]
    {
        for controller in ["random", "evolution"] {
            let texts =
                [&format!("scheduler={scheduler}"), "training.epochs=9", &format!("controller={controller}")];
            check(&overrides(&texts), [first, 30], 2);
        }
    }
}

#[test]
fn the_test_part_is_read_for_whoever_was_not_tested_before() {
    let with = overrides(&["controller=random", "scheduler=full"]);
    let plan = plan::read(SPACE, &with).unwrap();
    let place = tempfile::tempdir().unwrap();
    // The second baseline comes with the second budget only.
    let folder = begun(place.path(), &with, 1);
    let (trainer, read) = (FormulaTrainer::new(&plan), Mutex::new(Vec::new()));
    let watched = Hooked::new(&trainer).at_test(|job| read.lock().unwrap().push(job.trial.0));
    search(&folder, &watched, 1).unwrap();
    let tested =
        |history: &History| history.tested().unwrap().iter().map(|it| it.trial.0).collect::<Vec<_>>();
    assert_eq!(tested(&folder.history().unwrap()), [0]);
    assert_eq!(folder.history().unwrap().tested_among(), None);
    let history = extend(&folder, &watched, 1, &["budget.trials=12"]);
    let winner = history.ended().unwrap().1.unwrap();
    assert!(winner.0 > 1, "the seed was chosen so that a mix wins");
    assert_eq!(tested(&history), [0, 1, winner.0]);
    assert_eq!(history.tested_among(), Some(1));
    let again = extend(&folder, &watched, 1, &["budget.trials=13", "budget.patience=11"]);
    assert_eq!(
        (again.tested_among(), again.tested().unwrap().len()),
        (Some(1), 3 + usize::from(again.best().unwrap().id != winner))
    );
    assert_eq!(*read.lock().unwrap(), tested(&again), "once for each");
}

#[test]
fn the_same_budget_once_more_changes_nothing_and_a_smaller_one_ends_the_run_as_it_is() {
    let with = overrides(&["scheduler=full"]);
    let plan = plan::read(SPACE, &with).unwrap();
    let trainer = FormulaTrainer::new(&plan);
    let place = tempfile::tempdir().unwrap();
    let folder = begun(place.path(), &with, 5);
    search(&folder, &trainer, 1).unwrap();
    extend(&folder, &trainer, 1, &["budget.trials=8"]);
    let seq = folder.history().unwrap().seq();
    {
        let run = folder.open().unwrap();
        let history = run.history().unwrap();
        assert_eq!(run.budget_with(&overrides(&["budget.trials=8"]), &history).unwrap(), None);
        assert_eq!(history.seq(), seq);
    }
    // Where the space file says 5 the run has 8 by now: what is not set stays.
    let history = extend(&folder, &trainer, 1, &["budget.patience=1"]);
    assert_eq!(history.budget(), Some(Budget { trials: 8, patience: Some(1), ..Budget::default() }));
    assert_eq!((history.trials().len(), history.is_complete()), (8, true));
    let history = extend(&folder, &trainer, 1, &["budget.target=0.01", "budget.trials=20"]);
    assert_eq!((history.trials().len(), history.ended().unwrap().0), (8, EndReason::Target));
}

#[test]
fn an_extended_run_that_is_interrupted_goes_on_under_its_new_budget() {
    let with = overrides(&["scheduler=full"]);
    let plan = plan::read(SPACE, &with).unwrap();
    let trainer = FormulaTrainer::new(&plan);
    let places = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (whole, folder) = (begun(places[0].path(), &with, 20), begun(places[1].path(), &with, 5));
    search(&whole, &trainer, 1).unwrap();
    search(&folder, &trainer, 1).unwrap();
    {
        let run = folder.open().unwrap();
        let stop = AtomicBool::new(true);
        let board = Board::open(&run.plan, &run.log, &opened(), &stop).unwrap();
        board
            .append(|_| Some(Event::Extended { budget: Budget { trials: 20, ..Budget::default() } }))
            .unwrap();
        super::super::run(&board, &folder, &trainer, 2).unwrap_err();
    }
    assert!(!folder.history().unwrap().is_complete());
    search(&folder, &trainer, 2).unwrap();
    assert_eq!(found(&folder), found(&whole));
}

#[test]
fn whatever_would_change_what_the_results_mean_is_refused_with_the_way_out() {
    let plan = plan();
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    search(&folder, &FormulaTrainer::new(&plan), 1).unwrap();
    let run = folder.open().unwrap();
    let history = run.history().unwrap();
    let refused = |set: &str| run.budget_with(&overrides(&[set]), &history).unwrap_err();
    for key in
        ["training.epochs=9", "seed=4", "budget={trials: 99}", "budget.trial=99", "lookahead=2", "keep=9"]
    {
        let error = refused(key);
        assert!(matches!(&error, BudgetError::Fixed { .. }), "{key}");
        let text = error.to_string();
        let named = format!(
            "`{}` cannot be set for a run that exists: its results would",
            key.split('=').next().unwrap()
        );
        assert!(
            text.starts_with(&named)
                && text.contains("`budget.trials`, `budget.hours`")
                && text.contains("--from "),
            "{text}"
        );
    }
    assert_eq!(
        refused("budget.trials=29").to_string(),
        "`budget.trials` cannot be 29 for a run that has 30 trials already; allowed: from 30 on"
    );
    for set in ["budget.trials=0", "budget.hours=-1", "budget.target=2", "budget.patience=x"] {
        let error = refused(set);
        assert!(matches!(&error, BudgetError::Wrong(_)), "{set}");
        assert!(error.to_string().contains(&format!("--set {}", set.split('=').next().unwrap())), "{error}");
    }
}
