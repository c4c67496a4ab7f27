//! Files in the IDX format of MNIST, gzipped or not, that hold bytes.
//!
//! Big-endian: a magic number `0x0000_08nn` for bytes in nn dimensions, the size of every dimension (u32), the bytes.

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
    fn dimensions(&self) -> usize {
        1 + self.shape.len()
    }

    fn magic(&self) -> u32 {
        0x0800 + u32::try_from(self.dimensions()).expect("there are at most three dimensions")
    }

    fn header_len(&self) -> usize {
        4 + 4 * self.dimensions()
    }

    fn len(&self) -> usize {
        self.header_len() + self.count * self.shape.iter().product::<usize>()
    }
}

/// Reads a file: the bytes behind its header.
pub(super) fn read(path: &Path, expected: &Expected) -> Result<Vec<u8>, Error> {
    content(&disk::read(path)?, expected).map_err(|damage| Error::damaged(path, damage))
}

/// Makes sure that the header and the length of a file are right, without unpacking it.
pub(super) fn check(path: &Path, expected: &Expected) -> Result<(), Error> {
    let bytes = disk::read(path)?;
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
    let mut header = vec![0; expected.header_len()];
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

fn content(bytes: &[u8], expected: &Expected) -> Result<Vec<u8>, Damage> {
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
        _ => Ok(content.split_off(expected.header_len())),
    }
}

fn check_header(content: &[u8], expected: &Expected) -> Result<(), Damage> {
    let (words, _) = content.as_chunks::<4>();
    let mut words = words.iter().map(|word| u32::from_be_bytes(*word));
    let what = expected.what;
    match words.next() {
        Some(found) if found != expected.magic() => {
            return Err(Damage::Magic { what, found, needed: expected.magic() });
        }
        _ if content.len() < expected.header_len() => {
            return Err(Damage::Truncated { found: content.len(), needed: expected.len() });
        }
        _ => {}
    }
    let sizes: Vec<usize> = words.take(expected.dimensions()).map(|size| size as usize).collect();
    if sizes[1..] != expected.shape {
        return Err(Damage::Shape { what, found: text(&sizes[1..]), needed: text(&expected.shape) });
    }
    if sizes[0] != expected.count {
        return Err(Damage::Count { what, found: sizes[0], needed: expected.count });
    }
    Ok(())
}

/// `28×28`.
fn text(shape: &[usize]) -> String {
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join("×")
}
