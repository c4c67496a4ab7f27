//! Parameters, buffers and constants: their shapes, and where their numbers are.

use super::limits::MOST_DIMENSIONS;
use super::schema::{SymInt, TensorMeta};
use std::borrow::Cow;

/// A tensor of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name in the model, as `layer1.0.conv.weight`.
    pub name: String,
    /// What it is for the model.
    pub role: Role,
    /// Whether the model learns it.
    pub requires_grad: bool,
    /// Where its numbers are in its storage.
    pub strided: Strided,
    /// An index of [`Program::storages`](super::Program::storages).
    pub storage: usize,
}

/// What a tensor is for its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Learned.
    Parameter,
    /// Kept, and changed by the model itself.
    Buffer {
        /// Whether it is part of the model's state.
        persistent: bool,
    },
    /// A number that stands in the code.
    Constant,
}

/// The numbers that tensors lie in, as the bytes of a little-endian machine.
#[derive(Clone, Debug)]
pub struct Storage<'a> {
    /// The entry of the archive.
    pub entry: String,
    /// Its bytes: those of the file, unless they were packed.
    pub bytes: Cow<'a, [u8]>,
}

/// Which numbers of a storage are a tensor's. Everything is counted in numbers, and checked against the storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strided {
    /// The type of its numbers.
    pub dtype: DType,
    /// Its shape.
    pub sizes: Vec<u64>,
    /// How far the next number in each dimension is.
    pub strides: Vec<u64>,
    /// Where the first number is.
    pub offset: u64,
}

/// The type of a tensor's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are PyTorch's")]
pub enum DType {
    UInt8,
    Int8,
    Int16,
    Int32,
    Int64,
    Float16,
    Float32,
    Float64,
    Bool,
    BFloat16,
}

impl DType {
    /// The type that a file means by this number.
    pub(super) fn read(number: i64) -> Result<Self, String> {
        Ok(match number {
            1 => Self::UInt8,
            2 => Self::Int8,
            3 => Self::Int16,
            4 => Self::Int32,
            5 => Self::Int64,
            6 => Self::Float16,
            7 => Self::Float32,
            8 => Self::Float64,
            12 => Self::Bool,
            13 => Self::BFloat16,
            other => {
                let name = match other {
                    9..=11 => "complex numbers",
                    28 => "uint16",
                    29..=32 => "float8",
                    _ => "not known",
                };
                return Err(format!(
                    "its dtype {other} is {name}, allowed: bool, uint8, int8 to int64, float16, bfloat16, float32, float64"
                ));
            }
        })
    }

    /// How many bytes a number has.
    #[must_use]
    pub const fn width(self) -> u64 {
        match self {
            Self::UInt8 | Self::Int8 | Self::Bool => 1,
            Self::Int16 | Self::Float16 | Self::BFloat16 => 2,
            Self::Int32 | Self::Float32 => 4,
            Self::Int64 | Self::Float64 => 8,
        }
    }

    /// Whether its numbers have a fraction.
    #[must_use]
    pub const fn is_float(self) -> bool {
        matches!(self, Self::Float16 | Self::BFloat16 | Self::Float32 | Self::Float64)
    }
}

impl Strided {
    /// Reads where the numbers of a tensor are, and makes sure that its storage of so many bytes has them all.
    pub(super) fn read(meta: &TensorMeta, storage: u64) -> Result<Self, String> {
        check_layout(meta.layout)?;
        let dtype = DType::read(meta.dtype)?;
        let numbers = |values: &[SymInt], what| -> Result<Vec<u64>, String> {
            values.iter().map(|value| plain(value, what)).collect()
        };
        let sizes = numbers(&meta.sizes, "a size")?;
        let strides = numbers(&meta.strides, "a stride")?;
        let strided =
            Self { dtype, sizes, strides, offset: plain(&meta.storage_offset, "its storage offset")? };
        if strided.sizes.len() != strided.strides.len() || strided.sizes.len() > MOST_DIMENSIONS {
            return Err(format!(
                "it has {} sizes and {} strides, but needs as many of each, and at most {MOST_DIMENSIONS}",
                strided.sizes.len(),
                strided.strides.len()
            ));
        }
        let needed = strided.end().and_then(|end| end.checked_mul(dtype.width()));
        match needed {
            Some(needed) if needed <= storage => strided.check_count().map(|()| strided),
            _ => Err(format!(
                "its sizes {:?} with strides {:?} from {} on need {} bytes, but its storage has {storage}",
                strided.sizes,
                strided.strides,
                strided.offset,
                needed.map_or_else(|| "far more".to_owned(), |needed| needed.to_string()),
            )),
        }
    }

