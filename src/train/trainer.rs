//! The trainer that workers use: libtorch behind the [`Trainer`] trait.

use super::checkpoint;
use super::epoch::{self, finite};
use super::model::Model;
use super::samples::Samples;
use crate::activation::LearnedMix;
use crate::dataset::{self, Places, Scale};
use crate::disk;
use crate::plan::Plan;
use crate::trial::{Decision, Failure, Job, Receive, Report, Trainer, TrialId};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use tch::Device;

/// Trains the candidates of one plan, with a folder for their checkpoints.
#[derive(Debug)]
pub struct TorchTrainer<'a> {
    pub(super) plan: &'a Plan,
    pub(super) device: Device,
    pub(super) stop: &'a AtomicBool,
    places: Places,
    checkpoints: PathBuf,
    scale: Scale,
    /// Training and validation samples. A tensor may be sent to another thread but not shared with it, hence the lock: it
    /// is held only for as long as it takes to make another handle.
    samples: Mutex<[Samples; 2]>,
    /// The test part, from the moment it is first asked for.
    test: Mutex<Option<Samples>>,
}

impl<'a> TorchTrainer<'a> {
    /// Reads the training part and cuts validation off it.
    ///
    /// Checkpoints go to the folder `checkpoints`. Training stops at the next step once `stop` is set.
    ///
    /// # Errors
    /// If the data is missing or damaged.
    pub fn new(
        plan: &'a Plan,
        places: Places,
        checkpoints: PathBuf,
        device: Device,
        stop: &'a AtomicBool,
    ) -> Result<Self, dataset::Error> {
        let data = &plan.task.data;
        dataset::check(data.source, &places)?;
        let part = dataset::training_part(data.source, &places)?;
        let split = dataset::split(&part.labels, data, &plan.root_seed());
        let scale = dataset::scale(&part, &split.training);
        let samples =
            [&split.training, &split.validation].map(|rows| Samples::new(&part, rows, scale, device));
        let (samples, test) = (Mutex::new(samples), Mutex::new(None));
        Ok(Self { plan, device, stop, places, checkpoints, scale, samples, test })
    }

    /// Handles to the training and the validation samples for the thread that calls.
    pub(super) fn samples(&self) -> [Samples; 2] {
        let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        [samples[0].share(), samples[1].share()]
    }

    /// libtorch counts its threads per calling thread, so each thread that trains has to say it.
    pub(super) fn set_threads(&self) {
        tch::set_num_threads(i32::try_from(self.plan.task.training.threads).unwrap_or(i32::MAX));
    }

