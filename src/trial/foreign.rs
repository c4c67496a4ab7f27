//! What another run found.

use super::{Entry, ForeignTrial, History, KeptEpoch, Report, Trial};
use crate::space::Candidate;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A trial of another run, as far as this one wants to know it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// Its number there.
    pub trial: u32,
    /// What was trained.
    pub candidate: Candidate,
    /// For how many epochs.
    pub epochs: u32,
    /// Whether these were all epochs that it could have been trained for there.
    pub is_whole: bool,
    /// The validation accuracy at the last of them; nothing if it failed.
    pub accuracy: Option<f64>,
    /// The coefficients of every site at that epoch, averaged over the channels.
    pub coefficients: Vec<Vec<f32>>,
    /// All that is on record of it, where its training would be the same here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<ForeignRecord>,
}

/// What another run has on record of a trial that would be trained in the same way here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignRecord {
    /// Which trial it is.
    pub of: ForeignTrial,
    /// One report for each epoch.
    pub reports: Vec<Report>,
    /// What was kept of it each time that it stopped, by the epoch after which that was.
    pub stops: Vec<(u32, KeptEpoch)>,
    /// Why it failed after them, if it did.
    pub failure: Option<String>,
}

impl ForeignRecord {
    /// What was kept of it when it stopped after so many epochs, if it did.
    #[must_use]
    pub fn kept_after(&self, epoch: u32) -> Option<&KeptEpoch> {
        self.stops.iter().find(|(after, _)| *after == epoch).map(|(_, kept)| kept)
    }
}

impl Foreign {
    /// What a run found in trials of so many epochs: all of them that are decided.
    #[must_use]
    pub fn of(history: &History, epochs: u32) -> Vec<Self> {
        let decided = history.trials().iter().filter(|trial| trial.outcome.is_some());
        decided.map(|trial| Self::new(trial, epochs)).collect()
    }

    /// The same with all that the entries of its log say, for a run in which trials are trained as they are here.
    #[must_use]
    pub fn with_records(entries: &[Entry], epochs: u32, run: &str, folder: &str) -> Vec<Self> {
        let (history, mut stops) = stops(entries);
        let mut foreign = Self::of(&history, epochs);
        for found in &mut foreign {
            let of = ForeignTrial { run: run.to_owned(), folder: folder.to_owned(), trial: found.trial };
            found.record = history.trials().get(found.trial as usize).map(|trial| ForeignRecord {
                of,
                reports: trial.reports.clone(),
                stops: stops.remove(&found.trial).unwrap_or_default(),
                failure: trial.failure().map(str::to_owned),
            });
        }
        foreign
    }

    fn new(trial: &Trial, all: u32) -> Self {
        let last = trial.result();
        let epochs = count(&trial.reports);
        Self {
            trial: trial.id.0,
            candidate: trial.candidate.clone(),
            epochs,
            is_whole: epochs >= all,
            accuracy: last.map(|report| report.validation_accuracy),
            coefficients: last.map_or_else(Vec::new, |report| report.mean_coefficients.clone()),
            record: None,
        }
    }
}

/// What was kept of each trial each time that it stopped. A history knows the last time only.
type Stops = HashMap<u32, Vec<(u32, KeptEpoch)>>;

fn stops(entries: &[Entry]) -> (History, Stops) {
    let (mut history, mut stops) = (History::default(), Stops::new());
    for entry in entries {
        history.apply(entry);
        let Some(trial) = entry.event.trial().and_then(|id| history.trial(id)) else { continue };
        let (known, epochs) = (stops.entry(trial.id.0).or_default(), count(&trial.reports));
        // What an earlier attempt still sent changes nothing.
        if let Some(kept) = trial.kept().filter(|_| known.last().is_none_or(|(last, _)| *last < epochs)) {
            known.push((epochs, kept.clone()));
        }
    }
    (history, stops)
}

fn count(reports: &[Report]) -> u32 {
    u32::try_from(reports.len()).unwrap_or(u32::MAX)
}
