//! Trials that another run has trained in the same way: what is on record there is taken over, and not trained again.
//!
//! Before the first of them is believed its first epoch is trained here, for other builds and devices may give other bits.

use super::claim::{Claim, training_failure};
use super::{Board, Error, guarded};
use crate::plan::Plan;
use crate::space::Candidate;
use crate::trial::{
    Decision, EpochEnd, Event, Failure, ForeignRecord, History, Job, KeptEpoch, Report, Trainer, TrialId,
};

/// The number under which an epoch is trained for comparison: no trial of a run has it.
const COMPARED: TrialId = TrialId(u32::MAX);

impl Claim {
    /// Enters what another run has on record of the candidate, if that is all that is asked for now; whether it did.
    pub(super) fn take_over(&self, board: &Board<'_>, trainer: &dyn Trainer) -> Result<bool, Error> {
        let Some(record) = board.plan.record_of(&self.candidate) else { return Ok(false) };
        let taken = |history: &History| self.taken(board.plan, history, record);
        if board.look(|history| taken(history).is_none())
            || !board.trusts(|| agrees(trainer, &self.candidate, record))?
        {
            return Ok(false);
        }
        tracing::debug!(trial = self.trial.0, of = %record.of, "taken over");
        Ok(board.append(taken)?.is_some())
    }

    /// The event that takes over all epochs up to the next stop of the trial; nothing if not all of them are on record.
    fn taken(&self, plan: &Plan, history: &History, record: &ForeignRecord) -> Option<Event> {
        let trial = self.in_history(history);
        let rest = record.reports.get(trial.reports.len()..).filter(|rest| !rest.is_empty())?;
        let is_its = trial.reports.iter().zip(&record.reports).all(|(own, other)| is_same(own, other));
        if !is_its || trial.attempt != self.attempt || trial.outcome.is_some() {
            return None;
        }
        let mut accuracies: Vec<f64> =
            trial.reports.iter().map(|report| report.validation_accuracy).collect();
        for (report, number) in rest.iter().zip(1..) {
            accuracies.push(report.validation_accuracy);
            if plan.decide(history, self.trial, &accuracies) == Decision::Stop {
                let kept = Some(record.kept_after(report.epoch)?.clone());
                return Some(self.event(record, &rest[..number], kept, None));
            }
        }
        let failure = Some(record.failure.clone()?);
        Some(self.event(record, rest, None, failure))
    }

    fn event(
        &self,
        record: &ForeignRecord,
        reports: &[Report],
        kept: Option<KeptEpoch>,
        failure: Option<String>,
    ) -> Event {
        // It took no time here.
        let reports = reports.iter().map(|report| Report { seconds: 0.0, ..report.clone() }).collect();
        Event::TakenOver {
            trial: self.trial,
            attempt: self.attempt,
            from: record.of.clone(),
            reports,
            kept,
            failure,
        }
    }
}

/// Whether the first epoch of a trial of another run has the same bits when it is trained here.
fn agrees(trainer: &dyn Trainer, candidate: &Candidate, record: &ForeignRecord) -> Result<bool, Error> {
    let mut first = None;
    let job = Job { trial: COMPARED, candidate, reported: 0 };
    let mut receive = |end: EpochEnd| {
        first = Some(end.report);
        Ok(Decision::Stop)
    };
    let forget = || trainer.forget(&[COMPARED]).map_err(training_failure);
    // What a process left here that was killed would be believed to be trained now.
    forget()?;
    let trained = guarded(|| trainer.train(job, &mut receive));
    forget()?;
    match trained.map_err(|crash| Error::Crashed { trial: record.of.trial, crash })? {
        Ok(()) | Err(Failure::Trial(_)) => {}
        Err(failure) => return Err(training_failure(failure)),
    }
    let agrees = first.zip(record.reports.first()).is_some_and(|(here, there)| is_same(&here, there));
    if !agrees {
        let of = &record.of;
        tracing::warn!(
            "the first epoch of {of} has other bits here than on record there: nothing is taken over, and all is trained anew"
        );
    }
    Ok(agrees)
}

/// Whether two reports are the same to the last bit, but for how long they took.
fn is_same(one: &Report, other: &Report) -> bool {
    *one == Report { seconds: one.seconds, ..other.clone() }
}
