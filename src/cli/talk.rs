//! What is said to people on stderr.

use std::io::Write;

/// Says a line on stderr. That nobody can hear it (a full disk behind `2> file`, a closed terminal) is no reason to stop.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
