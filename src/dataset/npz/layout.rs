//! The header of an array in the format of `numpy.save`: a Python literal that says what the numbers behind it are.

/// What an array is, before any of its numbers has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub kind: Kind,
    /// The bytes of one number.
    pub width: usize,
    pub is_big_endian: bool,
    /// Whether the first index runs fastest.
    pub is_fortran: bool,
    pub shape: Vec<usize>,
}

/// What the numbers of an array are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// True or false, a byte each.
    Bool,
    Unsigned,
    Signed,
    Float,
}

const MAGIC: &[u8] = b"\x93NUMPY";
/// What stands before the literal, in the longest form.
pub(super) const BEFORE: usize = 12;
/// No header of an array of numbers comes near it.
pub(super) const LONGEST: usize = 1 << 16;

impl Layout {
    /// Where the literal begins and where it ends, from the first bytes of a file.
    pub fn place(start: &[u8]) -> Result<(usize, usize), String> {
        let (from, to) = match (start.strip_prefix(MAGIC), start.get(6..)) {
            (Some(_), Some(&[1, _, a, b, ..])) => (10, 10 + usize::from(u16::from_le_bytes([a, b]))),
            (Some(_), Some(&[2 | 3, _, a, b, c, d, ..])) => {
                (12, 12_usize.saturating_add(u32::from_le_bytes([a, b, c, d]) as usize))
            }
            (Some(_), _) => {
                return Err("it ends within its header, or has a format that is not known".to_owned());
            }
            (None, _) => return Err("it does not begin as an array of numpy does".to_owned()),
        };
        if to > LONGEST {
            return Err(format!("its header has {to} bytes, allowed: at most {LONGEST}"));
        }
        Ok((from, to))
    }

    /// Reads the literal.
    pub fn parse(literal: &[u8]) -> Result<Self, String> {
        let literal = std::str::from_utf8(literal).map_err(|_| "its header is no text")?;
        let is_fortran = match value(literal, "fortran_order")? {
            "True" => true,
            "False" => false,
            other => return Err(format!("its order of Fortran is {other}, allowed: True and False")),
        };
        let (kind, width, is_big_endian) = number(value(literal, "descr")?)?;
        Ok(Self { kind, width, is_big_endian, is_fortran, shape: shape(value(literal, "shape")?)? })
    }

    /// How many bytes its numbers have, unless that is more than a number can say.
    pub fn bytes(&self) -> Option<usize> {
        self.shape.iter().try_fold(self.width, |size, side| size.checked_mul(*side))
    }

    /// Makes sure that there are as many bytes of numbers as its shape needs.
    pub fn check_bytes(&self, found: u64) -> Result<usize, String> {
        let needed = self.bytes();
        match needed {
            Some(needed) if needed as u64 == found => Ok(needed),
            _ => Err(format!(
                "it has {found} bytes of numbers, but its shape {} of {} bytes each needs {}",
                written(&self.shape),
                self.width,
                needed.map_or("far more".to_owned(), |needed| needed.to_string())
            )),
        }
    }

    /// Whether its numbers are bytes.
    pub fn is_bytes(&self) -> bool {
        (self.kind, self.width) == (Kind::Unsigned, 1)
    }

    /// Whether each of its numbers is one of single precision.
    pub fn is_exact_in_f32(&self) -> bool {
        match self.kind {
            Kind::Bool => true,
            Kind::Float => self.width <= 4,
            Kind::Unsigned | Kind::Signed => self.width <= 2,
        }
    }

    /// The name that numpy has for its type.
    pub fn type_name(&self) -> String {
        let name = match self.kind {
            Kind::Bool => return "bool".to_owned(),
            Kind::Unsigned => "uint",
            Kind::Signed => "int",
            Kind::Float => "float",
        };
        format!("{name}{}", 8 * self.width)
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
    let other = || {
        let descr: String = descr.chars().take(80).collect();
        format!("its type {descr} is none of bool, uint8 to uint64, int8 to int64, and float16 to float64")
    };
    let text = descr.trim_matches(['\'', '"']);
    let (order, rest) = text.split_at_checked(1).ok_or_else(other)?;
    let kind = match rest {
        "b1" => Kind::Bool,
        "u1" | "u2" | "u4" | "u8" => Kind::Unsigned,
        "i1" | "i2" | "i4" | "i8" => Kind::Signed,
        "f2" | "f4" | "f8" => Kind::Float,
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
    // Python 2 wrote long numbers with an L.
    let sides = sides.map(|side| side.trim_end_matches('L').parse());
    sides.map(|side| side.map_err(|_| format!("its shape {text} is none"))).collect()
}

/// A shape as numpy writes it.
pub(super) fn written(shape: &[usize]) -> String {
    let sides: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("({})", sides.join(", "))
}
