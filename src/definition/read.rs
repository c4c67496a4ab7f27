//! Definitions from text: YAML, of which JSON is a part.

use super::{Definition, ReadError, seal, shape};
use crate::yaml::{Document, Limits, integer, text};

/// More bytes than these are no definition; one of a million coefficients has about these.
pub const LARGEST: u64 = Limits::BY_PROGRAM.bytes;

/// Reads a definition from YAML or JSON, written by this program or by hand.
///
/// Every coefficient comes back as the very f32 that was written.
///
/// ```
/// use actsearch::definition::read;
///
/// let text = "sites: [{site: fc1, bases: [identity, relu], coefficients: [[0.25, 0.75]]}]";
/// assert_eq!(read(text)?.sites()[0].coefficients, [[0.25, 0.75]]);
///
/// let text = "sites: [{site: fc1, bases: [identity, rleu], coefficients: [[0.25, many]], bias: 0}]";
/// let told = read(text).expect_err("it has three problems").to_string();
/// assert!(told.starts_with("1:39: `sites.0.bases.1` is `rleu`, allowed: binary_step, linear, identity"), "{told}");
/// assert!(told.ends_with("\
/// 1:68: `sites.0.coefficients.0.1` is `many`, allowed: a number
/// 1:76: unknown key `bias` in `sites.0`"), "{told}");
/// # Ok::<(), actsearch::definition::ReadError>(())
/// ```
///
/// # Errors
/// If a newer program wrote the text, whatever else it holds; or with every problem at once, each with its line and column: if
/// it is no YAML, has other fields than a definition or other values in them, is not what its SHA-256 says, or contradicts
/// itself.
pub fn read(from: &str) -> Result<Definition, ReadError> {
    let document = Document::parse(from, Limits::BY_PROGRAM, &[]);
    let known = Definition::FORMAT;
    match document.peek(&["format"], &integer(0..=u64::MAX)) {
        Some(found) if found > known.into() => return Err(ReadError::Newer { found, known }),
        Some(_) | None => {}
    }
    let is_sealed = document.peek(&["sha256"], &text()).is_none_or(|_| seal::fits(from));
    Ok(document.read(&shape::definition(is_sealed))?)
}
