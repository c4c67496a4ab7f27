//! The directory at the end of a zip archive, read strictly: where each entry lies, and that none is told twice.
//!
//! General readers take what they can get from a damaged archive: the last of two entries of one name, entries that
//! share bytes. Weights must not be guessed, so what is not plain is refused.

use super::limits::MOST_ENTRIES;
use std::collections::HashSet;

/// One entry, as the directory tells it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub name: String,
    pub is_packed: bool,
    pub crc: u32,
    /// Its bytes as they lie in the file.
    pub start: usize,
    pub packed: u64,
    pub unpacked: u64,
}

const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const END_64_LOCATOR: &[u8] = b"PK\x06\x07";
const END_64: &[u8] = b"PK\x06\x06";
const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

/// Reads all entries; `Ok(None)` if this is no zip archive at all.
pub(super) fn read(bytes: &[u8]) -> Result<Option<Vec<Entry>>, String> {
    let Some(end) = find_end(bytes) else {
        return if bytes.starts_with(LOCAL) {
            Err("it has no end: it is truncated".to_owned())
        } else {
            Ok(None)
        };
    };
    let Directory { entries, start, length } = Directory::read(bytes, end)?;
    if entries > MOST_ENTRIES {
        return Err(format!("it declares {entries} entries, allowed: at most {MOST_ENTRIES}"));
    }
    let stop = start.checked_add(length).filter(|stop| *stop <= end as u64);
    let stop = stop.ok_or("its directory lies outside the file: it is truncated or damaged")?;
    let mut at = index(start)?;
    let mut found = Vec::new();
    for _ in 0..entries {
        let (entry, next) = central(bytes, at)?;
        found.push(entry);
        at = next;
    }
    if at as u64 != stop {
        return Err(format!("its directory has {length} bytes, but its {entries} entries do not fill them"));
    }
    check(&found, start)?;
    Ok(Some(found))
}

/// Where the record at the end begins: nothing follows it but its comment.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let is_end = |at: &usize| {
        bytes[*at..].starts_with(END)
            && number(bytes, at + 20, 2) == Ok((bytes.len() - at - END_LENGTH) as u64)
    };
    (first..=last).rev().find(is_end)
}

struct Directory {
    entries: u64,
    start: u64,
    length: u64,
}

impl Directory {
    fn read(bytes: &[u8], end: usize) -> Result<Self, String> {
        let field = |at, width| number(bytes, end + at, width);
        if field(4, 2)? != 0 || field(6, 2)? != 0 {
            return Err("it is one of several parts".to_owned());
        }
        let plain = Self { entries: field(10, 2)?, start: field(16, 4)?, length: field(12, 4)? };
        let locator = end.checked_sub(20).filter(|at| bytes[*at..].starts_with(END_64_LOCATOR));
        let Some(locator) = locator else { return Ok(plain) };
        let at = index(number(bytes, locator + 8, 8)?)?;
        if !bytes.get(at..).is_some_and(|rest| rest.starts_with(END_64)) {
            return Err("its end names a directory that is not there".to_owned());
        }
        let field = |offset, width| number(bytes, at.saturating_add(offset), width);
        Ok(Self { entries: field(32, 8)?, start: field(48, 8)?, length: field(40, 8)? })
    }
}

