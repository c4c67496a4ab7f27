//! Files that the user names, read up to a limit of their size.

use super::{Error, Result};
use std::fs::{File, FileType};
use std::io::{self, Read};
use std::path::Path;

/// Reads a whole file that has at most so many bytes.
///
/// It looks before it reads: a folder, a named pipe, a device or a socket is refused at once, since reading one of them may
/// never end, and so is a file that is too large. A file that grows while it is read is read up to the limit.
///
/// # Errors
/// If the file is missing or unreadable, no regular file, or larger than `most`.
pub fn read_limited(path: &Path, most: u64) -> Result<Vec<u8>> {
    read(path, most).map_err(|error| Error::new("read", path, error))
}

/// Reads a whole file that has at most so many bytes as UTF-8 text, as [`read_limited`] does.
///
/// # Errors
/// As [`read_limited`], and if it is no text.
pub fn read_text_limited(path: &Path, most: u64) -> Result<String> {
    let text = String::from_utf8(read_limited(path, most)?);
    text.map_err(|error| {
        Error::new("read", path, no_text(error.as_bytes(), error.utf8_error().valid_up_to()))
    })
}

fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let found = std::fs::metadata(path)?;
    if let Some(kind) = irregular(found.file_type()) {
        return Err(io::Error::other(kind));
    }
    if found.len() > most {
        return Err(too_large(&found.len().to_string(), most));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    // It grew, or is one of the files of the system that say they are empty.
    let grew = bytes.len() as u64 > most;
    if grew { Err(too_large(&format!("more than {most}"), most)) } else { Ok(bytes) }
}

fn too_large(found: &str, most: u64) -> io::Error {
    io::Error::other(format!("it has {found} bytes, allowed: at most {most}"))
}

fn no_text(bytes: &[u8], valid_up_to: usize) -> io::Error {
    let line = bytes[..valid_up_to].split(|byte| *byte == b'\n').count();
    io::Error::new(io::ErrorKind::InvalidData, format!("line {line} is not UTF-8"))
}

/// What is said of something that is no regular file.
pub(super) fn irregular(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    Some(if kind.is_dir() { "it is a folder, allowed: a regular file" } else { special(kind) })
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "it is a pipe, allowed: a regular file; save what comes out of it in one"
    } else if kind.is_socket() {
        "it is a socket, allowed: a regular file"
    } else {
        "it is a device, allowed: a regular file"
    }
}

#[cfg(not(unix))]
fn special(_kind: FileType) -> &'static str {
    "it is no regular file, which is all that is allowed"
}
