//! Single values set from outside the file, as in `--set training.epochs=1`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::findings::Findings;
use super::limits::{Limits, MOST_DEPTH};
use super::node::{Key, Kind, Node, Origin, shorten};
use super::parse;
use super::problem::Found;
use super::reading;

/// One value that replaces a value of the file, written `KEY=VALUE`.
///
/// KEY is a path such as `training.epochs` or `network.layers.0.units`; mappings that are missing on the way
/// are created, and a bare word on the way becomes a mapping, so that `optimizer.adam.lr` can be set where
/// the file says `optimizer: adam`. VALUE is YAML, such as `3`, `[1, 2]` or `{adam: {lr: 0.1}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Override {
    path: String,
    value: String,
}

/// Why a text is no override.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// There is no `=` in it.
    #[error("`{0}` has no `=`, allowed: KEY=VALUE such as `training.epochs=3`")]
    NoValue(String),
    /// What stands before the `=` is not a path.
    #[error("`{0}` is not a key, allowed: names joined by dots such as `training.epochs`")]
    BadKey(String),
    /// What stands before the `=` names more levels than a file may have.
    #[error("the key has {n_names} names, allowed: at most {most}")]
    TooDeep {
        /// How many names are joined by dots.
        n_names: usize,
        /// How many may be.
        most: usize,
    },
    /// What stands after the `=` cannot be read.
    #[error("the value `{value}` of `{path}` is not YAML: {reason}")]
    BadValue {
        /// The path before the `=`.
        path: String,
        /// The text after the `=`, cut if it is long.
        value: String,
        /// What the YAML reader says.
        reason: String,
    },
}

impl Override {
    /// The path of the value that is set.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Sets the value in the tree; `idx` is the index of this override, by which problems find back to it.
    pub(super) fn apply(&self, idx: usize, root: &mut Node) -> Result<Findings, Findings> {
        let origin = Origin::Override(idx);
        let (value, found) = parse::parse(&self.value, Limits::BY_HAND, Some(idx))?;
        let mut node = root;
        let mut walked = Vec::new();
        for segment in self.path.split('.') {
            node = descend(node, segment, origin).map_err(|why| self.blocked(&walked, &why, origin))?;
            walked.push(segment);
        }
        *node = value;
        Ok(found)
    }

    fn blocked(&self, walked: &[&str], why: &str, origin: Origin) -> Found {
        let thing = reading::subject(&walked.join("."));
        Found::new(origin, format!("`{}` cannot be set, since {thing} {why}", self.path))
            .help(format!("set {thing} as a whole"))
    }
}

/// Steps from a node to its child under `segment`, which is created where that makes sense.
fn descend<'a>(node: &'a mut Node, segment: &str, origin: Origin) -> Result<&'a mut Node, String> {
    open(node, segment, origin);
    let verdict = node.verdict();
    match &mut node.kind {
        Kind::Mapping(entries) => Ok(entry(entries, segment, origin)),
        Kind::List(items) => {
            let n_items = items.len();
            let item = segment.parse().ok().and_then(|idx: usize| items.get_mut(idx));
            item.ok_or_else(|| format!("is a list of {n_items}, with items counted from 0"))
        }
        _ => Err(format!("{verdict}, allowed: a mapping")),
    }
}

/// Makes a mapping of an empty value, and of the bare word that stands for a mapping with that key.
fn open(node: &mut Node, segment: &str, origin: Origin) {
    match &node.kind {
        Kind::Null => node.kind = Kind::Mapping(Vec::new()),
        Kind::Text(word) if word == segment => {
            let key = Key { text: segment.to_owned(), origin };
            node.kind = Kind::Mapping(vec![(key, Node::new(origin, Kind::Null))]);
        }
        _ => {}
    }
}

fn entry<'a>(entries: &'a mut Vec<(Key, Node)>, segment: &str, origin: Origin) -> &'a mut Node {
    let idx = entries.iter().position(|(key, _)| key.text == segment).unwrap_or_else(|| {
        let key = Key { text: segment.to_owned(), origin };
        entries.push((key, Node::new(origin, Kind::Null)));
        entries.len() - 1
    });
    &mut entries[idx].1
}

impl FromStr for Override {
    type Err = OverrideError;

    fn from_str(text: &str) -> Result<Override, OverrideError> {
        let (path, value) = text.split_once('=').ok_or_else(|| OverrideError::NoValue(text.to_owned()))?;
        let (path, value) = (path.trim().to_owned(), value.to_owned());
        if path.split('.').any(|segment| segment.is_empty() || segment.contains(char::is_whitespace)) {
            return Err(OverrideError::BadKey(path));
        }
        let n_names = path.split('.').count();
        if n_names > MOST_DEPTH {
            return Err(OverrideError::TooDeep { n_names, most: MOST_DEPTH });
        }
        match parse::parse(&value, Limits::BY_HAND, None) {
            Ok(_) => Ok(Override { path, value }),
            Err(broken) => {
                let reason = broken.fatal.message;
                Err(OverrideError::BadValue { path, value: shorten(&value), reason })
            }
        }
    }
}

impl TryFrom<String> for Override {
    type Error = OverrideError;

    fn try_from(text: String) -> Result<Override, OverrideError> {
        text.parse()
    }
}

impl From<Override> for String {
    fn from(set: Override) -> String {
        set.to_string()
    }
}

impl fmt::Display for Override {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.path, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_is_key_and_value() {
        let check = |text: &str, expected: &str| {
            let shown =
                text.parse::<Override>().map_or_else(|error| error.to_string(), |set| set.to_string());
            assert_eq!(shown, expected);
        };
        check("training.epochs=1", "training.epochs=1");
        check(" name ={a: [1, 2]}", "name={a: [1, 2]}");
        check("note=a=b", "note=a=b");
        check("name=", "name=");
        check("epochs", "`epochs` has no `=`, allowed: KEY=VALUE such as `training.epochs=3`");
        check("=3", "`` is not a key, allowed: names joined by dots such as `training.epochs`");
        check("a..b=3", "`a..b` is not a key, allowed: names joined by dots such as `training.epochs`");
        check(
            "a=[1",
            "the value `[1` of `a` is not YAML: the list that begins here is not closed, allowed: `]` at its end",
        );
    }

    #[test]
    fn an_override_is_stored_as_its_text() {
        let set: Override = "training.epochs=1".parse().unwrap();
        let stored = serde_json::to_string(&set).unwrap();
        assert_eq!(stored, "\"training.epochs=1\"");
        assert_eq!(serde_json::from_str::<Override>(&stored).unwrap(), set);
        assert!(serde_json::from_str::<Override>("\"epochs\"").is_err());
    }
}
