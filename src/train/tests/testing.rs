//! The test part is looked at in parts, by as many threads as there are cores, and nobody can tell.

use super::super::epoch;
use super::super::session::Session;
use super::{everywhere, job, plan, trainer};
use crate::activation::{Hull, Sharing};
use crate::trial::{Decision, Trainer};
use std::sync::atomic::AtomicBool;

#[test]
fn parts_have_every_sample_once_and_are_right_as_often_as_the_whole() {
    let (plan, place, stop) = (plan(&[]), tempfile::tempdir().unwrap(), AtomicBool::new(false));
    let (trainer, candidate) =
        (trainer(&plan, place.path(), &stop), everywhere(&plan, Hull::Affine, Sharing::Channel));
    trainer.train(job(0, &candidate), &mut |_| Ok(Decision::Stop)).unwrap();
    let session = Session::restored(&trainer.setting, job(0, &candidate)).unwrap();
    let samples = &trainer.setting.validation;
    let whole = epoch::measure(&session.model, samples).correct;
    assert!(whole > 0.0);
    for count in [1, 2, 3, 7, 1000] {
        let parts = samples.parts(count);
        assert!(parts.len() <= count && parts.iter().all(|part| part.len() > 0), "{count}");
        assert_eq!(parts.iter().map(super::super::feed::Feed::len).sum::<usize>(), samples.len());
        let answers: Vec<bool> =
            parts.iter().flat_map(|part| epoch::answers(&session.model.share(), part)).collect();
        assert_eq!(answers, epoch::answers(&session.model, samples), "{count}");
        assert_eq!(u32::try_from(answers.iter().filter(|right| **right).count()).map(f64::from), Ok(whole));
    }
}
