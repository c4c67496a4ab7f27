//! What is said to people on stderr.

use std::io::Write;
use std::path::Path;

/// Says a line on stderr. That nobody can hear it (a full disk behind `2> file`, a closed terminal) is no reason to stop.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Says which file was written, and what is in it.
pub(super) fn wrote(path: &Path, what: &str) {
    say(&format!("wrote {}: {what}", path.display()));
}
