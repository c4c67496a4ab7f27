//! Files in memory that is shared by everyone who looks at them.

use super::{Error, Result};
use memmap2::Mmap;
use std::fs::File;
use std::ops::Deref;
use std::path::Path;

/// The bytes of a file, read by the operating system when they are looked at, and shared by all processes.
#[derive(Debug)]
pub struct Mapped(Mmap);

/// Maps a file that is only ever replaced as a whole, as [`write`](super::write()) does.
///
/// # Errors
/// If the file is missing, unreadable or empty.
#[expect(unsafe_code, reason = "nobody but the operating system can promise that a file does not change")]
pub fn map(path: &Path) -> Result<Mapped> {
    let failed = |error| Error::new("map", path, error);
    let file = File::open(path).map_err(failed)?;
    // SAFETY: files that are mapped are written by `write`, which never changes one but puts another in its place; the old
    // one lives on for whoever has it mapped. Whoever changes such a file by other means breaks what it is documented for.
    unsafe { Mmap::map(&file) }.map(Mapped).map_err(failed)
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
