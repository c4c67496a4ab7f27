//! The trainer on the digits: pairing, resuming, failing, learning.

mod agreement;
mod belonging;
mod exported;
mod fixed;
mod fresh;
mod keeping;
mod learning;
mod mutated;
mod networks;
mod operators;
mod parameters;
mod probing;
mod resuming;
mod script;
mod testing;
mod written;

use super::TorchTrainer;
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::dataset::Places;
use crate::disk;
use crate::plan::{self, Plan};
use crate::space::Candidate;
use crate::trial::{Checkpoints, Decision, Failure, Job, Report, Trainer, TrialId};
use crate::yaml::Override;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use tch::Device;

const SPACE: &str = "
name: test
seed: 3
data: {source: digits, samples: 400}
network: {preset: {mlp: {hidden: [16, 8]}}}
activations: {bases: [identity, relu, tanh], size: {max: 3}, hull: [affine, convex, linear], sharing: [layer, channel]}
training: {epochs: 3, batch_size: 32}
budget: {trials: 4}
";

fn plan(overrides: &[&str]) -> Plan {
    let overrides: Vec<Override> = overrides.iter().map(|text| text.parse().unwrap()).collect();
    plan::read(SPACE, &overrides).unwrap()
}

fn everywhere(plan: &Plan, hull: Hull, sharing: Sharing) -> Candidate {
    plan.space.everywhere(&Mix::new(vec![Base::Identity, Base::RELU, Base::Tanh], hull, sharing))
}

/// A job of which the log knows all epochs.
fn job(trial: u32, candidate: &Candidate) -> Job<'_> {
    Job { trial: TrialId(trial), candidate, reported: u32::MAX }
}

type Trained = (Vec<Report>, Vec<LearnedMix>);

/// A trainer with its checkpoints in a folder, and its data, if that is in files, too.
fn trainer<'a>(plan: &'a Plan, place: &Path, stop: &'a AtomicBool) -> TorchTrainer<'a> {
    TorchTrainer::new(
        plan,
        Places::only(place),
        Some(Checkpoints::of_no_run(place.to_owned())),
        Device::Cpu,
        stop,
    )
    .unwrap()
}

/// Trains for so many epochs in all, with the checkpoints in a folder; the reports without their seconds.
fn train(plan: &Plan, place: &Path, candidate: &Candidate, epochs: u32) -> Result<Trained, Failure> {
    let stop = AtomicBool::new(false);
    let trainer = trainer(plan, place, &stop);
    let (mut reports, mut learned) = (Vec::new(), Vec::new());
    trainer.train(job(0, candidate), &mut |end| {
        let mut report = end.report;
        let decision = if report.epoch < epochs { Decision::Continue } else { Decision::Stop };
        report.seconds = 0.0;
        reports.push(report);
        learned = end.kept.learned;
        Ok(decision)
    })?;
    Ok((reports, learned))
}

/// The names of the checkpoints in a folder.
fn checkpoints(place: &Path) -> Vec<String> {
    let names = disk::list(place).unwrap().into_iter();
    names
        .filter(|name| std::path::Path::new(name).extension().is_some_and(|end| end == "safetensors"))
        .collect()
}

/// The tensors of the only checkpoint in a folder: all that training changed.
fn checkpoint(place: &Path) -> Vec<u8> {
    let names = checkpoints(place);
    assert_eq!(names.len(), 1, "{names:?}");
    // The header holds the seconds, so only what comes after it is compared.
    let bytes = disk::read(&place.join(&names[0])).unwrap();
    let header = u64::from_le_bytes(bytes[..8].try_into().unwrap());
    bytes[8 + usize::try_from(header).unwrap()..].to_vec()
}

#[test]
fn training_learns() {
    let (plan, place) = (plan(&["data.samples=1000"]), tempfile::tempdir().unwrap());
    let relu = plan.space.everywhere(&Mix::plain(Base::RELU));
    let (reports, learned) = train(&plan, place.path(), &relu, 12).unwrap();
    assert!(reports[11].validation_accuracy > 0.85, "{}", reports[11].validation_accuracy);
    assert!(reports[11].training_loss < reports[0].training_loss / 2.0);
    assert_eq!(learned[0].coefficients, [[1.0]]);
}

#[test]
fn candidates_start_from_the_same_weights_and_see_the_same_batches() {
    // A linear mix whose coefficients do not move is the same function as a frozen one, all through training.
    let still = "training.coefficients.lr=1e-30";
    let reports = |overrides: &[&str], hull| {
        let (plan, place) = (plan(overrides), tempfile::tempdir().unwrap());
        let mut reports = train(&plan, place.path(), &everywhere(&plan, hull, Sharing::Layer), 3).unwrap().0;
        // A frozen mix has no free tensor among its weights.
        for report in &mut reports {
            report.weights_sha256 = None;
        }
        reports
    };
    assert_eq!(reports(&[still], Hull::Frozen), reports(&[still], Hull::Linear));
    assert_ne!(reports(&[still], Hull::Frozen), reports(&[still, "seed=4"], Hull::Frozen));
}

