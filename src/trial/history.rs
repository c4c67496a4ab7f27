//! The fold over a run's events.

use super::{Budget, EndReason, Entry, Event, ForeignTrial, KeptEpoch, Origin, Report, TestResult, TrialId};
use crate::activation::LearnedMix;
use crate::space::Candidate;
use crate::task::KeepEpoch;
use std::cmp::Ordering;

/// What is known about one trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Its number.
    pub id: TrialId,
    /// How often it was claimed, less one.
    pub attempt: u32,
    /// Why it was proposed.
    pub origin: Origin,
    /// What is trained.
    pub candidate: Candidate,
    /// One report per finished epoch, in order.
    pub reports: Vec<Report>,
    /// Which of these epochs were trained in another run, if any were.
    pub taken_over: Option<TakenOver>,
    /// How it ended, if it did. A scheduler may let it go on after that.
    pub outcome: Option<Outcome>,
    /// How often it went on after it had ended.
    pub promotions: u32,
    /// The seq of the [`Event::Opened`] of the process that claimed it last.
    pub opened: u64,
}

/// Epochs of a trial that were trained in another run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOver {
    /// Where they were trained.
    pub from: ForeignTrial,
    /// How many there are.
    pub epochs: usize,
}

/// How a trial ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was trained for as long as the scheduler wanted.
    Finished {
        /// The epoch that is kept, and what was learned by its end.
        kept: KeptEpoch,
    },
    /// It could not be trained.
    Failed {
        /// What went wrong.
        reason: String,
    },
}

impl Trial {
    fn take_over(&mut self, from: &ForeignTrial, reports: &[Report]) {
        let before = self.taken_over.as_ref().map_or(0, |taken| taken.epochs);
        self.taken_over = Some(TakenOver { from: from.clone(), epochs: before + reports.len() });
        self.reports.extend_from_slice(reports);
    }

    /// Whether nothing of it was trained in this run.
    #[must_use]
    pub fn is_taken_over(&self) -> bool {
        self.taken_over.as_ref().is_some_and(|taken| taken.epochs == self.reports.len())
    }

    /// The report of the epoch that is kept, if it finished: what trials are ranked by.
    #[must_use]
    pub fn result(&self) -> Option<&Report> {
        self.reports.get(self.kept()?.epoch.checked_sub(1)? as usize)
    }

    /// The epoch that is kept, and what was learned by its end, if it finished.
    #[must_use]
    pub fn kept(&self) -> Option<&KeptEpoch> {
        match &self.outcome {
            Some(Outcome::Finished { kept }) => Some(kept),
            Some(Outcome::Failed { .. }) | None => None,
        }
    }

    /// Why it failed, if it did.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        match &self.outcome {
            Some(Outcome::Failed { reason }) => Some(reason),
            _ => None,
        }
    }

    /// The coefficients that it learned, if it finished.
    #[must_use]
    pub fn learned(&self) -> Option<&[LearnedMix]> {
        self.kept().map(|kept| kept.learned.as_slice())
    }

    /// The report of the best epoch, as [`KeepEpoch::Best`] chooses it.
    #[must_use]
    pub fn best_epoch(&self) -> Option<&Report> {
        chosen(KeepEpoch::Best, &self.reports)
    }
}

/// The report of the epoch that is kept of these.
#[must_use]
pub fn chosen(keep: KeepEpoch, reports: &[Report]) -> Option<&Report> {
    let measured = |report: &Report| (report.validation_accuracy, report.validation_loss);
    reports.get(keep.choose(reports.iter().map(measured))?)
}

/// What the events of a run say, up to some place in its log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    seq: u64,
    trials: Vec<Trial>,
    opened: u64,
    ended: Option<(EndReason, Option<TrialId>)>,
    /// The best trial that has a result now.
    leader: Option<TrialId>,
    tested: Vec<TestResult>,
    budget: Option<Budget>,
    /// How many trials there were when the test part was read first, if the budget was changed after that.
    tested_among: Option<usize>,
    finished_sessions: f64,
    /// When the process at work opened the run, and when its last event was.
    session: Option<(f64, f64)>,
}

impl History {
    /// The place in the log of the last event that was folded in; 0 before the first.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// All trials claimed so far, by number.
    #[must_use]
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// The trial of this number.
    #[must_use]
    pub fn trial(&self, id: TrialId) -> Option<&Trial> {
        self.trials.get(id.index())
    }

