//! How long training takes is measured, and for no longer than is allowed.

use super::super::model::Model;
use super::{everywhere, plan, trainer};
use crate::activation::{Hull, Sharing};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn no_further_step_is_measured_when_the_time_is_over_and_one_always_is() {
    let (plan, place, stop) = (plan(&[]), tempfile::tempdir().unwrap(), AtomicBool::new(false));
    let trainer = trainer(&plan, place.path(), &stop);
    let candidate = everywhere(&plan, Hull::Affine, Sharing::Layer);
    let batch = plan.task.training.batch_size;
    let few = trainer.setting.training.first(3 * batch);
    let samples = |most| {
        let mut model = Model::new(&plan, &candidate, trainer.setting.device);
        trainer.steps(&mut model, &few, plan.root_seed(), most).unwrap().samples
    };
    assert_eq!((samples(Duration::ZERO), samples(HOUR)), (batch, 3 * batch));
    for most in [Duration::ZERO, HOUR] {
        let seconds = trainer.probe(&candidate, most).unwrap().0;
        assert!(seconds > 0.0 && seconds < 60.0, "{most:?}: {seconds} s");
    }
}
