//! The text of a file: unpacked, and told what it is where it is no text.

use super::TableProblem;
use flate2::read::MultiGzDecoder;
use std::io::{ErrorKind, Read};

/// The longest text that is read, packed or not: 1 GiB.
pub(super) const MOST_BYTES: u64 = 1 << 30;

/// What files begin with that are often taken for tables, what they are, and the way out.
const OTHERS: [(&[u8], &str, &str); 9] = [
    (b"PK\x03\x04", "a zip archive, or a workbook of Excel", "save its sheet as CSV, or unpack it"),
    (b"\xd0\xcf\x11\xe0", "a workbook of Excel", "save its sheet as CSV"),
    (b"BZh", "a file packed by bzip2", "unpack it, or pack it by gzip"),
    (b"\xfd7zXZ", "a file packed by xz", "unpack it, or pack it by gzip"),
    (b"\x28\xb5\x2f\xfd", "a file packed by zstd", "unpack it, or pack it by gzip"),
    (b"PAR1", "a file of Parquet", "write it as CSV"),
    (b"ARROW1", "a file of Arrow", "write it as CSV"),
    (b"SQLite format 3", "a database of SQLite", "write the table as CSV"),
    (b"\x93NUMPY", "an array of numpy", "put x_train and y_train into a file for `npz`"),
];

/// The text in the bytes of a file; packed by gzip or not, whatever the name says.
pub(super) fn text(bytes: Vec<u8>, most: u64) -> Result<String, TableProblem> {
    let bytes = if bytes.starts_with(b"\x1f\x8b") { unpacked(&bytes, most)? } else { bytes };
    if let Some((_, what, help)) = OTHERS.iter().find(|(start, ..)| bytes.starts_with(start)) {
        return Err(TableProblem::Other { what, help });
    }
    if is_utf16(&bytes) {
        return Err(TableProblem::Other { what: "text in UTF-16", help: "save it as UTF-8" });
    }
    if bytes.contains(&0) {
        return Err(TableProblem::Other { what: "no text: it has bytes of 0", help: "write it as CSV" });
    }
    String::from_utf8(bytes).map_err(|error| {
        let (at, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
        let line = bytes[..at].split(|byte| *byte == b'\n').count() as u64;
        TableProblem::NotUtf8 { line, byte: bytes[at] }
    })
}

fn unpacked(bytes: &[u8], most: u64) -> Result<Vec<u8>, TableProblem> {
    // The last four bytes are the length of what was packed last, or what is left of it over 4 GiB: there is no less than that.
    let said = bytes.last_chunk().map_or(0, |last| u64::from(u32::from_le_bytes(*last)));
    if said > most {
        return Err(TableProblem::SaidToBeTooLong { said, most });
    }
    let mut unpacked = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(most + 1).read_to_end(&mut unpacked);
    read.map_err(|error| match error.kind() {
        ErrorKind::OutOfMemory => TableProblem::NoMemory { unpacked: unpacked.len() as u64 },
        _ => TableProblem::Packed { reason: error.to_string() },
    })?;
    if unpacked.len() as u64 > most {
        return Err(TableProblem::TooLong { most });
    }
    Ok(unpacked)
}

/// Whether this is UTF-16: by its mark, or because nearly every other byte of its beginning is 0.
fn is_utf16(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(1000)];
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let is_half = |some: usize, others: usize| others == 0 && some * 4 > start.len();
    bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || is_half(even, odd)
        || is_half(odd, even)
}

#[cfg(test)]
mod tests {
    use super::text;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    #[test]
    fn a_packed_file_is_unpacked_up_to_the_limit_and_no_further() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&vec![b'1'; 100_000]).unwrap();
        let packed = encoder.finish().unwrap();
        let told = text(packed.clone(), 99_999).unwrap_err().to_string();
        assert_eq!(
            told,
            "says that it unpacks to 100000 bytes, allowed: at most 99999; take fewer rows or columns"
        );
        assert_eq!(text(packed.clone(), 100_000).unwrap().len(), 100_000);
        let two = [packed.clone(), packed].concat();
        assert_eq!(text(two.clone(), 200_000).unwrap().len(), 200_000);
        let told = text(two, 199_999).unwrap_err().to_string();
        assert!(told.starts_with("unpacks to more than 199999 bytes"), "{told}");
    }
}
