//! A trial in training: its model, how far it is, and when it is saved.

use super::checkpoint::{self, Header, Owner};
use super::epoch::{self, Epoch, Progress, finite};
use super::kept::Kept;
use super::model::Model;
use super::setting::Setting;
use crate::activation::LearnedMix;
use crate::disk;
use crate::trial::{EpochEnd, Failure, Job, KeptEpoch, Report, TrialId};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// A trial in training, or one that was.
#[derive(Debug)]
pub(super) struct Session<'m> {
    pub(super) model: Model<'m>,
    record: Record<'m>,
}

/// What is known of a trial beside its weights, and where it is saved.
#[derive(Debug)]
struct Record<'m> {
    setting: &'m Setting<'m>,
    trial: TrialId,
    /// The trial as checkpoints name it.
    owner: Owner,
    /// The last whole epoch, if there was one.
    report: Option<Report>,
    /// The best epoch so far, where that is the one to keep.
    kept: Option<Kept>,
    /// How far the epoch after it is.
    progress: Progress,
    /// How long that took, in seconds.
    seconds: f64,
    /// The file that holds the trial's state as it was last saved.
    saved: Option<PathBuf>,
}

impl<'m> Session<'m> {
    /// The trial at the place of its last checkpoint that is whole, or at its start.
    pub(super) fn restored(setting: &'m Setting<'m>, job: Job<'m>) -> Result<Self, Failure> {
        if let Some(checkpoints) = setting.checkpoints() {
            for path in checkpoint::files(checkpoints.folder(), job.trial).map_err(of_run)? {
                match Self::from_file(setting, job, &path)? {
                    Ok(session) => return Ok(session),
                    Err(why) => {
                        let (trial, path) = (job.trial.0, path.display());
                        tracing::warn!(trial, %path, why, "this checkpoint cannot be used and is passed over");
                    }
                }
            }
        }
        Ok(Self::anew(setting, job))
    }

    pub(super) fn anew(setting: &'m Setting<'m>, job: Job<'m>) -> Self {
        let run = setting.checkpoints().map_or(String::new(), |checkpoints| checkpoints.run().to_owned());
        let record = Record {
            setting,
            trial: job.trial,
            owner: Owner { run, trial: job.trial.0, candidate: job.candidate.to_string() },
            report: None,
            kept: None,
            progress: Progress::default(),
            seconds: 0.0,
            saved: None,
        };
        Self { model: Model::new(setting.plan, job.candidate, setting.device), record }
    }

    /// The trial as a file has it, or why the file cannot be used.
    fn from_file(
        setting: &'m Setting<'m>,
        job: Job<'m>,
        path: &Path,
    ) -> Result<Result<Self, String>, Failure> {
        let bytes = disk::read(path).map_err(of_run)?;
        let mut session = Self::anew(setting, job);
        let header = checkpoint::load(&bytes, &mut session.model, &session.record.owner);
        Ok(header.and_then(|(header, kept)| {
            if header.epochs() > job.reported.saturating_add(1) {
                return Err("it is ahead of the log".to_owned());
            }
            let record = &mut session.record;
            (record.progress, record.seconds) = (header.progress(), header.seconds);
            (record.report, record.kept, record.saved) = (header.report, kept, Some(path.to_owned()));
            Ok(session)
        }))
    }

    /// The last whole epoch, unless steps were taken since.
    pub(super) fn at_its_end(&self) -> Option<&Report> {
        self.record.report.as_ref().filter(|_| self.record.progress.steps == 0)
    }

    /// Whether it was trained for longer than to the end of this epoch.
    pub(super) fn is_beyond(&self, epoch: u32) -> bool {
        let last = self.record.report.as_ref().map_or(0, |report| report.epoch);
        last > epoch || (last == epoch && self.record.progress.steps > 0)
    }

    /// What an epoch has led to, unless steps were taken since.
    pub(super) fn end(&self) -> Option<EpochEnd> {
        let report = self.at_its_end()?.clone();
        let last = || KeptEpoch { epoch: report.epoch, learned: self.model.learned() };
        let kept = self.record.kept.as_ref().map_or_else(last, Kept::epoch);
        Some(EpochEnd { report, kept })
    }

    /// The report of the epoch that is kept, and the network at its end, if steps were not taken since the last whole epoch.
    pub(super) fn into_kept(mut self) -> Option<(Report, Model<'m>)> {
        let last = self.at_its_end()?.clone();
        let Some(kept) = &self.record.kept else { return Some((last, self.model)) };
        kept.show(&mut self.model);
        Some((kept.report.clone(), self.model))
    }

