//! The bits of a scan, up to the next marker.

use super::Flaw;

/// Reads bits of the data that stand between two markers.
pub(super) struct Bits<'a> {
    file: &'a [u8],
    /// Where the next byte is.
    at: usize,
    /// The next bits, the first of them the highest.
    buffer: u64,
    /// How many there are.
    len: u32,
}

impl<'a> Bits<'a> {
    /// The bits from a place of the file on.
    pub fn new(file: &'a [u8], at: usize) -> Self {
        Self { file, at, buffer: 0, len: 0 }
    }

    /// Takes bytes in until there are more than 32 bits, or a marker or the end of the file comes.
    fn fill(&mut self) {
        while self.len <= 32 {
            let byte = match self.file.get(self.at..) {
                Some([0xff, 0, ..]) => {
                    self.at += 2;
                    0xff
                }
                Some([0xff, ..] | []) | None => return,
                Some([byte, ..]) => {
                    self.at += 1;
                    *byte
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.len);
            self.len += 8;
        }
    }

    /// The next sixteen bits, without taking them; where data end, zeros follow.
    pub fn peek(&mut self) -> u16 {
        if self.len < 16 {
            self.fill();
        }
        u16::try_from(self.buffer >> 48).expect("sixteen bits are left")
    }

    /// Takes up to sixteen bits.
    pub fn take(&mut self, count: u32) -> Result<u32, Flaw> {
        if self.len < count {
            self.fill();
        }
        if self.len < count {
            return Err(Flaw::Ends);
        }
        let taken = self.buffer.checked_shr(64 - count).unwrap_or_default();
        self.buffer <<= count;
        self.len -= count;
        Ok(u32::try_from(taken).expect("at most sixteen bits are taken"))
    }

    /// Goes to the next marker, of whose byte only the filling may be left: the place behind it, and the marker.
    pub fn finish(mut self) -> Result<(usize, u8), Flaw> {
        self.fill();
        if self.len >= 8 {
            return Err(Flaw::Trailing);
        }
        marker(self.file, self.at)
    }
}

/// The marker at a place, which bytes of filling may come before, and the place behind it.
pub(super) fn marker(file: &[u8], at: usize) -> Result<(usize, u8), Flaw> {
    let fill = file.get(at..).unwrap_or_default().iter().take_while(|byte| **byte == 0xff).count();
    match (fill, file.get(at + fill)) {
        (_, None) => Err(Flaw::NoEnd),
        (0, Some(_)) | (_, Some(0)) => Err(Flaw::Damaged("there is no marker where one has to be")),
        (_, Some(code)) => Ok((at + fill + 1, *code)),
    }
}
