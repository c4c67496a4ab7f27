//! What the workers of one process share: the log, what they have read of it, and the wish to stop.

use crate::log::RunLog;
use crate::plan::{Plan, Step};
use crate::trial::{Event, History};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The log of a run and the history that was read from it so far.
pub struct Board<'a> {
    /// What the run does.
    pub plan: &'a Plan,
    log: &'a dyn RunLog,
    history: Mutex<History>,
    changed: Condvar,
    stop: &'a AtomicBool,
    started: Instant,
    /// Whether this machine gives the bits that other runs have on record, once that was tried.
    is_trusted: Mutex<Option<bool>>,
}

/// How long a worker sleeps at most before it looks whether it was asked to stop.
const NAP: Duration = Duration::from_millis(50);

impl<'a> Board<'a> {
    /// Reads the log and enters into it that a process began to work.
    ///
    /// # Errors
    /// If the log cannot be read or written.
    pub fn open(
        plan: &'a Plan,
        log: &'a dyn RunLog,
        opened: &Event,
        stop: &'a AtomicBool,
    ) -> Result<Self, crate::log::Error> {
        let history = Mutex::new(History::default());
        let (changed, started, is_trusted) = (Condvar::new(), Instant::now(), Mutex::new(None));
        let board = Self { plan, log, history, changed, stop, started, is_trusted };
        board.append(|_| Some(opened.clone()))?;
        Ok(board)
    }

    /// What is known of the run now.
    #[must_use]
    pub fn history(&self) -> History {
        self.lock().clone()
    }

    /// Looks at what is known of the run now, without a copy.
    pub fn look<T>(&self, at: impl FnOnce(&History) -> T) -> T {
        at(&self.lock())
    }

    /// Asks all workers to stop as soon as they can.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.changed.notify_all();
    }

    /// Whether the workers were asked to stop.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether the run has ended.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.look(|history| history.ended().is_some())
    }

    /// Waits until something happens in this process, or for a moment.
    pub fn wait(&self) {
        let _ = self.changed.wait_timeout(self.lock(), NAP);
    }

    /// How long processes have worked on the run, this one included, in seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.look(History::earlier_seconds) + self.started.elapsed().as_secs_f64()
    }

    /// Whether what other runs have on record can be taken over; `compare` finds that out, once, while the others wait.
    pub(super) fn trusts<E>(&self, compare: impl FnOnce() -> Result<bool, E>) -> Result<bool, E> {
        let mut is_trusted = self.is_trusted.lock().unwrap_or_else(PoisonError::into_inner);
        match *is_trusted {
            Some(known) => Ok(known),
            None => Ok(*is_trusted.insert(compare()?)),
        }
    }

    /// Enters what comes next, the claim of a trial or the end of the run; nothing if nothing can be decided yet.
    ///
    /// # Errors
    /// If the log cannot be read or written.
    pub fn advance(&self) -> Result<Option<Event>, crate::log::Error> {
        let seconds = self.seconds();
        self.append(|history| match self.plan.next_step(history, seconds) {
            Step::Append(event) => Some(event),
            Step::Wait | Step::Done => None,
        })
    }

    /// Compare-and-append: enters what `decide` makes of the history, and asks it again whenever somebody else was first.
    ///
    /// # Errors
    /// If the log cannot be read or written.
    pub fn append(
        &self,
        mut decide: impl FnMut(&History) -> Option<Event>,
    ) -> Result<Option<Event>, crate::log::Error> {
        let mut history = self.lock();
        loop {
            let Some(event) = decide(&history) else { return Ok(None) };
            check(&history, history.seq() + 1, &event)?;
            if let Some(entry) = self.log.append(history.seq(), &event)? {
                history.apply(&entry);
                self.changed.notify_all();
                return Ok(Some(event));
            }
            for entry in self.log.read_after(history.seq())? {
                check(&history, entry.seq, &entry.event)?;
                history.apply(&entry);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, History> {
        // `History::apply` does not panic half way, so a poisoned history is whole.
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing is entered or believed that cannot be true.
fn check(history: &History, seq: u64, event: &Event) -> Result<(), crate::log::Error> {
    history.check(event).map_err(|source| crate::log::Error::Contradicts { seq, source })
}
