//! CIFAR-10 and CIFAR-100 (Krizhevsky 2009, *Learning Multiple Layers of Features from Tiny Images*).

pub(super) mod binary;
mod pickle;
pub(super) mod python;

use super::decoded::Decoded;
use super::{Error, Part, Places};
use crate::disk;
use crate::task::{Dims, Source};
use std::path::{Path, PathBuf};

const ORIGIN: &str = "https://www.cs.toronto.edu/~kriz/cifar.html";
pub(super) const DIMS: Dims = Dims::Image { channels: 3, height: 32, width: 32 };

/// The largest official file has 153.7 MB, and the same as a pickle of protocol 0 not three times as much.
const MOST_FILE: u64 = 1 << 29;

/// Which of the two, and how much of it.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// CIFAR-10, with these training batches.
    Ten(Vec<u8>),
    /// CIFAR-100, with its fine labels.
    Hundred,
}

impl Kind {
    fn name(&self) -> &'static str {
        match self {
            Self::Ten(_) => "cifar10",
            Self::Hundred => "cifar100",
        }
    }

    fn classes(&self) -> usize {
        match self {
            Self::Ten(_) => 10,
            Self::Hundred => 100,
        }
    }

    fn folders(&self) -> &'static [&'static str] {
        match self {
            Self::Ten(_) => &["cifar-10-batches-bin", "cifar-10-batches-py"],
            Self::Hundred => &["cifar-100-binary", "cifar-100-python"],
        }
    }

    /// What a space file can say to read only the batches that are there; nothing where that is not enough.
    fn without(&self, lacking: &[String], version: Version) -> Option<String> {
        let Self::Ten(batches) = self else { return None };
        let files = self.files(version);
        let (test, training) = files.split_last()?;
        let there = batches.iter().zip(training).filter(|(_, file)| !lacking.contains(file));
        let there: Vec<String> = there.map(|(batch, _)| batch.to_string()).collect();
        let enough = !there.is_empty() && !lacking.contains(test);
        enough.then(|| format!("source: {{cifar10: {{batches: [{}]}}}}", there.join(", ")))
    }

    /// The names of the training files and of the test file.
    fn files(&self, version: Version) -> Vec<String> {
        let end = match version {
            Version::Binary => ".bin",
            Version::Python => "",
        };
        match self {
            Self::Ten(batches) => {
                let training = batches.iter().map(|batch| format!("data_batch_{batch}{end}"));
                training.chain([format!("test_batch{end}")]).collect()
            }
            Self::Hundred => vec![format!("train{end}"), format!("test{end}")],
        }
    }
}

/// The distributions that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Binary,
    Python,
}

impl Version {
    const ALL: [Self; 2] = [Self::Binary, Self::Python];
}

/// How many images a file has; only tests have fewer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// In a training file.
    pub training: usize,
    /// In the test file.
    pub test: usize,
}

impl Sizes {
    /// 10,000 images in every file, but 50,000 in the training file of CIFAR-100.
    pub fn official(kind: &Kind) -> Self {
        match kind {
            Kind::Ten(_) => Self { training: 10_000, test: 10_000 },
            Kind::Hundred => Self { training: 50_000, test: 10_000 },
        }
    }
}

/// The files of one distribution.
#[derive(Debug)]
pub(super) struct Cifar {
    kind: Kind,
    sizes: Sizes,
    version: Version,
    /// The training files, and then the test file.
    pub paths: Vec<PathBuf>,
}

impl Cifar {
    /// Looks for the files. The first folder that has any of them must have them all, so that no run mixes two folders.
    pub fn find(kind: Kind, sizes: Sizes, places: &Places) -> Result<Self, Error> {
        let folders = places.folders_named(kind.folders());
        for folder in &folders {
            for version in Version::ALL {
                if let Some(paths) = files_in(folder, &kind, version)? {
                    return Ok(Self { kind, sizes, version, paths });
                }
            }
        }
        let needs =
            Version::ALL.map(|version| kind.files(version).join(", ")).join(", or in the python version ");
        let name = kind.name().to_owned();
        Err(Error::Missing { name, needs: format!("the files {needs}"), origin: ORIGIN, folders })
    }

    /// How the files are decoded.
    pub fn parameters(&self) -> String {
        format!("{:?} {:?}", self.kind, self.version)
    }

    /// Makes sure that the files have the right length and labels.
    pub fn check(&self) -> Result<(), Error> {
        self.decode().map(drop)
    }

    /// Reads both parts.
    pub fn decode(&self) -> Result<Decoded, Error> {
        let (test, training) = self.paths.split_last().expect("there is always a test file");
        let training = self.part(training, self.sizes.training)?;
        let test = self.part(std::slice::from_ref(test), self.sizes.test)?;
        let source = match &self.kind {
            Kind::Ten(batches) => Source::Cifar10 { batches: batches.clone() },
            Kind::Hundred => Source::Cifar100,
        };
        let names = source.class_names().expect("a data set with a name has official classes");
        Ok(Decoded::named(training, test, names.iter().map(|name| (*name).to_owned()).collect()))
    }

    fn part(&self, paths: &[PathBuf], records: usize) -> Result<Part, Error> {
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        for path in paths {
            let bytes = disk::read_limited(path, MOST_FILE)?;
            let read = match self.version {
                Version::Binary => binary::read(&bytes, &self.kind, records),
                Version::Python => python::read(&bytes, &self.kind, records),
            };
            let (more_pixels, more_labels) = read.map_err(|damage| Error::damaged(path, damage))?;
            pixels.extend(more_pixels);
            labels.extend(more_labels);
        }
        Ok(Part::of_bytes(DIMS, 255, pixels, labels))
    }
}

/// The paths of the files in a folder, or nothing where it has none of them.
fn files_in(folder: &Path, kind: &Kind, version: Version) -> Result<Option<Vec<PathBuf>>, Error> {
    let (mut paths, mut lacking) = (Vec::new(), Vec::new());
    for file in kind.files(version) {
        let path = folder.join(&file);
        if disk::is_file(&path)? {
            paths.push(path);
        } else {
            lacking.push(file);
        }
    }
    match (paths.is_empty(), lacking.is_empty()) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(paths)),
        (false, false) => {
            let (name, folder, instead) =
                (kind.name().to_owned(), folder.to_owned(), kind.without(&lacking, version));
            Err(Error::Incomplete { name, folder, lacking, packed: false, instead })
        }
    }
}
