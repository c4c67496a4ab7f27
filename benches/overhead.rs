//! What the machinery costs: a search of 1,000 trials with a formula in place of training, and reading its log back.
//!
//! Prints `figure search_1000_seconds` (reach: under 5) and `figure fold_1000_ms`. What is measured is the program's own
//! work and the log's durable writes, so the disk counts: `figure sync_ms` says how long one synced write takes on it.

mod figures;

use actsearch::formula::FormulaTrainer;
use actsearch::log::RunLog;
use actsearch::search::{self, Kept, RunFolder};
use actsearch::trial::{Event, History};
use actsearch::worker::Board;
use criterion::{Criterion, criterion_group, criterion_main};
use figures::{figure, median};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

const SPACE: &str = "
name: overhead
seed: 1
data: {source: digits}
network: {preset: {mlp: {hidden: [16, 16, 16]}}}
activations: {bases: [identity, relu, tanh, sigmoid, elu, swish], size: {max: 4}, hull: [affine, convex]}
training: {epochs: 1}
controller: random
scheduler: full
budget: {trials: 1000}
";

/// Searches in a new folder.
fn search(place: &Path) -> RunFolder {
    let folder = RunFolder::create(Some(&place.join("run")), SPACE, &[], "overhead", Kept::default(), &[])
        .expect("a new folder");
    let run = folder.open().expect("nobody else holds it");
    let trainer = FormulaTrainer::new(&run.plan);
    let stop = AtomicBool::new(false);
    let opened = Event::Opened { program: "bench".to_owned(), workers: 2, device: "none".to_owned() };
    let board = Board::open(&run.plan, &run.log, &opened, &stop).expect("a log");
    search::run(&board, &folder, &trainer, 2).expect("a formula does not fail");
    folder
}

fn searches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("search");
    group.sample_size(10);
    let mut seconds = Vec::new();
    group.bench_function("1000 trials by formula", |bencher| {
        bencher.iter(|| {
            let place = tempfile::tempdir().expect("a temporary folder");
            let started = Instant::now();
            search(place.path());
            seconds.push(started.elapsed().as_secs_f64());
        });
    });
    figure("search_1000_seconds", median(&mut seconds));
}

fn folds(criterion: &mut Criterion) {
    let place = tempfile::tempdir().expect("a temporary folder");
    let folder = search(place.path());
    let log = folder.read_log().expect("a log");
    let mut milliseconds = Vec::new();
    criterion.bench_function("read and fold 1000 trials", |bencher| {
        bencher.iter(|| {
            let started = Instant::now();
            let history: History = log.read_after(0).expect("a log").iter().collect();
            assert_eq!(history.trials().len(), 1000);
            milliseconds.push(started.elapsed().as_secs_f64() * 1000.0);
        });
    });
    figure("fold_1000_ms", median(&mut milliseconds));
}

fn syncs(criterion: &mut Criterion) {
    let place = tempfile::tempdir().expect("a temporary folder");
    let mut milliseconds = Vec::new();
    criterion.bench_function("one synced write", |bencher| {
        bencher.iter(|| {
            let started = Instant::now();
            let mut file = actsearch::disk::append(&place.path().join("file")).expect("a file");
            std::io::Write::write_all(&mut file, &[0; 4096])
                .and_then(|()| file.sync_data())
                .expect("room for it");
            milliseconds.push(started.elapsed().as_secs_f64() * 1000.0);
        });
    });
    figure("sync_ms", median(&mut milliseconds));
}

criterion_group!(benches, searches, folds, syncs);
criterion_main!(benches);
