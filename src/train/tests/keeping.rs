//! With `keep_epoch: best` the best epoch is what is tested and exported, however often training was interrupted.

use super::{checkpoint, everywhere, plan, trainer};
use crate::activation::{Hull, Sharing};
use crate::plan::Plan;
use crate::space::Candidate;
use crate::trial::{Decision, EpochEnd, Failure, Job, Trainer, TrialId};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// So large steps that accuracies go up and down.
const UNSTEADY: [&str; 3] = ["data.samples=120", "training.optimizer={adam: {lr: 0.5}}", "training.epochs=5"];
const EPOCHS: u32 = 5;

fn unsteady(keep: &str, overrides: &[&str]) -> Plan {
    plan(&[&UNSTEADY[..], &[keep], overrides].concat())
}

fn job(candidate: &Candidate, reported: u32) -> Job<'_> {
    Job { trial: TrialId(0), candidate, reported }
}

/// Trains for so many epochs in all; the ends of epochs, without their seconds, and how often it was interrupted.
fn train(plan: &Plan, place: &Path, candidate: &Candidate, epochs: u32, stops: bool) -> (Vec<EpochEnd>, u32) {
    let (mut ends, mut interruptions) = (Vec::<EpochEnd>::new(), 0);
    loop {
        let stop = AtomicBool::new(stops);
        let trained = trainer(plan, place, &stop).train(job(candidate, u32::MAX), &mut |mut end| {
            end.report.seconds = 0.0;
            let decision = if end.report.epoch < epochs { Decision::Continue } else { Decision::Stop };
            ends.push(end);
            Ok(decision)
        });
        match trained {
            Ok(()) => break,
            Err(Failure::Interrupted) => interruptions += 1,
            Err(other) => panic!("{other}"),
        }
    }
    ends.dedup_by_key(|end| end.report.epoch);
    (ends, interruptions)
}

/// The epoch of the highest accuracy, then the lowest loss, then the first, in the plainest way.
fn best(ends: &[EpochEnd]) -> u32 {
    let accuracy = ends.iter().map(|end| end.report.validation_accuracy).fold(0.0, f64::max);
    let of_best = || ends.iter().map(|end| &end.report).filter(|it| it.validation_accuracy >= accuracy);
    let loss = of_best().map(|report| report.validation_loss).fold(f64::INFINITY, f64::min);
    of_best().find(|report| report.validation_loss <= loss).unwrap().epoch
}

/// The weights that the network of a trial is exported with.
fn exported(plan: &Plan, place: &Path, candidate: &Candidate, reported: u32) -> BTreeMap<String, Vec<f32>> {
    let stop = AtomicBool::new(false);
    let trainer = trainer(plan, place, &stop);
    let kept = trainer.kept(job(candidate, reported)).unwrap();
    kept.expect("it has a checkpoint").weights()
}

fn tested(plan: &Plan, place: &Path, candidate: &Candidate, reported: u32) -> f64 {
    let stop = AtomicBool::new(false);
    trainer(plan, place, &stop).test(job(candidate, reported)).unwrap().accuracy()
}

#[test]
fn the_best_epoch_is_what_is_kept_tested_and_exported_not_the_last() {
    let (keeps_best, keeps_last) =
        (unsteady("training.keep_epoch=best", &[]), unsteady("training.keep_epoch=last", &[]));
    let candidate = everywhere(&keeps_best, Hull::Affine, Sharing::Channel);
    let place = tempfile::tempdir().unwrap();
    let (ends, _) = train(&keeps_best, place.path(), &candidate, EPOCHS, false);
    let epoch = best(&ends);
    assert!(epoch < EPOCHS, "the last epoch is the best, which proves nothing: {ends:?}");
    let kept = &ends.last().unwrap().kept;
    assert_eq!(kept.epoch, epoch);
    // A trial that is trained to just that epoch is the same.
    let short = tempfile::tempdir().unwrap();
    let (expected, _) = train(&keeps_last, short.path(), &candidate, epoch, false);
    assert_eq!(*kept, expected.last().unwrap().kept);
    let of_short = exported(&keeps_last, short.path(), &candidate, epoch);
    assert_eq!(exported(&keeps_best, place.path(), &candidate, EPOCHS), of_short);
    let accuracy = tested(&keeps_last, short.path(), &candidate, epoch);
    assert_eq!(tested(&keeps_best, place.path(), &candidate, EPOCHS), accuracy);
    // Without its checkpoint it is trained once more, to the same.
    let (bare, stop) = (tempfile::tempdir().unwrap(), AtomicBool::new(false));
    assert_eq!(tested(&keeps_best, bare.path(), &candidate, EPOCHS), accuracy);
    let trainer = trainer(&keeps_best, bare.path(), &stop);
    let (retrained, report) = trainer.retrained(job(&candidate, EPOCHS)).unwrap();
    assert_eq!(
        (report.epoch, &report.weights_sha256),
        (epoch, &ends[epoch as usize - 1].report.weights_sha256)
    );
    assert_eq!(retrained.weights(), trainer.kept(job(&candidate, EPOCHS)).unwrap().unwrap().weights());
}

#[test]
fn interrupted_at_every_step_and_promoted_the_same_epoch_is_kept_to_the_bit() {
    let plan = unsteady("training.keep_epoch=best", &[]);
    let candidate = everywhere(&plan, Hull::Affine, Sharing::Channel);
    let (whole, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (uninterrupted, _) = train(&plan, whole.path(), &candidate, EPOCHS, false);
    let mut interrupted = Vec::new();
    for epochs in [1, 3, EPOCHS] {
        let (ends, interruptions) = train(&plan, place.path(), &candidate, epochs, true);
        assert!(interruptions >= 2, "{interruptions}");
        interrupted.extend(ends);
    }
    // A promoted trial tells the end of the epoch where it stopped once more.
    interrupted.dedup_by_key(|end| end.report.epoch);
    assert_eq!(interrupted, uninterrupted);
    assert_eq!(checkpoint(place.path()), checkpoint(whole.path()));
}

#[test]
fn what_is_kept_takes_no_more_than_one_more_copy_of_the_weights() {
    let sizes = ["last", "best"].map(|keep| {
        let plan = unsteady(&format!("training.keep_epoch={keep}"), &[]);
        let (place, candidate) =
            (tempfile::tempdir().unwrap(), everywhere(&plan, Hull::Affine, Sharing::Layer));
        train(&plan, place.path(), &candidate, 1, false);
        checkpoint(place.path()).len()
    });
    // Adam has two numbers for each weight, so that a checkpoint is three copies without the kept epoch and four with it.
    assert_eq!(sizes[0] * 4, sizes[1] * 3);
}

#[test]
fn a_checkpoint_beyond_what_the_log_knows_is_not_what_is_tested() {
    let plan = unsteady("training.keep_epoch=last", &[]);
    let candidate = everywhere(&plan, Hull::Affine, Sharing::Layer);
    let (long, short) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    train(&plan, long.path(), &candidate, 3, false);
    train(&plan, short.path(), &candidate, 2, false);
    assert_eq!(tested(&plan, long.path(), &candidate, 2), tested(&plan, short.path(), &candidate, 2));
    assert_eq!(checkpoint(long.path()), checkpoint(short.path()), "it was trained anew");
}
