//! The archive that holds the arrays: each is looked at before anything of it is unpacked.

use super::NpzProblem;
use super::array::Array;
use super::layout::{BEFORE, LONGEST, Layout};
use crate::dataset::Error;
use crate::dataset::limit::{self, most_unpacked, room};
use std::io::{Cursor, Read};
use std::path::Path;
use zip::ZipArchive;

/// The bytes of a file, as an archive.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    path: &'a Path,
    len: u64,
}

/// An array that has been looked at: where it is, what it is, and where its numbers begin.
#[derive(Debug)]
pub(super) struct Looked {
    pub name: String,
    pub layout: Layout,
    at: usize,
    start: usize,
    bytes: usize,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8], path: &'a Path) -> Result<Self, NpzProblem> {
        let zip = ZipArchive::new(Cursor::new(bytes));
        let zip = zip.map_err(|error| NpzProblem::Unreadable { reason: error.to_string() })?;
        Ok(Self { zip, path, len: bytes.len() as u64 })
    }

    /// The names of all arrays.
    pub fn names(&self) -> Vec<String> {
        let names = self.zip.file_names().flatten();
        names.filter_map(|name| name.strip_suffix(".npy").map(str::to_owned)).collect()
    }

    /// Reads the header of an array, and makes sure that its numbers can be there and are not too many.
    pub fn look(&mut self, name: &str) -> Result<Looked, Error> {
        let looked = self.try_look(name);
        let problem = |reason| NpzProblem::Array { name: name.to_owned(), reason };
        let looked =
            looked.map_err(|reason| Error::Npz { path: self.path.to_owned(), problem: problem(reason) })?;
        limit::check(looked.bytes as u64, self.path)?;
        Ok(looked)
    }

    fn try_look(&mut self, name: &str) -> Result<Looked, String> {
        let lacking = || "it is not there".to_owned();
        let at = self.zip.index_for_name(&format!("{name}.npy")).ok_or_else(lacking)?;
        let file = self.zip.by_index(at).map_err(|error| error.to_string())?;
        let (packed, unpacked) = (file.compressed_size(), file.size());
        let mut start = Vec::new();
        let mut file = file.take((BEFORE + LONGEST) as u64);
        let mut read = |to: usize, start: &mut Vec<u8>| {
            let more = to.saturating_sub(start.len()) as u64;
            file.by_ref().take(more).read_to_end(start).map(drop).map_err(|error| error.to_string())
        };
        read(BEFORE, &mut start)?;
        let (from, to) = Layout::place(&start)?;
        read(to, &mut start)?;
        let layout = Layout::parse(start.get(from..to).ok_or("it ends within its header")?)?;
        let bytes = layout.check_bytes(unpacked.saturating_sub(to as u64))?;
        if packed > self.len || unpacked > most_unpacked(packed) {
            return Err(format!(
                "it declares {unpacked} bytes, which its {packed} packed bytes in a file of {} cannot be",
                self.len
            ));
        }
        Ok(Looked { name: name.to_owned(), layout, at, start: to, bytes })
    }

    /// Unpacks an array that has been looked at.
    pub fn unpack(&mut self, looked: &Looked) -> Result<Array, NpzProblem> {
        self.try_unpack(looked).map_err(|reason| NpzProblem::Array { name: looked.name.clone(), reason })
    }

    fn try_unpack(&mut self, looked: &Looked) -> Result<Array, String> {
        let path = self.path;
        let room = || room(looked.bytes, path).map_err(|error| error.to_string());
        let mut bytes = room()?;
        let mut file = self.zip.by_index(looked.at).map_err(|error| error.to_string())?;
        std::io::copy(&mut file.by_ref().take(looked.start as u64), &mut std::io::sink())
            .map_err(|error| error.to_string())?;
        // One byte more than is needed: so the checksum is looked at, and no file is unpacked without end.
        let most = looked.bytes as u64 + 1;
        file.take(most).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        looked.layout.check_bytes(bytes.len() as u64)?;
        Array::new(looked.layout.clone(), bytes, room)
    }
}
