//! The names of the four files of an IDX data set: as MNIST has them, and as others have named theirs after it.
//!
//! `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-…` or `test-…` for the test part; a dot in the place of the
//! hyphen before `idx`; with `.gz` or without; and behind a name of the data set, as in `emnist-letters-train-…`.

use super::Error;
use crate::disk;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The names that MNIST has.
pub(super) const FILES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// The name that MNIST has for a file, which is told without `.gz` and without what stands before; and what stands there.
fn usual(name: &str) -> Option<(&str, &'static str)> {
    let name = name.strip_suffix(".gz").unwrap_or(name);
    FILES.into_iter().find_map(|file| {
        let dotted = file.replace("-idx", ".idx");
        [file.to_owned(), dotted.clone(), file.replace("t10k", "test"), dotted.replace("t10k", "test")]
            .iter()
            .find_map(|known| name.strip_suffix(known.as_str()))
            .map(|before| (before, file))
    })
}

fn is_packed(name: &str) -> bool {
    name.strip_suffix(".gz").is_some()
}

/// The name of a file as MNIST has it, if it is one of its files.
pub(super) fn official(name: &str) -> String {
    match usual(name) {
        Some(("", file)) if is_packed(name) => format!("{file}.gz"),
        Some(("", file)) => file.to_owned(),
        Some(_) | None => name.to_owned(),
    }
}

/// What stands before the names of the files in a folder.
fn starts(names: &[String]) -> BTreeSet<&str> {
    names.iter().filter_map(|name| usual(name)).map(|(before, _)| before).collect()
}

/// Whether files in the folder above begin as this path ends: `gzip/emnist-letters`.
pub(super) fn is_start(path: &Path) -> disk::Result<bool> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(false) };
    let name = name.to_string_lossy();
    if !disk::is_folder(folder)? {
        return Ok(false);
    }
    Ok(starts(&disk::list(folder)?).iter().any(|start| is_named(start, &name)))
}

fn is_named(start: &str, name: &str) -> bool {
    start.trim_end_matches(['-', '_', '.']) == name
}

/// The paths of the files of a folder, in the order of [`FILES`]; nothing where it has none. `start` is what their names begin
/// with, where that is known.
///
/// The packed file comes first, because gzip carries a checksum.
pub(super) fn find(folder: &Path, start: Option<&str>, set: &str) -> Result<Option<[PathBuf; 4]>, Error> {
    if !disk::is_folder(folder)? {
        return Ok(None);
    }
    let names = disk::list(folder)?;
    let starts: Vec<&str> = starts(&names)
        .into_iter()
        .filter(|found| start.is_none_or(|start| found == &start || is_named(found, start)))
        .collect();
    let before = match starts[..] {
        [] => return Ok(None),
        [before] => before,
        _ => {
            let sets =
                starts.iter().map(|start| start.trim_end_matches(['-', '_', '.']).to_owned()).collect();
            return Err(Error::SeveralSets { folder: folder.to_owned(), sets });
        }
    };
    let (mut paths, mut lacking) = (Vec::new(), Vec::new());
    for file in FILES {
        let mut found: Vec<&String> =
            names.iter().filter(|name| usual(name) == Some((before, file))).collect();
        found.sort_by_key(|name| (!is_packed(name), name.len()));
        let mut found = found.into_iter().map(|name| folder.join(name));
        match found.find_map(|path| disk::is_folder(&path).map(|is| (!is).then_some(path)).transpose()) {
            Some(path) => paths.push(path?),
            None => lacking.push(format!("{before}{file}")),
        }
    }
    match <[PathBuf; 4]>::try_from(paths) {
        Ok(paths) => Ok(Some(paths)),
        Err(none) if none.is_empty() => Ok(None),
        Err(_) => Err(Error::Incomplete {
            name: set.to_owned(),
            folder: folder.to_owned(),
            lacking,
            packed: true,
            instead: None,
        }),
    }
}
