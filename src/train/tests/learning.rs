//! What a step can have beside its optimizer: schedules, clipping, smoothing, dropout, augmentation, bf16.

use super::{everywhere, plan, train};
use crate::activation::{Base, Hull, Mix, Sharing};
use crate::trial::Report;

/// The reports of a relu network trained for so many epochs.
fn reports(overrides: &[&str], epochs: u32) -> Vec<Report> {
    let (plan, place) = (plan(overrides), tempfile::tempdir().unwrap());
    train(&plan, place.path(), &plan.space.everywhere(&Mix::plain(Base::RELU)), epochs).unwrap().0
}

#[test]
fn every_optimizer_learns() {
    for optimizer in ["{sgd: {lr: 0.1, nesterov: true}}", "adam", "adamw", "{rmsprop: {lr: 0.002}}"] {
        let set = format!("training.optimizer={optimizer}");
        let last = reports(&[&set, "data.samples=1000"], 10).swap_remove(9);
        assert!(last.validation_accuracy > 0.8, "{optimizer}: {}", last.validation_accuracy);
    }
}

#[test]
fn bf16_learns_as_well_and_not_to_the_same_bits() {
    let of = |precision: &str| reports(&[precision, "data.samples=1000"], 6);
    let (exact, rough) = (of("training.precision=f32"), of("training.precision=bf16"));
    assert!((exact[5].validation_accuracy - rough[5].validation_accuracy).abs() < 0.05);
    assert_ne!(exact[0].training_loss, rough[0].training_loss);
    assert!((exact[0].training_loss - rough[0].training_loss).abs() < 0.02 * exact[0].training_loss);
}

#[test]
fn pixels_from_zero_to_one_are_trained_on_where_they_are_asked_for() {
    let of = |normalisation: &str| reports(&[normalisation, "data.samples=1000"], 10).swap_remove(9);
    let (standard, unit) = (of("data.normalisation=standard"), of("data.normalisation=unit"));
    assert_ne!(standard.validation_loss, unit.validation_loss);
    assert!(unit.validation_accuracy > 0.6, "{}", unit.validation_accuracy);
}

#[test]
fn a_rate_that_shrinks_fast_trains_less() {
    let of = |schedule: &str| reports(&[schedule, "training.optimizer={sgd: {lr: 0.05}}"], 3).swap_remove(2);
    let (constant, shrinking) =
        (of("training.schedule=constant"), of("training.schedule={inverse_time: {rate: 1}}"));
    assert!(shrinking.training_loss > constant.training_loss + 0.1, "{shrinking:?} {constant:?}");
}

#[test]
fn steps_of_the_schedule_are_taken_at_their_epochs() {
    let of = |schedule: &str| reports(&[schedule, "training.optimizer={sgd: {lr: 0.05}}"], 3);
    let constant = of("training.schedule=constant");
    let stepped = of("training.schedule={step: {at: [2], factor: 0.001}}");
    assert_eq!(constant[..2], stepped[..2]);
    assert_ne!(constant[2], stepped[2]);
}

#[test]
fn a_clipped_gradient_moves_the_weights_less() {
    let of = |clip: &[&str]| {
        let sgd = "training.optimizer={sgd: {lr: 0.1, momentum: 0}}";
        reports(&[&[sgd], clip].concat(), 1)[0].training_loss
    };
    let (free, clipped, loose) = (of(&[]), of(&["training.clip_norm=1e-4"]), of(&["training.clip_norm=1e5"]));
    assert!(clipped > 2.25, "nothing was learned: {clipped}");
    assert!(free < clipped);
    assert_eq!(free, loose, "a gradient that is short enough is left alone");
}

#[test]
fn smoothed_labels_keep_the_training_loss_up_and_leave_validation_alone() {
    let of = |smoothing: &str| reports(&[smoothing, "data.samples=1000"], 8);
    let (hard, smooth) = (of("training.label_smoothing=0"), of("training.label_smoothing=0.5"));
    assert!(smooth[7].training_loss > 1.3, "{}", smooth[7].training_loss);
    assert!(smooth[7].training_loss > hard[7].training_loss + 0.5);
    assert!(smooth[7].validation_accuracy > 0.7, "{}", smooth[7].validation_accuracy);
}

#[test]
fn augmentation_and_dropout_are_at_work_in_training_only() {
    let layers = "network={layers: [flatten, {linear: {outputs: 32}}, activation, {dropout: {share: 0.5}}, \
                  {linear: {outputs: classes}}]}";
    let whole =
        "network={layers: [flatten, {linear: {outputs: 32}}, activation, {linear: {outputs: classes}}]}";
    let of = |overrides: &[&str]| reports(overrides, 1)[0].clone();
    let still = "training.optimizer={sgd: {lr: 1e-30, momentum: 0}}";
    let plain = of(&[still, whole]);
    for changed in [of(&[still, layers]), of(&[still, whole, "training.augmentation={flip: true, shift: 2}"])]
    {
        assert_ne!(plain.training_loss, changed.training_loss);
        assert_eq!(plain.validation_loss, changed.validation_loss);
    }
}

#[test]
fn what_affine_coefficients_are_made_of_does_not_drift() {
    let (plan, place) = (plan(&["training.coefficients.lr=0.05"]), tempfile::tempdir().unwrap());
    let candidate = everywhere(&plan, Hull::Affine, Sharing::Channel);
    let (_, learned) = train(&plan, place.path(), &candidate, 3).unwrap();
    let bytes = super::disk::read(&place.path().join("trial-00000-e00003-s000000.safetensors")).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let stored = tensors.tensor("fc1.alpha").unwrap();
    let stored: Vec<f32> =
        stored.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let learned: Vec<f32> = learned[0].coefficients.iter().flatten().copied().collect();
    let close = |(stored, learned): (&f32, &f32)| (stored - learned).abs() < 1e-6;
    assert!(stored.iter().zip(&learned).all(close), "{stored:?} {learned:?}");
}
