//! A checkpoint belongs to one trial of one run, and nobody else goes on from it.

use super::{checkpoints, everywhere, job, plan};
use crate::activation::{Hull, Sharing};
use crate::dataset::Places;
use crate::disk::{self, Guard};
use crate::plan::Plan;
use crate::train::TorchTrainer;
use crate::trial::{Checkpoints, Decision, Report, Trainer};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use tch::Device;

/// Trains trials of a run for so many epochs each; all reports without their seconds.
fn train(plan: &Plan, place: &Path, run: &str, trials: &[u32], epochs: u32) -> Vec<Report> {
    let stop = AtomicBool::new(false);
    let saving = Checkpoints::new(place.to_owned(), run.to_owned(), Guard::default());
    let trainer = TorchTrainer::new(plan, Places::only(place), Some(saving), Device::Cpu, &stop).unwrap();
    let candidate = everywhere(plan, Hull::Affine, Sharing::Layer);
    let mut reports = Vec::new();
    for trial in trials {
        let trained = trainer.train(job(*trial, &candidate), &mut |end| {
            let epoch = end.report.epoch;
            reports.push(Report { seconds: 0.0, ..end.report });
            Ok(if epoch < epochs { Decision::Continue } else { Decision::Stop })
        });
        trained.unwrap();
    }
    reports
}

#[test]
fn a_checkpoint_of_another_run_or_trial_is_never_taken() {
    let (ours, theirs) = (plan(&[]), plan(&["seed=4"]));
    let [alone, other, mixed] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let undisturbed = train(&ours, alone.path(), "ours", &[0, 1], 2);
    train(&theirs, other.path(), "theirs", &[0], 1);
    let [name] = checkpoints(other.path()).try_into().unwrap();
    let copy = |trial: &str| {
        let to = mixed.path().join(name.replace("trial-00000", trial));
        disk::write(&to, &disk::read(&other.path().join(&name)).unwrap()).unwrap();
    };
    copy("trial-00000");
    assert_eq!(train(&ours, mixed.path(), "ours", &[0], 2), undisturbed[..2], "that of another seed");
    let ours_too = train(&ours, other.path(), "ours", &[0], 1);
    assert_eq!(ours_too, undisturbed[..1]);
    copy("trial-00001");
    assert_eq!(
        train(&ours, mixed.path(), "ours", &[1], 2),
        undisturbed[2..],
        "that of trial 0 of the same run"
    );
}
