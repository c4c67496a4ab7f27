//! Numbers in memory of this process, its own or a part of a file that was read.

use crate::disk::Aligned;
use bytemuck::AnyBitPattern;
use std::ops::Range;
use std::sync::Arc;

/// Numbers, wherever they are.
pub(super) enum Slice<T> {
    Owned(Vec<T>),
    /// Some bytes of a file, which begin where such a number may begin.
    Shared(Arc<Aligned>, Range<usize>),
}

impl<T: AnyBitPattern> Slice<T> {
    /// The numbers in these bytes of a file, if they are whole ones and begin where they may.
    pub fn shared(file: &Arc<Aligned>, range: Range<usize>) -> Option<Self> {
        let bytes = file.get(range.clone())?;
        bytemuck::try_cast_slice::<u8, T>(bytes).ok()?;
        Some(Self::Shared(Arc::clone(file), range))
    }

    /// The numbers.
    pub fn get(&self) -> &[T] {
        match self {
            Self::Owned(numbers) => numbers,
            Self::Shared(file, range) => bytemuck::cast_slice(&file[range.clone()]),
        }
    }
}
