//! A small data set in four IDX files, sound at first, for tests to damage.

use crate::dataset::idx_set::{IdxSet, Known};
use crate::dataset::side::Side;
use crate::dataset::{Error, Part, Places, Values};
use crate::disk;
use crate::task::{Data, Source};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::path::{Path, PathBuf};

pub const TRAINING_IMAGES: &str = "train-images-idx3-ubyte";
pub const TRAINING_LABELS: &str = "train-labels-idx1-ubyte";
pub const TEST_IMAGES: &str = "t10k-images-idx3-ubyte";
pub const TEST_LABELS: &str = "t10k-labels-idx1-ubyte";

/// 20 training and 10 test images of 2×3.
pub fn small() -> Known {
    Known { shape: [2, 3], counts: [vec![2; 10], vec![1; 10]], ..Known::fashion_mnist() }
}

/// All of a data set that has a name, or at least all that its files are checked by.
pub fn data(source: Source) -> Data {
    let facts = source.facts().unwrap();
    Data { source, facts, validation: None, samples: None, normalisation: None }
}

/// The pixels of a part that has bytes.
pub fn bytes(part: &Part) -> &[u8] {
    match part.values() {
        Values::Bytes { all, .. } => all,
        Values::Numbers(_) => panic!("no bytes"),
    }
}

/// An IDX file of bytes.
pub fn idx(sizes: &[u32], bytes: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let mut file = vec![0, 0, 8, u8::try_from(sizes.len()).unwrap()];
    file.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    file.extend(bytes);
    file
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The sound content of a file: pixels count up, labels go round.
pub fn sound(file: &str) -> Vec<u8> {
    let labels = |count| (0..10).cycle().take(count);
    match file {
        TRAINING_IMAGES => idx(&[20, 2, 3], 0..120),
        TRAINING_LABELS => idx(&[20], labels(20)),
        TEST_IMAGES => idx(&[10, 2, 3], 100..160),
        TEST_LABELS => idx(&[10], labels(10)),
        other => panic!("{other} is no file of the set"),
    }
}

/// A folder with the four files in it, which is gone after the test.
pub struct Set {
    place: tempfile::TempDir,
    folder: PathBuf,
}

impl Set {
    /// Without any file.
    pub fn empty() -> Self {
        let place = tempfile::tempdir().unwrap();
        Self { folder: place.path().to_owned(), place }
    }

    /// All files, none of them packed, in a folder of the place.
    pub fn plain(folder: &str) -> Self {
        let mut set = Self::empty();
        set.folder = set.folder.join(folder);
        disk::make_folder(&set.folder).unwrap();
        [TRAINING_IMAGES, TRAINING_LABELS, TEST_IMAGES, TEST_LABELS]
            .into_iter()
            .fold(set, |set, file| set.with(file, &sound(file)))
    }

    /// All files, all of them packed.
    pub fn packed() -> Self {
        [TRAINING_IMAGES, TRAINING_LABELS, TEST_IMAGES, TEST_LABELS]
            .into_iter()
            .fold(Self::empty(), |set, file| set.with(&format!("{file}.gz"), &gzip(&sound(file))))
    }

    pub fn with(self, file: &str, bytes: &[u8]) -> Self {
        disk::write(&self.folder.join(file), bytes).unwrap();
        self
    }

    pub fn without(self, file: &str) -> Self {
        disk::remove(&self.folder.join(file)).unwrap();
        self
    }

    pub fn place(&self) -> &Path {
        self.place.path()
    }

    pub fn check(&self) -> Result<(), Error> {
        self.find()?.check()
    }

    pub fn read(&self, side: Side) -> Result<Part, Error> {
        Ok(self.find()?.decode()?.into_part(side))
    }

    fn find(&self) -> Result<IdxSet, Error> {
        IdxSet::find(small(), &Places::only(self.place()))
    }

    /// What checking says, and then what reading both parts says, with the place redacted.
    pub fn complaints(&self) -> [String; 2] {
        let read = self.read(Side::Training);
        [self.check(), read.map(drop)].map(|result| match result {
            Ok(()) => "fine".to_owned(),
            Err(error) => error.to_string().replace(&self.place().display().to_string(), "<place>"),
        })
    }
}
