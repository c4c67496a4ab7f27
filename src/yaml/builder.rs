//! The visitor that builds the tree and numbers every value of it, keys included.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::node::{Key, Kind, Node, Origin, shorten};
use super::problem::Found;

/// More values than these, counting every use of an alias, are refused.
const MOST_VALUES: usize = 100_000;

/// The error that stops at a node.
pub(super) const HERE: &str = "here";

/// The state of one reading of a text.
#[derive(Default)]
pub(super) struct Walk {
    n_nodes: usize,
    /// The number of the node to stop at.
    target: Option<usize>,
    /// The index of the override that is read, if it is not the file.
    of_override: Option<usize>,
    /// What is wrong, but leaves a tree to go on with.
    pub(super) found: Vec<Found>,
}

impl Walk {
    /// Reads everything, of the file or of the override with this index.
    pub(super) fn through(of_override: Option<usize>) -> Walk {
        Walk { of_override, ..Walk::default() }
    }

    /// Reads the file up to the node with this number, and stops there with an error.
    pub(super) fn until(number: usize) -> Walk {
        Walk { target: Some(number), ..Walk::default() }
    }

    /// Gives the value that is being read its number.
    fn enter<E: de::Error>(&mut self) -> Result<Origin, E> {
        let number = self.n_nodes;
        self.n_nodes += 1;
        if self.target == Some(number) {
            return Err(E::custom(HERE));
        }
        if number == MOST_VALUES {
            return Err(E::custom(format_args!("more than {MOST_VALUES} values")));
        }
        Ok(self.of_override.map_or(Origin::File(number), Origin::Override))
    }

    /// Checks that a key is text, not a merge, and new; otherwise reports it.
    fn key(&mut self, node: Node, seen: &BTreeMap<String, Origin>) -> Option<Key> {
        let problem = match node.kind {
            Kind::Text(text) if text == "<<" => {
                Found::new(node.origin, "the merge key `<<` is not supported")
                    .help("repeat the keys, or give the whole mapping by its alias")
            }
            Kind::Text(text) => match seen.get(&text) {
                None => {
                    return Some(Key { text, origin: node.origin });
                }
                Some(&first) => repeated(&text, node.origin, first),
            },
            _ => Found::new(node.origin, format!("a key {}, allowed: text", node.verdict()))
                .help("put the key in quotes if it is meant as text"),
        };
        self.found.push(problem);
        None
    }

    fn scalar<E: de::Error>(&mut self, kind: Kind) -> Result<Node, E> {
        Ok(Node::new(self.enter()?, kind))
    }
}

fn repeated(text: &str, origin: Origin, first: Origin) -> Found {
    let message = format!("the key `{}` stands here a second time", shorten(text));
    Found { first: Some(first), ..Found::new(origin, message) }
}

/// Builds the node of the value that comes next.
pub(super) struct Builder<'a>(pub(super) &'a mut Walk);

impl<'de> DeserializeSeed<'de> for Builder<'_> {
    type Value = Node;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Builder<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        self.0.scalar(Kind::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Node, E> {
        self.0.scalar(Kind::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node, E> {
        self.0.scalar(Kind::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node, E> {
        self.0.scalar(Kind::Integer(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        self.0.scalar(Kind::Integer(value.into()))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Node, E> {
        self.0.scalar(Kind::Integer(value))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Node, E> {
        self.0.scalar(Kind::Integer(i128::try_from(value).unwrap_or(i128::MAX)))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node, E> {
        self.0.scalar(Kind::Number(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Node, E> {
        self.0.scalar(Kind::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Node, A::Error> {
        let origin = self.0.enter()?;
        let mut items = Vec::new();
        while let Some(item) = values.next_element_seed(Builder(self.0))? {
            items.push(item);
        }
        Ok(Node::new(origin, Kind::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Node, A::Error> {
        let origin = self.0.enter()?;
        let mut entries = Vec::new();
        let mut seen = BTreeMap::new();
        while let Some(key) = pairs.next_key_seed(Builder(self.0))? {
            let owner = Some(key.origin);
            let value = Node { owner, ..pairs.next_value_seed(Builder(self.0))? };
            if let Some(key) = self.0.key(key, &seen) {
                seen.insert(key.text.clone(), key.origin);
                entries.push((key, value));
            }
        }
        Ok(Node::new(origin, Kind::Mapping(entries)))
    }

    /// A value with a tag of its own, such as `!relu {}`: the tag is a problem, the value is read.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Node, A::Error> {
        let origin = self.0.enter()?;
        let (tag, value) = tagged.variant_seed(PhantomData::<String>)?;
        let message = format!("the tag `!{}` is not supported", shorten(tag.trim_start_matches('!')));
        self.0.found.push(Found::new(origin, message).help("remove the tag"));
        value.newtype_variant_seed(Builder(self.0))
    }
}
