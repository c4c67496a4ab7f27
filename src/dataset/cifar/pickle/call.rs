//! The few functions of numpy and Python that a pickle of arrays names, and what they make.

use super::text::latin;
use super::value::{Array, Function, Place, Value, Values};
use super::{OTHER_FUNCTION, STACK, Step};
use crate::dataset::whole_number::whole_number;
use std::borrow::Cow;

/// As many as numpy allows.
const MOST_DIMENSIONS: usize = 64;

impl Function {
    /// The function of this name in this module.
    pub fn named(module: &[u8], name: &[u8]) -> Option<Self> {
        // numpy 2 moved its modules from `core` to `_core`; both names are in use.
        let numpy = module.strip_prefix(b"numpy.core.").or(module.strip_prefix(b"numpy._core."));
        match (numpy, module, name) {
            (Some(b"multiarray"), _, b"_reconstruct") => Some(Self::Reconstruct),
            (Some(b"multiarray"), _, b"scalar") => Some(Self::Scalar),
            (Some(b"numeric"), _, b"_frombuffer") => Some(Self::FromBuffer),
            (_, b"numpy", b"ndarray") => Some(Self::ArrayType),
            (_, b"numpy", b"dtype") => Some(Self::Type),
            (_, b"_codecs", b"encode") => Some(Self::Encode),
            (_, b"builtins" | b"__builtin__", b"bytes" | b"bytearray") => Some(Self::Bytes),
            _ => None,
        }
    }

    /// What it makes of these arguments.
    pub fn call<'a>(self, arguments: &[Place], values: &Values<'a>) -> Step<Value<'a>> {
        match self {
            Self::ArrayType => Err(OTHER_FUNCTION),
            Self::Reconstruct => Ok(Value::Array(None)),
            Self::FromBuffer => {
                let &[bytes, kind, shape, order] = arguments else { return Err(STACK) };
                let is_fortran = match values.bytes(order).ok_or(STACK)?.as_ref() {
                    b"C" => false,
                    b"F" => true,
                    _ => return Err(STACK),
                };
                array(shape, kind, is_fortran, bytes, values).map(|array| Value::Array(Some(array)))
            }
            Self::Scalar => {
                let &[kind, bytes] = arguments else { return Err(STACK) };
                let Value::Type(name, is_big) = values.at(kind) else { return Err(STACK) };
                let bytes = values.bytes(bytes).filter(|bytes| bytes.len() <= 8).ok_or(STACK)?;
                let numbers = whole_numbers(name, *is_big, bytes).ok_or(STACK)?;
                if let [number] = numbers[..] { Ok(Value::Int(number)) } else { Err(STACK) }
            }
            Self::Type => {
                let name = arguments.first().and_then(|first| values.bytes(*first)).ok_or(STACK)?;
                Ok(Value::Type(name.clone(), false))
            }
            Self::Encode => {
                let text = arguments.first().and_then(|first| values.bytes(*first)).ok_or(STACK)?;
                Ok(Value::Bytes(Cow::Owned(latin(text).ok_or(STACK)?)))
            }
            Self::Bytes => match *arguments {
                [] => Ok(Value::Bytes(Cow::Borrowed(b""))),
                [bytes] => Ok(Value::Bytes(values.bytes(bytes).ok_or(STACK)?.clone())),
                // A text, and the name of its encoding.
                [text, _] => Function::Encode.call(&[text], values),
                _ => Err(STACK),
            },
        }
    }
}

/// Gives an array or a type its state.
pub(super) fn build(of: Place, state: Place, values: &mut Values<'_>) -> Step<()> {
    let Value::Tuple(state) = values.at(state) else { return Err(STACK) };
    let built = match values.at(of) {
        Value::Type(name, _) => {
            // (version, order of bytes, …), of which nothing else matters to numbers.
            let order = state.get(1).and_then(|order| values.bytes(*order)).ok_or(STACK)?;
            Value::Type(name.clone(), order.as_ref() == b">")
        }
        Value::Array(_) => {
            let &[_, shape, kind, is_fortran, bytes] = state.as_slice() else { return Err(STACK) };
            let is_fortran = values.int(is_fortran).ok_or(STACK)? != 0;
            Value::Array(Some(array(shape, kind, is_fortran, bytes, values)?))
        }
        _ => return Err(STACK),
    };
    *values.at_mut(of) = built;
    Ok(())
}

fn array(shape: Place, kind: Place, is_fortran: bool, bytes: Place, values: &Values<'_>) -> Step<Array> {
    let Value::Tuple(shape) = values.at(shape) else { return Err(STACK) };
    // Many arrays may name one tuple, which must not be copied for each of them if it is long.
    if shape.len() > MOST_DIMENSIONS {
        return Err(STACK);
    }
    let shape = shape.iter().map(|side| values.int(*side)).collect::<Option<_>>().ok_or(STACK)?;
    match (values.at(kind), values.at(bytes)) {
        (Value::Type(..), Value::Bytes(_)) => Ok(Array { shape, is_fortran, kind, bytes }),
        _ => Err(STACK),
    }
}

/// The numbers that bytes of this type are; nothing if they are no whole numbers.
pub(super) fn whole_numbers(name: &[u8], is_big_endian: bool, bytes: &[u8]) -> Option<Vec<i64>> {
    let (is_signed, width) = match name {
        [b'u', width @ (b'1' | b'2' | b'4' | b'8')] => (false, usize::from(width - b'0')),
        [b'i', width @ (b'1' | b'2' | b'4' | b'8')] => (true, usize::from(width - b'0')),
        _ => return None,
    };
    let chunks = bytes.chunks_exact(width);
    if !chunks.remainder().is_empty() {
        return None;
    }
    chunks.map(|bytes| i64::try_from(whole_number(bytes, is_signed, is_big_endian)).ok()).collect()
}