    /// Why the run ended and who won, if it has ended.
    #[must_use]
    pub fn ended(&self) -> Option<(EndReason, Option<TrialId>)> {
        self.ended
    }

    /// The results on the test part, if it was read.
    #[must_use]
    pub fn tested(&self) -> Option<&[TestResult]> {
        Some(self.tested.as_slice()).filter(|tested| !tested.is_empty())
    }

    /// The result of a trial on the test part, if it was tested.
    #[must_use]
    pub fn test_result(&self, id: TrialId) -> Option<&TestResult> {
        self.tested.iter().find(|result| result.trial == id)
    }

    /// The trials that are still to be tested: the winner of a run that has ended, and the baselines that it is compared with.
    #[must_use]
    pub fn untested(&self) -> Vec<&Trial> {
        let compared = self.trials.iter().filter(|trial| self.is_compared(trial));
        compared.filter(|trial| self.test_result(trial.id).is_none()).collect()
    }

    /// Whether a trial of a run that has ended is tested: the winner is, and so is each baseline that has a result.
    #[must_use]
    pub fn is_compared(&self, trial: &Trial) -> bool {
        let winner = self.ended.and_then(|(_, winner)| winner);
        winner.is_some_and(|winner| {
            trial.result().is_some() && (trial.id == winner || trial.origin == Origin::Baseline)
        })
    }

