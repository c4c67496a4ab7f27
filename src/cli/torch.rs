//! What the commands need of libtorch.

use super::export::Answers;
use super::talk::say;
use super::waiting::{READING_DATA, tell_while};
use super::work::Equipment;
use crate::activation::LearnedMix;
use crate::dataset;
use crate::export::{Definition, Script, Trained, TrainedModel, multiplications};
use crate::mix;
use crate::network::products;
use crate::plan::Plan;
use crate::space::Candidate;
use crate::task::{Network, Precision};
use crate::train::{self, EpochSeconds, Finished, TorchTrainer, device};
use crate::trial::{Checkpoints, Failure, Job, Trainer, Trial};
use indicatif::MultiProgress;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Says whether the plan's data set is there and in order.
pub(super) fn check_data(plan: &Plan, equipment: &Equipment) -> anyhow::Result<()> {
    device::open(equipment.device)?;
    Ok(dataset::check(&plan.task.data, &equipment.places)?)
}

/// Calls `work` with a trainer for a plan and the name of its device; checkpoints go to a folder, if there is one. That the
/// data set is being read is told through `talk`.
pub(super) fn with_trainer<T>(
    plan: &Plan,
    checkpoints: Option<Checkpoints>,
    equipment: &Equipment,
    stop: &AtomicBool,
    talk: &MultiProgress,
    work: impl FnOnce(&dyn Trainer, &str) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let trainer = tell_while(talk, READING_DATA, |_| trainer(plan, checkpoints, equipment, stop))?;
    work(&trainer, &trainer.device_name())
}

fn trainer<'a>(
    plan: &'a Plan,
    checkpoints: Option<Checkpoints>,
    equipment: &Equipment,
    stop: &'a AtomicBool,
) -> anyhow::Result<TorchTrainer<'a>> {
    mix::keep_freed_memory();
    let device = device::open(equipment.device)?;
    TorchTrainer::new(plan, equipment.places.clone(), checkpoints, device, stop).map_err(
        |error| match error {
            // It has an exit code of its own.
            train::Error::Data(error) => (*error).into(),
            train::Error::Network(error) => error.into(),
        },
    )
}

/// After so long no further candidate is measured.
const PROBE_ALL: Duration = Duration::from_secs(10);
/// After so long no further step of a candidate is measured.
const PROBE_ONE: Duration = Duration::from_secs(5);

/// How long an epoch of each candidate takes, in seconds, or why it cannot be trained; nothing for a program that
/// cannot train. Of a network whose steps take long only the first candidates are measured; `begin` is told which is next.
pub(super) fn probe(
    plan: &Plan,
    equipment: &Equipment,
    candidates: &[Candidate],
    begin: &dyn Fn(usize),
) -> anyhow::Result<Option<Vec<Result<f64, String>>>> {
    let stop = AtomicBool::new(false);
    let trainer = trainer(plan, None, equipment, &stop)?;
    let (began, mut measured) = (Instant::now(), Vec::new());
    for (number, candidate) in (1..).zip(candidates) {
        if number > 1 && began.elapsed() > PROBE_ALL {
            break;
        }
        begin(number);
        measured.push(match trainer.probe(candidate, PROBE_ONE) {
            Ok(EpochSeconds(seconds)) => Ok(seconds),
            Err(Failure::Trial(reason)) => Err(reason),
            Err(failure) => return Err(failure.into()),
        });
    }
    Ok(Some(measured))
}

/// For how long each number of workers is measured.
const MEASURED: Duration = Duration::from_millis(1500);

/// How many samples of a candidate each number of workers trains in a second, all together.
pub(super) fn samples_per_second(
    plan: &Plan,
    equipment: &Equipment,
    candidate: &Candidate,
    numbers: &[u32],
) -> anyhow::Result<Vec<f64>> {
    let stop = AtomicBool::new(false);
    let trainer = trainer(plan, None, equipment, &stop)?;
    let rate = |workers: &u32| trainer.samples_per_second(candidate, *workers as usize, MEASURED);
    Ok(numbers.iter().map(rate).collect::<Result<_, _>>()?)
}

