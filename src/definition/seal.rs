//! The SHA-256 at the end of a definition, by which a change of the file shows.

use crate::digest::sha256;

/// The last line of a definition in YAML, with the hash of the lines before it.
#[must_use]
pub fn yaml_seal(before: &str) -> String {
    format!("sha256: \"{}\"\n", sha256(before.as_bytes()))
}

/// The last lines of a definition in JSON, with the hash of the lines before them.
#[must_use]
pub fn json_seal(before: &str) -> String {
    format!("  \"sha256\": \"{}\"\n}}\n", sha256(before.as_bytes()))
}

/// Whether a text ends with the hash of what is before it.
pub(super) fn fits(text: &str) -> bool {
    let is_sealed = |seal: fn(&str) -> String| {
        let before = text.len().checked_sub(seal("").len()).and_then(|end| text.get(..end));
        before.is_some_and(|before| text[before.len()..] == seal(before))
    };
    is_sealed(yaml_seal) || is_sealed(json_seal)
}