    /// Trains to the end of the epoch, and saves what came of it; its report, and what is kept if the trial ends there.
    pub(super) fn train_epoch(&mut self) -> Result<EpochEnd, Failure> {
        let number = self.record.report.as_ref().map_or(0, |report| report.epoch) + 1;
        let (report, learned) = self.train_and_measure(number).map_err(|failure| match failure {
            Failure::Trial(reason) => Failure::Trial(format!("{reason} of epoch {number}")),
            other => other,
        })?;
        let (keep, before) = (self.record.setting.plan.task.training.keep_epoch, self.record.kept.take());
        self.record.kept = Kept::after(keep, before, &report, &learned, &self.model);
        self.record.report = Some(report.clone());
        self.record.save(&self.model, Progress::default(), 0.0)?;
        let kept = self.record.kept.as_ref().map(Kept::epoch);
        Ok(EpochEnd { kept: kept.unwrap_or(KeptEpoch { epoch: number, learned }), report })
    }

    fn train_and_measure(&mut self, number: u32) -> Result<(Report, Vec<LearnedMix>), Failure> {
        let (started, before) = (Instant::now(), self.record.seconds);
        let setting = self.record.setting;
        let training = &setting.plan.task.training;
        let seed = setting.plan.root_seed().of("batches").of(number);
        let epoch = Epoch { feed: &setting.training, training, seed };
        let (progress, record) = (self.record.progress, &mut self.record);
        let mut saved = started;
        let training_loss = epoch.train(&mut self.model, progress, &mut |model, progress| {
            let seconds = before + started.elapsed().as_secs_f64();
            record.save_in_between(model, progress, seconds, &mut saved)
        })?;
        self.model.settle();
        let measured = epoch::measure(&self.model, &setting.validation);
        let steps = training.steps_per_epoch(setting.training.len());
        let learned = self.model.learned();
        let has_parameters = learned.iter().any(|mix| !mix.parameters.is_empty());
        let report = Report {
            epoch: number,
            training_loss,
            validation_loss: finite("validation loss", measured.loss, steps)?,
            validation_accuracy: measured.accuracy,
            mean_coefficients: means(&learned, |mix| &mix.coefficients),
            mean_parameters: if has_parameters { means(&learned, |mix| &mix.parameters) } else { Vec::new() },
            weights_sha256: Some(self.model.weights_sha256()),
            seconds: before + started.elapsed().as_secs_f64(),
        };
        Ok((report, learned))
    }

    /// Removes what was saved before the trial was saved last: nobody goes on from there any more.
    pub(super) fn keep_last(&self) -> Result<(), Failure> {
        let record = &self.record;
        record.remove_others(&[record.saved.as_ref()])
    }
}

impl Record<'_> {
    /// Saves the trial in the middle of an epoch, if it is time or the program is asked to stop; then it is interrupted.
    fn save_in_between(
        &mut self,
        model: &Model<'_>,
        progress: Progress,
        seconds: f64,
        saved: &mut Instant,
    ) -> Result<(), Failure> {
        let pause = Duration::from_secs_f64(self.setting.plan.task.training.checkpoint_seconds);
        let stops = self.setting.stop.load(Ordering::Relaxed);
        if stops || saved.elapsed() >= pause {
            self.save(model, progress, seconds)?;
            *saved = Instant::now();
        }
        if stops { Err(Failure::Interrupted) } else { Ok(()) }
    }

    /// Saves the trial, and keeps nothing of it but this and the file before.
    fn save(&mut self, model: &Model<'_>, progress: Progress, seconds: f64) -> Result<(), Failure> {
        (self.progress, self.seconds) = (progress, seconds);
        let Some(checkpoints) = self.setting.checkpoints() else { return Ok(()) };
        let kept = self.kept.as_ref();
        let header = Header::new(model, &self.owner, self.report.clone(), kept, progress, seconds);
        let path = checkpoint::save(checkpoints, self.trial, model, kept, &header).map_err(of_run)?;
        let before = self.saved.replace(path);
        self.remove_others(&[before.as_ref(), self.saved.as_ref()])
    }

    fn remove_others(&self, kept: &[Option<&PathBuf>]) -> Result<(), Failure> {
        let Some(checkpoints) = self.setting.checkpoints() else { return Ok(()) };
        let files = checkpoint::files(checkpoints.folder(), self.trial).map_err(of_run)?;
        let mut others = files.iter().filter(|file| !kept.contains(&Some(*file)));
        others.try_for_each(|file| checkpoints.remove(file)).map_err(of_run)
    }
}

/// A failure of the disk is one of the whole run.
pub(super) fn of_run(error: disk::Error) -> Failure {
    Failure::Run(Box::new(error))
}

fn means(learned: &[LearnedMix], rows: impl Fn(&LearnedMix) -> &Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    learned.iter().map(|mix| LearnedMix::mean(rows(mix))).collect()
}
