//! Small tables, written, read, damaged and searched.

use super::*;
use crate::activation::{Base, Mix};
use crate::controller::{Controller, Gradient};
use crate::scheduler::{Halving, Scheduler};
use crate::seed::Seed;
use crate::trial::Budget;
use safetensors::Dtype;
use safetensors::tensor::TensorView;
use std::collections::BTreeSet;

/// Two sites with six mixes each: 36 candidates.
const SPACE: &str = "
name: small
seed: 2
data: {source: digits}
network: {preset: {mlp: {hidden: [4, 4]}}}
activations: {bases: [identity, relu, tanh], size: {max: 2}}
training: {epochs: 3}
budget: {trials: 20}
baselines: []
controller: random
scheduler: full
";

const SAMPLES: Samples = Samples { validation: 1000, test: 500 };
const SEEDS: usize = 2;
/// The candidate whose second training diverges in its second epoch.
const DIVERGING: usize = 7;

fn plan() -> Plan {
    plan::read(SPACE, &[]).unwrap()
}

/// Accuracies that differ between candidates and seeds, and rise with the epochs.
fn curve(candidate: usize, seed: usize) -> Curve {
    let height = Seed::new(4).of(candidate).of(seed).stream().index(100);
    let counts = |samples: usize| -> Vec<u16> {
        let right = |epoch: usize| samples * (50 + 10 * epoch + height / 10) / 100 - candidate % 5;
        (1..=3).map(|epoch| u16::try_from(right(epoch)).unwrap()).collect()
    };
    let mut curve = Curve { validation: counts(1000), test: counts(500), coefficients: Vec::new() };
    if (candidate, seed) == (DIVERGING, 1) {
        curve.validation.truncate(1);
        curve.test.truncate(1);
    }
    curve
}

fn table() -> Table {
    let of = |candidate| (0..SEEDS).map(move |seed| curve(candidate, seed));
    Table::new(plan(), SEEDS, SAMPLES, &(0..36).flat_map(of).collect::<Vec<_>>(), supers())
}

/// The super-candidate learns to have tanh at the first site and relu at the second; its second training diverges.
fn supers() -> Vec<Curve> {
    let learned = vec![vec![0.1, 0.1, 0.8], vec![0.0, 0.9, 0.1]];
    let whole =
        Curve { validation: vec![500, 600, 700], test: vec![200, 250, 300], coefficients: vec![learned; 3] };
    let mut diverged = whole.clone();
    diverged.validation.truncate(2);
    diverged.test.truncate(2);
    diverged.coefficients.truncate(2);
    vec![whole, diverged]
}

fn search(seed: u64, workers: usize) -> Vec<Epoch> {
    let table = table();
    replay(&table, &Plan { seed, ..table.plan.clone() }, workers)
}

/// A search of every candidate.
fn whole(seed: u64) -> Plan {
    Plan { seed, budget: Budget { trials: 36, hours: None, ..Budget::default() }, ..plan() }
}

fn finished(epochs: &[Epoch]) -> BTreeSet<usize> {
    epochs.iter().filter_map(|epoch| epoch.finished).collect()
}

#[test]
fn the_same_seed_gives_the_same_epochs_and_another_gives_others() {
    for workers in [1, 3] {
        assert_eq!(search(5, workers), search(5, workers));
        assert_ne!(finished(&search(5, workers)), finished(&search(6, workers)));
    }
}

#[test]
fn any_number_of_workers_trains_the_same_and_ends_with_the_same_best() {
    for seed in 0..4 {
        let alone = search(seed, 1);
        for workers in [2, 3, 8, 30] {
            let together = search(seed, workers);
            assert_eq!(finished(&together), finished(&alone));
            assert_eq!(together.last().unwrap().held, alone.last().unwrap().held);
            assert_eq!(together.len(), alone.len());
        }
    }
}

#[test]
fn epochs_are_counted_one_unit_of_time_each() {
    let alone = search(2, 1);
    assert_eq!(alone.len(), 60);
    for (place, epoch) in (1..).zip(&alone) {
        assert_eq!((epoch.time, epoch.epochs), (place, place));
        assert_eq!(epoch.trials as u64, place.div_ceil(3));
        assert_eq!(epoch.finished.is_some(), place % 3 == 0);
    }
    assert_eq!(alone[1].held, None);
    assert_eq!(alone[2].held, alone[2].finished);

    let four = search(2, 4);
    assert_eq!(four.len(), 60);
    assert_eq!(four.last().unwrap().time, 15);
    assert!(four.is_sorted_by_key(|epoch| epoch.time));
    assert_eq!(four[0].trials, 4);
}

#[test]
fn a_worker_sleeps_while_results_that_it_needs_are_out_of_sight() {
    let table = table();
    let plan = Plan { lookahead: 1, ..table.plan.clone() };
    let together = replay(&table, &plan, 4);
    assert_eq!(together.last().unwrap().time, 60);
    assert_eq!(together, replay(&table, &plan, 1));
}

