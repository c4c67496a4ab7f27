//! The step from problems found in the tree to problems with their places in the text.

use super::findings::Findings;
use super::lines::Lines;
use super::node::Origin;
use super::overrides::Override;
use super::problem::{Found, Place, Problem, Problems};
use super::snippet;

/// Looks up the place of every problem that is shown.
pub(super) fn locate(found: Findings, text: &str, overrides: &[Override]) -> Problems {
    let (shown, n_hidden) = found.into_shown();
    let lines = Lines::of(text);
    Problems::new(shown.into_iter().map(|found| problem(found, &lines, overrides)).collect(), n_hidden)
}

fn problem(found: Found, lines: &Lines<'_>, overrides: &[Override]) -> Problem {
    let help = match found.other.map(|(what, origin)| (what, place(origin, lines, overrides))) {
        Some((what, Place::At { line, column })) => Some(format!("{what} line {line}, column {column}")),
        Some((_, Place::Set(_))) | None => found.help,
    };
    let place = place(found.origin, lines, overrides);
    let width = match found.origin {
        Origin::Byte(byte) => snippet::width(lines.from(byte)),
        Origin::File(_) | Origin::Override(_) => 0,
    };
    Problem { place, width, message: found.message, help }
}

fn place(origin: Origin, lines: &Lines<'_>, overrides: &[Override]) -> Place {
    match origin {
        Origin::Byte(byte) | Origin::File(byte) => {
            let (line, column) = lines.place(byte);
            Place::At { line, column }
        }
        Origin::Override(idx) => {
            Place::Set(overrides.get(idx).map(|set| set.path().to_owned()).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::super::node::{Kind, Node};
    use super::super::parse;
    use super::*;

    /// Lists every node of a text as `what@line:column`, in reading order.
    fn places(text: &str) -> String {
        let (root, _) = parse::parse(text, Limits::BY_HAND, None).unwrap();
        let mut listed = Vec::new();
        list(&root, &Lines::of(text), &mut listed);
        listed.join(" ")
    }

    fn list(node: &Node, text: &Lines<'_>, listed: &mut Vec<String>) {
        let shown = |what: String, origin| format!("{what}@{}", place(origin, text, &[]));
        match &node.kind {
            Kind::Unknown => listed.push(shown("unknown".to_owned(), node.origin)),
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
            "map@1:1 a:@1:1 map@1:4 b:@1:5 list@1:8 1@1:9 map@1:12 c:@1:13 x@1:16 d:@1:21 null@1:22",
        );
        check("a:\n- 'x'\n-  \"y\"\n", "map@1:1 a:@1:1 list@2:3 x@2:3 y@3:4");
        check("# only\n\n---\n  a: ~\n  b:\n", "map@4:3 a:@4:3 null@4:6 b:@5:3 null@5:4");
        check(
            "a: &x 1\nb: !!str 2\nc: &y !!str 3\nd: &z\n  e: f\n",
            "map@1:1 a:@1:1 1@1:7 b:@2:1 2@2:10 c:@3:1 3@3:13 d:@4:1 map@5:3 e:@5:3 f@5:6",
        );
        check(
            "a: &x [1, {b: 2}]\nc: *x\nd: [*x, 3]\n",
            "map@1:1 a:@1:1 list@1:7 1@1:8 map@1:11 b:@1:12 2@1:15 c:@2:1 list@1:7 1@1:8 map@1:11 b:@1:12 2@1:15 d:@3:1 list@3:4 list@1:7 1@1:8 map@1:11 b:@1:12 2@1:15 3@3:9",
        );
        check(
            "a: |\n  two\n  lines\nb: 'on\n  two'\n'c d': \"e\\tf\"\n",
            "map@1:1 a:@1:1 two\nlines\n@2:3 b:@4:1 on two@4:4 c d:@6:1 e\tf@6:8",
        );
        check(
            "a: 1\r\nb:\r\n- ä: ö\r\n  é: ü\r\n",
            "map@1:1 a:@1:1 1@1:4 b:@2:1 list@3:3 map@3:3 ä:@3:3 ö@3:6 é:@4:3 ü@4:6",
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
