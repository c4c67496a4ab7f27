//! `actsearch log`.

use super::exit;
use super::print::print;
use crate::log::Row;
use crate::search::RunFolder;
use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;

/// The arguments of `actsearch log`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The run folder
    run: PathBuf,
}

/// An entry as a line.
#[derive(Serialize)]
struct Line {
    seq: u64,
    /// Seconds since 1970-01-01 UTC.
    time: Option<f64>,
    /// What happened; where that is no event, the text that stands there.
    event: Value,
    is_intact: bool,
    /// What is wrong with it; nothing where it is intact.
    damage: Option<String>,
}

/// Prints all entries; the exit code says whether they are intact.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let rows = RunFolder::at(&arguments.run)?.rows()?;
    let are_intact = rows.iter().all(|row| row.entry.is_ok());
    for row in rows {
        print(&serde_json::to_string(&Line::of(row)).expect("a line is plain data"))?;
    }
    Ok(exit::of_log(are_intact))
}

impl Line {
    fn of(row: Row) -> Self {
        let Row { seq, time, text, entry } = row;
        let event = serde_json::from_str(&text).unwrap_or(Value::String(text));
        // JSON has no number that is none.
        let time = Some(time).filter(|time| time.is_finite());
        Self { seq, time, event, is_intact: entry.is_ok(), damage: entry.err() }
    }
}
