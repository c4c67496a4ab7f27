//! What is wrong with a file: places, problems, and all problems of one file together.

use std::fmt;

use super::lines::Lines;
use super::node::Origin;
use super::snippet;

/// Where a problem stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the file; lines and columns count from one, columns in characters.
    At {
        /// The line, counted from one.
        line: usize,
        /// The column in characters, counted from one.
        column: usize,
    },
    /// In the value of `--set`, given by the path that was set.
    Set(String),
}

/// One thing that is wrong, with its place and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// How many characters are at fault; none if it is the file as a whole, or an override.
    pub width: usize,
    /// What is wrong: the thing, its value, and what would be allowed.
    pub message: String,
    /// The way out, where there is more to say.
    pub help: Option<String>,
}

/// Every problem of one file, in the order of the file.
///
/// Its `Display` has one line per problem and needs nothing else; [`Problems::render`] shows the lines of the
/// file too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    shown: Vec<Problem>,
    n_hidden: usize,
}

/// A problem whose place has not been looked up yet.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) origin: Origin,
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// Another place that tells the way out, with what is there, such as "the list begins at".
    pub(super) other: Option<(&'static str, Origin)>,
}

impl Found {
    /// A problem at `origin`, without help as yet.
    pub(super) fn new(origin: Origin, message: impl Into<String>) -> Found {
        Found { origin, message: message.into(), help: None, other: None }
    }

    /// The same problem with the way out.
    pub(super) fn help(self, help: impl Into<String>) -> Found {
        Found { help: Some(help.into()), ..self }
    }
}

impl Problems {
    /// Puts problems in the order of their places; `n_hidden` more are only counted.
    pub(super) fn new(mut shown: Vec<Problem>, n_hidden: usize) -> Problems {
        // The sort is stable, so that overrides keep the order in which they were given.
        shown.sort_by_key(|problem| match problem.place {
            Place::At { line, column } => (line, column),
            Place::Set(_) => (usize::MAX, usize::MAX),
        });
        Problems { shown, n_hidden }
    }

    /// Goes through the problems in the order of their places.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.shown.iter()
    }

    /// How many problems there are, those included that are too many to show.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shown.len() + self.n_hidden
    }

    /// Writes every problem with its line of the file, a caret under the culprit, and the way out.
    ///
    /// `text` is the text that was read and `file_name` the name to show for it. The last line counts the
    /// problems.
    #[must_use]
    pub fn render(&self, file_name: &str, text: &str) -> String {
        let lines = Lines::of(text.strip_prefix('\u{feff}').unwrap_or(text));
        let mut rendered: String =
            self.shown.iter().map(|problem| problem.render(file_name, &lines)).collect();
        rendered.push_str(&self.summary(file_name));
        rendered
    }

    fn summary(&self, file_name: &str) -> String {
        let noun = if self.count() == 1 { "problem" } else { "problems" };
        let counted = format!("{} {noun} in {file_name}", self.count());
        match self.n_hidden {
            0 => counted + "\n",
            _ => format!("{counted}, the first {} are shown\n", self.shown.len()),
        }
    }
}

impl Problem {
    fn render(&self, file_name: &str, lines: &Lines<'_>) -> String {
        let help = self.help.as_ref().map(|help| format!("  help: {help}\n")).unwrap_or_default();
        match self.place {
            Place::At { line, column } => {
                let snippet = snippet::snippet(lines.line(line), line, column, self.width);
                format!("{file_name}:{self}\n{snippet}{help}")
            }
            Place::Set(_) => format!("{self}\n{help}"),
        }
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl std::error::Error for Problems {}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::At { line, column } => write!(f, "{line}:{column}"),
            Place::Set(path) => write!(f, "--set {path}"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.shown.iter().map(Problem::to_string).collect();
        f.write_str(&lines.join("\n"))?;
        match self.n_hidden {
            0 => Ok(()),
            n_hidden => write!(f, "\nand {n_hidden} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(place: Place) -> Problem {
        Problem { place, width: 0, message: "something is wrong".to_owned(), help: None }
    }

    #[test]
    fn problems_are_sorted_by_place_with_overrides_last() {
        let set = |path: &str| Place::Set(path.to_owned());
        let places =
            [set("seed"), Place::At { line: 10, column: 1 }, set("a"), Place::At { line: 9, column: 4 }];
        let problems = Problems::new(places.map(problem).to_vec(), 0);
        let shown: Vec<String> = problems.iter().map(|problem| problem.place.to_string()).collect();
        assert_eq!(shown, ["9:4", "10:1", "--set seed", "--set a"]);
        assert_eq!(problems.count(), 4);
    }

    #[test]
    fn problems_too_many_to_show_are_counted() {
        let problems = Problems::new(vec![problem(Place::Set("seed".to_owned()))], 4);
        assert_eq!(problems.to_string(), "--set seed: something is wrong\nand 4 more");
        let expected = "--set seed: something is wrong\n5 problems in a.yaml, the first 1 are shown\n";
        assert_eq!(problems.render("a.yaml", ""), expected);
    }
}
