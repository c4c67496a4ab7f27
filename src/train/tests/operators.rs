//! The two operators: training comes to nearly the same with either.

use super::{everywhere, parameters, plan, train};
use crate::activation::{Hull, Sharing};

/// Whether two losses are the same but for rounding that training has spread.
fn are_near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-3 * one.abs()
}

#[test]
fn the_reference_and_the_fused_operator_train_to_nearly_the_same_losses() {
    let plans = ["training.operator=reference", "training.operator=fused"].map(|operator| plan(&[operator]));
    for sharing in Sharing::ALL {
        for candidate in [
            everywhere(&plans[0], Hull::Affine, sharing),
            plans[0].space.everywhere(&parameters::mix(sharing)),
        ] {
            let [reference, fused] = plans.each_ref().map(|plan| {
                let place = tempfile::tempdir().unwrap();
                train(plan, place.path(), &candidate, 2).unwrap().0
            });
            assert_eq!((reference.len(), fused.len()), (2, 2));
            for (reference, fused) in reference.iter().zip(&fused) {
                let training = are_near(reference.training_loss, fused.training_loss);
                let validation = are_near(reference.validation_loss, fused.validation_loss);
                assert!(training && validation, "{candidate}: {reference:?} and {fused:?}");
            }
        }
    }
}
