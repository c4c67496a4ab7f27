//! The values of a pickle: all in one list, and referred to by their place in it.
//!
//! So a value that is used a thousand times is there once, nothing is copied, and values that are nested a million times
//! deep need no stack to be read or dropped.

use std::borrow::Cow;

/// The place of a value in the list of all.
pub(super) type Place = usize;

/// A value, which refers to those inside it.
#[derive(Debug)]
pub(super) enum Value<'a> {
    /// What is there and never looked at: None, True, False, floats.
    Other,
    Int(i64),
    /// Bytes, or text as UTF-8.
    Bytes(Cow<'a, [u8]>),
    Function(Function),
    /// A type of numbers: its name as `u1`, and whether its bytes are big-endian.
    Type(Cow<'a, [u8]>, bool),
    List(Vec<Place>),
    Tuple(Vec<Place>),
    Dictionary(Vec<(Place, Place)>),
    /// An array: nothing before its state is known.
    Array(Option<Array>),
}

/// The functions that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    /// `numpy.ndarray` itself, which is an argument only.
    ArrayType,
    /// `numpy.core.multiarray._reconstruct`: an empty array.
    Reconstruct,
    /// `numpy.core.numeric._frombuffer`: an array from its bytes, type, shape and order.
    FromBuffer,
    /// `numpy.core.multiarray.scalar`: one number.
    Scalar,
    /// `numpy.dtype`.
    Type,
    /// `_codecs.encode`: the bytes that Python 3 writes for older readers.
    Encode,
    /// `bytes` and `bytearray`.
    Bytes,
}

/// An array of numbers; its bytes are another value.
#[derive(Clone, Debug)]
pub(super) struct Array {
    pub shape: Vec<i64>,
    /// Whether the first index runs fastest.
    pub is_fortran: bool,
    /// The type, as [`Value::Type`] has it.
    pub kind: Place,
    pub bytes: Place,
}

/// All values of a pickle.
#[derive(Debug, Default)]
pub(super) struct Values<'a>(Vec<Value<'a>>);

impl<'a> Values<'a> {
    /// Adds a value; its place.
    pub fn add(&mut self, value: Value<'a>) -> Place {
        self.0.push(value);
        self.0.len() - 1
    }

    /// The value at a place.
    pub fn at(&self, place: Place) -> &Value<'a> {
        &self.0[place]
    }

    /// The value at a place, to be changed.
    pub fn at_mut(&mut self, place: Place) -> &mut Value<'a> {
        &mut self.0[place]
    }

    /// The bytes at a place, if such are there.
    pub fn bytes(&self, place: Place) -> Option<&Cow<'a, [u8]>> {
        if let Value::Bytes(bytes) = self.at(place) { Some(bytes) } else { None }
    }

    /// The number at a place, if one is there.
    pub fn int(&self, place: Place) -> Option<i64> {
        if let Value::Int(number) = self.at(place) { Some(*number) } else { None }
    }
}