    /// A model at the end of the trial's last checkpoint, and the report of that epoch if there is one.
    fn restored<'m>(&'m self, job: Job<'m>) -> Result<(Model<'m>, Option<Report>), Failure> {
        let mut model = Model::new(self.plan, job.candidate, self.device);
        let path = checkpoint::path(&self.checkpoints, job.trial);
        match checkpoint::load(&path, &mut model, &job.candidate.to_string()) {
            Ok(Some(report)) if report.epoch > job.reported.saturating_add(1) => {
                Ok((self.anew(job, "it is ahead of the log"), None))
            }
            Ok(report) => Ok((model, report)),
            Err(checkpoint::Error::Disk(error)) => Err(Failure::Run(Box::new(error))),
            Err(checkpoint::Error::Damaged(why)) => Ok((self.anew(job, &why), None)),
        }
    }

    /// A model at its start, because the checkpoint cannot be used.
    fn anew<'m>(&'m self, job: Job<'m>, why: &str) -> Model<'m> {
        let path = checkpoint::path(&self.checkpoints, job.trial);
        tracing::warn!(trial = job.trial.0, path = %path.display(), why, "the checkpoint cannot be used; training anew");
        Model::new(self.plan, job.candidate, self.device)
    }

    fn train_epoch(
        &self,
        model: &mut Model<'_>,
        samples: &[Samples; 2],
        epoch: u32,
    ) -> Result<Report, Failure> {
        let started = Instant::now();
        let seed = self.plan.root_seed().of("batches").of(epoch);
        let [training, validation] = samples;
        let batch_size = self.plan.task.training.batch_size;
        let in_epoch = |failure| match failure {
            Failure::Trial(reason) => Failure::Trial(format!("{reason} of epoch {epoch}")),
            other => other,
        };
        let training_loss = epoch::train(model, training, batch_size, &seed, self.stop).map_err(in_epoch)?;
        let measured = epoch::measure(model, validation);
        let learned = model.learned();
        let steps =
            self.plan.task.training.steps_per_epoch(usize::try_from(training.len()).unwrap_or(usize::MAX));
        Ok(Report {
            epoch,
            training_loss,
            validation_loss: finite("validation loss", measured.loss, steps).map_err(in_epoch)?,
            validation_accuracy: measured.accuracy,
            mean_coefficients: means(&learned, |mix| &mix.coefficients),
            mean_parameters: if learned.iter().all(|mix| mix.parameters.is_empty()) {
                Vec::new()
            } else {
                means(&learned, |mix| &mix.parameters)
            },
            seconds: started.elapsed().as_secs_f64(),
        })
    }

    fn test_samples(&self) -> Result<Samples, Failure> {
        let mut test = self.test.lock().unwrap_or_else(PoisonError::into_inner);
        if test.is_none() {
            let part = dataset::test_part(self.plan.task.data.source, &self.places)
                .map_err(|error| Failure::Run(Box::new(error)))?;
            let rows: Vec<u32> = (0..).take(part.labels.len()).collect();
            *test = Some(Samples::new(&part, &rows, self.scale, self.device));
        }
        Ok(test.as_ref().expect("just read").share())
    }
}

impl Trainer for TorchTrainer<'_> {
    fn train(&self, job: Job<'_>, receive: &mut Receive<'_>) -> Result<(), Failure> {
        self.set_threads();
        let samples = self.samples();
        let path = checkpoint::path(&self.checkpoints, job.trial);
        let candidate = job.candidate.to_string();
        let (mut model, report) = self.restored(job)?;
        let mut epoch = report.as_ref().map_or(0, |report| report.epoch);
        let mut decision = match report {
            Some(report) => receive(report, model.learned())?,
            None => Decision::Continue,
        };
        while decision == Decision::Continue {
            epoch += 1;
            let report = self.train_epoch(&mut model, &samples, epoch)?;
            checkpoint::save(&path, &model, &candidate, &report)
                .map_err(|error| Failure::Run(Box::new(error)))?;
            decision = receive(report, model.learned())?;
        }
        Ok(())
    }

    fn test(&self, job: Job<'_>) -> Result<f64, Failure> {
        self.set_threads();
        let (model, report) = self.restored(job)?;
        if report.is_none() {
            let path = checkpoint::path(&self.checkpoints, job.trial);
            return Err(Failure::Trial(format!(
                "the weights in `{}` are missing or damaged",
                path.display()
            )));
        }
        Ok(epoch::measure(&model, &self.test_samples()?).accuracy)
    }

    fn forget(&self, trials: &[TrialId]) -> Result<(), Failure> {
        let failed = |error: disk::Error| Failure::Run(Box::new(error));
        let present = disk::list(&self.checkpoints).map_err(failed)?;
        let names = trials.iter().map(|trial| checkpoint::file_name(*trial));
        let gone = names.filter(|name| present.binary_search(name).is_ok());
        gone.into_iter().try_for_each(|name| disk::remove(&self.checkpoints.join(name)).map_err(failed))
    }
}

fn means(learned: &[LearnedMix], rows: impl Fn(&LearnedMix) -> &Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    learned.iter().map(|mix| LearnedMix::mean(rows(mix))).collect()
}
