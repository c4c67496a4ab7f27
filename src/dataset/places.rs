//! Where data is looked for.

use super::{Error, idx_files};
use crate::disk;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The folders in which data is looked for, in order.
///
/// The folder that is given (`--data-dir`), then the one that the environment variable `ACTSEARCH_DATA` names, then
/// `actsearch/data` in the user's cache folder (`${XDG_CACHE_HOME:-~/.cache}`). Relative paths of a space file are looked
/// for beside that file before all of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    folders: Vec<PathBuf>,
    beside: Option<PathBuf>,
    decoded: Option<PathBuf>,
}

impl Places {
    /// The places that this process has, with its environment.
    #[must_use]
    pub fn new(given: Option<PathBuf>) -> Self {
        Self::with_environment(given, |name| std::env::var_os(name))
    }

    /// One folder and no other place.
    #[must_use]
    pub fn only(folder: &Path) -> Self {
        Self { folders: vec![folder.to_owned()], beside: None, decoded: None }
    }

    /// The places, with an environment that is asked for a variable by its name.
    pub(super) fn with_environment(
        given: Option<PathBuf>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Self {
        let folder = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        // A relative XDG_CACHE_HOME does not count, as its specification says.
        let cache = folder("XDG_CACHE_HOME")
            .filter(|cache| cache.is_absolute())
            .or_else(|| folder("HOME").map(|home| home.join(".cache")));
        let mut folders = Vec::new();
        for place in
            [given, folder("ACTSEARCH_DATA"), cache.as_ref().map(|cache| cache.join("actsearch/data"))]
        {
            folders.extend(place.filter(|place| !folders.contains(place)));
        }
        Self { folders, beside: None, decoded: cache.map(|cache| cache.join("actsearch/decoded")) }
    }

    /// The same places, with the folder of a space file, where the paths in it start.
    #[must_use]
    pub fn beside(self, folder: Option<PathBuf>) -> Self {
        Self { beside: folder, ..self }
    }

    /// The same places, with the folder in which decoded data sets are kept.
    #[must_use]
    pub fn keeping(self, folder: PathBuf) -> Self {
        Self { decoded: Some(folder), ..self }
    }

    /// The folder in which decoded data sets are kept, if there is one.
    #[must_use]
    pub fn decoded(&self) -> Option<&Path> {
        self.decoded.as_deref()
    }

    /// The folders, in the order in which they are looked at.
    #[must_use]
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// In every place first the folders of these names, then the place itself.
    pub(super) fn folders_named(&self, names: &[&str]) -> Vec<PathBuf> {
        let of_place = |place: &PathBuf| {
            let mut folders: Vec<PathBuf> = names.iter().map(|name| place.join(name)).collect();
            folders.push(place.clone());
            folders
        };
        self.folders.iter().flat_map(of_place).collect()
    }

    /// The file that a space file names by this path.
    pub(super) fn find_file(&self, path: &Path) -> Result<PathBuf, Error> {
        // What is no regular file is there, and whoever reads it is told what it is.
        self.find(path, |path| Ok(disk::is_file(path)? || disk::is_special(path)?))
    }

    /// The folder that a space file names by this path.
    pub(super) fn find_folder(&self, path: &Path) -> Result<PathBuf, Error> {
        self.find(path, disk::is_folder)
    }

    /// The folder of IDX files that a space file names by this path, or the start of the names of such files.
    pub(super) fn find_idx(&self, path: &Path) -> Result<PathBuf, Error> {
        self.find(path, |path| Ok(disk::is_folder(path)? || idx_files::is_start(path)?))
    }

    fn find(&self, path: &Path, is_there: impl Fn(&Path) -> disk::Result<bool>) -> Result<PathBuf, Error> {
        let looked: Vec<PathBuf> = if path.is_absolute() {
            vec![path.to_owned()]
        } else {
            self.beside.iter().chain(&self.folders).map(|folder| folder.join(path)).collect()
        };
        for candidate in &looked {
            if is_there(candidate)? {
                return Ok(candidate.clone());
            }
        }

        for candidate in &looked {
            // It is there, and what is known of it is better than to say that it is not.
            if disk::is_folder(candidate)? {
                return Err(Error::OtherKind {
                    path: candidate.clone(),
                    is: "a folder, and a file is needed",
                });
            }
            if disk::is_file(candidate)? {
                return Err(Error::OtherKind {
                    path: candidate.clone(),
                    is: "a file, and a folder is needed",
                });
            }
        }
        Err(Error::NotThere { path: path.to_owned(), looked })
    }
}
