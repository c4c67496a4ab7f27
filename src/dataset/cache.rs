//! Decoded data sets that are kept and shared: a file for every content, and a note of where the content is known from.
//!
//! `CONTENT.safetensors` is named after a hash of the bytes of all source files and of how they are decoded, the version of the
//! program included.
//! `PLACE.json` is named after the paths of the source files. It says which content they had when they had which lengths
//! and times of change, so that files which nobody has touched are not hashed again; `PLACE.official.json` says that they were
//! the official ones then. All can be removed at any time.

use super::decoded::Decoded;
use super::limit::MOST_BYTES;
use super::{Error, container};
use crate::digest::{Digest, sha256};
use crate::disk::{self, Stamp};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Raised when the same files are decoded to other values, or written in another form, within one version of the program.
const FORMAT: u32 = 1;

/// What decodes: another version of the program, or of the format, decodes anew, because it may find other values in the files.
fn decoder() -> String {
    decoder_of(FORMAT, env!("CARGO_PKG_VERSION"))
}

fn decoder_of(format: u32, version: &str) -> String {
    format!("{format} {version}")
}

/// The files that a data set is decoded from.
#[derive(Debug)]
pub(super) struct Origin {
    /// How they are decoded, in words.
    pub parameters: String,
    /// What each file is for, and where it lies.
    pub files: Vec<(String, PathBuf)>,
}

/// What is known of the files in a place.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    /// The hash of their paths, lengths and times of change.
    stamps: String,
    /// The hash that names their decoded content.
    content: String,
}

/// Takes a data set out of the folder of decoded ones, or decodes it and puts it there.
///
/// With `whole` every value is checked, else the description alone. Where the folder cannot be used, the data set stays in
/// the memory of this process.
pub(super) fn through(
    folder: Option<&Path>,
    origin: &Origin,
    whole: bool,
    decode: impl Fn() -> Result<Decoded, Error>,
) -> Result<Decoded, Error> {
    let Some(folder) = folder else { return decode() };
    let stamps = origin.stamps()?;
    let note = folder.join(format!("{}.json", origin.place(&stamps)));
    let noted = read_note(&note).filter(|noted| noted.stamps == hash_of(&stamps));
    let content = match &noted {
        Some(noted) => noted.content.clone(),
        None => origin.content()?,
    };
    let path = folder.join(format!("{content}.safetensors"));
    if let Some(kept) = kept(&path, whole) {
        if noted.is_none() {
            // Without the note the files are hashed again, which is no harm.
            let _ = write_note(&note, &stamps, &content);
        }
        return Ok(kept);
    }
    let decoded = decode()?;
    if origin.stamps()? != stamps {
        // Somebody writes to the files: what was read has no name.
        return Ok(decoded);
    }
    Ok(keep(folder, &path, decoded, || write_note(&note, &stamps, &content)))
}

/// Looks at source files, once: as long as nobody touches them, what was found to be right is not looked at again.
pub(super) fn once(
    folder: Option<&Path>,
    origin: &Origin,
    name: &str,
    look: impl FnOnce() -> Result<(), Error>,
) -> Result<(), Error> {
    let stamps = origin.stamps()?;
    let note = folder.map(|folder| folder.join(format!("{}.{name}.json", origin.place(&stamps))));
    let noted = note.as_deref().and_then(read_note);
    if noted.is_some_and(|noted| noted.stamps == hash_of(&stamps)) {
        return Ok(());
    }
    look()?;
    if let (Some(folder), Some(note)) = (folder, note) {
        // Without the note they are looked at again, which is no harm.
        let _ = disk::make_folder(folder).and_then(|()| write_note(&note, &stamps, name));
    }
    Ok(())
}

/// The decoded data set in a file, if it is there and sound.
fn kept(path: &Path, whole: bool) -> Option<Decoded> {
    let file = match disk::read_aligned(path) {
        Ok(file) => Arc::new(file),
        Err(error) if error.is_missing() => return None,
        Err(error) => {
            tracing::warn!(%error, "a decoded data set cannot be used; it is made anew");
            return None;
        }
    };
    let decoded = container::read(&file).filter(|decoded| !whole || decoded.is_sound());
    if decoded.is_none() {
        tracing::warn!(path = %path.display(), "a decoded data set is damaged; it is made anew");
    }
    decoded
}

/// Writes a decoded data set and reads what was written, so that all see the same.
fn keep(folder: &Path, path: &Path, decoded: Decoded, note: impl FnOnce() -> disk::Result<()>) -> Decoded {
    let written = disk::make_folder(folder)
        .and_then(|()| disk::write(path, &container::write(&decoded)))
        .and_then(|()| note());
    if let Err(error) = written {
        tracing::warn!(%error, "the decoded data set is not kept, and decoded anew each time");
        return decoded;
    }
    kept(path, false).unwrap_or(decoded)
}

fn read_note(path: &Path) -> Option<Note> {
    serde_json::from_str(&disk::read_text(path).ok()?).ok()
}

/// Notes where content is known from, unless the files are so new that another change may not show.
fn write_note(path: &Path, stamps: &[Stamp], content: &str) -> disk::Result<()> {
    if !stamps.iter().all(|stamp| stamp.is_settled) {
        return Ok(());
    }
    let note = Note { stamps: hash_of(stamps), content: content.to_owned() };
    disk::write(path, serde_json::to_string(&note).expect("a note is plain data").as_bytes())
}

fn hash_of(stamps: &[Stamp]) -> String {
    let mut hash = Digest::default();
    for stamp in stamps {
        hash.add_text(&format!("{}\n{} {}", stamp.path.display(), stamp.len, stamp.changed));
    }
    hash.finish()
}

impl Origin {
    fn stamps(&self) -> Result<Vec<Stamp>, Error> {
        self.files.iter().map(|(_, path)| disk::stamp(path).map_err(Error::from)).collect()
    }

    /// A hash that begins with how the files are decoded, by what.
    fn decoded_by(&self, decoder: &str) -> Digest {
        let mut hash = Digest::default();
        hash.add_text(&format!("{decoder} {}", self.parameters));
        hash
    }

    /// The hash that names where the files lie and how they are decoded.
    fn place(&self, stamps: &[Stamp]) -> String {
        let mut hash = self.decoded_by(&decoder());
        for stamp in stamps {
            hash.add_text(&stamp.path.display().to_string());
        }
        hash.finish()
    }

    /// The hash that names what the files hold and how they are decoded.
    fn content(&self) -> Result<String, Error> {
        let mut hash = self.decoded_by(&decoder());
        for (name, path) in &self.files {
            hash.add_text(name);
            hash.add_text(&sha256(&disk::read_limited(path, MOST_BYTES)?));
        }
        Ok(hash.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_of_the_program_or_of_the_format_decodes_anew() {
        let version = env!("CARGO_PKG_VERSION");
        let origin = |parameters: &str| Origin { parameters: parameters.to_owned(), files: Vec::new() };
        let own = origin("idx").decoded_by(&decoder_of(FORMAT, version)).finish();
        let nothing = origin("idx");
        // Of no files both names say how they are decoded, and nothing else.
        assert_eq!([nothing.place(&[]), nothing.content().unwrap()], [own.clone(), own.clone()]);
        for decoder in [decoder_of(FORMAT, "0.0.0"), decoder_of(FORMAT + 1, version)] {
            assert_ne!(nothing.decoded_by(&decoder).finish(), own, "{decoder}");
        }
        assert_ne!(origin("csv").content().unwrap(), own);
    }
}
