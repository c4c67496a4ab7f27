//! Unpacking an archive: plain files of known names with known checksums, and nothing else.

use super::super::checksum::md5;
use super::Error;
use crate::disk;
use flate2::read::GzDecoder;
use std::io::Read;
use std::path::Path;
use tar::{Archive, EntryType};

/// No file of a data set is longer: the longest has 153,700,000 bytes.
const LONGEST: u64 = 1 << 28;

/// Unpacks the files of an archive whose checksums are known into a folder, which appears whole or not at all.
pub(super) fn unpack(
    archive: &Path,
    folder: &Path,
    md5_of: &dyn Fn(&str) -> Option<&'static str>,
) -> Result<(), Error> {
    let draft = folder.with_file_name(format!(
        ".{}.{}.tmp",
        folder.file_name().unwrap_or_default().to_string_lossy(),
        std::process::id()
    ));
    disk::remove_folder(&draft)?;
    disk::make_folder(&draft)?;
    let unpacked = unpack_into(archive, &draft, md5_of).and_then(|names| place(&draft, folder, &names));
    // The first error is the one to tell, and a draft that has become the folder is gone.
    let _ = disk::remove_folder(&draft);
    unpacked
}

fn unpack_into(
    archive: &Path,
    draft: &Path,
    md5_of: &dyn Fn(&str) -> Option<&'static str>,
) -> Result<Vec<String>, Error> {
    let broken =
        |error: std::io::Error| Error::Archive { path: archive.to_owned(), reason: error.to_string() };
    let packed = disk::read(archive)?;
    let mut names = Vec::new();
    let mut archive = Archive::new(GzDecoder::new(packed.as_slice()));
    for entry in archive.entries().map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?;
        // Whatever folders an archive names, its files go into this one.
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(needed) = md5_of(&name).filter(|_| entry.header().entry_type() == EntryType::Regular) else {
            continue;
        };
        let mut bytes = Vec::new();
        entry.take(LONGEST).read_to_end(&mut bytes).map_err(broken)?;
        let found = md5(&bytes);
        if found != needed {
            return Err(Error::Checksum { path: draft.join(name), found, needed: needed.to_owned() });
        }
        disk::write(&draft.join(&name), &bytes)?;
        names.push(name);
    }
    Ok(names)
}

/// Gives the folder its name, or where there is such a folder puts the files into it, one by one.
fn place(draft: &Path, folder: &Path, names: &[String]) -> Result<(), Error> {
    if !disk::rename_folder(draft, folder)? {
        for name in names {
            disk::replace(&draft.join(name), &folder.join(name))?;
        }
    }
    Ok(())
}
