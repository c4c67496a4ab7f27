//! What to do next: a pure function of plan and history.

use super::Plan;
use crate::activation::Mix;
use crate::controller::Past;
use crate::space::Candidate;
use crate::trial::{EndReason, Event, History, Origin, TrialId};

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
        if self.budget.is_used_after(seconds) {
            return end(history, EndReason::Hours);
        }
        if history.trials().len() >= self.budget.trials as usize {
            return end(history, EndReason::Trials);
        }
        self.next_trial(history)
    }

    fn next_trial(&self, history: &History) -> Step {
        let Some(past) = self.past(history) else { return Step::Wait };
        let Ok(number) = u32::try_from(past.proposed.len()) else {
            return end(history, EndReason::Exhausted);
        };
        match self.proposal(number, past) {
            Some((origin, candidate)) => {
                Step::Append(Event::Claimed { trial: TrialId(number), attempt: 0, origin, candidate })
            }
            None => end(history, EndReason::Exhausted),
        }
    }

    /// What the proposal of the next trial may depend on; nothing as long as some of that is not decided.
    pub(super) fn past<'h>(&self, history: &'h History) -> Option<Past<'h>> {
        let proposed = history.trials();
        let visible = (proposed.len() + 1).saturating_sub(self.lookahead as usize);
        let decided = &proposed[..visible];
        decided.iter().all(|trial| trial.outcome.is_some()).then_some(Past { proposed, decided })
    }

    fn proposal(&self, number: u32, past: Past<'_>) -> Option<(Origin, Candidate)> {
        if let Some(base) = self.baselines.get(number as usize) {
            return Some((Origin::Baseline, self.space.everywhere(&Mix::plain(*base))));
        }
        let mut stream = self.root_seed().of("controller").of(number).stream();
        let candidate = self.controller.propose(&self.space, past, &mut stream)?;
        Some((Origin::Controller, candidate))
    }
}

/// Takes over the first trial that a process before this one left unfinished.
fn reclaim(history: &History) -> Option<Event> {
    let left = history.trials().iter().find(|trial| trial.outcome.is_none() && !history.is_held(trial))?;
    Some(Event::Claimed {
        trial: left.id,
        attempt: left.attempt + 1,
        origin: left.origin,
        candidate: left.candidate.clone(),
    })
}

/// Ends the run once the last trial is decided.
fn end(history: &History, reason: EndReason) -> Step {
    if history.trials().iter().any(|trial| trial.outcome.is_none()) {
        return Step::Wait;
    }
    let winner = history.ranking().first().map(|trial| trial.id);
    Step::Append(Event::Ended { reason, winner })
}
