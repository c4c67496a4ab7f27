//! A new run folder, which appears whole or not at all.

use super::error::Error;
use super::folder::{FOREIGN, MODEL, RunFolder, SPACE};
use super::header::{Header, Kept};
use crate::digest;
use crate::disk;
use crate::log::SqliteLog;
use crate::trial::Foreign;
use crate::yaml::Override;
use std::path::{Path, PathBuf};

impl RunFolder {
    /// Makes a folder with a new run in it: at `path`, or else the first free `runs/NAME-001`, `runs/NAME-002`, ….
    ///
    /// The folder appears whole or not at all. `kept` is what must not change while the run lasts, and `foreign` what other
    /// runs found that this one begins with.
    ///
    /// # Errors
    /// If the place is taken, read-only or full.
    pub fn create(
        path: Option<&Path>,
        text: &str,
        overrides: &[Override],
        name: &str,
        kept: Kept,
        foreign: &[Foreign],
    ) -> Result<Self, Error> {
        let parent = path.map_or(Path::new("runs"), |path| path.parent().unwrap_or(Path::new("")));
        let draft = parent.join(format!(".{name}.{}.tmp", std::process::id()));
        remove_abandoned(parent)?;
        // A process of the same number may have been killed at this very place.
        disk::remove_folder(&draft)?;
        let created =
            fill(&draft, text, overrides, kept, foreign).and_then(|()| place(&draft, path, parent, name));
        if created.is_err() {
            // The first error is the one to tell.
            let _ = disk::remove_folder(&draft);
        }
        created.map(Self::named)
    }
}

/// Removes the drafts of processes that were killed while they made a run folder in this place. Where the system does not say
/// which processes there are, they stay.
fn remove_abandoned(parent: &Path) -> Result<(), Error> {
    let listed = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let is_running = |process: u32| disk::is_folder(&Path::new("/proc").join(process.to_string()));
    if !is_running(std::process::id())? {
        return Ok(());
    }
    for name in disk::list(listed)? {
        let process = name.strip_prefix('.').and_then(|name| name.strip_suffix(".tmp"));
        let process = process.and_then(|name| name.rsplit_once('.')?.1.parse().ok());
        let draft = listed.join(&name);
        if let Some(process) = process
            && disk::is_folder(&draft)?
            && !is_running(process)?
        {
            disk::remove_folder(&draft)?;
        }
    }
    Ok(())
}

fn fill(
    draft: &Path,
    text: &str,
    overrides: &[Override],
    kept: Kept,
    foreign: &[Foreign],
) -> Result<(), Error> {
    let folder = RunFolder::named(draft.to_owned());
    let foreign = (!foreign.is_empty()).then(|| serde_json::to_string(foreign));
    let foreign = foreign.map(|text| text.expect("what was found is plain data"));
    let model = kept.model.as_ref().map(|(path, sha256)| unchanged(path, sha256)).transpose()?;
    let frozen: Vec<(&str, &[u8])> = std::iter::once((SPACE, text.as_bytes()))
        .chain(foreign.as_ref().map(|text| (FOREIGN, text.as_bytes())))
        .chain(model.as_ref().map(|bytes| (MODEL, bytes.as_slice())))
        .collect();
    disk::make_folder(&folder.checkpoints())?;
    frozen.iter().try_for_each(|(name, bytes)| disk::write(&draft.join(name), bytes))?;
    let header = Header::new(overrides, kept, &frozen);
    disk::write(&folder.header(), header.text().as_bytes())?;
    // Closing the log leaves it in one file, which can be moved.
    drop(SqliteLog::create(&folder.log(), &header.sha256)?);
    Ok(())
}

/// The bytes of a file that was read before.
fn unchanged(path: &Path, sha256: &str) -> Result<Vec<u8>, Error> {
    let bytes = disk::read(path)?;
    let found = digest::sha256(&bytes);
    if found == sha256 {
        return Ok(bytes);
    }
    Err(Error::Changed { path: path.to_owned(), found, needed: sha256.to_owned() })
}

fn place(draft: &Path, path: Option<&Path>, parent: &Path, name: &str) -> Result<PathBuf, Error> {
    if let Some(path) = path {
        if disk::rename_folder(draft, path)? {
            return Ok(path.to_owned());
        }
        return Err(Error::Taken { path: path.to_owned(), by_a_run: RunFolder::at(path).is_ok() });
    }
    for number in 1.. {
        let path = parent.join(format!("{name}-{number:03}"));
        if disk::rename_folder(draft, &path)? {
            return Ok(path);
        }
    }
    unreachable!("there is always another number")
}
