//! The plan of a run: the whole checked space file, and what follows from it.

mod budget;
mod enqueue;
mod file;
mod left;
mod probe;
mod same;
mod step;

pub use file::{FilesNamed, LARGEST, Probed, Typed, parse, read, schema};
pub use probe::{OpenError, SpaceFile, open, probe};
pub use step::Step;

use crate::controller::Controller;
use crate::scheduler::{Field, Scheduler};
use crate::seed::Seed;
use crate::space::{Candidate, Space};
use crate::task::Task;
use crate::trial::{Budget, Decision, Foreign, History, Origin, Outcome, Report, Status, Trial, TrialId};

/// Everything that decides what a run does, but for the machine that it runs on.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The name of the search; its run folders begin with it.
    pub name: String,
    /// The master seed: all random numbers of the run come from it.
    pub seed: u64,
    /// Data, network and training.
    pub task: Task,
    /// What may be proposed.
    pub space: Space,
    /// Who proposes.
    pub controller: Controller,
    /// Who says how long a trial lives.
    pub scheduler: Scheduler,
    /// When the run ends, as the space file has it; [`budget_of`](Self::budget_of) knows whether it was changed since.
    pub budget: Budget,
    /// Trial n is proposed from the results of the trials up to n − lookahead.
    pub lookahead: u32,
    /// Candidates that are tried first, as the reference: plain activations, or mixes that were learned before.
    pub baselines: Vec<Candidate>,
    /// Candidates that are tried after them, before the controller is asked.
    pub enqueue: Vec<Candidate>,
    /// What other runs found, if this one began with them.
    pub foreign: Vec<Foreign>,
    /// How many of the best trials keep their weights.
    pub keep: u32,
}

impl Plan {
    /// The root of all random streams of the run.
    #[must_use]
    pub fn root_seed(&self) -> Seed {
        Seed::new(self.seed)
    }

    /// What becomes of a trial of this history with these validation accuracies at the ends of its epochs, the last of which
    /// the history need not know.
    #[must_use]
    pub fn decide(&self, history: &History, trial: TrialId, accuracies: &[f64]) -> Decision {
        if self.ends_by_itself(accuracies.iter().copied()) {
            return Decision::Stop;
        }
        self.scheduler.decide(self.field(history), trial, accuracies)
    }

    /// How far a trial is: whoever ended by itself was not cut short.
    #[must_use]
    pub fn status(&self, trial: &Trial) -> Status {
        match trial.outcome {
            None => Status::Unfinished,
            Some(Outcome::Failed { .. }) => Status::Failed,
            Some(Outcome::Finished { .. }) if self.is_whole(&trial.reports) => Status::Finished,
            Some(Outcome::Finished { .. }) => Status::Cut,
        }
    }

    /// Whether these are all epochs of a trial, because there are no more or more would not make it better.
    fn is_whole(&self, reports: &[Report]) -> bool {
        let accuracies = reports.iter().map(|report| report.validation_accuracy);
        reports.len() >= self.task.training.epochs as usize || self.ends_by_itself(accuracies)
    }

    /// Whether training ends at the last of these epochs because it no longer gets better.
    fn ends_by_itself(&self, accuracies: impl Iterator<Item = f64>) -> bool {
        self.task.training.early_stopping.as_ref().is_some_and(|stopping| stopping.is_over(accuracies))
    }

    /// What the scheduler looks at.
    fn field<'h>(&self, history: &'h History) -> Field<'h> {
        let training = &self.task.training;
        let (trials, epochs, stopping) = (history.trials(), training.epochs, training.early_stopping);
        Field { trials, epochs, lookahead: self.lookahead, stopping }
    }

    /// The trials whose weights nobody will ask for: those that failed, and those that ended for good but are neither baselines
    /// nor among the best.
    #[must_use]
    pub fn losers(&self, history: &History) -> Vec<TrialId> {
        let open = self.scheduler.open(self.field(history));
        let losers = history.losers(self.keep as usize);
        losers.into_iter().filter(|id| !open.contains(id)).collect()
    }

    /// The budget of a run with this history: that of the space file, unless it was given another one since.
    #[must_use]
    pub fn budget_of(&self, history: &History) -> Budget {
        history.budget().unwrap_or(self.budget)
    }

    /// How many trials there are at most: those of the budget, unless the space has fewer.
    #[must_use]
    pub fn total_trials(&self, budget: Budget) -> u32 {
        let inside = self.space.count().and_then(|count| u32::try_from(count).ok()).unwrap_or(u32::MAX);
        let outside = u32::try_from(
            self.first().filter(|(_, candidate)| self.space.number_of(candidate).is_none()).count(),
        );
        budget.trials.min(inside.saturating_add(outside.unwrap_or(u32::MAX)))
    }

    /// How many epochs all trials together are trained for at most, if the budget of trials is used up.
    #[must_use]
    pub fn total_epochs(&self, budget: Budget) -> u64 {
        let baselines = u32::try_from(self.baselines.len()).unwrap_or(u32::MAX);
        self.scheduler.total_epochs(self.total_trials(budget), baselines, self.task.training.epochs)
    }

    /// What is tried before the controller is asked: the baselines, then what the space file enqueues.
    pub(crate) fn first(&self) -> impl Iterator<Item = (Origin, Candidate)> {
        let baseline = |candidate: &Candidate| (Origin::Baseline, candidate.clone());
        let enqueued = |candidate: &Candidate| (Origin::Enqueued, candidate.clone());
        self.baselines.iter().map(baseline).chain(self.enqueue.iter().map(enqueued))
    }
}

#[cfg(test)]
mod tests;