    /// Whether nothing is left to be found out: the run has ended, and its winner was tested if there is one.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.ended.is_some() && self.untested().is_empty()
    }

    /// The budget that the run was given after it had begun, if it was.
    #[must_use]
    pub fn budget(&self) -> Option<Budget> {
        self.budget
    }

    /// How many trials there were when the test part was read first, if the run was given another budget after that.
    #[must_use]
    pub fn tested_among(&self) -> Option<usize> {
        self.tested_among
    }

    /// Whether a trial is in the hands of the process that opened the run last.
    #[must_use]
    pub fn is_held(&self, trial: &Trial) -> bool {
        trial.outcome.is_none() && trial.opened == self.opened
    }

    /// How long processes have worked on the run, in seconds, up to the last event.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.finished_sessions + self.session.map_or(0.0, length)
    }

    /// How long processes before the one at work now have worked on the run, in seconds.
    #[must_use]
    pub fn earlier_seconds(&self) -> f64 {
        self.finished_sessions
    }

    /// The finished trials, best first: by validation accuracy at the epoch that is kept, then by lower validation loss, then
    /// by number.
    #[must_use]
    pub fn ranking(&self) -> Vec<&Trial> {
        let mut ranked: Vec<(&Trial, &Report)> =
            self.trials.iter().filter_map(|trial| Some((trial, trial.result()?))).collect();
        ranked.sort_by(|(_, a), (_, b)| better_first(a, b));
        ranked.into_iter().map(|(trial, _)| trial).collect()
    }

    /// The best trial: the winner once the run has ended, until then the first of the ranking.
    #[must_use]
    pub fn best(&self) -> Option<&Trial> {
        match self.ended {
            Some((_, winner)) => self.trial(winner?),
            None => self.leader(),
        }
    }

    /// The first of the ranking, which is known without sorting.
    #[must_use]
    pub fn leader(&self) -> Option<&Trial> {
        self.trial(self.leader?)
    }

    /// The trials whose weights nobody will ask for: those that failed, and those that finished but are neither baselines
    /// nor among the best `keep`.
    #[must_use]
    pub fn losers(&self, keep: usize) -> Vec<TrialId> {
        let ranking = self.ranking();
        let beaten = ranking.into_iter().skip(keep).filter(|trial| trial.origin != Origin::Baseline);
        let failed = self.trials.iter().filter(|trial| matches!(trial.outcome, Some(Outcome::Failed { .. })));
        beaten.chain(failed).map(|trial| trial.id).collect()
    }

    /// Folds one more event in. What an earlier attempt still sent is passed over, and so is what cannot be true here; whoever
    /// reads events that somebody else may have changed asks [`check`](Self::check) first.
    pub fn apply(&mut self, entry: &Entry) {
        self.seq = entry.seq;
        self.fold(entry);
        if let Some(trial) = entry.event.trial() {
            self.follow(trial);
        }
    }

    /// Keeps the leader, once something has happened to a trial.
    fn follow(&mut self, id: TrialId) {
        self.leader = if self.leader == Some(id) {
            // It may have lost its result by going on.
            let with_result = self.trials.iter().filter(|trial| trial.result().is_some());
            with_result.min_by(|a, b| by_result(a, b)).map(|trial| trial.id)
        } else {
            let both = [self.leader, Some(id)].into_iter().flatten().filter_map(|id| self.trial(id));
            both.filter(|trial| trial.result().is_some()).min_by(|a, b| by_result(a, b)).map(|trial| trial.id)
        };
    }

    fn fold(&mut self, entry: &Entry) {
        if matches!(entry.event, Event::Opened { .. }) {
            return self.open(entry);
        }
        if let Some((_, last)) = &mut self.session {
            *last = entry.time;
        }
        match &entry.event {
            Event::Opened { .. } => {}
            Event::Claimed { trial, attempt, origin, candidate } => {
                self.claim(*trial, *attempt, *origin, candidate);
            }
            Event::Reported { trial, attempt, report, kept } => {
                let Some(trial) = self.running(*trial, *attempt) else { return };
                trial.reports.push(report.clone());
                trial.outcome = kept.clone().map(|kept| Outcome::Finished { kept });
            }
            Event::TakenOver { trial, attempt, from, reports, kept, failure } => {
                let Some(trial) = self.running(*trial, *attempt) else { return };
                let kept = kept.clone().map(|kept| Outcome::Finished { kept });
                trial.outcome = kept.or(failure.clone().map(|reason| Outcome::Failed { reason }));
                trial.take_over(from, reports);
            }
            Event::Failed { trial, attempt, reason } => {
                let Some(trial) = self.running(*trial, *attempt) else { return };
                trial.outcome = Some(Outcome::Failed { reason: reason.clone() });
            }
            Event::Ended { reason, winner } => self.ended = Some((*reason, *winner)),
            Event::Extended { budget } => self.reopen(*budget),
            Event::Tested { results } => self.tested.extend_from_slice(results),
        }
    }

    fn reopen(&mut self, budget: Budget) {
        if !self.tested.is_empty() {
            self.tested_among.get_or_insert(self.trials.len());
        }
        (self.budget, self.ended) = (Some(budget), None);
    }

    fn open(&mut self, entry: &Entry) {
        // The time between the last event of one process and the first of the next is nobody's work.
        self.finished_sessions += self.session.take().map_or(0.0, length);
        self.session = Some((entry.time, entry.time));
        self.opened = entry.seq;
    }

    fn claim(&mut self, id: TrialId, attempt: u32, origin: Origin, candidate: &Candidate) {
        let (opened, is_next) = (self.opened, id.index() == self.trials.len());
        match self.trials.get_mut(id.index()) {
            Some(trial) => {
                trial.attempt = attempt;
                trial.opened = opened;
                trial.promotions += u32::from(trial.outcome.take().is_some());
            }
            None if is_next => self.trials.push(Trial {
                id,
                attempt,
                origin,
                candidate: candidate.clone(),
                reports: Vec::new(),
                taken_over: None,
                outcome: None,
                promotions: 0,
                opened,
            }),
            None => {}
        }
    }

    fn running(&mut self, id: TrialId, attempt: u32) -> Option<&mut Trial> {
        let trial = self.trials.get_mut(id.index())?;
        (trial.attempt == attempt && trial.outcome.is_none()).then_some(trial)
    }
}

/// The order of two reports in a ranking.
fn better_first(a: &Report, b: &Report) -> Ordering {
    let by_accuracy = b.validation_accuracy.total_cmp(&a.validation_accuracy);
    by_accuracy.then(a.validation_loss.total_cmp(&b.validation_loss))
}

/// The order of two trials that have results.
fn by_result(a: &Trial, b: &Trial) -> Ordering {
    let by_report = a.result().zip(b.result()).map_or(Ordering::Equal, |(a, b)| better_first(a, b));
    by_report.then(a.id.cmp(&b.id))
}

/// How long a session lasted; a clock that was set back takes no time away.
fn length((start, last): (f64, f64)) -> f64 {
    (last - start).max(0.0)
}

impl<'a> FromIterator<&'a Entry> for History {
    fn from_iter<T: IntoIterator<Item = &'a Entry>>(entries: T) -> Self {
        let mut history = Self::default();
        entries.into_iter().for_each(|entry| history.apply(entry));
        history
    }
}
