//! Texts in lines of a certain width, broken where it hurts least.

use super::terminal::columns;

/// Where a text may be broken, the best places first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaks {
    /// Between words.
    Words,
    /// Between what commas separate, then between words.
    List,
    /// Between sites, then before what is said of a mix in brackets, between terms, and between bases.
    Mix,
}

impl Breaks {
    /// What stands at such places.
    fn levels(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Words => &[&[" "]],
            Self::List => &[&[", "], &[" "]],
            Self::Mix => &[&[" | "], &["  ("], &[" + ", " - "], &[", "], &[" "]],
        }
    }
}

/// A text in lines of at most so many columns, all as far from the margin as the first one. A word that is longer has a line
/// of its own.
pub(super) fn wrapped(text: &str, width: usize, breaks: Breaks) -> Vec<String> {
    let text = text.trim_end();
    let inside = text.trim_start_matches(' ');
    let indent = text.len() - inside.len();
    let lines = folded(inside, width.saturating_sub(indent).max(1), breaks.levels());
    lines.into_iter().map(|line| format!("{:indent$}{}", "", line.trim_end())).collect()
}

/// As few lines as these places allow, broken at worse ones only where a piece is too long by itself.
fn folded(text: &str, width: usize, levels: &[&[&str]]) -> Vec<String> {
    let Some((level, worse)) = levels.split_first().filter(|_| columns(text.trim_end()) > width) else {
        return vec![text.to_owned()];
    };
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces(text, level) {
        match lines.last_mut() {
            Some(line) if columns(line) + columns(piece.trim_end()) <= width => line.push_str(piece),
            _ => lines.extend(folded(piece, width, worse)),
        }
    }
    lines
}

/// The pieces of a text between such places; together they are the text.
fn pieces<'a>(text: &'a str, separators: &[&str]) -> Vec<&'a str> {
    let found = separators.iter().flat_map(|separator| {
        text.match_indices(separator).map(|(at, _)| {
            // Signs and brackets begin a line, and everything else ends one.
            at + match *separator {
                "  (" => 2,
                " + " | " - " => 1,
                other => other.len(),
            }
        })
    });
    let mut places: Vec<usize> = found.filter(|at| *at < text.len() && is_place(text, *at)).collect();
    places.sort_unstable();
    let starts = std::iter::once(0).chain(places.iter().copied());
    let ends = places.iter().copied().chain([text.len()]);
    starts.zip(ends).map(|(start, end)| &text[start..end]).collect()
}

/// Whether a text may be broken here: not between a number and what it counts, nor beside a ±.
fn is_place(text: &str, at: usize) -> bool {
    let last = text[..at].trim_end().chars().next_back();
    let next = text[at..].chars().next();
    let counts = !text[..at].ends_with("  ")
        && last.is_some_and(|last| last.is_ascii_digit())
        && next.is_some_and(|next| next == '%' || next.is_alphabetic());
    !counts && last != Some('±') && next != Some('±') && next != Some(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: usize, breaks: Breaks, expected: &[&str]) {
        assert_eq!(wrapped(text, width, breaks), expected);
    }

    #[test]
    fn words_and_numbers_are_never_broken() {
        check("ended: all trials are done", 15, Breaks::Words, &["ended: all", "trials are done"]);
        check("  shifted by two", 12, Breaks::Words, &["  shifted by", "  two"]);
        check("runs/unbreakable is fine", 8, Breaks::Words, &["runs/unbreakable", "is fine"]);
        check(
            "validation 97.49 %, in 3 min 20 s",
            14,
            Breaks::Words,
            &["validation", "97.49 %, in", "3 min 20 s"],
        );
        check("", 8, Breaks::Words, &[""]);
        check("conv 3×3, padding 1", 17, Breaks::List, &["conv 3×3,", "padding 1"]);
    }

    #[test]
    fn mixes_are_broken_between_sites_then_between_terms_then_between_bases() {
        let mix = "fc1: relu | fc2: affine(relu, tanh)";
        check(mix, 35, Breaks::Mix, &[mix]);
        check(
            "fc1: affine(relu, tanh)  (diverged: NaN)",
            30,
            Breaks::Mix,
            &["fc1: affine(relu, tanh)", "(diverged: NaN)"],
        );
        check(mix, 34, Breaks::Mix, &["fc1: relu |", "fc2: affine(relu, tanh)"]);
        check(mix, 20, Breaks::Mix, &["fc1: relu |", "fc2: affine(relu,", "tanh)"]);
        let formula = "fc2  f(x) = -1.9553·relu + 2.9553·leaky_relu(slope=0.1, b=2)";
        check(formula, 52, Breaks::Mix, &["fc2  f(x) = -1.9553·relu", "+ 2.9553·leaky_relu(slope=0.1, b=2)"]);
        let channels = "(0.25 ± 0.31)·identity - (0.75 ± 0.20)·relu";
        check(channels, 24, Breaks::Mix, &["(0.25 ± 0.31)·identity", "- (0.75 ± 0.20)·relu"]);
        check(channels, 10, Breaks::Mix, &["(0.25 ± 0.31)·identity", "-", "(0.75 ± 0.20)·relu"]);
    }

    #[test]
    fn nothing_is_lost_at_any_width() {
        let mix = "conv1: affine per channel(identity, relu, tanh) | fc1: convex(swish, gelu) | fc2: 0.5·sine + 1·cosine";
        let plain = |text: &str| text.replace(' ', "");
        for width in 1..120 {
            for breaks in [Breaks::Words, Breaks::List, Breaks::Mix] {
                let lines = wrapped(mix, width, breaks);
                assert_eq!(plain(&lines.concat()), plain(mix), "{width}");
                let is_fine = |line: &String| columns(line) <= width || !line.contains(", ");
                assert!(lines.iter().all(is_fine), "{width}: {lines:?}");
            }
        }
    }
}
