//! The shape of a choice: a bare word, or a mapping with that word as its one key.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::node::{Key, Kind, Node, shorten};
use super::reading::Reading;
use super::shape::Shape;

/// One choice of a [`tagged()`] value.
#[derive(Clone, Debug)]
pub struct Tag<T> {
    /// The word that chooses it.
    pub name: &'static str,
    /// Other words for the same choice.
    pub aliases: &'static [&'static str],
    /// What the choice is, for the schema.
    pub about: String,
    /// What stands under the word; [`nothing`](super::nothing) if the word says everything.
    pub body: Shape<T>,
}

impl<T> Tag<T> {
    /// A choice without other words for it.
    pub fn new(name: &'static str, about: impl Into<String>, body: Shape<T>) -> Tag<T> {
        Tag { name, aliases: &[], about: about.into(), body }
    }

    /// Adds other words for the same choice.
    #[must_use]
    pub fn aliases(self, aliases: &'static [&'static str]) -> Tag<T> {
        Tag { aliases, ..self }
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.name].into_iter().chain(self.aliases.iter().copied())
    }
}

/// One choice of several, such as `relu` or `{leaky_relu: {slope: 0.01}}`.
///
/// It is written as a bare word or as a mapping with exactly one key. A bare word has an empty body, so that
/// fields which the body requires are reported as missing.
#[must_use]
pub fn tagged<T: 'static>(tags: Vec<Tag<T>>) -> Shape<T> {
    let schema = schema(&tags);
    let choices = Choices::of(tags);
    Shape::new(schema, move |node, reading| match &node.kind {
        Kind::Text(word) => {
            let body = Node::new(node.origin, Kind::Null);
            choices.choose(node, word, reading)?.read(word, &body, reading)
        }
        Kind::Mapping(entries) if entries.len() > 1 => choices.several(entries, reading),
        Kind::Mapping(entries) if entries.len() == 1 => {
            let (key, body) = &entries[0];
            let word = Node::new(key.origin, Kind::Text(key.text.clone()));
            choices.choose(&word, &key.text, reading)?.read(&key.text, body, reading)
        }
        _ => {
            reading.wrong(node, &choices.allowed, |_| None);
            None
        }
    })
}

impl<T: 'static> Tag<T> {
    fn read(&self, word: &str, body: &Node, reading: &mut Reading) -> Option<T> {
        reading.within(word, |reading| self.body.read(body, reading))
    }
}

/// The tags, ready to be looked up.
struct Choices<T> {
    tags: Vec<Tag<T>>,
    /// The index of the tag that each word chooses.
    by_name: HashMap<&'static str, usize>,
    /// What would be allowed.
    allowed: String,
}

impl<T> Choices<T> {
    fn of(tags: Vec<Tag<T>>) -> Choices<T> {
        let names = |(idx, tag): (usize, &Tag<T>)| tag.names().map(|name| (name, idx)).collect::<Vec<_>>();
        let by_name = tags.iter().enumerate().flat_map(names).collect();
        let allowed = tags.iter().map(|tag| tag.name).collect::<Vec<_>>().join(", ");
        Choices { tags, by_name, allowed }
    }

    /// Finds the tag with this name, or reports the word.
    fn choose(&self, node: &Node, word: &str, reading: &mut Reading) -> Option<&Tag<T>> {
        if let Some(idx) = self.by_name.get(word) {
            return Some(&self.tags[*idx]);
        }
        reading.wrong(node, &self.allowed, |reading| {
            let every: Vec<&str> = self.tags.iter().flat_map(Tag::names).collect();
            reading.suggestion(word, &every)
        });
        None
    }

    /// Reports a mapping with more than one key.
    fn several(&self, entries: &[(Key, Node)], reading: &mut Reading) -> Option<T> {
        let (first, second) = (&entries[0].0, &entries[1].0);
        reading.report(second.origin, |reading| {
            let (subject, keys) = (reading.subject(), listed(entries));
            let message = format!("{subject} has the keys {keys}, allowed: exactly one key");
            let help = if self.by_name.contains_key(second.text.as_str()) {
                "choose one of them".to_owned()
            } else {
                let (first, second) = (shorten(&first.text), shorten(&second.text));
                format!("put what belongs to `{first}` under it, as in `{first}: {{{second}: …}}`")
            };
            (message, Some(help))
        });
        None
    }
}

/// So many keys are named where there is one too many.
const MOST_NAMED: usize = 8;

fn listed(entries: &[(Key, Node)]) -> String {
    let named = entries.iter().take(MOST_NAMED).map(|(key, _)| format!("`{}`", shorten(&key.text)));
    let more = entries.len().saturating_sub(MOST_NAMED);
    let more = (more > 0).then(|| format!("{more} more"));
    named.chain(more).collect::<Vec<String>>().join(", ")
}

fn schema<T: 'static>(tags: &[Tag<T>]) -> Value {
    let mut choices: Vec<Value> = tags.iter().filter(|tag| may_be_bare(tag)).flat_map(words).collect();
    let properties: Map<String, Value> = tags.iter().flat_map(properties).collect();
    choices.push(json!({
        "type": "object",
        "properties": properties,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
    }));
    json!({ "anyOf": choices })
}

fn words<T>(tag: &Tag<T>) -> impl Iterator<Item = Value> {
    tag.names().map(|name| json!({ "const": name, "description": tag.about }))
}

fn properties<T: 'static>(tag: &Tag<T>) -> impl Iterator<Item = (String, Value)> {
    let schema = tag.body.clone().about(&tag.about).into_schema();
    tag.names().map(move |name| (name.to_owned(), schema.clone()))
}

/// Whether the body accepts an empty value.
fn may_be_bare<T: 'static>(tag: &Tag<T>) -> bool {
    let types = tag.body.schema()["type"].as_array();
    types.is_some_and(|types| types.contains(&json!("null")))
}
