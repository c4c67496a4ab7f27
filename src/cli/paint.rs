//! Colours for what matters, where they are seen.

use crate::trial::Status;
use std::ffi::OsString;

/// What a text is about, which a colour says once more: nothing is told by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Paint {
    #[default]
    Plain,
    /// The winner.
    Good,
    /// What deserves a second look.
    Careful,
    Bad,
}

impl Paint {
    /// The colour of a status.
    pub(super) fn of(status: Status) -> Self {
        match status {
            Status::Finished | Status::Unfinished => Self::Plain,
            Status::Cut => Self::Careful,
            Status::Failed => Self::Bad,
        }
    }

    /// The text in the colour.
    pub(super) fn on(self, text: &str) -> String {
        let code = match self {
            Self::Plain => return text.to_owned(),
            Self::Good => "1;32",
            Self::Careful => "33",
            Self::Bad => "1;31",
        };
        if text.is_empty() { String::new() } else { format!("\x1b[{code}m{text}\x1b[0m") }
    }
}

/// Whether colours are wanted: `NO_COLOR` says no, `CLICOLOR_FORCE` yes, and then a terminal that can show them does.
pub(super) fn is_wanted(is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let is = |name, value: &str| variable(name).is_some_and(|found| found == value);
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    if is_set("NO_COLOR") {
        return false;
    }
    if is_set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") {
        return true;
    }
    is_terminal && !is("CLICOLOR", "0") && is_set("TERM") && !is("TERM", "dumb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_whether_there_are_colours() {
        let check = |is_terminal, environment: &[(&str, &str)], expected| {
            let found = |name: &str| environment.iter().find(|(known, _)| *known == name);
            let wanted = is_wanted(is_terminal, |name| found(name).map(|(_, value)| value.into()));
            assert_eq!(wanted, expected, "{is_terminal} {environment:?}");
        };
        let xterm = ("TERM", "xterm-256color");
        check(true, &[xterm], true);
        check(false, &[xterm], false);
        check(true, &[("TERM", "dumb")], false);
        check(true, &[], false);
        check(true, &[xterm, ("NO_COLOR", "1")], false);
        check(true, &[xterm, ("NO_COLOR", "")], true);
        check(true, &[xterm, ("CLICOLOR", "0")], false);
        check(false, &[("CLICOLOR_FORCE", "1")], true);
        check(false, &[("CLICOLOR_FORCE", "0")], false);
        check(true, &[xterm, ("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false);
    }

    #[test]
    fn a_text_is_the_same_in_every_colour() {
        assert_eq!(Paint::Plain.on("a"), "a");
        assert_eq!(Paint::Bad.on(""), "");
        let painted = [Paint::Good, Paint::Careful, Paint::Bad].map(|paint| paint.on("cut"));
        assert!(painted.iter().all(|text| console::strip_ansi_codes(text) == "cut" && text.len() > 3));
        assert_eq!(Paint::of(Status::Failed), Paint::Bad);
    }
}
