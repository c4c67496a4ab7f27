//! One array in the format of `numpy.save`: a header that is a Python literal, and then the numbers.

use crate::dataset::whole_number::{bits, whole_number};

/// An array of numbers in the order of C.
#[derive(Debug)]
pub(super) struct Array {
    pub kind: Kind,
    /// The bytes of one number.
    pub width: usize,
    pub is_big_endian: bool,
    pub shape: Vec<usize>,
    /// All numbers.
    pub bytes: Vec<u8>,
}

/// What the numbers of an array are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Unsigned,
    Signed,
    Float,
}

const MAGIC: &[u8] = b"\x93NUMPY";

impl Array {
    /// Takes a file apart, or says what is wrong with it.
    pub fn parse(mut file: Vec<u8>) -> Result<Self, String> {
        let start = header_len(&file)?;
        let (before, after) = start;
        let header = file.get(before..after).ok_or("it ends within its header")?;
        let header = std::str::from_utf8(header).map_err(|_| "its header is no text")?;
        if value(header, "fortran_order")? != "False" {
            return Err("it is in the order of Fortran; write it by `numpy.ascontiguousarray`".to_owned());
        }
        let (kind, width, is_big_endian) = number(value(header, "descr")?)?;
        let shape = shape(value(header, "shape")?)?;
        let bytes = file.split_off(after);
        let needed = shape.iter().try_fold(width, |size, side| size.checked_mul(*side));
        match needed {
            Some(needed) if needed == bytes.len() => Ok(Self { kind, width, is_big_endian, shape, bytes }),
            _ => Err(format!(
                "it has {} bytes of numbers, but its shape {} of {width} bytes each needs {}",
                bytes.len(),
                written(&shape),
                needed.map_or("far more".to_owned(), |needed| needed.to_string())
            )),
        }
    }

    /// Whether its numbers are bytes.
    pub fn is_bytes(&self) -> bool {
        (self.kind, self.width) == (Kind::Unsigned, 1)
    }

    /// The name that numpy has for its type.
    pub fn type_name(&self) -> String {
        let name = match self.kind {
            Kind::Unsigned => "uint",
            Kind::Signed => "int",
            Kind::Float => "float",
        };
        format!("{name}{}", 8 * self.width)
    }

    /// Its numbers as floats.
    #[expect(clippy::cast_precision_loss, reason = "a sample is a float, whatever it was written as")]
    pub fn floats(&self) -> impl Iterator<Item = f64> + '_ {
        self.bytes.chunks_exact(self.width).map(|bytes| match (self.kind, self.width) {
            (Kind::Float, 4) => {
                f64::from(f32::from_bits(u32::try_from(self.bits(bytes)).unwrap_or_default()))
            }
            (Kind::Float, _) => f64::from_bits(self.bits(bytes)),
            (Kind::Unsigned | Kind::Signed, _) => self.whole(bytes) as f64,
        })
    }

    /// Its numbers as whole numbers, unless they are floats.
    pub fn whole_numbers(&self) -> Option<impl Iterator<Item = i128> + '_> {
        let numbers = self.bytes.chunks_exact(self.width).map(|bytes| self.whole(bytes));
        (self.kind != Kind::Float).then_some(numbers)
    }

    fn whole(&self, bytes: &[u8]) -> i128 {
        whole_number(bytes, self.kind == Kind::Signed, self.is_big_endian)
    }

    fn bits(&self, bytes: &[u8]) -> u64 {
        bits(bytes, self.is_big_endian)
    }
}

/// Where the literal of the header begins and where it ends.
fn header_len(file: &[u8]) -> Result<(usize, usize), String> {
    match (file.strip_prefix(MAGIC), file.get(6..)) {
        (Some(_), Some(&[1, _, a, b, ..])) => Ok((10, 10 + usize::from(u16::from_le_bytes([a, b])))),
        (Some(_), Some(&[2 | 3, _, a, b, c, d, ..])) => {
            Ok((12, 12_usize.saturating_add(u32::from_le_bytes([a, b, c, d]) as usize)))
        }
        (Some(_), _) => Err("it ends within its header, or has a format that is not known".to_owned()),
        (None, _) => Err("it does not begin as an array of numpy does".to_owned()),
    }
}

/// The value of a key of the header, as it is written.
fn value<'a>(header: &'a str, key: &str) -> Result<&'a str, String> {
    let quoted = format!("'{key}':");
    let lacking = || format!("its header does not say its {key}");
    let rest = header.split_once(&quoted).ok_or_else(lacking)?.1.trim_start();
    let end = match rest.chars().next() {
        Some('(') => rest.find(')').map(|end| end + 1),
        Some('[') => rest.find(']').map(|end| end + 1),
        _ => rest.find([',', '}']),
    };
    Ok(rest[..end.ok_or_else(lacking)?].trim())
}

/// `'<f4'`: the order of bytes, the kind and the bytes of one number.
fn number(descr: &str) -> Result<(Kind, usize, bool), String> {
    let other = || format!("its type {descr} is none of uint8 to uint64, int8 to int64, float32 and float64");
    let text = descr.trim_matches(['\'', '"']);
    let (order, rest) = text.split_at_checked(1).ok_or_else(other)?;
    let kind = match rest {
        "u1" | "u2" | "u4" | "u8" => Kind::Unsigned,
        "i1" | "i2" | "i4" | "i8" => Kind::Signed,
        "f4" | "f8" => Kind::Float,
        _ => return Err(other()),
    };
    let width = rest[1..].parse().map_err(|_| other())?;
    match order {
        "<" | "|" | "=" => Ok((kind, width, false)),
        ">" => Ok((kind, width, true)),
        _ => Err(other()),
    }
}

/// `(60000, 28, 28)`.
fn shape(text: &str) -> Result<Vec<usize>, String> {
    let inner = text.trim_start_matches('(').trim_end_matches(')');
    let sides = inner.split(',').map(str::trim).filter(|side| !side.is_empty());
    sides.map(|side| side.parse().map_err(|_| format!("its shape {text} is none"))).collect()
}

/// A shape as numpy writes it.
pub(super) fn written(shape: &[usize]) -> String {
    let sides: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("({})", sides.join(", "))
}
