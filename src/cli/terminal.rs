//! What a terminal is like, and what fits into it.

use super::paint::{Paint, is_wanted};
use console::{Term, measure_text_width};
use std::io::IsTerminal;

/// Where nobody says how wide a terminal is.
const USUAL: usize = 80;

/// What a text is made for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Screen {
    /// How many columns there are; nothing where no terminal is, and lines are as long as they are.
    pub(super) width: Option<usize>,
    /// Whether colours are seen.
    pub(super) has_colours: bool,
}

impl Screen {
    /// What stdout is.
    pub(super) fn stdout() -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        Self { width: is_terminal.then(|| width_of(&Term::stdout())), has_colours: colours(is_terminal) }
    }

    /// The same where nothing is shortened or wrapped.
    pub(super) fn without_end(self) -> Self {
        Self { width: None, ..self }
    }

    /// A text in a colour, if it is seen.
    pub(super) fn painted(self, text: &str, paint: Paint) -> String {
        if self.has_colours { paint.on(text) } else { text.to_owned() }
    }
}

/// A text for stderr in a colour, if it is seen there.
pub(super) fn painted_talk(text: &str, paint: Paint) -> String {
    Screen { width: None, has_colours: talk_has_colours() }.painted(text, paint)
}

/// Whether colours are seen on stderr.
pub(super) fn talk_has_colours() -> bool {
    colours(talks_to_people())
}

fn colours(is_terminal: bool) -> bool {
    is_wanted(is_terminal, |name| std::env::var_os(name))
}

fn width_of(terminal: &Term) -> usize {
    let columns = terminal.size_checked().map_or(USUAL, |(_, columns)| columns.into());
    if columns == 0 { USUAL } else { columns }
}

/// Whether stderr is a terminal, where lines can be redrawn.
pub(super) fn talks_to_people() -> bool {
    std::io::stderr().is_terminal()
}

/// How many columns stderr has. The last one stays free, or some terminals begin a new line.
pub(super) fn talk_width() -> usize {
    width_of(&Term::stderr()).saturating_sub(1)
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    measure_text_width(text)
}

/// A text in no more than so many columns: what is too much is left out in its middle.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(1) else { return String::new() };
    let start = within(text.chars(), room.div_ceil(2));
    let end: String = within(text.chars().rev(), room / 2).chars().rev().collect();
    format!("{start}…{end}")
}

/// As many of the first characters as take no more than so many columns.
fn within(characters: impl Iterator<Item = char>, width: usize) -> String {
    let mut taken = String::new();
    for character in characters {
        taken.push(character);
        if columns(&taken) > width {
            taken.pop();
            break;
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_shortened_in_its_middle() {
        let check = |width, expected: &str| assert_eq!(shortened("affine(identity, relu)", width), expected);
        check(22, "affine(identity, relu)");
        check(21, "affine(ide…ity, relu)");
        check(4, "af…)");
        check(1, "…");
        check(0, "");
        // Characters that take two columns, and some that take none.
        assert_eq!(shortened("学学学学", 5), "学…学");
        assert_eq!(shortened("e\u{301}e\u{301}e\u{301}e\u{301}", 3), "e\u{301}…\u{301}e\u{301}");
    }
}
