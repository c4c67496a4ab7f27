//! Codes of Huffman as a JPEG defines them (ITU-T T.81, annex C): by how many there are of each length.

use super::Flaw;
use super::bits::Bits;

/// Codes of up to so many bits are looked up at once.
const SHORT: usize = 9;

/// A table of codes.
pub(super) struct Codes {
    /// For the next bits: the length of the code and its symbol; a length of 0 where the code is longer.
    short: Vec<(u8, u8)>,
    /// For every length: the first code behind those of this length, and what has to be added to find the symbol.
    long: [(u32, i32); 17],
    symbols: Vec<u8>,
}

impl Codes {
    /// The table of these counts by length, 1 to 16, and these symbols.
    pub fn new(counts: &[u8; 16], symbols: &[u8]) -> Result<Self, Flaw> {
        let mut codes =
            Self { short: vec![(0, 0); 1 << SHORT], long: [(0, 0); 17], symbols: symbols.to_vec() };
        let (mut code, mut first) = (0_u32, 0_u32);
        for (length, count) in (1..).zip(counts) {
            let count = u32::from(*count);
            if code + count > 1 << length {
                return Err(Flaw::Damaged("a table of codes has more than fit"));
            }
            codes.long[length] = (code + count, first.cast_signed() - code.cast_signed());
            if length <= SHORT {
                for number in 0..count {
                    codes.fill_short(length, code + number, (first + number) as usize);
                }
            }
            first += count;
            code = (code + count) << 1;
        }
        Ok(codes)
    }

    fn fill_short(&mut self, length: usize, code: u32, symbol: usize) {
        let from = (code as usize) << (SHORT - length);
        let length_byte = u8::try_from(length).expect("codes are short");
        self.short[from..from + (1 << (SHORT - length))].fill((length_byte, self.symbols[symbol]));
    }

    /// Reads a code; its symbol.
    pub fn read(&self, bits: &mut Bits) -> Result<u8, Flaw> {
        let next = bits.peek();
        let (length, symbol) = self.short[usize::from(next) >> (16 - SHORT)];
        if length > 0 {
            return bits.take(u32::from(length)).map(|_| symbol);
        }
        for length in SHORT + 1..=16 {
            let code = u32::from(next >> (16 - length));
            let (end, offset) = self.long[length];
            if code < end {
                bits.take(u32::try_from(length).expect("codes are short"))?;
                let place = usize::try_from(code.cast_signed() + offset).ok();
                return place.and_then(|place| self.symbols.get(place)).copied().ok_or(BAD);
            }
        }
        // Where data end, zeros are seen: those who meet no code there have met the end.
        bits.take(16)?;
        Err(BAD)
    }
}

const BAD: Flaw = Flaw::Damaged("there is a code that is in no table");
