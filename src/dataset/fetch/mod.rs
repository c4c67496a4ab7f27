//! Downloading the official files of a data set, with checksum, resume and a finish that is whole or not at all.
//!
//! A file is downloaded to `.NAME.part`, where an interrupted download is gone on with. It gets its name when its checksum is
//! right. Archives are unpacked into a folder that gets its name when all files in it are right.

mod download;
mod unpack;

use super::checksum::md5;
use super::official::{Distribution, Download, distribution, md5_of};
use super::{Error, Places, verify};
use crate::disk;
use crate::task::Source;
use download::download;
use std::path::{Path, PathBuf};

/// How far the download of a file is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The file.
    pub file: &'a str,
    /// How many bytes of it are there.
    pub done: u64,
    /// How many there will be, if the server says it.
    pub total: Option<u64>,
}

/// Who is told about progress.
pub type Watch<'a> = dyn FnMut(Progress<'_>) + 'a;

/// Downloads a data set into a data folder, unless it is there and right; the folder with its files, if it has any.
///
/// `mirror` is asked instead of the official servers: for `MIRROR/NAME/FILE`.
///
/// # Errors
/// If no server answers, a checksum is wrong, or the place is read-only or full. What has been downloaded is kept.
pub fn fetch(
    source: &Source,
    place: &Path,
    mirror: Option<&str>,
    watch: &mut Watch<'_>,
) -> Result<Option<PathBuf>, Error> {
    let name = source.to_string();
    let Some(distribution) = distribution(&name) else { return Ok(None) };
    if let Ok(files) = verify(source, &Places::only(place))
        && files.iter().all(super::Verified::is_right)
    {
        return Ok(files.first().and_then(|file| file.path.parent()).map(Path::to_owned));
    }
    let order = Order { name: &name, place, mirror, md5_of: &|file| md5_of(&name, file) };
    order.carry_out(distribution, watch).map(Some)
}

/// What is to be fetched, and where to.
pub(super) struct Order<'a> {
    pub name: &'a str,
    /// The data folder.
    pub place: &'a Path,
    pub mirror: Option<&'a str>,
    /// The checksums of the files in an archive.
    pub md5_of: &'a dyn Fn(&str) -> Option<&'static str>,
}

impl Order<'_> {
    /// Downloads what is not there yet; the folder of the files.
    pub fn carry_out(&self, distribution: Distribution, watch: &mut Watch<'_>) -> Result<PathBuf, Error> {
        let folder = self.place.join(distribution.folder);
        // An archive lies beside the folder that it is unpacked into.
        let into = if distribution.is_packed { self.place.to_owned() } else { folder.clone() };
        disk::make_folder(&into)?;
        for file in distribution.downloads {
            let path = into.join(file.file);
            if !is_right(&path, file)? {
                download(file, &self.urls(file), &path, self.name, watch)?;
            }
            if distribution.is_packed {
                unpack::unpack(&path, &folder, self.md5_of)?;
                disk::remove(&path)?;
            }
        }
        Ok(folder)
    }

    /// The addresses of a file, in the order in which they are asked.
    fn urls(&self, file: &Download) -> Vec<String> {
        match self.mirror {
            Some(mirror) => vec![format!("{}/{}/{}", mirror.trim_end_matches('/'), self.name, file.file)],
            None => file.bases.iter().map(|base| format!("{base}/{}", file.file)).collect(),
        }
    }
}

fn is_right(path: &Path, file: &Download) -> Result<bool, Error> {
    let may_be = disk::is_file(path)? && disk::length(path)? <= file.most;
    Ok(may_be && md5(&disk::read_limited(path, file.most)?) == file.md5)
}
