//! Whole searches that keep the best epoch of each trial.

use super::*;

#[test]
fn trials_are_ranked_by_the_epoch_that_is_kept_with_every_scheduler() {
    for mut overrides in with_schedulers() {
        // The best epoch is the second; whoever may go on ends by itself with the fourth.
        overrides.push("training.early_stopping={patience: 2}".parse().unwrap());
        let plan = plan::read(SPACE, &overrides).unwrap();
        let trainer = FormulaTrainer::new(&plan).falling_after(2);
        let [one, three] = [1, 3].map(|workers| {
            let place = tempfile::tempdir().unwrap();
            let folder = folder_with(place.path(), &overrides);
            let results = search(&folder, &trainer, workers).unwrap();
            let history: History = folder.read_log().unwrap().read_after(0).unwrap().iter().collect();
            (results, crate::report::rows(&history, |trial| plan.status(trial)))
        });
        assert_eq!(one, three, "{:?}", plan.scheduler);
        let (rows, winner) = (one.1, crate::export::read_yaml(&one.0.1).unwrap());
        for row in &rows {
            let kept = row.kept_epoch.unwrap() as usize;
            assert_eq!((kept, row.best_epoch), (row.epochs.min(2), row.kept_epoch), "{row:?}");
            assert_eq!(row.validation_accuracy, row.best_validation_accuracy, "{row:?}");
        }
        assert!(rows.iter().any(|row| row.epochs == 4), "nobody was trained beyond the best epoch");
        assert_eq!(Some(winner.provenance().unwrap().validation_accuracy), rows[0].validation_accuracy);
    }
}

#[test]
fn without_a_word_the_last_epoch_is_kept() {
    let overrides = ["training.epochs=4".parse().unwrap(), "scheduler=full".parse().unwrap()];
    let plan = plan::read(SPACE, &overrides).unwrap();
    let (place, trainer) = (tempfile::tempdir().unwrap(), FormulaTrainer::new(&plan).falling_after(2));
    let folder = folder_with(place.path(), &overrides);
    search(&folder, &trainer, 1).unwrap();
    let history: History = folder.read_log().unwrap().read_after(0).unwrap().iter().collect();
    let rows = crate::report::rows(&history, |trial| plan.status(trial));
    assert!(rows.iter().all(|row| row.kept_epoch == Some(4) && row.best_epoch == Some(2)), "{rows:?}");
}
