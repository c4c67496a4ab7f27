//! Files in memory of this process, where numbers of any width may begin.

use super::{Error, Result};
use memmap2::{Mmap, MmapMut};
use std::fs::File;
use std::io::{self, Read};
use std::ops::Deref;
use std::path::Path;

/// The bytes of a file as they were when it was read; the first of them is at the start of a page.
///
/// The file is not mapped: whoever cut a mapped file would end every process that looks at it (SIGBUS), and whoever wrote to
/// it would change the numbers under their hands. A copy costs memory for each process, not for each of its threads.
#[derive(Debug)]
pub struct Aligned(Mmap);

/// Reads a file that this program wrote.
///
/// # Errors
/// If the file is missing, unreadable or empty, or there is no memory for it.
pub fn read_aligned(path: &Path) -> Result<Aligned> {
    read(path).map(Aligned).map_err(|error| Error::new("read", path, error))
}

fn read(path: &Path) -> io::Result<Mmap> {
    let mut file = File::open(path)?;
    let too_long = |_| io::Error::from(io::ErrorKind::OutOfMemory);
    let len = usize::try_from(file.metadata()?.len()).map_err(too_long)?;
    if len == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut bytes = MmapMut::map_anon(len)?;
    file.read_exact(&mut bytes)?;
    bytes.make_read_only()
}

impl Deref for Aligned {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