#[test]
fn coefficients_move_and_stay_in_their_hull() {
    let plan = plan(&["training.coefficients.lr=0.05"]);
    for sharing in Sharing::ALL {
        for hull in Hull::ALL {
            let place = tempfile::tempdir().unwrap();
            let candidate = everywhere(&plan, hull, sharing);
            let (_, learned) = train(&plan, place.path(), &candidate, 3).unwrap();
            assert_eq!(learned[0].coefficients.len(), candidate.0[0].mix.rows(16));
            for row in learned.iter().flat_map(|mix| &mix.coefficients) {
                let sum: f32 = row.iter().sum();
                let moved = row.iter().any(|alpha| (alpha - 1.0 / 3.0).abs() > 1e-3);
                match hull {
                    Hull::Affine => assert!(moved && (sum - 1.0).abs() < 1e-5, "{row:?}"),
                    Hull::Convex => {
                        assert!(moved && (sum - 1.0).abs() < 1e-5 && row.iter().all(|a| *a >= 0.0));
                    }
                    Hull::Linear => assert!(moved && (sum - 1.0).abs() > 1e-4, "{row:?}"),
                    Hull::Frozen => assert!(!moved, "{row:?}"),
                }
            }
        }
    }
}

#[test]
fn coefficients_have_their_own_learning_rate_and_no_weight_decay() {
    // The weights stand still, so that decay could show in the coefficients only.
    let learned = |decay| {
        let weights = "training.optimizer={sgd: {lr: 1e-30, momentum: 0}}";
        let plan = plan(&[weights, "training.coefficients.lr=0.05", decay]);
        let place = tempfile::tempdir().unwrap();
        train(&plan, place.path(), &everywhere(&plan, Hull::Linear, Sharing::Layer), 2).unwrap().1
    };
    let without = learned("training.weight_decay=0");
    assert_eq!(without, learned("training.weight_decay=0.9"));
    assert!((without[0].coefficients[0][0] - 1.0 / 3.0).abs() > 1e-3, "{without:?}");
}

#[test]
fn a_candidate_that_diverges_fails_with_the_step_and_the_epoch() {
    let plan = plan(&["training.optimizer={sgd: {lr: 100, momentum: 0.9}}"]);
    let place = tempfile::tempdir().unwrap();
    let failure =
        train(&plan, place.path(), &everywhere(&plan, Hull::Linear, Sharing::Layer), 3).unwrap_err();
    let Failure::Trial(reason) = failure else { panic!("{failure}") };
    assert!(reason.starts_with("diverged: ") && reason.contains(" of epoch "), "{reason}");
}

#[test]
fn two_threads_train_to_the_same_bits_as_one() {
    let plan = plan(&[]);
    let candidates = Hull::ALL.map(|hull| everywhere(&plan, hull, Sharing::Layer));
    let one_by_one = candidates.clone().map(|candidate| {
        let place = tempfile::tempdir().unwrap();
        train(&plan, place.path(), &candidate, 2).unwrap()
    });
    let together = std::thread::scope(|scope| {
        let train = |candidate| {
            let place = tempfile::tempdir().unwrap();
            train(&plan, place.path(), &candidate, 2).unwrap()
        };
        let threads = candidates.map(|candidate| scope.spawn(move || train(candidate)));
        threads.map(|thread| thread.join().unwrap())
    });
    assert_eq!(one_by_one, together);
}

#[test]
fn every_base_can_be_trained_alone_and_in_a_mix() {
    let plan = plan(&[]);
    let switched = [Base::Swish { beta: 1.0, learned: true }, Base::BinaryStep { straight_through: true }];
    for base in Base::ALL.into_iter().chain(switched) {
        for mix in [
            Mix::plain(base),
            Mix::new(vec![base], Hull::Linear, Sharing::Channel),
            Mix::new(vec![Base::LeakyRelu { slope: 0.2 }, base], Hull::Affine, Sharing::Layer),
        ] {
            let place = tempfile::tempdir().unwrap();
            let (reports, _) = train(&plan, place.path(), &plan.space.everywhere(&mix), 1).unwrap();
            assert!(reports[0].validation_loss.is_finite(), "{mix}");
        }
    }
}

#[test]
fn weights_that_nobody_asks_for_are_thrown_away() {
    let (plan, place) = (plan(&[]), tempfile::tempdir().unwrap());
    let stop = AtomicBool::new(false);
    let folder = place.path().join("checkpoints");
    disk::make_folder(&folder).unwrap();
    let trainer = trainer(&plan, &folder, &stop);
    let relu = plan.space.everywhere(&Mix::plain(Base::RELU));
    for trial in 0..3 {
        trainer.train(job(trial, &relu), &mut |_| Ok(Decision::Stop)).unwrap();
    }
    trainer.forget(&[TrialId(0), TrialId(2), TrialId(7)]).unwrap();
    assert_eq!(disk::list(&folder).unwrap(), ["trial-00001-e00001-s000000.safetensors"]);
    let left = disk::read(&folder.join("trial-00001-e00001-s000000.safetensors")).unwrap();
    let ended = |trial| Job { reported: 1, ..job(trial, &relu) };
    assert!(trainer.test(ended(1)).unwrap().accuracy() > 0.1);
    assert_eq!(disk::read(&folder.join("trial-00001-e00001-s000000.safetensors")).unwrap(), left);
    assert_eq!(trainer.test(ended(0)).unwrap(), trainer.test(ended(1)).unwrap(), "it is trained once more");
}

#[test]
fn a_network_that_does_not_fit_the_data_is_told_before_anything_is_trained() {
    let error = plan::read(SPACE, &["network.preset=lenet5".parse().unwrap()]).unwrap_err().to_string();
    assert!(error.contains("layer `conv2` needs an input of at least 5×5, but it gets 20×2×2"), "{error}");
}
