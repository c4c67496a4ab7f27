//! Whether a JPEG holds all of its picture (ITU-T T.81).
//!
//! Decoders show what is there of a damaged file and fill the rest with grey. So before a file is decoded its codes are read
//! through, without making pixels of them: every block of every scan has to be there, no bytes may be left over, restarts have
//! to come in their order, and the file has to say that it has ended.

mod bits;
mod frame;
mod huffman;
mod scan;

use bits::marker;
use frame::{Band, Frame, Member};
use huffman::Codes;
use scan::{Tables, walk};
use std::fmt;

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Blocks are missing.
    Ends,
    /// The marker of the end is missing.
    NoEnd,
    /// There are more data than blocks.
    Trailing,
    Damaged(&'static str),
    /// A kind that hardly anybody writes.
    Unknown(&'static str),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ends => f.write_str("it ends before its last pixel"),
            Self::NoEnd => f.write_str("it ends without the marker of an end, so it has been cut"),
            Self::Trailing => f.write_str("it has more data than pixels, so some are damaged"),
            Self::Damaged(how) => write!(f, "it is damaged: {how}"),
            Self::Unknown(kind) => write!(f, "it is {kind} JPEG, which is not read; save it as a usual one"),
        }
    }
}

/// Whether a file begins as a JPEG does.
pub(super) fn is_jpeg(file: &[u8]) -> bool {
    file.starts_with(&[0xff, 0xd8, 0xff])
}

/// A file with fewer is the rule; each of them goes through all blocks again.
const MOST_SCANS: usize = 100;

/// Makes sure that nothing of the picture is missing.
pub(super) fn check(file: &[u8]) -> Result<(), Flaw> {
    let mut frame: Option<Frame> = None;
    let mut tables = Tables::default();
    let mut scans = 0;
    let (mut at, mut code) = marker(file, 2)?;
    while code != 0xd9 {
        let (segment, behind) = segment(file, at)?;
        let no_frame = Flaw::Damaged("its data begin before its size is said");
        (at, code) = match code {
            0xc0..=0xc2 if frame.is_some() => return Err(Flaw::Damaged("it says its size twice")),
            0xc0..=0xc2 => {
                frame = Some(Frame::parse(segment, code == 0xc2, file.len())?);
                marker(file, behind)?
            }
            0xc3 | 0xc7 => return Err(Flaw::Unknown("a lossless")),
            0xc5 | 0xc6 | 0xcd | 0xce => return Err(Flaw::Unknown("a hierarchical")),
            0xc9..=0xcb | 0xcf => return Err(Flaw::Unknown("an arithmetically coded")),
            0xc4 => {
                define_codes(&mut tables, segment)?;
                marker(file, behind)?
            }
            0xdd => {
                let &[a, b] = segment else { return Err(Flaw::Damaged("a segment has another length")) };
                tables.interval = usize::from(u16::from_be_bytes([a, b]));
                marker(file, behind)?
            }
            0xda => {
                scans += 1;
                if scans > MOST_SCANS {
                    return Err(Flaw::Damaged("it has more than 100 scans"));
                }
                let frame = frame.as_mut().ok_or(no_frame)?;
                let (members, band) = scan_header(segment, frame)?;
                let next = walk(file, behind, frame, &tables, &members, band)?;
                frame.note(&members, band);
                next
            }
            _ => marker(file, behind)?,
        };
    }
    frame.ok_or(Flaw::Ends)?.check()
}

/// What a segment holds, and the place behind it.
fn segment(file: &[u8], at: usize) -> Result<(&[u8], usize), Flaw> {
    let &[a, b, ref rest @ ..] = file.get(at..).unwrap_or_default() else { return Err(Flaw::NoEnd) };
    let len = usize::from(u16::from_be_bytes([a, b])).checked_sub(2);
    let len = len.ok_or(Flaw::Damaged("a segment has another length"))?;
    rest.get(..len).map(|segment| (segment, at + 2 + len)).ok_or(Flaw::NoEnd)
}

fn define_codes(tables: &mut Tables, mut segment: &[u8]) -> Result<(), Flaw> {
    let short = Flaw::Damaged("a table of codes is cut");
    while let [place, rest @ ..] = segment {
        let (counts, rest) = rest.split_first_chunk::<16>().ok_or(short)?;
        let count = counts.iter().map(|count| usize::from(*count)).sum();
        let (symbols, rest) = rest.split_at_checked(count).ok_or(short)?;
        let codes = Codes::new(counts, symbols)?;
        let of_kind = if place >> 4 == 0 { &mut tables.dc } else { &mut tables.ac };
        *of_kind.get_mut(usize::from(place & 15)).ok_or(short)? = Some(codes);
        segment = rest;
    }
    Ok(())
}

/// Which components a scan has, and which of their coefficients.
fn scan_header(segment: &[u8], frame: &Frame) -> Result<(Vec<Member>, Band), Flaw> {
    let bad = Flaw::Damaged("the header of a scan is damaged");
    let &[count, ref rest @ ..] = segment else { return Err(bad) };
    let (pairs, last) = rest.split_at_checked(2 * usize::from(count)).ok_or(bad)?;
    let &[first, last, bits] = last else { return Err(bad) };
    let member = |pair: &[u8]| {
        let component = frame.components.iter().position(|component| component.name == pair[0])?;
        Some(Member { component, dc: usize::from(pair[1] >> 4), ac: usize::from(pair[1] & 15) })
    };
    let members: Vec<Member> = pairs.chunks_exact(2).map(member).collect::<Option<_>>().ok_or(bad)?;
    if !frame.is_progressive {
        // All coefficients with all their bits, whatever a scan says.
        return if members.is_empty() {
            Err(bad)
        } else {
            Ok((members, Band { first: 0, last: 63, high: 0, low: 0 }))
        };
    }
    let band = Band { first: first.into(), last: last.into(), high: bits >> 4, low: bits & 15 };
    let is_first = band.first == 0;
    let fits = band.first <= band.last && band.last < 64 && is_first == (band.last == 0);
    if members.is_empty() || !fits || (!is_first && members.len() > 1) {
        return Err(bad);
    }
    Ok((members, band))
}

#[cfg(test)]
mod tests;
