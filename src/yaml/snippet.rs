//! One line of a file with carets under the culprit.

/// Longer lines are cut to this many characters around the culprit.
const WIDEST: usize = 100;

/// Shows the line `source`, which has the number `line`, with carets under `width` characters from `column` on, as two lines
/// behind a gutter.
///
/// Without any width there is nothing to show.
pub(super) fn snippet(source: &str, line: usize, column: usize, width: usize) -> String {
    if width == 0 {
        return String::new();
    }
    let width = width.min(WIDEST);
    // What lies far from the culprit is not looked at, however long the line is.
    let skipped = (column - 1).saturating_sub(2 * WIDEST);
    let near = source.chars().skip(skipped).take(4 * WIDEST);
    let chars: Vec<char> = near.map(|char| if char.is_control() { ' ' } else { char }).collect();
    let start = (column - 1 - skipped).min(chars.len());
    let (window, indent) = cut(&chars, start, width);
    let number = line.to_string();
    let blank = " ".repeat(number.len());
    let carets = "^".repeat(width);
    let shown = format!("  {number} | {window}");
    format!("{}\n  {blank} | {}{carets}\n", shown.trim_end(), " ".repeat(indent))
}

/// The part of a long line around the culprit, and where the culprit starts in it.
fn cut(chars: &[char], start: usize, width: usize) -> (String, usize) {
    if chars.len() <= WIDEST {
        return (chars.iter().collect(), start);
    }
    let end = chars.len().min(WIDEST.max(start + width));
    let from = end - WIDEST;
    let mut window: String = chars[from..end].iter().collect();
    if end < chars.len() {
        window.push('…');
    }
    match from {
        0 => (window, start),
        _ => (format!("…{window}"), start - from + 1),
    }
}

/// How many characters the value has that `line` starts with, as far as it stands on that line; at least one.
pub(super) fn width(line: &str) -> usize {
    let rest: Vec<char> = line.chars().take(2 * WIDEST).collect();
    let width = match rest.as_slice() {
        [quote @ ('"' | '\''), ..] => quoted(&rest, *quote),
        ['[' | '{' | '|' | '>', ..] | ['-' | '?', ' ', ..] => 1,
        ['!' | '&' | '*', ..] => line.split([' ', ',', ']', '}']).next().unwrap_or_default().chars().count(),
        _ => plain(&rest),
    };
    width.max(1)
}

/// The length of a scalar in quotes, or of the rest of the line if it goes on below.
fn quoted(rest: &[char], quote: char) -> usize {
    let mut escaped = false;
    for (idx, &char) in rest.iter().enumerate().skip(1) {
        if char == quote && !escaped {
            return idx + 1;
        }
        escaped = char == '\\' && quote == '"' && !escaped;
    }
    rest.len()
}

/// The length of a scalar without quotes, which ends at a colon, a comma, a bracket, a comment or the end of
/// the line.
fn plain(rest: &[char]) -> usize {
    let ends = |idx: usize| match rest[idx] {
        ',' | ']' | '}' => true,
        ':' => rest.get(idx + 1).is_none_or(|next| matches!(next, ' ' | ',' | ']' | '}')),
        ' ' => rest.get(idx + 1).is_some_and(|next| *next == '#'),
        _ => false,
    };
    let end = (0..rest.len()).find(|&idx| ends(idx)).unwrap_or(rest.len());
    match rest.first() {
        Some(first) if first.is_whitespace() => 1,
        _ => rest[..end].iter().rposition(|char| !char.is_whitespace()).map_or(0, |last| last + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carets_stand_under_the_whole_culprit() {
        let check = |line: &str, column: usize, carets: &str| {
            let start = line.char_indices().nth(column - 1).map_or(line.len(), |(byte, _)| byte);
            let shown = snippet(line, 1, column, width(&line[start..]));
            let expected = format!("    | {}{carets}", " ".repeat(column - 1));
            assert_eq!(shown.lines().nth(1).unwrap(), expected, "{line}");
        };
        check("epoch: 10", 1, "^^^^^");
        check("epoch: 10   # often", 8, "^^");
        check("epochs: [10, twenty]", 14, "^^^^^^");
        check("size: {min: two words}", 13, "^^^^^^^^^");
        check("rate: -0.5", 7, "^^^^");
        check("name: \"a \\\" b\" # c", 7, "^^^^^^^^");
        check("name: 'open", 7, "^^^^^");
        check("- name: x", 1, "^");
        check("a: !tag x", 4, "^^^^");
        check("[*a, *b]", 2, "^^");
        check("\tx: 1", 1, "^");
        check("url: http://x", 6, "^^^^^^^^");
        check("epochs:", 8, "^");
        check("name:\tx y", 7, "^^^");
        check("naïve: 1", 1, "^^^^^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_culprit() {
        let line = format!("{}: bad, {}", "a".repeat(150), "b".repeat(200));
        let shown = snippet(&line, 1, 153, 3);
        let expected = format!("  1 | …{}: bad…\n    | {}^^^\n", "a".repeat(95), " ".repeat(98));
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_line_that_is_not_there_is_shown_empty() {
        assert_eq!(snippet("", 12, 5, 1), "  12 |\n     | ^\n");
        assert_eq!(snippet("name: x", 1, 1, 0), "");
    }
}
