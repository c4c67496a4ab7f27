//! What a worker needs of something that can train a candidate.

use super::{Answers, KeptEpoch, Report, TrialId};
use crate::space::Candidate;
use std::error::Error;

/// A candidate to be trained.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The trial that it is trained for.
    pub trial: TrialId,
    /// What is trained.
    pub candidate: &'a Candidate,
    /// How many of its epochs the log knows. A checkpoint is at most one epoch ahead, or it belongs to another log.
    pub reported: u32,
}

/// What becomes of a trial after an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is trained for another epoch.
    Continue,
    /// It is done.
    Stop,
}

/// Why a trial was not trained to its end.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The candidate cannot be trained, wherever that is tried: its loss is no number any more. That is recorded as its outcome,
    /// and the run goes on without it.
    #[error("{0}")]
    Trial(String),
    /// The program was asked to stop; the trial can go on later.
    #[error("interrupted")]
    Interrupted,
    /// Something that has nothing to do with the candidate: the disk is full, or the data changed. The run stops, and can go on
    /// later or elsewhere.
    #[error(transparent)]
    Run(Box<dyn Error + Send + Sync>),
}

/// What a trainer tells at the end of an epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct EpochEnd {
    /// What was measured.
    pub report: Report,
    /// What is kept of the trial if it ends here.
    pub kept: KeptEpoch,
}

impl EpochEnd {
    /// That every coefficient and learned parameter is a number: one that is none has diverged, like a loss that is none.
    ///
    /// # Errors
    /// If one is not; that is the end of the trial.
    pub fn check_finite(&self) -> Result<(), Failure> {
        let epoch = self.report.epoch;
        let means =
            [("coefficient", &self.report.mean_coefficients), ("parameter", &self.report.mean_parameters)];
        let means = means.into_iter().map(|(name, rows)| (name, None, rows));
        let learned = self.kept.learned.iter().flat_map(|mix| {
            let site = Some(mix.site.as_str());
            [("coefficient", site, &mix.coefficients), ("parameter", site, &mix.parameters)]
        });
        for (name, site, rows) in learned.chain(means) {
            if let Some(value) = rows.iter().flatten().find(|value| !value.is_finite()) {
                let place = site.map_or(String::new(), |site| format!(" at `{site}`"));
                return Err(Failure::Trial(format!(
                    "diverged: a {name}{place} is {value} at the end of epoch {epoch}"
                )));
            }
        }
        Ok(())
    }
}

/// Receives what an epoch has led to, and says how to go on.
pub type Receive<'a> = dyn FnMut(EpochEnd) -> Result<Decision, Failure> + 'a;

/// Trains candidates: through libtorch, or by a formula where the machinery around it is what is looked at.
///
/// The same job must give the same reports to the last bit (but for their seconds), however often it was interrupted.
pub trait Trainer: Sync {
    /// Trains a candidate from its last checkpoint on, from scratch if there is none.
    ///
    /// Calls `receive` after every epoch, once whatever the epoch left behind is durable, beginning with the epoch of the
    /// last checkpoint (which may have been received before), until it answers [`Decision::Stop`] or fails.
    ///
    /// # Errors
    /// If the candidate cannot be trained, or `receive` fails.
    fn train(&self, job: Job<'_>, receive: &mut Receive<'_>) -> Result<(), Failure>;

    /// Which samples of the test part are answered rightly with the weights of the epoch that is kept of a trial which has ended. Where they are not at
    /// hand any more, it is trained once more for as many epochs as it has reported.
    ///
    /// # Errors
    /// If the weights or the test part cannot be read.
    fn test(&self, job: Job<'_>) -> Result<Answers, Failure>;

    /// Throws away the weights of these trials, if there are any.
    ///
    /// # Errors
    /// If they are there and cannot be removed.
    fn forget(&self, trials: &[TrialId]) -> Result<(), Failure>;
}
