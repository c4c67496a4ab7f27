//! What can happen in a run, as it is written to its log.

use super::{Answers, Budget};
use crate::activation::LearnedMix;
use crate::space::Candidate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The program and its version, as logs and exports name it.
pub const PROGRAM: &str = concat!("actsearch ", env!("CARGO_PKG_VERSION"));

/// The number of a trial in its run, counted from 0 in the order of the proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TrialId(pub u32);

impl TrialId {
    /// Its place in a list of all trials.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for TrialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a trial was proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A plain activation that the space file names as a baseline.
    Baseline,
    /// A candidate that the space file enqueues.
    Enqueued,
    /// Proposed by the controller.
    Controller,
}

impl Origin {
    /// The word: `baseline`, `enqueued` or `controller`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Enqueued => "enqueued",
            Self::Controller => "controller",
        }
    }
}

/// What is measured at the end of one epoch of a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Which epoch ended, counted from 1.
    pub epoch: u32,
    /// Mean cross-entropy over the epoch's steps, in nats.
    pub training_loss: f64,
    /// Mean cross-entropy over the validation samples, in nats.
    pub validation_loss: f64,
    /// Share of validation samples whose largest logit is that of their label.
    pub validation_accuracy: f64,
    /// The coefficients α of every site, averaged over its channels.
    pub mean_coefficients: Vec<Vec<f32>>,
    /// The learned parameters of the bases of every site, averaged over its channels; nothing if no base has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mean_parameters: Vec<Vec<f32>>,
    /// The SHA-256 of everything that training changed, in hexadecimal; nothing where nothing was trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights_sha256: Option<String>,
    /// How long the epoch took, in seconds.
    pub seconds: f64,
}

/// The epoch whose weights are kept of a trial: what it is ranked by, tested and exported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptEpoch {
    /// Which one, counted from 1.
    pub epoch: u32,
    /// The coefficients that were learned by its end, site by site.
    pub learned: Vec<LearnedMix>,
}

/// How a trial did on the test part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestResult {
    /// The trial.
    pub trial: TrialId,
    /// Share of test samples whose largest logit is that of their label.
    pub accuracy: f64,
    /// Which samples these are: trials are compared sample by sample.
    pub answers: Answers,
}

/// A trial of another run by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignTrial {
    /// What tells the run from all others: the hash in its `run.json`.
    pub run: String,
    /// The name of its folder, for people.
    pub folder: String,
    /// The number of the trial there.
    pub trial: u32,
}

impl fmt::Display for ForeignTrial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "trial {} of `{}`", self.trial, self.folder)
    }
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// As many trials as the budget has are decided.
    Trials,
    /// The hours of the budget are used.
    Hours,
    /// Every candidate of the space was proposed.
    Exhausted,
    /// A trial has the validation accuracy that is enough.
    Target,
    /// No trial was better for as long as the budget has patience.
    NoImprovement,
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Trials => "all trials of the budget are done",
            Self::Hours => "the hours of the budget are used",
            Self::Exhausted => "every candidate of the space was tried",
            Self::Target => "the validation accuracy that is enough was reached",
            Self::NoImprovement => "nothing better was found for as long as the budget has patience",
        })
    }
}

/// One thing that happened in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A process began to work on the run.
    Opened {
        /// The program and its version.
        program: String,
        /// How many trials it trains at a time.
        workers: u32,
        /// The device that trains.
        device: String,
    },
    /// A worker took a trial: a new one, or one that an earlier process left unfinished.
    Claimed {
        /// The trial.
        trial: TrialId,
        /// How often it was claimed before; what an earlier attempt still sends is passed over.
        attempt: u32,
        /// Why it was proposed.
        origin: Origin,
        /// What is trained.
        candidate: Candidate,
    },
    /// An epoch of a trial ended.
    Reported {
        /// The trial.
        trial: TrialId,
        /// The claim under which it was trained.
        attempt: u32,
        /// What was measured.
        report: Report,
        /// What is kept of the trial, if it ends with this epoch.
        kept: Option<KeptEpoch>,
    },
    /// Epochs of a trial were taken over from another run, where they were trained in the same way, up to where it stops or fails.
    TakenOver {
        /// The trial.
        trial: TrialId,
        /// The claim under which they were taken over.
        attempt: u32,
        /// Where they were trained.
        from: ForeignTrial,
        /// What was measured there; it took no seconds here.
        reports: Vec<Report>,
        /// What is kept of the trial, if it did not fail.
        kept: Option<KeptEpoch>,
        /// What went wrong, if it failed.
        failure: Option<String>,
    },
    /// A trial cannot go on.
    Failed {
        /// The trial.
        trial: TrialId,
        /// The claim under which it was trained.
        attempt: u32,
        /// What went wrong.
        reason: String,
    },
    /// No more trials are claimed, and the best of them by validation accuracy is fixed.
    Ended {
        /// Why.
        reason: EndReason,
        /// The winner, if any trial finished.
        winner: Option<TrialId>,
    },
    /// The run was given another budget. One that had ended goes on, and its winner is no longer fixed.
    Extended {
        /// All of it.
        budget: Budget,
    },
    /// The test part was read, after the winner was fixed.
    Tested {
        /// The winner and the plain baselines, but for those that were tested before.
        results: Vec<TestResult>,
    },
}

impl Event {
    /// The trial that it is about, if it is about one.
    #[must_use]
    pub fn trial(&self) -> Option<TrialId> {
        match self {
            Self::Claimed { trial, .. }
            | Self::Reported { trial, .. }
            | Self::TakenOver { trial, .. }
            | Self::Failed { trial, .. } => Some(*trial),
            Self::Opened { .. } | Self::Ended { .. } | Self::Extended { .. } | Self::Tested { .. } => None,
        }
    }
}

/// An event with its place in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Counted from 1 without gaps.
    pub seq: u64,
    /// When it was appended, in seconds since 1970-01-01 UTC.
    pub time: f64,
    /// What happened.
    pub event: Event,
}
