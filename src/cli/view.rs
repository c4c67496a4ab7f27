//! A run that is looked at.

use super::paint::Paint;
use super::talk::say;
use super::terminal::painted_talk;
use crate::plan::Plan;
use crate::report::{self, Row};
use crate::search::RunFolder;
use crate::trial::{History, Trial, TrialId};
use std::path::Path;

/// The plan and the history of a run, as they are at this moment.
pub(super) struct View {
    pub(super) folder: RunFolder,
    pub(super) plan: Plan,
    pub(super) history: History,
}

impl View {
    /// Looks at the run in a folder, every file of which must be sound; another process may be at work on it.
    pub(super) fn of(path: &Path) -> anyhow::Result<Self> {
        let folder = RunFolder::at(path)?;
        let (plan, history) = (folder.plan()?, folder.history()?);
        Ok(Self { folder, plan, history })
    }

    /// Looks at what is sound of the log of a run, and says on stderr where it is not.
    pub(super) fn of_what_is_sound(path: &Path) -> anyhow::Result<Self> {
        let folder = RunFolder::at(path)?;
        let (plan, record) = (folder.plan()?, folder.record()?);
        if let Some(broken) = record.broken {
            let warning = painted_talk("warning:", Paint::Careful);
            say(&format!("{warning} {broken}; what is printed here is what the other entries say"));
        }
        Ok(Self { folder, plan, history: record.history })
    }

    /// All trials: those with a result best first, then the others by number.
    pub(super) fn rows(&self) -> Vec<Row> {
        report::rows(&self.history, |trial| self.plan.status(trial))
    }

    /// The trial of this number; where none is given the winner, or the best so far.
    pub(super) fn trial(&self, number: Option<u32>) -> anyhow::Result<&Trial> {
        let count = self.history.trials().len();
        match number {
            Some(number) => self.history.trial(TrialId(number)).ok_or_else(|| {
                let known = if count == 0 { "none yet".to_owned() } else { format!("0 to {}", count - 1) };
                anyhow::anyhow!(
                    "there is no trial `{number}` in `{}`; its trials: {known}",
                    self.folder.path().display()
                )
            }),
            None => self.history.best().ok_or_else(|| {
                let path = self.folder.path().display();
                anyhow::anyhow!(
                    "no trial of `{path}` has finished; `actsearch top {path}` lists what there is"
                )
            }),
        }
    }
}
