//! What the YAML crate says about a text that is no YAML, in words for somebody who writes it by hand.

use super::node::Origin;
use super::problem::Found;

const NO_TOKEN: &str = "found character that cannot start any token";
const TAB: &str = "found a tab character";

/// How a message of the crate begins, what is said in its place, and the way out, if there is one to tell.
const WORDS: [(&str, &str, &str); 16] = [
    ("did not find expected ',' or ']'", "expected `,` or `]`", ""),
    ("did not find expected ',' or '}'", "expected `,` or `}`", ""),
    (
        "did not find expected key",
        "this does not continue the mapping above, allowed: a key in the column of the other keys",
        "",
    ),
    ("did not find expected '-' indicator", "this does not continue the list above, allowed: `-`", ""),
    ("did not find expected node content", "expected a value", ""),
    (
        "did not find expected <document start>",
        "this belongs to nothing, allowed: the indentation of the lines that it continues",
        "",
    ),
    (
        "mapping values are not allowed in this context",
        "a `:` cannot stand here, allowed: one `key: value` a line",
        "put a value with `: ` in it in quotes, and begin all keys of a mapping in the same column",
    ),
    (
        "block sequence entries are not allowed in this context",
        "a list item cannot begin here, allowed: a line of its own",
        "",
    ),
    ("could not find expected ':'", "expected `:` behind the key above", "a key is written `key: value`"),
    ("found unexpected end of stream", "the text ends inside quotes", ""),
    (NO_TOKEN, "a value cannot begin like this", "put it in quotes"),
    (TAB, "a tab stands here, allowed: spaces", "indent with spaces"),
    ("found unknown escape character", "unknown escape in double quotes", "use single quotes"),
    (
        "recursion limit exceeded",
        "nested too deeply, allowed: 128 levels, and no alias inside its own value",
        "",
    ),
    ("unknown anchor", "unknown alias, allowed: a name that was given before with `&`", ""),
    ("repetition limit exceeded", "the aliases repeat too much", ""),
];

/// What the crate was in the middle of, and how the place where that began is told.
const BEGINNINGS: [(&str, &str); 3] = [
    ("while parsing a flow sequence at ", "the list begins at "),
    ("while parsing a flow mapping at ", "the mapping begins at "),
    ("while scanning a quoted scalar at ", "the quotes open at "),
];

/// Turns an error of the YAML crate into a problem of the text; the place moves out of the message.
pub(super) fn problem(error: &serde_yaml::Error, text: &str) -> Found {
    let message = without_place(error);
    // The reader knows only a byte, for a character that YAML forbids.
    let (message, byte) = match message.split_once(" at position ") {
        Some((what, byte)) => (what.to_owned(), byte.parse().unwrap_or(0)),
        None => (message, byte(error)),
    };
    let is_tab = message.starts_with(NO_TOKEN) && text.get(byte..).is_some_and(|rest| rest.starts_with('\t'));
    let (said, help) = words(if is_tab { TAB } else { &message });
    let help = beginning(&message).or(help.map(str::to_owned));
    Found { help, ..Found::new(Origin::Byte(byte), said) }
}

/// The byte that an error of the YAML crate is about.
pub(super) fn byte(error: &serde_yaml::Error) -> usize {
    error.location().map_or(0, |place| place.index())
}

/// The message of the YAML crate in our words, without its place.
pub(super) fn reason(error: &serde_yaml::Error) -> String {
    words(&without_place(error)).0.to_owned()
}

fn without_place(error: &serde_yaml::Error) -> String {
    let message = error.to_string();
    match error.location() {
        Some(place) => {
            message.replacen(&format!(" at line {} column {}", place.line(), place.column()), "", 1)
        }
        None => message,
    }
}

fn words(message: &str) -> (&str, Option<&'static str>) {
    match WORDS.iter().find(|(theirs, ..)| message.starts_with(theirs)) {
        Some((_, ours, help)) => (ours, Some(*help).filter(|help| !help.is_empty())),
        None => (message, None),
    }
}

/// Where the thing begins that the crate could not read to its end.
fn beginning(message: &str) -> Option<String> {
    BEGINNINGS.iter().find_map(|(theirs, ours)| {
        let (_, place) = message.split_once(theirs)?;
        Some(format!("{ours}{}", place.replace(" column", ", column")))
    })
}
