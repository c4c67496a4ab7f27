//! The archive that a program lies in: what it is, and its entries, each checked before it is unpacked.

use super::directory::{self, Entry};
use super::error::{Error, Result};
use super::limits::{MOST_JSON, MOST_UNPACKED, most_unpacked};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

/// The entries of an archive below its one folder.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    folder: String,
    entries: HashMap<String, Entry>,
    /// How much of what tensors may take unpacked is left.
    left: u64,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        let entries = directory::read(bytes).map_err(Error::Zip)?.ok_or(Error::NotZip)?;
        let is_there = |end: &str| entries.iter().any(|entry| entry.name.ends_with(end));
        let format = entries.iter().find_map(|entry| entry.name.strip_suffix("/archive_format"));
        let Some(folder) = format.filter(|folder| !folder.contains('/')).map(str::to_owned) else {
            return Err(match () {
                () if is_there("serialized_exported_program.json") => Error::OlderExport,
                () if is_there("/constants.pkl") => Error::TorchScript,
                () if is_there("/data.pkl") => Error::Checkpoint,
                () => Error::OtherZip,
            });
        };
        let entries = entries.into_iter().map(|entry| (entry.name.clone(), entry)).collect();
        let mut archive = Self { bytes, folder, entries, left: MOST_UNPACKED };
        archive.expect("archive_format", "pt2")?;
        archive.expect("archive_version", "0")?;
        archive.expect("byteorder", "little")?;
        Ok(archive)
    }

    fn expect(&mut self, name: &str, expected: &'static str) -> Result<()> {
        let text = String::from_utf8_lossy(&self.short(name)?).trim().to_owned();
        if text == expected {
            return Ok(());
        }
        Err(self.error(name, format!("it says {text:?}, allowed: {expected:?}; save the model again by actsearch.save with PyTorch 2.11 or newer on a little-endian machine")))
    }

    fn short(&mut self, name: &str) -> Result<Vec<u8>> {
        let entry = self.entry(name)?.clone();
        if entry.unpacked > 64 {
            return Err(self.error(name, format!("it has {} bytes, allowed: at most 64", entry.unpacked)));
        }
        Ok(self.unpack(name, &entry)?.into_owned())
    }

    /// The names of the programs: `models/NAME.json`.
    pub fn programs(&self) -> Vec<String> {
        let folder = format!("{}/models/", self.folder);
        let name = |entry: &String| Some(entry.strip_prefix(&folder)?.strip_suffix(".json")?.to_owned());
        let mut names: Vec<String> = self.entries.keys().filter_map(name).collect();
        names.sort();
        names
    }

    /// What the folders inside of one are called.
    pub fn folders(&self, name: &str) -> BTreeSet<&str> {
        let rest = self.names(name).into_iter().filter_map(|entry| entry.split_once('/'));
        rest.map(|(name, _)| name).collect()
    }

    /// The entries below a folder, as they are named there, in order.
    pub fn names(&self, folder: &str) -> BTreeSet<&str> {
        let folder = format!("{}/{folder}/", self.folder);
        self.entries.keys().filter_map(|entry| entry.strip_prefix(&folder)).collect()
    }

    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&format!("{}/{name}", self.folder))
    }

    pub fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.folder)
    }

    fn entry(&self, name: &str) -> Result<&Entry> {
        let missing = || {
            self.error(
                name,
                "it is not there; save the model again by actsearch.save with PyTorch 2.11 or newer"
                    .to_owned(),
            )
        };
        self.entries.get(&self.path(name)).ok_or_else(missing)
    }

    pub fn error(&self, name: &str, reason: String) -> Error {
        Error::Entry { entry: self.path(name), reason }
    }

    /// An entry in JSON, unpacked: its text is read by [`Archive::parse`], as often as needed.
    pub fn json(&self, name: &str) -> Result<Cow<'a, [u8]>> {
        let entry = self.entry(name)?;
        if entry.unpacked > MOST_JSON {
            return Err(self.error(
                name,
                format!("it has {} bytes of JSON, allowed: at most {MOST_JSON}", entry.unpacked),
            ));
        }
        self.unpack(name, entry)
    }

    /// What an entry in JSON says.
    pub fn parse<T: DeserializeOwned>(&self, name: &str, json: &[u8]) -> Result<T> {
        serde_json::from_slice(json)
            .map_err(|error| self.error(name, format!("it is not as PyTorch writes it: {error}")))
    }

    /// How many bytes an entry has, unpacked.
    pub fn length(&self, name: &str) -> Result<u64> {
        Ok(self.entry(name)?.unpacked)
    }

    /// The numbers of tensors: where they lie in the file, or unpacked.
    pub fn numbers(&mut self, name: &str) -> Result<Cow<'a, [u8]>> {
        let entry = self.entry(name)?.clone();
        if entry.is_packed {
            let lacking = || {
                let reason = format!(
                    "the tensors of the file have more than {MOST_UNPACKED} bytes unpacked; save it without packing"
                );
                self.error(name, reason)
            };
            self.left = self.left.checked_sub(entry.unpacked).ok_or_else(lacking)?;
        }
        self.unpack(name, &entry)
    }

    /// All entries, unpacked, by their names below the folder.
    pub fn all(&mut self) -> Result<BTreeMap<String, Cow<'a, [u8]>>> {
        let folder = format!("{}/", self.folder);
        let names = self.entries.keys().filter_map(|entry| entry.strip_prefix(&folder));
        let names: Vec<String> = names.filter(|name| !name.ends_with('/')).map(str::to_owned).collect();
        names.into_iter().map(|name| self.numbers(&name).map(|bytes| (name, bytes))).collect()
    }

    fn unpack(&self, name: &str, entry: &Entry) -> Result<Cow<'a, [u8]>> {
        let error = |reason| self.error(name, reason);
        // The directory has been checked: the entry ends before it.
        let packed = usize::try_from(entry.packed).ok().and_then(|length| entry.start.checked_add(length));
        let packed = packed.and_then(|end| self.bytes.get(entry.start..end));
        let packed = packed.ok_or_else(|| error("it lies outside the file".to_owned()))?;
        let bytes = if entry.is_packed {
            Cow::Owned(inflate(packed, entry).map_err(error)?)
        } else {
            Cow::Borrowed(packed)
        };
        if bytes.len() as u64 != entry.unpacked {
            return Err(error(format!("it has {} bytes, but declares {}", bytes.len(), entry.unpacked)));
        }
        let mut crc = Crc::new();
        crc.update(&bytes);
        if crc.sum() != entry.crc {
            return Err(error(
                "it is damaged: its checksum is another; copy the file again, or save the model again by actsearch.save".to_owned(),
            ));
        }
        Ok(bytes)
    }
}

/// Unpacks an entry, once it is clear that it can be as large as it says.
fn inflate(packed: &[u8], entry: &Entry) -> std::result::Result<Vec<u8>, String> {
    let declared = entry.unpacked;
    if declared > most_unpacked(entry.packed) {
        return Err(format!(
            "it declares {declared} bytes, which its {} packed bytes cannot be",
            entry.packed
        ));
    }
    let mut bytes = Vec::new();
    let room = usize::try_from(declared).ok().and_then(|room| bytes.try_reserve_exact(room).ok());
    room.ok_or_else(|| format!("there is no memory for its {declared} bytes"))?;
    // One byte more than is declared: so an entry that goes on is told, and none is unpacked without end.
    let read = DeflateDecoder::new(packed).take(declared + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("it cannot be unpacked: {error}"))?;
    Ok(bytes)
}
