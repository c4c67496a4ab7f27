//! A guard against anchors that are given twice, which the YAML crate mixes up.
//!
//! `serde_yaml_ng` 0.10 numbers anchors by how many different names there are so far. In `[&a 1, &a 2, &b 3,
//! *a]` the second `a` and `b` get the same number, so that `*a` silently becomes 3.

use std::collections::BTreeSet;

/// The byte and the name of the first anchor that is given a second time and used.
pub(super) fn repeated(text: &str) -> Option<(usize, &str)> {
    let mut seen = BTreeSet::new();
    let mut twice = anchors(text).filter(|(_, name)| !seen.insert(*name));
    twice.find(|(_, name)| text.contains(&format!("*{name}")))
}

/// Every `&name` that stands where an anchor can stand, with its byte; those inside quotes are taken for one
/// too.
fn anchors(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('&').filter_map(|(start, _)| {
        let line = text[..start].rsplit('\n').next().unwrap_or_default();
        let opens = line.is_empty() || line.ends_with([' ', '\t', '[', '{', ',', ':']);
        let comment = line.starts_with('#') || line.contains(" #");
        let rest = &text[start + 1..];
        let end =
            rest.find(|char: char| char.is_whitespace() || "[]{},".contains(char)).unwrap_or(rest.len());
        (opens && !comment && end > 0).then_some((start, &rest[..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_anchor_that_is_given_twice_and_used_is_found() {
        let check = |text: &str, expected| assert_eq!(repeated(text), expected, "{text}");
        check("[&a 1, &a 2, &b 3, *a]", Some((7, "a")));
        check("x: &a 1\ny: &a\n  - 2\nz: *a\n", Some((11, "a")));
        check("[&a 1, &b 2, *a, *b]", None);
        check("[&a 1, &a 2]", None);
        check("x: &a 1 # not &a 2\ny: b&a\nz: *a\n", None);
        check("", None);
    }
}
