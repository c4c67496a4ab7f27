//! What is said to people on stderr.

use std::io::Write;
use std::path::Path;

/// Longer words are cut: they are no names, and hardly paths.
const LONGEST_WORD: usize = 1024;
/// So many letters of such a word are left at either end.
const LEFT: usize = 128;

/// Says a line on stderr, its words cut if they are absurdly long. That nobody can hear it (a full disk behind `2> file`, a
/// closed terminal) is no reason to stop.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", with_short_words(text));
}

/// Says which file was written, and what is in it.
pub(super) fn wrote(path: &Path, what: &str) {
    say(&format!("wrote {}: {what}", path.display()));
}

/// The text with `…` in the middle of each word that is longer than any name.
fn with_short_words(text: &str) -> String {
    text.split_inclusive(char::is_whitespace).map(short).collect()
}

fn short(word: &str) -> String {
    let length = word.chars().count();
    if length <= LONGEST_WORD {
        return word.to_owned();
    }
    let (start, end) = (word.chars().take(LEFT), word.chars().skip(length - LEFT));
    start.chain(['…']).chain(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_longer_than_any_name_are_cut_in_the_middle() {
        let usual = format!("error: `{}` is no file\n  nor is `b`\n", "a/".repeat(500));
        assert_eq!(with_short_words(&usual), usual);
        let long = format!("error: `ä{}ö` is\n{} ", "x".repeat(50_000), "y".repeat(50_000));
        let (x, y) = ("x".repeat(126), "y".repeat(128));
        // The blank behind a word is part of it.
        let expected = format!("error: `ä{x}…{}ö` is\n{y}…{} ", &x[1..], &y[1..]);
        assert_eq!(with_short_words(&long), expected);
    }
}