    /// How many numbers it has; what it needs in memory was checked when it was read.
    #[must_use]
    pub fn count(&self) -> u64 {
        if self.sizes.contains(&0) { 0 } else { self.sizes.iter().product() }
    }

    /// Its numbers in a storage, in the order of its shape.
    pub(super) fn floats(&self, storage: &[u8]) -> Vec<f32> {
        self.places().map(|place| self.float(storage, place)).collect()
    }

    /// The bytes of its numbers in a storage, in the order of its shape.
    pub(super) fn bytes(&self, storage: &[u8]) -> Vec<u8> {
        let width = usize::try_from(self.dtype.width()).expect("at most 8");
        let number = |place| {
            let start = usize::try_from(place * self.dtype.width()).expect("inside of a storage in memory");
            &storage[start..start + width]
        };
        self.places().flat_map(number).copied().collect()
    }

    /// The places of its numbers in a storage, in the order of its shape, the last dimension fastest.
    pub fn places(&self) -> impl Iterator<Item = u64> {
        let mut index = vec![0_u64; self.sizes.len()];
        (0..self.count()).map(move |_| {
            let steps = index.iter().zip(&self.strides).map(|(at, stride)| at * stride);
            let place = self.offset + steps.sum::<u64>();
            for (at, size) in index.iter_mut().zip(&self.sizes).rev() {
                *at += 1;
                if *at < *size {
                    break;
                }
                *at = 0;
            }
            place
        })
    }

    /// The number at a place of a storage.
    fn float(&self, storage: &[u8], place: u64) -> f32 {
        let start = usize::try_from(place * self.dtype.width()).expect("inside of a storage in memory");
        match self.dtype {
            DType::Float32 => f32::from_le_bytes(bytes_at(storage, start)),
            #[expect(clippy::cast_precision_loss, reason = "said where it is public")]
            DType::Int64 => i64::from_le_bytes(bytes_at(storage, start)) as f32,
            other => panic!("numbers of the type {other:?} are not asked for"),
        }
    }

    /// One behind the last number; `None` if that is more than can be counted.
    fn end(&self) -> Option<u64> {
        if self.sizes.contains(&0) {
            return Some(0);
        }
        let last =
            self.sizes.iter().zip(&self.strides).try_fold(self.offset, |last, (size, stride)| {
                last.checked_add((size - 1).checked_mul(*stride)?)
            });
        last?.checked_add(1)
    }

    /// A stride of 0 repeats numbers: a small storage must not become a tensor without bound.
    fn check_count(&self) -> Result<(), String> {
        let bytes = self.sizes.iter().try_fold(self.dtype.width(), |count, size| count.checked_mul(*size));
        if bytes.is_some_and(|bytes| bytes <= super::limits::MOST_UNPACKED) || self.sizes.contains(&0) {
            return Ok(());
        }
        Err(format!("its sizes {:?} are more than {} bytes", self.sizes, super::limits::MOST_UNPACKED))
    }
}

fn bytes_at<const N: usize>(storage: &[u8], start: usize) -> [u8; N] {
    storage[start..start + N].try_into().expect("a slice of this length")
}

/// Makes sure that a tensor is dense.
pub(super) fn check_layout(layout: i64) -> Result<(), String> {
    let name = match layout {
        7 => return Ok(()),
        1..=5 => "sparse",
        6 => "that of MKL-DNN",
        _ => "not known",
    };
    Err(format!("its layout {layout} is {name}, allowed: 7, strided; make it dense before it is exported"))
}

fn plain(value: &SymInt, what: &str) -> Result<u64, String> {
    match value {
        SymInt::Int(value) => {
            u64::try_from(*value).map_err(|_| format!("{what} is {value}, but cannot be negative"))
        }
        SymInt::Expr(expression) => Err(format!("{what} is {:?}, but must be a number", expression.expr_str)),
    }
}
