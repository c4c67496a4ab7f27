//! Strings and numbers, written so that Python and YAML both read back the very same value.

use crate::activation::SMALLEST_SHARE;
use std::fmt::Write as _;

/// A string in double quotes, in ASCII only: what could end it, hide in it or look like something else is escaped.
pub(super) fn text(value: &str) -> String {
    let mut literal = String::from('"');
    for c in value.chars() {
        push_escaped(&mut literal, c);
    }
    literal.push('"');
    literal
}

fn push_escaped(literal: &mut String, c: char) {
    let code = u32::from(c);
    let written = match c {
        '"' | '\\' => write!(literal, "\\{c}"),
        '\n' => write!(literal, "\\n"),
        '\r' => write!(literal, "\\r"),
        '\t' => write!(literal, "\\t"),
        ' '..='~' => write!(literal, "{c}"),
        '\0'..='\u{ff}' => write!(literal, "\\x{code:02x}"),
        '\u{100}'..='\u{ffff}' => write!(literal, "\\u{code:04x}"),
        _ => write!(literal, "\\U{code:08x}"),
    };
    written.expect("writing to a string cannot fail");
}

/// The shortest decimal that reads back as this f32, by whichever way the reader takes.
///
/// Most readers take a decimal as f64 and round that to f32. For a few numbers, 7.038531e-26 is one, this detour ends
/// at the neighbour of the f32 that the shortest decimal means: these are written with the digits of the f64.
pub(super) fn single(value: f32) -> String {
    let shortest = format!("{value:?}");
    #[expect(clippy::cast_possible_truncation, reason = "this is what a reader does")]
    let detour = shortest.parse::<f64>().map(|wide| wide as f32);
    if detour.is_ok_and(|read| read.to_bits() == value.to_bits()) {
        with_point_and_sign(&shortest)
    } else {
        double(f64::from(value))
    }
}

/// A number that was computed from f32s, rounded to an f32 unless that has no room for it.
pub(super) fn rounded(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "this is the rounding")]
    let narrow = value as f32;
    if narrow.is_finite() && (narrow != 0.0 || value == 0.0) { single(narrow) } else { double(value) }
}

/// [`SMALLEST_SHARE`], as every language reads it.
pub(super) fn smallest_share() -> String {
    format!("{SMALLEST_SHARE:e}")
}

/// The shortest decimal that reads back as this f64.
pub(super) fn double(value: f64) -> String {
    with_point_and_sign(&format!("{value:?}"))
}

/// `1e-7` as `1.0e-7` and `1.5e20` as `1.5e+20`: without the point or the sign, readers of YAML 1.1 see a string.
fn with_point_and_sign(number: &str) -> String {
    let Some((digits, exponent)) = number.split_once('e') else {
        return number.to_owned();
    };
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    format!("{digits}{point}e{sign}{exponent}")
}
