//! Interrupted anywhere and resumed, a trial ends with the same bits as one that was never interrupted.

use super::parameters::{self, PRELU};
use super::{Trained, checkpoint, checkpoints, everywhere, job, plan, train, trainer};
use crate::activation::{Hull, Mix, Sharing};
use crate::dataset::Places;
use crate::disk;
use crate::plan::Plan;
use crate::seed::Seed;
use crate::space::Candidate;
use crate::trial::{Decision, Failure, Job, Trainer, TrialId};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Every optimizer, with all that a step can have beside it.
const OPTIMIZERS: [&str; 6] = [
    "training.optimizer={sgd: {lr: 0.05, momentum: 0.9}}",
    "training.optimizer={sgd: {lr: 0.05, momentum: 0.9, nesterov: true}}",
    "training.optimizer={sgd: {lr: 0.05, momentum: 0}}",
    "training.optimizer={adam: {lr: 0.01}}",
    "training.optimizer={adamw: {lr: 0.01}}",
    "training.optimizer={rmsprop: {lr: 0.003, decay: 0.01}}",
];
const BESIDE: [&str; 5] = [
    "training.weight_decay=0.01",
    "training.schedule={cosine: {end: 0.1}}",
    "training.warm_up=0.5",
    "training.clip_norm=1.5",
    "training.label_smoothing=0.1",
];

/// A residual network with batch norm, dropout, a fixed activation that learns a slope, and augmentation, on the digits.
const RESIDUAL: [&str; 2] = [
    "network={layers: [{conv: {channels: 4, kernel: 3, padding: 1, bias: false}}, batch_norm, activation, \
     {residual: {layers: [{conv: {channels: 4, kernel: 3, padding: 1, bias: false}}, batch_norm, {activation: {fixed: prelu}}, \
     {conv: {channels: 4, kernel: 3, padding: 1, bias: false}}, batch_norm]}}, activation, {dropout: {share: 0.25}}, \
     global_pool, {linear: {outputs: classes}}]}",
    "training.augmentation={flip: true, shift: 1, cutout: 3}",
];

/// A LeNet-5 on a folder of IDX files.
const LENET5: &str = "
name: test
seed: 3
data: {source: {idx: images}, validation: 0.25}
network: {preset: lenet5}
activations: {bases: [identity, relu, tanh]}
training: {epochs: 2, batch_size: 16, augmentation: {flip: true}}
budget: {trials: 4}
";

/// Writes random images of 28×28 with labels that go round as IDX files.
fn write_images(folder: &Path) {
    let idx = |sizes: &[u32], bytes: Vec<u8>| {
        let mut file = vec![0, 0, 8, u8::try_from(sizes.len()).unwrap()];
        file.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
        file.extend(bytes);
        file
    };
    disk::make_folder(folder).unwrap();
    for (part, count) in [("train", 60_u32), ("t10k", 20)] {
        let mut stream = Seed::new(5).of(part).stream();
        let pixels = (0..count * 784).map(|_| u8::try_from(stream.index(256)).unwrap()).collect();
        let labels = (0..count).map(|sample| u8::try_from(sample % 10).unwrap()).collect();
        let images = idx(&[count, 28, 28], pixels);
        disk::write(&folder.join(format!("{part}-images-idx3-ubyte")), &images).unwrap();
        disk::write(&folder.join(format!("{part}-labels-idx1-ubyte")), &idx(&[count], labels)).unwrap();
    }
}

/// Trains a trial that is interrupted after every single step.
fn train_step_by_step(plan: &Plan, place: &Path, candidate: &Candidate, epochs: u32) -> (Trained, usize) {
    let (mut reports, mut learned, mut interruptions) = (Vec::new(), Vec::new(), 0);
    loop {
        let stop = AtomicBool::new(true);
        let ended = trainer(plan, place, &stop).train(job(0, candidate), &mut |end| {
            let mut report = end.report;
            let decision = if report.epoch < epochs { Decision::Continue } else { Decision::Stop };
            report.seconds = 0.0;
            reports.push(report);
            learned = end.kept.learned;
            Ok(decision)
        });
        match ended {
            Ok(()) => break,
            Err(Failure::Interrupted) => interruptions += 1,
            Err(other) => panic!("{other}"),
        }
        assert!(checkpoints(place).len() <= 2, "{:?}", checkpoints(place));
    }
    // The report of an epoch whose end was saved is told again after an interruption.
    reports.dedup_by_key(|report| report.epoch);
    ((reports, learned), interruptions)
}