#[test]
fn a_run_trains_all_its_candidates_from_one_seed() {
    let table = table();
    for seed in 0..4 {
        let epochs = replay(&table, &whole(seed), 2);
        let at = usize::try_from(seed).unwrap() % SEEDS;
        let best = (0..36).filter_map(|candidate| table.validation(candidate, at, 3)).fold(0.0, f64::max);
        let held = epochs.last().unwrap().held.unwrap();
        assert_eq!(table.validation(held, at, 3), Some(best));
    }
}

#[test]
fn a_candidate_that_diverges_fails_in_that_epoch_and_the_search_goes_on() {
    let table = table();
    assert_eq!(finished(&replay(&table, &whole(0), 1)).len(), 36);
    let failing = replay(&table, &whole(1), 1);
    assert_eq!(failing.len(), 36 * 3 - 1);
    assert_eq!(finished(&failing), (0..36).filter(|candidate| *candidate != DIVERGING).collect());
}

#[test]
fn a_candidate_that_the_table_does_not_have_fails_in_its_first_epoch() {
    let table = table();
    let plan = Plan {
        baselines: [Base::Sine, Base::RELU]
            .map(|base| table.plan.space.everywhere(&Mix::plain(base)))
            .to_vec(),
        ..table.plan.clone()
    };
    let epochs = replay(&table, &plan, 1);
    assert_eq!((epochs[0].trials, epochs[0].finished), (1, None));
    assert_eq!((epochs[1].trials, epochs[1].finished), (2, None));
    assert!(epochs[3].finished.is_some());
    assert_eq!(epochs.len(), 1 + 19 * 3);
}

#[test]
fn a_trial_that_is_promoted_goes_on_along_its_curve() {
    let table = table();
    // Three of a bracket are trained for one epoch, and the best of them to the end.
    let halving = Scheduler::SuccessiveHalving(Halving::default());
    for workers in [1, 4] {
        let epochs = replay(&table, &Plan { scheduler: halving, ..whole(0) }, workers);
        assert_eq!(epochs.len(), 12 * (3 + 2));
        let finished: Vec<usize> = epochs.iter().filter_map(|epoch| epoch.finished).collect();
        assert_eq!(finished.len(), 12);
        let first = |candidate: usize| table.validation(candidate, 0, 1);
        let mean = |of: &[usize]| of.iter().filter_map(|one| first(*one)).sum::<f64>();
        let all: Vec<usize> = (0..36).collect();
        assert!(mean(&finished) / 12.0 > mean(&all) / 36.0);
        // With one worker the promoted trial ends two epochs after the third of its bracket has come to the first level.
        let ends = epochs.iter().filter(|epoch| epoch.finished.is_some()).map(|epoch| epoch.epochs);
        assert!(workers > 1 || ends.eq((1..=12).map(|bracket| 5 * bracket)));
    }
}

#[test]
fn gradient_reads_the_coefficients_of_the_super_candidate() {
    let table = table();
    let first = |seed: u64| {
        let plan =
            Plan { controller: Controller::Gradient(Gradient::default()), lookahead: 1, ..whole(seed) };
        replay(&table, &plan, 1).iter().find_map(|epoch| epoch.finished)
    };
    // tanh is the third of the mixes at the first site, relu the second at the second, of six each.
    assert_eq!(first(0), Some(2 + 6));
    assert_ne!(first(1), Some(2 + 6), "what diverged tells nothing");
}

#[test]
fn a_space_that_is_exhausted_ends_the_run() {
    let table = table();
    let plan = Plan { budget: Budget { trials: 100, hours: None, ..Budget::default() }, ..whole(0) };
    assert_eq!(replay(&table, &plan, 5).len(), 36 * 3);
}

#[test]
fn the_hours_of_the_budget_are_simulated() {
    let table = table();
    let plan =
        Plan { budget: Budget { trials: 36, hours: Some(7.0 / 3600.0), ..Budget::default() }, ..whole(0) };
    assert_eq!(replay(&table, &plan, 1).last().unwrap().time, 9);
}

#[test]
fn regret_is_what_the_held_candidate_lacks_on_average_over_all_seeds() {
    let (table, truth) = (table(), Truth::of(&table()));
    let last = |candidate, seed| table.validation(candidate, seed, table.epochs()).unwrap_or(0.0);
    let mean = |candidate| {
        (0..SEEDS).map(|seed| last(candidate, seed)).sum::<f64>() / f64::from(u8::try_from(SEEDS).unwrap())
    };
    let means: Vec<f64> = (0..36).map(mean).collect();
    let best = means.iter().copied().fold(0.0, f64::max);
    assert!((truth.best() - best).abs() < 1e-12);
    for (candidate, mean) in means.iter().enumerate() {
        assert!((truth.regret(Some(candidate)) - (best - mean)).abs() < 1e-12);
        assert_eq!(truth.is_top(candidate), truth.regret(Some(candidate)) == 0.0);
    }
    assert_eq!(truth.regret(None), truth.best());
    assert!(truth.regret(Some(DIVERGING)) > 0.4);
    assert!(truth.top_count() >= 1);
}

/// A folder with the space file and what the table was made to.
fn folder(space: &str, bytes: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    disk::write(&folder.path().join("space.yaml"), space.as_bytes()).unwrap();
    disk::write(&folder.path().join("table.safetensors"), bytes).unwrap();
    folder
}