/// The entry of the directory that begins here, and where the next one does.
fn central(bytes: &[u8], at: usize) -> Result<(Entry, usize), String> {
    if !bytes.get(at..).is_some_and(|rest| rest.starts_with(CENTRAL)) {
        return Err("an entry of its directory is damaged".to_owned());
    }
    let field = |offset, width| number(bytes, at + offset, width);
    let [name_length, extra_length, comment] = [field(28, 2)?, field(30, 2)?, field(32, 2)?];
    let name_at = at + 46;
    let extra_at = name_at + index(name_length)?;
    let next = extra_at + index(extra_length)? + index(comment)?;
    let name = bytes.get(name_at..extra_at).ok_or("its directory is truncated")?;
    let name = std::str::from_utf8(name).map_err(|_| "the name of an entry is no text")?.to_owned();
    let mut wide = Wide::find(bytes, extra_at, index(extra_length)?);
    let unpacked = wide.value(bytes, field(24, 4)?)?;
    let packed = wide.value(bytes, field(20, 4)?)?;
    let header = wide.value(bytes, field(42, 4)?)?;
    let is_packed = match (field(8, 2)? & 1, field(10, 2)?) {
        (1, _) => return Err(format!("{name}: it is encrypted")),
        (_, 0) => false,
        (_, 8) => true,
        (_, other) => return Err(format!("{name}: it is packed by method {other}, allowed: 0 and 8")),
    };
    let crc = u32::try_from(field(16, 4)?).unwrap_or_default();
    let start = local(bytes, index(header)?, &name).map_err(|error| format!("{name}: {error}"))?;
    let entry = Entry { name, is_packed, crc, start, packed, unpacked };
    Ok((entry, next))
}

/// Where the bytes of an entry begin, behind the header that repeats its name.
fn local(bytes: &[u8], header: usize, name: &str) -> Result<usize, String> {
    if !bytes.get(header..).is_some_and(|rest| rest.starts_with(LOCAL)) {
        return Err("it is not where the directory says".to_owned());
    }
    let name_at = header + 30;
    let name_end = name_at + index(number(bytes, header + 26, 2)?)?;
    if bytes.get(name_at..name_end) != Some(name.as_bytes()) {
        return Err("another name stands where the directory says that it is".to_owned());
    }
    Ok(name_end + index(number(bytes, header + 28, 2)?)?)
}

/// The field of a directory's entry that holds what is too large for 32 bits.
struct Wide {
    at: usize,
    left: usize,
}

impl Wide {
    fn find(bytes: &[u8], start: usize, length: usize) -> Self {
        let mut at = start;
        while at + 4 <= start + length {
            let (Ok(id), Ok(size)) = (number(bytes, at, 2), number(bytes, at + 2, 2)) else { break };
            let size = usize::try_from(size).unwrap_or_default().min(start + length - at - 4);
            if id == 1 {
                return Self { at: at + 4, left: size };
            }
            at += 4 + size;
        }
        Self { at: 0, left: 0 }
    }

    /// The value itself, or the next one of 64 bits if it says so.
    fn value(&mut self, bytes: &[u8], value: u64) -> Result<u64, String> {
        if value != u64::from(u32::MAX) {
            return Ok(value);
        }
        if self.left < 8 {
            return Err("an entry of its directory lacks a size of 64 bits".to_owned());
        }
        self.left -= 8;
        self.at += 8;
        number(bytes, self.at - 8, 8)
    }
}

/// Makes sure that every entry has a name of its own and bytes of its own, before the directory.
fn check(entries: &[Entry], directory: u64) -> Result<(), String> {
    let mut names = HashSet::new();
    for entry in entries {
        if !names.insert(entry.name.as_str()) {
            return Err(format!("{}: two entries have this name, but each needs its own", entry.name));
        }
    }
    let mut order: Vec<&Entry> = entries.iter().collect();
    order.sort_by_key(|entry| entry.start);
    let mut end = 0;
    for entry in order {
        let (start, before) = (entry.start as u64, end);
        end = start.saturating_add(entry.packed);
        if end > directory {
            return Err(format!(
                "{}: it declares {} bytes, but the file ends before: it is truncated or damaged",
                entry.name, entry.packed
            ));
        }
        if start < before {
            return Err(format!("{}: it shares bytes with another entry", entry.name));
        }
    }
    Ok(())
}

/// A number in the order of little-endian machines.
fn number(bytes: &[u8], at: usize, width: usize) -> Result<u64, String> {
    let field = at.checked_add(width).and_then(|end| bytes.get(at..end)).ok_or("it is truncated")?;
    Ok(field.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

fn index(value: u64) -> Result<usize, String> {
    // No file is near it; so sums of places cannot overflow.
    usize::try_from(value)
        .ok()
        .filter(|value| *value <= usize::MAX / 8)
        .ok_or_else(|| "it is damaged".to_owned())
}
