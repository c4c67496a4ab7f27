//! A claimed trial, from its claim to its outcome.

use super::{Board, Error, guarded};
use crate::space::Candidate;
use crate::trial::{Decision, EpochEnd, Event, Failure, History, Job, Report, Trainer, Trial, TrialId};

/// A trial that this worker has claimed.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) trial: TrialId,
    pub(super) attempt: u32,
    pub(super) candidate: Candidate,
}

impl Claim {
    /// The claim that an event is, if it is one.
    pub(super) fn of(event: Event) -> Option<Self> {
        match event {
            Event::Claimed { trial, attempt, candidate, .. } => Some(Self { trial, attempt, candidate }),
            _ => None,
        }
    }

    /// Trains the candidate and enters what comes of it.
    pub(super) fn fulfil(self, board: &Board<'_>, trainer: &dyn Trainer) -> Result<(), Error> {
        tracing::debug!(trial = self.trial.0, attempt = self.attempt, candidate = %self.candidate, "claimed");
        if !self.take_over(board, trainer)? {
            self.train(board, trainer)?;
        }
        forget_losers(board, trainer)
    }

    fn train(&self, board: &Board<'_>, trainer: &dyn Trainer) -> Result<(), Error> {
        let reported = board.look(|history| self.in_history(history).reports.len());
        let reported = u32::try_from(reported).unwrap_or(u32::MAX);
        let job = Job { trial: self.trial, candidate: &self.candidate, reported };
        let mut receive = |end: EpochEnd| {
            end.check_finite()?;
            self.receive(board, end).map_err(Failure::from)
        };
        // libtorch's bindings panic. That is no outcome: in a better place the same trial can be trained.
        let trained = guarded(|| trainer.train(job, &mut receive));
        match trained.map_err(|crash| Error::Crashed { trial: self.trial.0, crash })? {
            Ok(()) => {}
            Err(Failure::Trial(reason)) => self.fail(board, reason)?,
            Err(failure) => return Err(training_failure(failure)),
        }
        Ok(())
    }

    /// Enters a report, unless it is in the log already, and decides how to go on.
    fn receive(&self, board: &Board<'_>, end: EpochEnd) -> Result<Decision, Error> {
        let EpochEnd { report, kept } = end;
        let epoch = report.epoch;
        let decision =
            board.look(|history| board.plan.decide(history, self.trial, &self.accuracies(history, &report)));
        let kept = (decision == Decision::Stop).then_some(kept);
        let event = Event::Reported { trial: self.trial, attempt: self.attempt, report, kept };
        board.append(|history| self.is_news(history, epoch).then(|| event.clone()))?;
        if board.is_stopped() && decision == Decision::Continue {
            return Err(Error::Interrupted);
        }
        Ok(decision)
    }

    /// The validation accuracies of the trial up to this report.
    fn accuracies(&self, history: &History, report: &Report) -> Vec<f64> {
        let accuracy = |report: &Report| report.validation_accuracy;
        let before = self.in_history(history).reports.iter().take(report.epoch.saturating_sub(1) as usize);
        before.map(accuracy).chain([accuracy(report)]).collect()
    }

    fn is_news(&self, history: &History, epoch: u32) -> bool {
        let trial = self.in_history(history);
        trial.attempt == self.attempt && trial.outcome.is_none() && trial.reports.len() < epoch as usize
    }

    pub(super) fn in_history<'h>(&self, history: &'h History) -> &'h Trial {
        history.trial(self.trial).expect("it was claimed")
    }

    fn fail(&self, board: &Board<'_>, reason: String) -> Result<(), Error> {
        // The progress tells it too, so a warning would say it twice.
        tracing::info!(trial = self.trial.0, candidate = %self.candidate, reason, "trial failed");
        let event = Event::Failed { trial: self.trial, attempt: self.attempt, reason };
        board.append(|_| Some(event.clone()))?;
        Ok(())
    }
}

/// Throws away the weights that nobody will ask for.
fn forget_losers(board: &Board<'_>, trainer: &dyn Trainer) -> Result<(), Error> {
    let losers = board.look(|history| board.plan.losers(history));
    trainer.forget(&losers).map_err(training_failure)
}

/// What stops a worker where a trainer fails, and no candidate has.
pub(super) fn training_failure(failure: Failure) -> Error {
    match failure {
        Failure::Interrupted => Error::Interrupted,
        Failure::Run(error) => Error::Training(error),
        Failure::Trial(_) => Error::Training(Box::new(failure)),
    }
}
