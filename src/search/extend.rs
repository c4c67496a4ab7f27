//! Another budget for a run that exists: the only thing of its space file that may change.

use super::error::Error as FolderError;
use super::folder::OpenRun;
use crate::trial::{Budget, History};
use crate::yaml::Override;
use std::path::PathBuf;

/// What may be set for a run that exists.
const ALLOWED: &str = "`budget.trials`, `budget.hours`, `budget.target` and `budget.patience`";

/// Why a run cannot be given another budget.
#[derive(Debug, thiserror::Error)]
pub enum BudgetError {
    /// Something else would be changed.
    #[error(
        "`{key}` cannot be set for a run that exists: its results would no longer mean the same; allowed: {ALLOWED}; for anything \
         else begin a new search, which knows what this one found by `--from {}`",
        run.display()
    )]
    Fixed {
        /// What should be set.
        key: String,
        /// The folder of the run.
        run: PathBuf,
    },
    /// The run has more trials already.
    #[error(
        "`budget.trials` cannot be {trials} for a run that has {claimed} trials already; allowed: from {claimed} on"
    )]
    Fewer {
        /// The budget.
        trials: u32,
        /// How many trials there are.
        claimed: usize,
    },
    /// What is set is no budget.
    #[error("{0}")]
    Wrong(String),
    /// The run folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

impl OpenRun {
    /// The budget that these settings make of the one that the run has; nothing where they change nothing.
    ///
    /// # Errors
    /// If anything else is set, if a value is wrong, or if there are more trials already.
    pub fn budget_with(&self, sets: &[Override], history: &History) -> Result<Option<Budget>, BudgetError> {
        let had = self.plan.budget_of(history);
        if let Some(set) = sets.iter().find(|set| with_field(had, had, set.path()).is_none()) {
            return Err(BudgetError::Fixed {
                key: set.path().to_owned(),
                run: self.folder.path().to_owned(),
            });
        }
        let typed = self.folder.plan_with(sets)?.map_err(BudgetError::Wrong)?.budget;
        let set_in = |budget, set: &Override| with_field(budget, typed, set.path()).unwrap_or(budget);
        let budget = sets.iter().fold(had, set_in);
        let claimed = history.trials().len();
        if (budget.trials as usize) < claimed {
            return Err(BudgetError::Fewer { trials: budget.trials, claimed });
        }
        Ok((budget != had).then_some(budget))
    }
}

/// A budget with the field of this path from another one; nothing if there is no such field.
fn with_field(budget: Budget, other: Budget, path: &str) -> Option<Budget> {
    match path.strip_prefix("budget.")? {
        "trials" => Some(Budget { trials: other.trials, ..budget }),
        "hours" => Some(Budget { hours: other.hours, ..budget }),
        "target" => Some(Budget { target: other.target, ..budget }),
        "patience" => Some(Budget { patience: other.patience, ..budget }),
        _ => None,
    }
}
