//! Fashion-MNIST (Xiao, Rasul & Vollgraf 2017, arXiv 1708.07747) in its four IDX files.

use super::idx::{self, Expected};
use super::part::Part;
use super::{Damage, Error, Images, Places};
use crate::disk;
use crate::task::{Dims, Source};
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 2] = ["fashion-mnist", "fashion_mnist"];
const FILES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];
const ORIGIN: &str = "https://github.com/zalandoresearch/fashion-mnist";

/// How large the data set is; only tests have another than the official one.
#[derive(Clone, Debug)]
pub(super) struct Sizes {
    /// Images in the training part.
    pub training: usize,
    /// Images in the test part.
    pub test: usize,
    /// Rows and columns of an image.
    pub shape: [usize; 2],
}

impl Sizes {
    /// 60,000 and 10,000 images of 28×28.
    pub fn official() -> Self {
        let source = Source::FashionMnist;
        Self { training: source.training_samples(), test: source.test_samples(), shape: [28, 28] }
    }

    fn count(&self, part: Part) -> usize {
        match part {
            Part::Training => self.training,
            Part::Test => self.test,
        }
    }

    fn images(&self, part: Part) -> Expected {
        Expected { what: "images", count: self.count(part), shape: self.shape.to_vec() }
    }

    fn labels(&self, part: Part) -> Expected {
        Expected { what: "labels", count: self.count(part), shape: Vec::new() }
    }
}

/// Reads one part.
pub(super) fn read(sizes: &Sizes, places: &Places, part: Part) -> Result<Images, Error> {
    let (images, labels) = find(places)?.of(part);
    let labels = read_labels(&labels, &sizes.labels(part))?;
    let pixels = idx::read(&images, &sizes.images(part))?;
    let [height, width] = sizes.shape;
    Ok(Images { dims: Dims::Image { channels: 1, height, width }, white: 255, pixels, labels })
}

/// Makes sure that both parts are there, with the right headers, lengths and labels.
pub(super) fn check(sizes: &Sizes, places: &Places) -> Result<(), Error> {
    let found = find(places)?;
    for part in [Part::Training, Part::Test] {
        let (images, labels) = found.of(part);
        idx::check(&images, &sizes.images(part))?;
        read_labels(&labels, &sizes.labels(part))?;
    }
    Ok(())
}

/// The paths of [`FILES`].
struct Found([PathBuf; 4]);

impl Found {
    fn of(&self, part: Part) -> (PathBuf, PathBuf) {
        let [training_images, training_labels, test_images, test_labels] = self.0.clone();
        match part {
            Part::Training => (training_images, training_labels),
            Part::Test => (test_images, test_labels),
        }
    }
}

/// The first folder that has any of the files must have them all, so that no run mixes files of two folders.
fn find(places: &Places) -> Result<Found, Error> {
    let name = Source::FashionMnist.name();
    let folders = places.folders_named(&FOLDERS);
    for folder in &folders {
        let mut lacking = Vec::new();
        let mut paths = Vec::new();
        for file in FILES {
            match find_file(folder, file)? {
                Some(path) => paths.push(path),
                None => lacking.push(file),
            }
        }
        match <[PathBuf; 4]>::try_from(paths) {
            Ok(paths) => return Ok(Found(paths)),
            Err(none) if none.is_empty() => {}
            Err(_) => return Err(Error::Incomplete { name, folder: folder.clone(), lacking }),
        }
    }
    Err(Error::Missing { name, files: FILES.to_vec(), origin: ORIGIN, folders })
}

/// The packed file comes first, because gzip carries a checksum.
fn find_file(folder: &Path, name: &str) -> Result<Option<PathBuf>, Error> {
    for path in [folder.join(format!("{name}.gz")), folder.join(name)] {
        if disk::is_file(&path)? {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn read_labels(path: &Path, expected: &Expected) -> Result<Vec<u8>, Error> {
    let labels = idx::read(path, expected)?;
    check_labels(&labels).map_err(|damage| Error::damaged(path, damage))?;
    Ok(labels)
}

/// Every label is as frequent as every other, which tells Fashion-MNIST from MNIST: only the names and sizes agree.
fn check_labels(labels: &[u8]) -> Result<(), Damage> {
    let classes = Source::FashionMnist.classes();
    let mut counts = vec![0_usize; classes];
    for (sample, &label) in labels.iter().enumerate() {
        match counts.get_mut(usize::from(label)) {
            Some(count) => *count += 1,
            None => return Err(Damage::Label { sample, label, largest: classes - 1 }),
        }
    }
    let needed = labels.len() / classes;
    match counts.iter().position(|&count| count != needed) {
        Some(label) => Err(Damage::Balance { label, found: counts[label], needed }),
        None => Ok(()),
    }
}