/// A trial that is interrupted after every step ends with the same reports, coefficients, weights and optimizer as a whole one.
#[track_caller]
fn check(overrides: &[&str], mix: &Mix) {
    let (whole, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    check_in(&plan(overrides), mix, whole.path(), place.path(), overrides);
}

#[track_caller]
fn check_in(plan: &Plan, mix: &Mix, whole: &Path, place: &Path, overrides: &[&str]) {
    check_candidate(plan, &plan.space.everywhere(mix), whole, place, &format!("{overrides:?}"));
}

/// The same for any candidate of a plan whose data is not in files.
#[track_caller]
pub(super) fn check_plan(plan: &Plan, candidate: &Candidate) {
    let (whole, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    check_candidate(plan, candidate, whole.path(), place.path(), &candidate.to_string());
}

#[track_caller]
fn check_candidate(plan: &Plan, candidate: &Candidate, whole: &Path, place: &Path, what: &str) {
    let uninterrupted = train(plan, whole, candidate, 2).unwrap();
    let (interrupted, interruptions) = train_step_by_step(plan, place, candidate, 2);
    assert!(interruptions >= 4, "{interruptions}");
    assert_eq!(interrupted, uninterrupted, "{what}");
    assert!(uninterrupted.0.iter().all(|report| report.weights_sha256.is_some()));
    assert_eq!(checkpoint(place), checkpoint(whole), "{what}");
}

fn mixes() -> [Mix; 2] {
    let plan = plan(&[]);
    let affine = everywhere(&plan, Hull::Affine, Sharing::Channel).0.swap_remove(0).mix;
    [affine, parameters::mix(Sharing::Layer)]
}

#[test]
fn an_mlp_that_is_interrupted_at_every_step_ends_with_the_same_bits() {
    for optimizer in OPTIMIZERS {
        for mix in mixes() {
            check(&[&["data.samples=120", optimizer], &BESIDE[..]].concat(), &mix);
        }
    }
}

#[test]
fn a_lenet5_that_is_interrupted_at_every_step_ends_with_the_same_bits() {
    for optimizer in OPTIMIZERS {
        let (whole, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for folder in [&whole, &place] {
            write_images(&folder.path().join("images"));
        }
        let overrides = [&[optimizer], &BESIDE[..]].concat();
        let parsed: Vec<_> = overrides.iter().map(|text| text.parse().unwrap()).collect();
        let places = Places::only(whole.path());
        let typed = plan::parse(LENET5, &parsed);
        let plan = typed.plan(&plan::probe(&typed.files(), whole.path(), &places)).unwrap();
        check_in(&plan, &mixes()[0], whole.path(), place.path(), &overrides);
    }
}

#[test]
fn a_residual_network_that_is_interrupted_at_every_step_ends_with_the_same_bits() {
    for optimizer in OPTIMIZERS {
        let few = ["data.samples=120", "training.batch_size=24", optimizer];
        check(&[&few, &BESIDE[..], &RESIDUAL[..]].concat(), &mixes()[0]);
    }
}

#[test]
fn resumed_at_any_epoch_a_trial_ends_with_the_same_bits() {
    let sgd = "training.optimizer={sgd: {lr: 0.05, momentum: 0.9}}";
    for overrides in [&[][..], &[sgd], &[sgd, "training.weight_decay=0.01"]] {
        let plan = plan(overrides);
        let without_parameters = everywhere(&plan, Hull::Affine, Sharing::Channel);
        let with_parameters = plan.space.everywhere(&parameters::mix(Sharing::Channel));
        for candidate in [without_parameters, with_parameters, plan.space.everywhere(&Mix::plain(PRELU))] {
            let whole = tempfile::tempdir().unwrap();
            let uninterrupted = train(&plan, whole.path(), &candidate, 3).unwrap();
            let place = tempfile::tempdir().unwrap();
            for epochs in 1..=3 {
                let (reports, learned) = train(&plan, place.path(), &candidate, epochs).unwrap();
                let expected = uninterrupted.0.get(epochs as usize - 1);
                assert_eq!(reports.last(), expected, "{overrides:?}, {candidate}");
                assert!(epochs < 3 || learned == uninterrupted.1, "{overrides:?}, {candidate}");
            }
            assert_eq!(checkpoint(place.path()), checkpoint(whole.path()), "{overrides:?}, {candidate}");
        }
    }
}

#[test]
fn a_damaged_checkpoint_is_passed_over_for_the_one_before() {
    let plan = plan(&["training.checkpoint_seconds=1e-9"]);
    let candidate = everywhere(&plan, Hull::Affine, Sharing::Layer);
    let place = tempfile::tempdir().unwrap();
    let uninterrupted = train(&plan, place.path(), &candidate, 2).unwrap();
    // A trial that was killed in its second epoch has two files.
    let stopped = tempfile::tempdir().unwrap();
    let stop = AtomicBool::new(false);
    let ended = trainer(&plan, stopped.path(), &stop).train(job(0, &candidate), &mut |_| {
        stop.store(true, Ordering::Relaxed);
        Ok(Decision::Continue)
    });
    assert!(matches!(ended, Err(Failure::Interrupted)));
    let names = checkpoints(stopped.path());
    assert_eq!(names, ["trial-00000-e00001-s000000.safetensors", "trial-00000-e00001-s000001.safetensors"]);
    let path = stopped.path().join(&names[1]);
    let whole = disk::read(&path).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for damaged in [&b"nonsense"[..], &whole[..whole.len() / 2], &[], &flipped] {
        let place = tempfile::tempdir().unwrap();
        let copied = disk::read(&stopped.path().join(&names[0])).unwrap();
        disk::write(&place.path().join(&names[0]), &copied).unwrap();
        disk::write(&place.path().join(&names[1]), damaged).unwrap();
        let (reports, learned) = train(&plan, place.path(), &candidate, 2).unwrap();
        assert_eq!((reports, learned), uninterrupted, "it began with the report of the first epoch");
    }
}

#[test]
fn where_every_checkpoint_is_damaged_a_trial_is_trained_anew_to_the_same_bits() {
    let plan = plan(&[]);
    let candidate = everywhere(&plan, Hull::Affine, Sharing::Layer);
    let place = tempfile::tempdir().unwrap();
    let uninterrupted = train(&plan, place.path(), &candidate, 2).unwrap();
    for name in checkpoints(place.path()) {
        disk::write(&place.path().join(name), b"nonsense").unwrap();
    }
    assert_eq!(train(&plan, place.path(), &candidate, 2).unwrap(), uninterrupted);
}

#[test]
fn a_running_trial_is_saved_between_the_ends_of_epochs_and_keeps_two_files_at_most() {
    let plan = plan(&["training.checkpoint_seconds=1e-9"]);
    let candidate = everywhere(&plan, Hull::Affine, Sharing::Layer);
    let place = tempfile::tempdir().unwrap();
    let stop = AtomicBool::new(false);
    let mut seen = Vec::new();
    trainer(&plan, place.path(), &stop)
        .train(job(0, &candidate), &mut |end| {
            seen.push(checkpoints(place.path()));
            Ok(if end.report.epoch < 2 { Decision::Continue } else { Decision::Stop })
        })
        .unwrap();
    // 320 training samples in batches of 32 are ten steps, the last of which is saved with the end of the epoch.
    let expected = |epoch: u32| {
        [
            format!("trial-00000-e{:05}-s000009.safetensors", epoch - 1),
            format!("trial-00000-e{epoch:05}-s000000.safetensors"),
        ]
    };
    assert_eq!(seen, [expected(1), expected(2)]);
    assert_eq!(
        checkpoints(place.path()),
        ["trial-00000-e00002-s000000.safetensors"],
        "one of a trial that is done"
    );
}

#[test]
fn the_checkpoint_of_another_candidate_is_not_taken() {
    let (plan, place) = (plan(&[]), tempfile::tempdir().unwrap());
    let affine = everywhere(&plan, Hull::Affine, Sharing::Layer);
    let convex = everywhere(&plan, Hull::Convex, Sharing::Layer);
    train(&plan, place.path(), &affine, 2).unwrap();
    assert_eq!(train(&plan, place.path(), &convex, 2).unwrap().0.len(), 2, "it began at the first epoch");
}

#[test]
fn a_checkpoint_that_is_ahead_of_the_log_is_not_taken() {
    let (plan, place) = (plan(&[]), tempfile::tempdir().unwrap());
    let candidate = everywhere(&plan, Hull::Affine, Sharing::Layer);
    let whole = train(&plan, place.path(), &candidate, 3).unwrap().0;
    let stop = AtomicBool::new(false);
    let trainer = trainer(&plan, place.path(), &stop);
    let first_with = |reported| {
        let mut first = None;
        let job = Job { trial: TrialId(0), candidate: &candidate, reported };
        trainer
            .train(job, &mut |end| {
                first = Some(end.report);
                Ok(Decision::Stop)
            })
            .unwrap();
        first.unwrap().epoch
    };
    assert_eq!(whole.len(), 3);
    assert_eq!(first_with(2), 3, "one ahead: killed before its report");
    assert_eq!(first_with(1), 1, "two ahead: of another log");
}
