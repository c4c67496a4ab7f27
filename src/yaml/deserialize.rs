//! The tree as the data of a type that is read by its names alone.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::node::{Key, Kind, Node, Origin};

/// What a type says against a value, and where.
#[derive(Debug)]
pub(super) struct Mismatch {
    /// Where the innermost value stands that does not fit; nothing until it is known.
    pub(super) origin: Option<Origin>,
    pub(super) message: String,
}

impl Mismatch {
    /// The same, at this value, unless a value inside is at fault.
    fn at(self, node: &Node) -> Mismatch {
        Mismatch { origin: self.origin.or(Some(node.origin)), ..self }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(message: T) -> Mismatch {
        Mismatch { origin: None, message: message.to_string() }
    }
}

impl<'de> IntoDeserializer<'de, Mismatch> for &'de Node {
    type Deserializer = &'de Node;

    fn into_deserializer(self) -> &'de Node {
        self
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let read = match &self.kind {
            Kind::Null | Kind::Unknown => visitor.visit_unit(),
            Kind::Bool(value) => visitor.visit_bool(*value),
            Kind::Integer(value) => whole(*value, visitor),
            Kind::Number(value) => visitor.visit_f64(*value),
            Kind::Text(text) => visitor.visit_borrowed_str(text),
            Kind::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            Kind::Mapping(entries) => visitor.visit_map(MapDeserializer::new(entries.iter().map(named))),
        };
        read.map_err(|mismatch| mismatch.at(self))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.kind {
            Kind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let read = match &self.kind {
            Kind::Text(word) => visitor.visit_enum(word.as_str().into_deserializer()),
            Kind::Mapping(entries) if entries.len() == 1 => visitor.visit_enum(Choice(&entries[0])),
            _ => Err(de::Error::custom("expected a word, or a mapping with one key")),
        };
        read.map_err(|mismatch: Mismatch| mismatch.at(self))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

/// Visitors know numbers of 64 bits; what has more is refused by them with its value.
fn whole<'de, V: Visitor<'de>>(value: i128, visitor: V) -> Result<V::Value, Mismatch> {
    match (u64::try_from(value), i64::try_from(value)) {
        (Ok(value), _) => visitor.visit_u64(value),
        (_, Ok(value)) => visitor.visit_i64(value),
        _ => visitor.visit_i128(value),
    }
}

fn named((key, value): &(Key, Node)) -> (Named<'_>, &Node) {
    (Named(key), value)
}

/// A key, whose mismatch is told at its own place.
struct Named<'de>(&'de Key);

impl<'de> IntoDeserializer<'de, Mismatch> for Named<'de> {
    type Deserializer = Named<'de>;

    fn into_deserializer(self) -> Named<'de> {
        self
    }
}

impl<'de> Deserializer<'de> for Named<'de> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let read: Result<V::Value, Mismatch> = visitor.visit_borrowed_str(&self.0.text);
        read.map_err(|mismatch| Mismatch { origin: Some(self.0.origin), ..mismatch })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The one key of a mapping that chooses a variant, with what belongs to it.
struct Choice<'de>(&'de (Key, Node));

impl<'de> EnumAccess<'de> for Choice<'de> {
    type Error = Mismatch;
    type Variant = &'de Node;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, &'de Node), Mismatch> {
        Ok((seed.deserialize(Named(&self.0.0))?, &self.0.1))
    }
}

impl<'de> VariantAccess<'de> for &'de Node {
    type Error = Mismatch;

    fn unit_variant(self) -> Result<(), Mismatch> {
        serde::Deserialize::deserialize(self)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Mismatch> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.deserialize_any(visitor)
    }
}
