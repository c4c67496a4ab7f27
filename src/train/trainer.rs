//! The trainer that workers use: libtorch behind the [`Trainer`] trait.

use super::checkpoint;
use super::epoch;
use super::error::Error;
use super::feed::Feed;
use super::model::Model;
use super::session::{Session, of_run};
use super::setting::Setting;
use crate::dataset::{self, Places, Scale};
use crate::disk;
use crate::network::Forward;
use crate::plan::Plan;
use crate::task::Task;
use crate::trial::{Answers, Checkpoints, Decision, Failure, Job, Receive, Trainer, TrialId};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ScopedJoinHandle;
use tch::Device;

/// Trains the candidates of one plan, with a folder for their checkpoints.
#[derive(Debug)]
pub struct TorchTrainer<'a> {
    pub(super) setting: Setting<'a>,
    places: Places,
    pub(super) scale: Scale,
    /// The test part, from the moment it is first asked for.
    test: Mutex<Option<Feed>>,
}

impl<'a> TorchTrainer<'a> {
    /// Reads the training part and cuts validation off it.
    ///
    /// Trials are saved in `checkpoints`; without a folder nothing is. Training stops at the next step once `stop`
    /// is set.
    ///
    /// # Errors
    /// If the data is missing or damaged, or if the network was exported and cannot be run.
    pub fn new(
        plan: &'a Plan,
        places: Places,
        checkpoints: Option<Checkpoints>,
        device: Device,
        stop: &'a AtomicBool,
    ) -> Result<Self, Error> {
        let Task { data, network, .. } = &plan.task;
        // With mixes and as it came; which of both a candidate is changes nothing about whether it can be run.
        for has_mixes in [true, false] {
            Forward::new(network, has_mixes, device)?;
        }
        dataset::check(data, &places)?;
        let part = Arc::new(dataset::training_part(&data.source, &places)?.seen_as(network.input));
        let split = dataset::split(part.labels(), data, &plan.root_seed());
        let scale = Scale::of(plan.task.normalisation(), &part, &data.facts.columns, &split.training);
        let kind = network.input_kind();
        let feed = |rows| Feed::new(Arc::clone(&part), rows, kind, &scale, device);
        let (training, validation) = (feed(split.training), feed(split.validation));
        let test = Mutex::new(None);
        let setting = Setting { plan, device, stop, training, validation, checkpoints };
        Ok(Self { setting, places, scale, test })
    }

    /// The name of the device that trains.
    #[must_use]
    pub fn device_name(&self) -> String {
        super::device::name(self.setting.device)
    }

    /// The network of a trial that has ended, as it is kept: from its last checkpoint, or trained from where that is.
    fn trained<'j>(&'j self, job: Job<'j>) -> Result<Model<'j>, Failure> {
        let mut session = Session::restored(&self.setting, job)?;
        if session.is_beyond(job.reported) {
            session = Session::anew(&self.setting, job);
        }
        while session.at_its_end().is_none_or(|report| report.epoch < job.reported) {
            session.train_epoch()?;
        }
        session.keep_last()?;
        let (_, model) = session.into_kept().expect("it is at the end of an epoch");
        Ok(model)
    }

    pub(super) fn test_samples(&self) -> Result<Feed, Failure> {
        let mut test = self.test.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(feed) = test.as_ref() {
            return Ok(feed.clone());
        }
        let Task { data, network, .. } = &self.setting.plan.task;
        let part = dataset::test_part(&data.source, &self.places);
        let part = Arc::new(part.map_err(|error| Failure::Run(Box::new(error)))?.seen_as(network.input));
        let rows = (0..).take(part.len()).collect();
        let feed = Feed::new(part, rows, network.input_kind(), &self.scale, self.setting.device);
        Ok(test.insert(feed).clone())
    }
}

impl Trainer for TorchTrainer<'_> {
    fn train(&self, job: Job<'_>, receive: &mut Receive<'_>) -> Result<(), Failure> {
        self.setting.set_threads();
        let mut session = Session::restored(&self.setting, job)?;
        let mut decision = match session.end() {
            Some(end) => receive(end)?,
            None => Decision::Continue,
        };
        while decision == Decision::Continue {
            decision = receive(session.train_epoch()?)?;
        }
        session.keep_last()
    }

    fn test(&self, job: Job<'_>) -> Result<Answers, Failure> {
        self.setting.set_threads();
        let model = self.trained(job)?;
        let samples = self.test_samples()?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let parts = samples.parts((cores / self.setting.plan.task.training.threads as usize).max(1));
        std::thread::scope(|scope| {
            let answer = |part| {
                let model = model.share();
                let answer = move || {
                    self.setting.set_threads();
                    epoch::answers(&model, part)
                };
                std::thread::Builder::new().spawn_scoped(scope, answer)
            };
            let threads: Vec<_> = parts.iter().map(answer).collect();
            let joined = |thread: std::io::Result<ScopedJoinHandle<'_, Vec<bool>>>| {
                let thread = thread.map_err(|error| Failure::Run(Box::new(error)))?;
                // Whoever called knows what to do about a panic.
                Ok(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            };
            let answers = threads.into_iter().map(joined).collect::<Result<Vec<_>, Failure>>()?;
            Ok(Answers(answers.concat()))
        })
    }

    fn forget(&self, trials: &[TrialId]) -> Result<(), Failure> {
        let Some(checkpoints) = self.setting.checkpoints() else { return Ok(()) };
        let folder = checkpoints.folder();
        let names = disk::list(folder).map_err(of_run)?;
        let is_forgotten = |name: &&String| checkpoint::trial_of(name).is_some_and(|id| trials.contains(&id));
        let mut forgotten = names.iter().filter(is_forgotten);
        forgotten.try_for_each(|name| checkpoints.remove(&folder.join(name))).map_err(of_run)
    }
}
