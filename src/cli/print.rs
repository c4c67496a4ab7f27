//! What is printed on stdout.

use serde::Serialize;
use std::io::Write;

/// Prints lines on stdout; an error if nobody reads them.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout().lock(), "{}", text.trim_end())?)
}

/// Prints a value as indented JSON on stdout.
pub(super) fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    print(&serde_json::to_string_pretty(value)?)
}