/// Whether an error says that a device is not there.
pub(super) fn is_missing_device(error: &anyhow::Error) -> bool {
    error.is::<device::MissingDevice>()
}

/// The network of layers of a trial, and what it makes of some validation samples.
pub(super) fn network(
    plan: &Plan,
    checkpoints: Checkpoints,
    equipment: &Equipment,
    trial: &Trial,
    definition: &Definition,
) -> anyhow::Result<(Trained, Answers)> {
    finished(plan, checkpoints, equipment, trial, |finished| {
        Ok((finished.trained(definition.clone())?, answers(finished, plan, definition)))
    })
}

/// The network of a trial that PyTorch exported, and what it makes of some validation samples.
pub(super) fn model(
    plan: &Plan,
    checkpoints: Checkpoints,
    equipment: &Equipment,
    trial: &Trial,
    definition: &Definition,
) -> anyhow::Result<(TrainedModel, Answers)> {
    finished(plan, checkpoints, equipment, trial, |finished| {
        let trained = finished.trained_model(definition.clone());
        let trained = trained.ok_or_else(|| anyhow::anyhow!("the network was not exported by PyTorch"))?;
        Ok((trained?, answers(finished, plan, definition)))
    })
}

/// Gives `work` the network of a trial, which is trained once more where its weights were not kept.
fn finished<T>(
    plan: &Plan,
    checkpoints: Checkpoints,
    equipment: &Equipment,
    trial: &Trial,
    work: impl FnOnce(&Finished<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let reported = u32::try_from(trial.reports.len()).unwrap_or(u32::MAX);
    let job = Job { trial: trial.id, candidate: &trial.candidate, reported };
    let stop = AtomicBool::new(false);
    let saving = trainer(plan, Some(checkpoints), equipment, &stop)?;
    if let Some(finished) = saving.kept(job)? {
        return work(&finished);
    }
    say(&format!("the weights of trial {} were not kept: it is trained once more", trial.id));
    let unsaved = trainer(plan, None, equipment, &stop)?;
    let (finished, report) = unsaved.retrained(job)?;
    let recorded = trial.result().and_then(|kept| kept.weights_sha256.as_ref());
    if recorded.is_some() && recorded != report.weights_sha256.as_ref() {
        anyhow::bail!(
            "trial {} was trained to other bits than here, on {}: export it with the build and on the kind of device that trained \
             it; `actsearch verify` compares them",
            trial.id,
            unsaved.device_name()
        );
    }
    work(&finished)
}

/// On so many samples an exported network is compared with the trained one at most.
const COMPARED: u64 = 1000;
/// On so few at least.
const LEAST_COMPARED: u64 = 2;
/// More multiplications than these are not made for all of them together, so that the check of a large network ends soon.
const MULTIPLICATIONS: u64 = 200_000_000_000;
/// As many numbers as these at most are what a layer makes of all of them together: 1 GB in f64.
const NUMBERS: u64 = 1 << 27;

/// On how many samples an exported network is compared with the trained one: fewer where each takes long or much memory.
fn compared(network: &Network, sites: &[LearnedMix]) -> usize {
    let most = (MULTIPLICATIONS / multiplications(network, sites)).min(NUMBERS / network.width() as u64);
    usize::try_from(most.clamp(LEAST_COMPARED, COMPARED)).expect("a thousand at most")
}

/// So much of the largest logit it may be off, before something is wrong.
const TOLERANCE: f32 = 1e-3;
/// Half a unit in the last of the eight digits that bf16 has: so far a number may be from its rounding, relative to itself.
const BF16_ROUNDOFF: f32 = 1.0 / 512.0;
/// A product in bf16 rounds what goes in, the weights, and what comes out.
const ROUNDINGS: f32 = 3.0;

/// How far logits of an exported network may be from those of training, where the largest of these is `largest`.
///
/// Exported networks compute in f32. Training in bf16 rounds three times at each layer with weights, by at most 2^-9 of a
/// number each time. What a layer adds goes through the others as the numbers themselves do, so that of the largest
/// logit it is off by 3·L·2^-9 at most, where the errors do not all cancel the numbers they belong to: for lenet5 2.3 %.
fn tolerance(precision: Precision, network: &Network, largest: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a network has far fewer layers than 2^24")]
    let layers = products(network) as f32;
    let of_largest = match precision {
        Precision::F32 => TOLERANCE,
        Precision::Bf16 => TOLERANCE + ROUNDINGS * layers * BF16_ROUNDOFF,
    };
    of_largest * largest
}

/// What a network makes of some validation samples.
fn answers(finished: &Finished<'_>, plan: &Plan, definition: &Definition) -> Answers {
    let train::Answers { dims, inputs, logits, .. } =
        finished.validation_answers(compared(&plan.task.network, definition.sites()));
    let largest = logits.iter().fold(1.0_f32, |largest, logit| largest.max(logit.abs()));
    let tolerance = tolerance(plan.task.training.precision, &plan.task.network, largest);
    Answers { dims, inputs, logits, tolerance: tolerance.into() }
}

/// The logits of a `.pt2` file that was written of a network for samples whose answers are known, and how far its program for
/// training is off.
pub(super) fn read_back(
    trained: &TrainedModel,
    file: &[u8],
    answers: &Answers,
) -> anyhow::Result<(Vec<f32>, f64)> {
    let train::ReadBack { logits, in_training } =
        train::read_back(trained, file, &answers.dims, &answers.inputs)?;
    Ok((logits, in_training))
}

/// Compiles a script.
pub(super) fn compile(script: &Script) -> anyhow::Result<Vec<u8>> {
    Ok(train::script::compile(script)?)
}

/// A compiled script that was loaded.
pub(super) use train::script::Module;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Base, Mix};
    use crate::task::{ConvSpec, Dims, LayerSpec, Outputs, Padding};

    /// Two convolutions on a plane of so many rows and columns, which nothing makes smaller before the logits.
    fn wide(side: usize, kernel: usize) -> (Network, Vec<LearnedMix>) {
        let padding = Padding::Same;
        let conv = ConvSpec { channels: 64, kernel, stride: 1, padding, bias: true, name: None };
        let layers = [
            LayerSpec::Conv(conv.clone()),
            LayerSpec::Conv(conv),
            LayerSpec::Activation { name: None, fixed: None },
            LayerSpec::GlobalPool,
            LayerSpec::Linear { outputs: Outputs::Classes, bias: true, name: None },
        ];
        let dims = Dims::Image { channels: 3, height: side, width: side };
        let relu = LearnedMix {
            site: "conv2".to_owned(),
            mix: Mix::plain(Base::RELU),
            coefficients: vec![vec![1.0]],
            parameters: Vec::new(),
        };
        (Network::build(&layers, dims, 10).unwrap(), vec![relu])
    }

    #[test]
    fn large_networks_are_compared_on_fewer_samples() {
        let check = |side, kernel, samples| {
            let (network, sites) = wide(side, kernel);
            assert_eq!(compared(&network, &sites), samples, "{side} {kernel}");
        };
        check(32, 3, 1000);
        // 990 million multiplications each.
        check(32, 15, 202);
        // A layer has 3.2 million numbers, and one 67 million.
        check(224, 3, 41);
        check(1024, 3, 2);
    }

    #[test]
    fn exported_networks_may_be_off_by_a_share_of_the_largest_logit_in_every_precision() {
        let linear = |outputs| LayerSpec::Linear { outputs, bias: true, name: None };
        let layers = [
            linear(Outputs::Number(4)),
            LayerSpec::Activation { name: None, fixed: None },
            linear(Outputs::Classes),
        ];
        let network = Network::build(&layers, Dims::Vector(3), 2).unwrap();
        assert!((tolerance(Precision::F32, &network, 10.0) - 0.01).abs() < 1e-6);
        let of_bf16 = tolerance(Precision::Bf16, &network, 10.0);
        assert!((of_bf16 - (0.01 + 10.0 * 6.0 / 512.0)).abs() < 1e-6, "{of_bf16}");
        assert!(Precision::ALL.iter().all(|it| tolerance(*it, &network, 1.0).is_finite()));
    }
}
