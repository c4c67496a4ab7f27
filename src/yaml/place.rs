//! The step from problems found in the tree to problems with their places in the text.

use super::node::Origin;
use super::overrides::Override;
use super::parse;
use super::problem::{Found, Place, Problem, Problems};
use super::snippet;

/// Problems beyond this number are only counted, since every place costs one more reading of the text.
const MOST_SHOWN: usize = 100;

/// Looks up the place of every problem.
pub(super) fn locate(mut found: Vec<Found>, text: &str, overrides: &[Override]) -> Problems {
    found.sort_by_key(|found| found.origin);
    let n_hidden = found.len().saturating_sub(MOST_SHOWN);
    found.truncate(MOST_SHOWN);
    let shown = found.into_iter().map(|found| problem(found, text, overrides)).collect();
    Problems::new(shown, n_hidden)
}

fn problem(found: Found, text: &str, overrides: &[Override]) -> Problem {
    let help = match found.first.map(|first| place(first, text, overrides)) {
        Some(Place::At { line, column }) => Some(format!("it stands first at line {line}, column {column}")),
        Some(Place::Set(_)) | None => found.help,
    };
    let place = place(found.origin, text, overrides);
    let width = if found.origin == Origin::File(0) { 0 } else { width(&place, text) };
    Problem { place, width, message: found.message, help }
}

/// How many characters are at fault at a place.
fn width(place: &Place, text: &str) -> usize {
    let Place::At { line, column } = place else {
        return 0;
    };
    let line = text.lines().nth(line - 1).unwrap_or_default();
    let start = line.char_indices().nth(column - 1).map_or(line.len(), |(byte, _)| byte);
    snippet::width(&line[start..])
}

fn place(origin: Origin, text: &str, overrides: &[Override]) -> Place {
    match origin {
        Origin::Byte(offset) => at(text, offset),
        Origin::File(number) => at(text, start(text, number)),
        Origin::Override(idx) => {
            Place::Set(overrides.get(idx).map(|set| set.path().to_owned()).unwrap_or_default())
        }
    }
}

/// The byte at which a node starts; a file without any value starts at its first byte.
fn start(text: &str, number: usize) -> usize {
    match parse::offset(text, number) {
        offset if number == 0 && offset == text.len() => 0,
        offset => after_properties(text, offset),
    }
}

/// Steps over the anchor and the standard tag that may stand before a value on its line.
fn after_properties(text: &str, offset: usize) -> usize {
    let line = text.get(offset..).unwrap_or_default().lines().next().unwrap_or_default();
    let mut rest = line;
    while rest.starts_with('&') || rest.starts_with("!!") {
        rest = rest.split_once(' ').map_or("", |(_, value)| value.trim_start());
    }
    match rest {
        "" => offset,
        _ => offset + line.len() - rest.len(),
    }
}

/// The line and column of a byte.
fn at(text: &str, offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Place::At { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

#[cfg(test)]
mod tests {
    use super::super::node::{Kind, Node};
    use super::*;

    /// Lists every node of a text as `what@line:column`, in reading order.
    fn places(text: &str) -> String {
        let (root, _) = parse::parse(text, None).unwrap();
        let mut listed = Vec::new();
        list(&root, text, &mut listed);
        listed.join(" ")
    }

    fn list(node: &Node, text: &str, listed: &mut Vec<String>) {
        let shown = |what: String, origin| format!("{what}@{}", place(origin, text, &[]));
        match &node.kind {
            Kind::Null => listed.push(shown("null".to_owned(), node.origin)),
            Kind::Bool(value) => listed.push(shown(value.to_string(), node.origin)),
            Kind::Integer(value) => listed.push(shown(value.to_string(), node.origin)),
            Kind::Number(value) => listed.push(shown(value.to_string(), node.origin)),
            Kind::Text(value) => listed.push(shown(value.clone(), node.origin)),
            Kind::List(items) => {
                listed.push(shown("list".to_owned(), node.origin));
                for item in items {
                    list(item, text, listed);
                }
            }
            Kind::Mapping(entries) => {
                listed.push(shown("map".to_owned(), node.origin));
                for (key, value) in entries {
                    listed.push(shown(key.text.clone() + ":", key.origin));
                    list(value, text, listed);
                }
            }
        }
    }

    #[test]
    fn every_node_has_its_exact_place() {
        let check = |text: &str, expected: &str| assert_eq!(places(text), expected, "{text}");
        check("a: 1\nb: two # c\n", "map@1:1 a:@1:1 1@1:4 b:@2:1 two@2:4");
        check(
            "a:\n  b:\n    - c: 3\n      d: .5\n",
            "map@1:1 a:@1:1 map@2:3 b:@2:3 list@3:5 map@3:7 c:@3:7 3@3:10 d:@4:7 0.5@4:10",
        );
        check(
            "a: {b: [1, {c: x}], d: }",
            "map@1:1 a:@1:1 map@1:4 b:@1:5 list@1:8 1@1:9 map@1:12 c:@1:13 x@1:16 d:@1:21 null@1:24",
        );
        check("a:\n- 'x'\n-  \"y\"\n", "map@1:1 a:@1:1 list@2:1 x@2:3 y@3:4");
        check("# only\n\n---\n  a: ~\n  b:\n", "map@4:3 a:@4:3 null@4:6 b:@5:3 null@5:5");
        check(
            "a: &x 1\nb: !!str 2\nc: &y !!str 3\nd: &z\n  e: f\n",
            "map@1:1 a:@1:1 1@1:7 b:@2:1 2@2:10 c:@3:1 3@3:13 d:@4:1 map@4:4 e:@5:3 f@5:6",
        );
        check(
            "a: &x [1, {b: 2}]\nc: *x\nd: [*x, 3]\n",
            "map@1:1 a:@1:1 list@1:7 1@1:8 map@1:11 b:@1:12 2@1:15 c:@2:1 list@1:7 1@1:8 map@1:11 b:@1:12 2@1:15 d:@3:1 list@3:4 list@1:7 1@1:8 map@1:11 b:@1:12 2@1:15 3@3:9",
        );
        check(
            "a: |\n  two\n  lines\nb: 'on\n  two'\n'c d': \"e\\tf\"\n",
            "map@1:1 a:@1:1 two\nlines\n@1:4 b:@4:1 on two@4:4 c d:@6:1 e\tf@6:8",
        );
        check(
            "a: 1\r\nb:\r\n- ä: ö\r\n  é: ü\r\n",
            "map@1:1 a:@1:1 1@1:4 b:@2:1 list@3:1 map@3:3 ä:@3:3 ö@3:6 é:@4:3 ü@4:6",
        );
        check("? a\n: 1\n? [b]\n: 2\n\"c\" : 3\n", "map@1:1 a:@1:3 1@2:3 c:@5:1 3@5:7");
        check(
            "- - 1\n  - 2\n-\n  - 3\n- {}\n- []\n-\n",
            "list@1:1 list@1:3 1@1:5 2@2:5 list@4:3 3@4:5 map@5:3 list@6:3 null@7:2",
        );
        check("a:\t1\nb: # c\n  # d\n  2\n", "map@1:1 a:@1:1 1@1:4 b:@2:1 2@4:3");
        check("a: \"b\u{2028}c\"\ne: f", "map@1:1 a:@1:1 b\u{2028}c@1:4 e:@2:1 f@2:4");
    }
}
