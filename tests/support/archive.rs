//! Archives of PyTorch in tests: unpacked, changed, packed again.

use serde_json::Value;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The entries of an archive with their content, in their order.
#[derive(Clone)]
pub struct Entries(pub Vec<(String, Vec<u8>)>);

impl Entries {
    pub fn of(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut entries = Vec::new();
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            entries.push((entry.name().unwrap().to_string(), content));
        }
        Self(entries)
    }

    /// The archive, as another program than PyTorch packs it.
    pub fn packed(&self) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.0 {
            writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// The content of the entry whose name ends so.
    #[track_caller]
    pub fn content(&mut self, end: &str) -> &mut Vec<u8> {
        let found = self.0.iter_mut().find(|(name, _)| name.ends_with(end));
        &mut found.unwrap_or_else(|| panic!("no entry {end}")).1
    }

    /// The same with another content of an entry, which is added where it is not there.
    pub fn with(mut self, name: &str, content: &[u8]) -> Self {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = content.to_vec(),
            None => self.0.push((name.to_owned(), content.to_vec())),
        }
        self
    }

    /// The same without the entries whose names end so.
    pub fn without(mut self, end: &str) -> Self {
        self.0.retain(|(name, _)| !name.ends_with(end));
        self
    }

    /// The same with other JSON in an entry.
    #[track_caller]
    pub fn edit(mut self, end: &str, change: impl FnOnce(&mut Value)) -> Self {
        let content = self.content(end);
        let mut json = serde_json::from_slice(content).unwrap();
        change(&mut json);
        *content = json.to_string().into_bytes();
        self
    }
}
