//! A whole number from its bytes, as numpy stores it.

/// The number that up to eight bytes are.
pub(super) fn whole_number(bytes: &[u8], is_signed: bool, is_big_endian: bool) -> i128 {
    let bits = bits(bytes, is_big_endian);
    if !is_signed {
        return i128::from(bits);
    }
    let unused = 64 - 8 * bytes.len();
    i128::from((bits << unused).cast_signed() >> unused)
}

/// The bits of up to eight bytes, the rest of them zero.
pub(super) fn bits(bytes: &[u8], is_big_endian: bool) -> u64 {
    let add = |bits: u64, byte: &u8| (bits << 8) | u64::from(*byte);
    if is_big_endian { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
}