/// What reading says of it, without the path.
fn complaint(space: &str, bytes: &[u8]) -> String {
    let folder = folder(space, bytes);
    let text = Table::read(folder.path()).unwrap_err().to_string();
    text.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn a_table_reads_back_as_it_was_written() {
    let table = table();
    let folder = folder(SPACE, &[]);
    table.write(folder.path()).unwrap();
    let read = Table::read(folder.path()).unwrap();
    assert_eq!(read, table);
    assert_eq!((read.candidates(), read.seeds(), read.epochs()), (36, SEEDS, 3));
    assert_eq!(read.samples(), SAMPLES);
    assert_eq!(read.curve(DIVERGING, 1), curve(DIVERGING, 1));
    assert_eq!(read.validation(DIVERGING, 1, 2), None);
    assert_eq!(read.super_curve(1), Some(&supers()[1]));
    assert_eq!(read.test(3, 0, 1), Some(f64::from(curve(3, 0).test[0]) / 500.0));
}

/// A file with these tensors and metadata.
fn written(tensors: &[(&str, Dtype, [usize; 3])], metadata: &[(&str, &str)]) -> Vec<u8> {
    let bytes = vec![0; 10_000];
    let views = tensors.iter().map(|(name, dtype, shape)| {
        let length = shape.iter().product::<usize>() * dtype.bitsize() / 8;
        (*name, TensorView::new(*dtype, shape.to_vec(), &bytes[..length]).unwrap())
    });
    let metadata = metadata.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    safetensors::serialize(views, Some(metadata)).unwrap()
}

const COUNTED: [(&str, &str); 2] = [("validation_samples", "1000"), ("test_samples", "500")];
const SHAPE: [usize; 3] = [36, 2, 3];

#[test]
fn numbers_that_are_not_those_of_the_space_are_refused() {
    let two = |dtype, validation, test| {
        written(&[("validation", dtype, validation), ("test", dtype, test)], &COUNTED)
    };
    let damaged = [
        (two(Dtype::U16, [35, 2, 3], SHAPE), "`validation` has the shape [35, 2, 3], not [36, 2, 3]"),
        (two(Dtype::U16, SHAPE, [36, 2, 4]), "`test` has the shape [36, 2, 4], not [36, 2, 3]"),
        (two(Dtype::U16, [36, 0, 3], [36, 0, 3]), "`validation` has the shape [36, 0, 3], not [36, 1, 3]"),
        (two(Dtype::U16, SHAPE, [36, 1, 3]), "`test` has the shape [36, 1, 3], not [36, 2, 3]"),
        (two(Dtype::F32, SHAPE, SHAPE), "`validation` is of F32, not of U16"),
        (
            written(
                &[
                    ("validation", Dtype::U16, SHAPE),
                    ("test", Dtype::U16, SHAPE),
                    ("super_validation", Dtype::U16, SHAPE),
                ],
                &COUNTED,
            ),
            "`super_validation` has the shape [36, 2, 3], not [2, 3]",
        ),
        (written(&[], &COUNTED[..1]), "its metadata have no number `test_samples`"),
        (written(&[], &[("samples", "9")]), "its metadata have no number `validation_samples`"),
        (written(&[], &[("validation_samples", "many")]), "its metadata have no number `validation_samples`"),
        (written(&[], &[COUNTED[0], ("test_samples", "0")]), "accuracies are shares of no samples"),
    ];
    for (bytes, reason) in damaged {
        let expected = format!("`table.safetensors` is no table of its space: {reason}; make it anew");
        assert_eq!(complaint(SPACE, &bytes), expected);
    }
}

#[test]
fn a_file_that_is_torn_or_counts_too_much_is_refused() {
    let table = table();
    let bytes = file::bytes(&table);
    for length in [0, 7, 100, bytes.len() - 1] {
        let complaint = complaint(SPACE, &bytes[..length]);
        assert!(complaint.starts_with("`table.safetensors` is no table of its space: "), "{complaint}");
    }
    let few = Table { samples: Samples { validation: 1000, test: 300 }, ..table };
    assert!(
        complaint(SPACE, &file::bytes(&few)).contains("`test` counts 3"),
        "{}",
        complaint(SPACE, &file::bytes(&few))
    );
}

#[test]
fn a_table_of_another_space_is_refused() {
    let other = SPACE.replace("size: {max: 2}", "size: {max: 3}");
    assert!(
        complaint(&other, &file::bytes(&table())).contains("`validation` has the shape [36, 2, 3], not [")
    );
    let wrong = SPACE.replace("epochs", "epoch");
    assert!(complaint(&wrong, &file::bytes(&table())).starts_with("the space file has problems\n"));
}

#[test]
fn a_folder_without_a_table_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Table::read(folder.path()).unwrap_err().to_string().contains("space.yaml"));
    disk::write(&folder.path().join("space.yaml"), SPACE.as_bytes()).unwrap();
    assert!(Table::read(folder.path()).unwrap_err().to_string().contains("table.safetensors"));
}
