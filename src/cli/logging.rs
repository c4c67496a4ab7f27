//! Diagnostics: to stderr as loud as asked, and in full into the run folder.

use super::talk::say;
use super::terminal::talk_has_colours;
use crate::disk;
use indicatif::MultiProgress;
use std::io::Write;
use std::path::Path;
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::prelude::*;

/// Starts the diagnostics of a command; `file` takes them too, whatever stderr shows.
pub(super) fn start(verbose: u8, bars: &MultiProgress, file: Option<&Path>) -> Result<(), disk::Error> {
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let filter = EnvFilter::builder().with_default_directive(level.into()).from_env_lossy();
    let talk = fmt::layer().with_writer(Talk(bars.clone())).with_target(false).without_time();
    let talk = talk.with_ansi(talk_has_colours());
    let talk = talk.with_filter(filter);
    let file = file.map(disk::append).transpose()?;
    let record = file.map(|file| {
        fmt::layer().with_writer(std::sync::Mutex::new(file)).with_ansi(false).with_filter(LevelFilter::DEBUG)
    });
    // Only the first start of a process counts; there is no second one but in tests.
    let _ = tracing_subscriber::registry().with(talk).with(record).try_init();
    Ok(())
}

/// Keeps what is said of a panic, some of which is pages of C++, for the record: whoever catches it tells it in one line.
pub(super) fn keep_panics_for_the_record(verbose: u8) {
    std::panic::set_hook(Box::new(move |panic| {
        tracing::debug!("{panic}");
        // Commands that keep no record say it themselves.
        if verbose >= 2 && tracing::level_filters::LevelFilter::current() == LevelFilter::OFF {
            say(&panic.to_string());
        }
    }));
}

/// Writes to stderr between the redraws of the bars.
#[derive(Clone)]
struct Talk(MultiProgress);

impl Write for Talk {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.suspend(|| std::io::stderr().write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}

impl<'a> MakeWriter<'a> for Talk {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
