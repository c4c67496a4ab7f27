//! Files in the IDX format of MNIST, gzipped or not, that hold bytes.
//!
//! Big-endian: a magic number `0x0000_08nn` for bytes in nn dimensions, the size of every dimension (u32), the bytes.

use super::limit::{MOST_BYTES, most_unpacked};
use super::{Damage, Error};
use crate::disk;
use flate2::read::MultiGzDecoder;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// What a file must hold.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// `images` or `labels`, for the messages.
    pub what: &'static str,
    /// How many of them.
    pub count: usize,
    /// The dimensions of one of them: rows and columns, or none for a label.
    pub shape: Vec<usize>,
}

impl Expected {
    /// Makes sure that images of this shape are the right ones.
    pub fn check_shape(&self, found: &[usize]) -> Result<(), Damage> {
        if found == self.shape {
            return Ok(());
        }
        Err(Damage::Shape { what: self.what, found: text(found), needed: text(&self.shape) })
    }

    /// Makes sure that so many bytes can be in a packed file.
    fn check_packed(&self, file: &[u8]) -> Result<(), Damage> {
        let most = most_unpacked(file.len() as u64);
        if is_packed(file) && self.len() as u64 > most {
            return Err(Damage::Packed { needed: self.len(), found: file.len() });
        }
        Ok(())
    }

    fn dimensions(&self) -> usize {
        1 + self.shape.len()
    }

    /// How many bytes the file has, unpacked.
    pub fn len(&self) -> usize {
        // A header may announce anything.
        let size = self.shape.iter().fold(self.count, |size, side| size.saturating_mul(*side));
        header_len(self.dimensions()).saturating_add(size)
    }
}

fn header_len(dimensions: usize) -> usize {
    4 + 4 * dimensions
}

/// What the header of a file of images announces: how many, rows, columns.
pub(super) fn announced(path: &Path) -> Result<Expected, Error> {
    let what = "images";
    let bytes = disk::read_limited(path, MOST_BYTES)?;
    let mut header = Vec::new();
    let start: &mut dyn Read =
        if is_packed(&bytes) { &mut MultiGzDecoder::new(bytes.as_slice()) } else { &mut bytes.as_slice() };
    let read = start.take(header_len(3) as u64).read_to_end(&mut header);
    let damaged = |damage| Error::damaged(path, damage);
    if let Err(error) = read
        && error.kind() != ErrorKind::UnexpectedEof
    {
        return Err(damaged(Damage::Packing(error)));
    }
    match sizes(&header, what, 3, header_len(3)).map_err(damaged)?.as_slice() {
        &[count, rows, columns] if count.min(rows).min(columns) > 0 => {
            let expected = Expected { what, count, shape: vec![rows, columns] };
            expected.check_packed(&bytes).map_err(damaged)?;
            Ok(expected)
        }
        _ => Err(damaged(Damage::Empty { what })),
    }
}

/// Reads a file: the bytes behind its header.
pub(super) fn read(path: &Path, expected: &Expected) -> Result<Vec<u8>, Error> {
    content(&disk::read_limited(path, MOST_BYTES)?, expected).map_err(|damage| Error::damaged(path, damage))
}

/// Makes sure that the header and the length of a file are right, without unpacking it.
pub(super) fn check(path: &Path, expected: &Expected) -> Result<(), Error> {
    let bytes = disk::read_limited(path, MOST_BYTES)?;
    if looks_right(&bytes, expected) {
        return Ok(());
    }
    // Reading it tells exactly what is wrong.
    content(&bytes, expected).map(drop).map_err(|damage| Error::damaged(path, damage))
}

fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

fn looks_right(bytes: &[u8], expected: &Expected) -> bool {
    let mut header = vec![0; header_len(expected.dimensions())];
    let (header, len) = match bytes.last_chunk() {
        // A gzip file ends with the length of what was packed, modulo 2^32.
        Some(len) if is_packed(bytes) => match MultiGzDecoder::new(bytes).read_exact(&mut header) {
            Ok(()) => (header.as_slice(), u32::from_le_bytes(*len) as usize),
            Err(_) => return false,
        },
        _ => (bytes, bytes.len()),
    };
    len == expected.len() && check_header(header, expected).is_ok()
}

/// The bytes behind the header of a file, packed or not.
pub(super) fn content(bytes: &[u8], expected: &Expected) -> Result<Vec<u8>, Damage> {
    if !is_packed(bytes) {
        return behind_header(bytes.to_vec(), expected);
    }
    let mut unpacked = Vec::new();
    // One byte more than expected shows that there is more, however much that is.
    let mut decoder = MultiGzDecoder::new(bytes).take(expected.len() as u64 + 1);
    match decoder.read_to_end(&mut unpacked) {
        Ok(_) => behind_header(unpacked, expected),
        // A file that was cut is told by its length, unless only its checksum is gone.
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            behind_header(unpacked, expected).and(Err(Damage::Packing(error)))
        }
        Err(error) => Err(Damage::Packing(error)),
    }
}

fn behind_header(mut content: Vec<u8>, expected: &Expected) -> Result<Vec<u8>, Damage> {
    check_header(&content, expected)?;
    match content.len() {
        found if found < expected.len() => Err(Damage::Truncated { found, needed: expected.len() }),
        found if found > expected.len() => Err(Damage::Trailing { needed: expected.len() }),
        _ => Ok(content.split_off(header_len(expected.dimensions()))),
    }
}

fn check_header(content: &[u8], expected: &Expected) -> Result<(), Damage> {
    let what = expected.what;
    let sizes = sizes(content, what, expected.dimensions(), expected.len())?;
    expected.check_shape(&sizes[1..])?;
    if sizes[0] != expected.count {
        return Err(Damage::Count { what, found: sizes[0], needed: expected.count });
    }
    Ok(())
}

/// The sizes of all dimensions, from the header of content that should be so long.
fn sizes(content: &[u8], what: &'static str, dimensions: usize, len: usize) -> Result<Vec<usize>, Damage> {
    let (words, _) = content.as_chunks::<4>();
    let mut words = words.iter().map(|word| u32::from_be_bytes(*word));
    let needed = 0x0800 + u32::try_from(dimensions).expect("there are at most three dimensions");
    match words.next() {
        Some(found) if found != needed => Err(Damage::Magic { what, found, needed }),
        _ if content.len() < header_len(dimensions) => {
            Err(Damage::Truncated { found: content.len(), needed: len })
        }
        _ => Ok(words.take(dimensions).map(|size| size as usize).collect()),
    }
}

/// `28×28`.
fn text(shape: &[usize]) -> String {
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join("×")
}
