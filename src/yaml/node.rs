//! The tree that a text is read into before anything of it is understood.

/// Where a node was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// The file as a whole, whose first value begins at this byte.
    File(usize),
    /// A byte of the file.
    Byte(usize),
    /// Somewhere in the override with this index.
    Override(usize),
}

/// One value with the place where it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    /// Where the value stands.
    pub(super) origin: Origin,
    /// Where the key in front of the value stands, if there is one.
    pub(super) owner: Option<Origin>,
    /// The value itself.
    pub(super) kind: Kind,
}

/// What a value is, by the core schema of YAML 1.2: `on`, `yes` and `007` are text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// It could not be read, and that was told.
    Unknown,
    Null,
    Bool(bool),
    Integer(i128),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    /// The keys differ from each other and stand in the order of the file.
    Mapping(Vec<(Key, Node)>),
}

/// A key of a mapping with the place where it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// More characters of a value than these are not repeated in a message.
const LONGEST_SHOWN: usize = 48;

impl Node {
    /// Makes a node that no key stands in front of yet.
    pub(super) fn new(origin: Origin, kind: Kind) -> Node {
        Node { origin, owner: None, kind }
    }

    /// Where a problem of this value is shown.
    ///
    /// A scalar is shown itself. What has no visible text of its own, or many lines of it, is shown by its
    /// key.
    pub(super) fn site(&self) -> Origin {
        match self.kind {
            Kind::Unknown | Kind::Null | Kind::List(_) | Kind::Mapping(_) => {
                self.owner.unwrap_or(self.origin)
            }
            Kind::Bool(_) | Kind::Integer(_) | Kind::Number(_) | Kind::Text(_) => self.origin,
        }
    }

    /// The value under `segment`, which is a key of a mapping or an index into a list.
    pub(super) fn child(&self, segment: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Mapping(entries) => {
                entries.iter().find(|(key, _)| key.text == segment).map(|(_, node)| node)
            }
            Kind::List(items) => items.get(segment.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// The deepest node on the way along `path` that exists.
    pub(super) fn deepest(&self, path: &str) -> &Node {
        let mut node = self;
        for segment in path.split('.') {
            match node.child(segment) {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }

    /// How many collections are nested in it, and how many values it is, keys included.
    pub(super) fn extent(&self) -> (usize, usize) {
        let add = |(height, count): (usize, usize), node: &Node| {
            let (inner, values) = node.extent();
            (height.max(inner), count + values)
        };
        match &self.kind {
            Kind::List(items) => {
                let (height, count) = items.iter().fold((0, 1), add);
                (height + 1, count)
            }
            Kind::Mapping(entries) => {
                let (height, count) = entries.iter().map(|(_, node)| node).fold((0, 1 + entries.len()), add);
                (height + 1, count)
            }
            Kind::Unknown
            | Kind::Null
            | Kind::Bool(_)
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Text(_) => (0, 1),
        }
    }

    /// The value as the predicate of a sentence, such as "is `3`".
    pub(super) fn verdict(&self) -> String {
        match &self.kind {
            Kind::Unknown => "cannot be read".to_owned(),
            Kind::Null => "is empty".to_owned(),
            Kind::Bool(value) => format!("is `{value}`"),
            Kind::Integer(value) => format!("is `{value}`"),
            Kind::Number(value) => format!("is `{}`", spell(*value)),
            Kind::Text(text) if text.is_empty() => "is an empty text".to_owned(),
            Kind::Text(text) if looks_like_a_scalar(text) => format!("is the text `{text}`"),
            Kind::Text(text) => format!("is `{}`", shorten(text)),
            Kind::List(items) if items.is_empty() => "is an empty list".to_owned(),
            Kind::Mapping(entries) if entries.is_empty() => "is an empty mapping".to_owned(),
            Kind::List(_) => "is a list".to_owned(),
            Kind::Mapping(_) => "is a mapping".to_owned(),
        }
    }
}

/// Writes a number the way a person would type it into YAML.
pub(super) fn spell(value: f64) -> String {
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    format!("{value:?}")
}

/// Whether a text reads like another kind of value, so that it must have been put in quotes.
fn looks_like_a_scalar(text: &str) -> bool {
    matches!(text, "~" | "null" | "true" | "false") || text.parse().is_ok_and(f64::is_finite)
}

/// Cuts a text for a message and keeps it on one line.
pub(super) fn shorten(text: &str) -> String {
    let mut chars = text.chars().map(|char| if char.is_control() { ' ' } else { char });
    let mut short: String = chars.by_ref().take(LONGEST_SHOWN).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_shows_the_value_on_one_short_line() {
        let check =
            |kind: Kind, expected: &str| assert_eq!(Node::new(Origin::File(0), kind).verdict(), expected);
        check(Kind::Null, "is empty");
        check(Kind::Bool(true), "is `true`");
        check(Kind::Integer(-7), "is `-7`");
        check(Kind::Number(1e-8), "is `1e-8`");
        check(Kind::Number(28_631_170_147_582_410.0), "is `2.863117014758241e16`");
        check(Kind::Number(f64::NAN), "is `.nan`");
        check(Kind::Number(f64::NEG_INFINITY), "is `-.inf`");
        check(Kind::Text("two\nlines".to_owned()), "is `two lines`");
        check(Kind::Text("3".to_owned()), "is the text `3`");
        check(Kind::Text("1e400".to_owned()), "is `1e400`");
        check(Kind::Text(String::new()), "is an empty text");
        check(Kind::Text("x".repeat(60)), &format!("is `{}…`", "x".repeat(48)));
        check(Kind::List(Vec::new()), "is an empty list");
        check(Kind::List(vec![Node::new(Origin::File(1), Kind::Null)]), "is a list");
        check(Kind::Mapping(Vec::new()), "is an empty mapping");
    }

    #[test]
    fn the_deepest_node_of_a_path_is_the_last_that_exists() {
        let leaf = Node::new(Origin::File(3), Kind::Integer(1));
        let list = Node::new(Origin::File(2), Kind::List(vec![leaf]));
        let key = Key { text: "sizes".to_owned(), origin: Origin::File(1) };
        let root = Node::new(Origin::File(0), Kind::Mapping(vec![(key, list)]));
        let check = |path: &str, id: usize| assert_eq!(root.deepest(path).origin, Origin::File(id), "{path}");
        check("", 0);
        check("colour", 0);
        check("sizes", 2);
        check("sizes.7", 2);
        check("sizes.0", 3);
        check("sizes.0.deeper", 3);
    }
}
