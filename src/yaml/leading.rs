//! The shape of a choice: a bare word, or a mapping that is told by the key that leads it.

use serde_json::{Value, json};

use super::nearest;
use super::node::{Key, Kind, Node};
use super::reading::Reading;
use super::shape::Shape;

/// One choice of several, such as `digits` or `{csv: wine.csv, label: class}`.
///
/// It is a bare word, or a mapping with exactly one of the leading keys, which has the shape that belongs to that key.
/// Unlike what [`tagged()`](super::tagged()) reads, the mapping holds its other keys beside the leading one. Every shape
/// must be a [`record()`](super::record()) that knows its leading key.
#[must_use]
pub fn leading<T: Clone + 'static>(
    words: Vec<(&'static str, T)>,
    records: Vec<(&'static str, Shape<T>)>,
) -> Shape<T> {
    let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
    let keys: Vec<&str> = records.iter().map(|(key, _)| *key).collect();
    let choices = std::iter::once(json!({ "enum": names }));
    let choices: Vec<Value> =
        choices.chain(records.iter().map(|(_, shape)| shape.schema().clone())).collect();
    let allowed = format!("{}, or a mapping with one of the keys {}", names.join(", "), keys.join(", "));
    let known = Known { names, keys, allowed };
    Shape::new(json!({ "anyOf": choices }), move |node, reading| match &node.kind {
        Kind::Text(word) => match words.iter().find(|(name, _)| name == word) {
            Some((_, value)) => Some(value.clone()),
            None => known.refuse(node, || known.near(word), reading),
        },
        Kind::Mapping(entries) => known.lead(node, entries, reading).and_then(|lead| {
            let (_, shape) = records.iter().find(|(key, _)| *key == lead)?;
            shape.read(node, reading)
        }),
        _ => known.refuse(node, || None, reading),
    })
}

struct Known {
    names: Vec<&'static str>,
    keys: Vec<&'static str>,
    /// What would be allowed.
    allowed: String,
}

impl Known {
    /// The one leading key of a mapping, or a complaint.
    fn lead(&self, node: &Node, entries: &[(Key, Node)], reading: &mut Reading) -> Option<&'static str> {
        let leads: Vec<&Key> =
            entries.iter().map(|(key, _)| key).filter(|key| self.keys.contains(&key.text.as_str())).collect();
        match leads.as_slice() {
            [lead] => self.keys.iter().copied().find(|key| *key == lead.text),
            [first, second, ..] => {
                reading.report(second.origin, |reading| {
                    let (subject, first, second) = (reading.subject(), &first.text, &second.text);
                    let message =
                        format!("{subject} has the keys `{first}` and `{second}`, allowed: one of them");
                    (message, Some("remove one of them".to_owned()))
                });
                None
            }
            [] => self.refuse(node, || entries.iter().find_map(|(key, _)| self.near(&key.text)), reading),
        }
    }

    /// What a word that is no key and no name was most likely meant to be.
    fn near(&self, word: &str) -> Option<String> {
        if self.names.contains(&word) {
            return Some(format!("write the bare word `{word}`"));
        }
        nearest::suggestion(word, &[self.keys.as_slice(), &self.names].concat())
    }

    fn refuse<T>(
        &self,
        node: &Node,
        help: impl FnOnce() -> Option<String>,
        reading: &mut Reading,
    ) -> Option<T> {
        reading.wrong(node, &self.allowed, |_| help());
        None
    }
}
