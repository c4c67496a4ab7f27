//! What is said while something takes long that has no progress of its own.

use super::talk::say;
use super::terminal::{shortened, talk_width, talks_to_people};
use crate::numbers::span;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};

/// What is being done while a space file is read together with its files.
pub(super) const READING_FILES: &str = "reading what the space file names";
/// What is being done while samples are read and hashed.
pub(super) const READING_DATA: &str = "reading the data set";

/// So long nothing is said.
const QUIET: Duration = Duration::from_secs(1);
/// How often a line on a terminal is redrawn.
const TICK: Duration = Duration::from_millis(100);

/// What is being done now, until it is done.
#[derive(Debug)]
pub(super) struct Now {
    state: Mutex<State>,
    change: Condvar,
}

#[derive(Debug)]
struct State {
    text: String,
    is_done: bool,
}

impl Now {
    /// From now on it is this that is being done.
    pub(super) fn is(&self, text: String) {
        tracing::debug!("{text}");
        self.lock().text = text;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does some work, and says on stderr what is being done if it takes longer than a second: on a terminal in one line that is
/// gone afterwards, elsewhere in a line for each thing that does. The diagnostics have it however short it takes.
pub(super) fn tell_while<T>(talk: &MultiProgress, text: &str, work: impl FnOnce(&Now) -> T) -> T {
    tracing::debug!("{text}");
    let state = Mutex::new(State { text: text.to_owned(), is_done: false });
    let now = Now { state, change: Condvar::new() };
    std::thread::scope(|scope| {
        let shown = std::thread::Builder::new().spawn_scoped(scope, || show(&now, talk));
        let done_even_in_a_panic = Done(&now);
        let worked = work(&now);
        drop(done_even_in_a_panic);
        // What cannot be shown, because there are no more threads, is no reason to stop.
        drop(shown.map(ScopedJoinHandle::join));
        worked
    })
}

struct Done<'a>(&'a Now);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.lock().is_done = true;
        self.0.change.notify_all();
    }
}

/// Looks at what is being done until that is all.
fn show(now: &Now, talk: &MultiProgress) {
    let mut shown = Shown { talk, bar: None, said: String::new() };
    let (began, mut state) = (Instant::now(), now.lock());
    while !state.is_done {
        let since = began.elapsed();
        if since >= QUIET {
            shown.update(&state.text, since);
        }
        let waited = now.change.wait_timeout(state, TICK);
        (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
    }
    if let Some(bar) = shown.bar {
        bar.finish_and_clear();
    }
}

/// What was said so far.
struct Shown<'a> {
    talk: &'a MultiProgress,
    bar: Option<ProgressBar>,
    said: String,
}

impl Shown<'_> {
    fn update(&mut self, text: &str, since: Duration) {
        if talks_to_people() {
            let bar = self.bar.get_or_insert_with(|| {
                let style = ProgressStyle::with_template("{msg}").expect("a valid template");
                self.talk.add(ProgressBar::new_spinner().with_style(style))
            });
            let time = format!(", {}", span(since.as_secs_f64()));
            let width = talk_width().saturating_sub(time.chars().count());
            bar.set_message(format!("{}{time}", shortened(text, width)));
        } else if self.said != text {
            say(text);
            text.clone_into(&mut self.said);
        }
    }
}
