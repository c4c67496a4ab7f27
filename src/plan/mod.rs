//! The plan of a run: the whole checked space file, and what follows from it.

mod budget;
mod file;
mod step;

pub use budget::Budget;
pub use file::{read, read_with, schema};
pub use step::Step;

use crate::activation::Base;
use crate::controller::Controller;
use crate::scheduler::Scheduler;
use crate::seed::Seed;
use crate::space::Space;
use crate::task::Task;
use crate::trial::Decision;

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
    /// When the run ends.
    pub budget: Budget,
    /// Trial n is proposed from the results of the trials up to n − lookahead.
    pub lookahead: u32,
    /// Plain activations that are tried first, at every site, as the reference.
    pub baselines: Vec<Base>,
    /// How many of the best trials keep their weights.
    pub keep: u32,
}

impl Plan {
    /// The root of all random streams of the run.
    #[must_use]
    pub fn root_seed(&self) -> Seed {
        Seed::new(self.seed)
    }

    /// What becomes of a trial with these validation accuracies at the ends of its epochs.
    #[must_use]
    pub fn decide(&self, accuracies: &[f64]) -> Decision {
        let training = &self.task.training;
        let stopping = training.early_stopping.as_ref();
        if stopping.is_some_and(|stopping| stopping.is_over(accuracies.iter().copied())) {
            return Decision::Stop;
        }
        self.scheduler.decide(u32::try_from(accuracies.len()).unwrap_or(u32::MAX), training.epochs)
    }

    /// How many epochs all trials together are trained for at most, if the budget of trials is used up.
    #[must_use]
    pub fn total_epochs(&self) -> u64 {
        let inside = self.space.count().and_then(|count| u32::try_from(count).ok()).unwrap_or(u32::MAX);
        let outside = u32::try_from(self.baselines_outside()).unwrap_or(u32::MAX);
        let trials = self.budget.trials.min(inside.saturating_add(outside));
        self.scheduler.total_epochs(trials, self.task.training.epochs)
    }

    fn baselines_outside(&self) -> usize {
        let candidate = |base: &Base| self.space.everywhere(&crate::activation::Mix::plain(*base));
        self.baselines.iter().filter(|base| self.space.number_of(&candidate(base)).is_none()).count()
    }
}

#[cfg(test)]
mod tests;
