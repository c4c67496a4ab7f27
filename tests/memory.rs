//! Memory does not grow with the number of trials.

#![cfg(all(feature = "torch", target_os = "linux"))]
#![expect(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

use actsearch::dataset::Places;
use actsearch::plan;
use actsearch::train::{Device, TorchTrainer};
use actsearch::trial::{Checkpoints, Decision, Job, Trainer, TrialId};
use std::sync::atomic::AtomicBool;

const SPACE: &str = "
name: memory
seed: 1
data: {source: digits, samples: 200}
network: {layers: [{conv: {channels: 8, kernel: 3}}, batch_norm, activation, {pool: {size: 2}}, {dropout: {share: 0.2}},
  flatten, {linear: {outputs: 32}}, activation, {linear: {outputs: classes}}]}
activations: {bases: [identity, relu, tanh, sigmoid, swish, elu], size: {max: 4}, hull: [affine, convex, linear],
  sharing: [layer, channel]}
training: {epochs: 1, batch_size: 40, augmentation: {shift: 1}}
budget: {trials: 300}
";

/// The resident set of this process, in pages.
fn resident() -> f64 {
    let numbers = std::fs::read_to_string("/proc/self/statm").unwrap();
    numbers.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn three_hundred_trials_take_no_more_memory_than_ten() {
    let plan = plan::read(SPACE, &[]).unwrap();
    let (place, stop) = (tempfile::tempdir().unwrap(), AtomicBool::new(false));
    actsearch::mix::keep_freed_memory();
    let places = Places::only(place.path());
    let trainer = TorchTrainer::new(
        &plan,
        places,
        Some(Checkpoints::of_no_run(place.path().to_owned())),
        Device::Cpu,
        &stop,
    )
    .unwrap();
    let mut after_ten = 0.0;
    for number in 0..300 {
        let candidate = plan.space.draw(&mut plan.root_seed().of(number).stream());
        let job = Job { trial: TrialId(number), candidate: &candidate, reported: 0 };
        trainer.train(job, &mut |_| Ok(Decision::Stop)).unwrap();
        trainer.forget(&[TrialId(number)]).unwrap();
        if number == 9 {
            after_ten = resident();
        }
    }
    let growth = resident() / after_ten;
    assert!(growth < 1.05, "the resident set after 300 trials is {growth} times that after ten");
}
