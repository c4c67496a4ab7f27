//! Whatever one byte of a checkpoint is changed: it is passed over, or training ends with the bits that it would have ended with.

use super::{checkpoints, everywhere, job, plan, trainer};
use crate::activation::{Hull, Sharing};
use crate::disk;
use crate::plan::Plan;
use crate::seed::Seed;
use crate::space::Candidate;
use crate::trial::{Decision, EpochEnd, Report, Trainer};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// So many versions of each file are tried.
const MUTATIONS: usize = 500;

/// The smallest training that has everything: two steps an epoch, an optimizer with moments, and an epoch that is kept.
const SMALL: [&str; 4] = [
    "data.samples=60",
    "network.preset.mlp.hidden=[2]",
    "training.keep_epoch=best",
    "training.optimizer={adam: {lr: 0.01}}",
];

/// Trains until an epoch has ended that is told to be the last; all that is told, without the seconds.
fn train(trainer: &dyn Trainer, candidate: &Candidate, last: u32) -> Vec<EpochEnd> {
    let mut ends = Vec::new();
    let trained = trainer.train(job(0, candidate), &mut |end| {
        let decision = if end.report.epoch < last { Decision::Continue } else { Decision::Stop };
        ends.push(EpochEnd { report: Report { seconds: 0.0, ..end.report }, ..end });
        Ok(decision)
    });
    trained.unwrap();
    ends
}

/// A file in which one byte is another, or which ends earlier: which, and how, is drawn.
fn mutated(whole: &[u8], number: usize) -> (Vec<u8>, String) {
    let (mut bytes, mut stream) = (whole.to_vec(), Seed::new(7).of("mutations").of(number).stream());
    let (place, change) = (stream.index(whole.len()), u8::try_from(stream.index(255)).unwrap() + 1);
    if number.is_multiple_of(20) {
        bytes.truncate(place);
        return (bytes, format!("cut at byte {place}"));
    }
    bytes[place] ^= change;
    (bytes, format!("byte {place} ^ {change}"))
}

/// Tries changed versions of the one checkpoint of a trial.
fn check(plan: &Plan, candidate: &Candidate, place: &Path, whole: &[EpochEnd]) {
    let stop = AtomicBool::new(false);
    let trainer = trainer(plan, place, &stop);
    let [name] = checkpoints(place).try_into().unwrap();
    let bytes = disk::read(&place.join(&name)).unwrap();
    for number in 0..MUTATIONS {
        for left in checkpoints(place) {
            fs::remove_file(place.join(left)).unwrap();
        }
        let (changed, change) = mutated(&bytes, number);
        fs::write(place.join(&name), changed).unwrap();
        let ends = train(&trainer, candidate, 2);
        // One that is gone on from tells the epoch of which it is the end, and one that is passed over is trained again.
        assert_eq!(ends, whole, "{name}: {change}");
    }
}

#[test]
fn no_changed_byte_of_a_checkpoint_changes_what_is_trained() {
    let plan = plan(&SMALL);
    let candidate = everywhere(&plan, Hull::Affine, Sharing::Channel);
    let [undisturbed, ended] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let stop = AtomicBool::new(false);
    let whole = train(&trainer(&plan, undisturbed.path(), &stop), &candidate, 2);
    assert_eq!(whole.len(), 2);
    train(&trainer(&plan, ended.path(), &stop), &candidate, 1);
    check(&plan, &candidate, ended.path(), &whole);
}
