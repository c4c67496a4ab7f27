//! What to do next: a pure function of plan and history.

use super::{Plan, budget};
use crate::controller::{Past, Seen};
use crate::space::Candidate;
use crate::trial::{EndReason, Event, Foreign, History, Origin, Trial, TrialId, chosen};

/// What a worker that has nothing to do does next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// It tries to append this event: a claim, or the end of the run.
    Append(Event),
    /// Nothing can be decided before another trial is.
    Wait,
    /// The run has ended.
    Done,
}

impl Plan {
    /// The next step of a run with this history, on which processes have worked for so many seconds.
    #[must_use]
    pub fn next_step(&self, history: &History, seconds: f64) -> Step {
        if history.ended().is_some() {
            return Step::Done;
        }
        if let Some(claim) = reclaim(history) {
            return Step::Append(claim);
        }
        if self.budget_of(history).is_used_after(seconds) {
            return end(history, EndReason::Hours);
        }
        let decided = self.decided(history);
        let reason = self.reason_to_end(history, decided.as_deref());
        if let Some(trial) = self.scheduler.promotion(self.field(history), reason.is_some()) {
            return Step::Append(again(&history.trials()[trial.index()]));
        }
        match (reason, decided) {
            (Some(reason), _) => end(history, reason),
            (None, None) => Step::Wait,
            (None, Some(decided)) => self.next_trial(history, &decided),
        }
    }

    /// Why no more trials are proposed, if so: everything is decided from what the next proposal would see.
    pub(super) fn reason_to_end(&self, history: &History, decided: Option<&[Seen<'_>]>) -> Option<EndReason> {
        let count = history.trials().len();
        let allowed = self.budget_of(history);
        if count >= allowed.trials as usize || u32::try_from(count).is_err() {
            return Some(EndReason::Trials);
        }
        budget::reason_to_end(allowed, decided?)
    }

    fn next_trial(&self, history: &History, decided: &[Seen<'_>]) -> Step {
        let proposed = history.trials();
        let foreign = self.foreign.iter().map(|foreign| self.seen_elsewhere(foreign));
        let seen: Vec<Seen> = foreign.chain(decided.iter().copied()).collect();
        let past = Past { proposed, pending: &proposed[decided.len()..], seen: &seen };
        match self.proposal(past) {
            Some((origin, candidate)) => {
                let number = u32::try_from(proposed.len()).expect("checked before a proposal");
                Step::Append(Event::Claimed { trial: TrialId(number), attempt: 0, origin, candidate })
            }
            None => match self.scheduler.promotion(self.field(history), true) {
                Some(trial) => Step::Append(again(&proposed[trial.index()])),
                None => end(history, EndReason::Exhausted),
            },
        }
    }

    /// What the proposal of the next trial may depend on; nothing as long as some of that is not decided.
    pub(super) fn decided<'h>(&self, history: &'h History) -> Option<Vec<Seen<'h>>> {
        let visible = (history.trials().len() + 1).saturating_sub(self.lookahead as usize);
        let sights = self.scheduler.sights(self.field(history), visible)?;
        Some(history.trials().iter().zip(sights).map(|(trial, epoch)| self.seen(trial, epoch)).collect())
    }

    /// What a controller may see of a trial, up to the end of an epoch.
    fn seen<'h>(&self, trial: &'h Trial, epoch: u32) -> Seen<'h> {
        let reports = &trial.reports[..trial.reports.len().min(epoch as usize)];
        let has_failed = trial.failure().is_some() && reports.len() < epoch as usize;
        let kept = chosen(self.task.training.keep_epoch, reports).filter(|_| !has_failed);
        Seen {
            candidate: &trial.candidate,
            // Who ended by itself was not cut short: more epochs would not have made it better.
            epochs: if self.is_whole(reports) {
                self.task.training.epochs
            } else {
                u32::try_from(reports.len()).unwrap_or(u32::MAX)
            },
            accuracy: kept.map(|report| report.validation_accuracy),
            coefficients: kept.map_or(&[], |report| searched(&report.mean_coefficients, &trial.candidate)),
        }
    }

    /// What a controller may see of a trial of another run.
    pub(super) fn seen_elsewhere<'p>(&'p self, foreign: &'p Foreign) -> Seen<'p> {
        let all = self.task.training.epochs;
        Seen {
            candidate: &foreign.candidate,
            epochs: if foreign.is_whole { all } else { foreign.epochs.min(all) },
            accuracy: foreign.accuracy,
            coefficients: searched(&foreign.coefficients, &foreign.candidate),
        }
    }

    fn proposal(&self, past: Past<'_>) -> Option<(Origin, Candidate)> {
        let number = past.proposed.len();
        if let Some(first) = self.first().nth(number) {
            return Some(first);
        }
        let mut stream = self.root_seed().of("controller").of(number).stream();
        let candidate = self.controller.propose(&self.space, past, &mut stream)?;
        Some((Origin::Controller, candidate))
    }
}

/// Takes over the first trial that a process before this one left unfinished.
fn reclaim(history: &History) -> Option<Event> {
    history.trials().iter().find(|trial| trial.outcome.is_none() && !history.is_held(trial)).map(again)
}

/// The coefficients of the sites that are searched: those of the fixed ones come last.
fn searched<'r>(coefficients: &'r [Vec<f32>], candidate: &Candidate) -> &'r [Vec<f32>] {
    &coefficients[..coefficients.len().min(candidate.0.len())]
}

/// The next claim of a trial that was claimed before.
fn again(trial: &Trial) -> Event {
    Event::Claimed {
        trial: trial.id,
        attempt: trial.attempt + 1,
        origin: trial.origin,
        candidate: trial.candidate.clone(),
    }
}

/// Ends the run once the last trial is decided.
fn end(history: &History, reason: EndReason) -> Step {
    if history.trials().iter().any(|trial| trial.outcome.is_none()) {
        return Step::Wait;
    }
    let winner = history.leader().map(|trial| trial.id);
    Step::Append(Event::Ended { reason, winner })
}
