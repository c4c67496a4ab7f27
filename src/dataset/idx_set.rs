//! Data sets in four IDX files: MNIST, Fashion-MNIST (Xiao, Rasul & Vollgraf 2017, arXiv 1708.07747) and those of the user.

use super::classes::Classes;
use super::decoded::Decoded;
use super::idx::{self, Expected};
use super::idx_files::{self, FILES};
use super::limit;
use super::side::Side;
use super::{Damage, Error, Part, Places};
use crate::disk;
use crate::task::{Dims, Source};
use std::path::{Path, PathBuf};

/// What is known beforehand of a data set; only tests know another than the official ones.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub name: &'static str,
    /// Folders of these names are looked at in every place.
    pub folders: &'static [&'static str],
    pub origin: &'static str,
    /// Rows and columns of an image.
    pub shape: [usize; 2],
    /// How often every label is there in the training part and in the test part.
    pub counts: [Vec<usize>; 2],
    /// The data set that has files of the same names.
    pub other: &'static str,
    /// What a space file calls it.
    pub source: Source,
}

impl Known {
    /// 60,000 and 10,000 pieces of clothing.
    pub fn fashion_mnist() -> Self {
        Self {
            name: "fashion_mnist",
            folders: &["fashion-mnist", "fashion_mnist", "FashionMNIST/raw"],
            origin: "https://github.com/zalandoresearch/fashion-mnist",
            shape: [28, 28],
            counts: [vec![6000; 10], vec![1000; 10]],
            other: "mnist",
            source: Source::FashionMnist,
        }
    }

    /// 60,000 and 10,000 handwritten digits (`LeCun`, Cortes & Burges 1998).
    pub fn mnist() -> Self {
        Self {
            name: "mnist",
            folders: &["mnist", "MNIST/raw"],
            origin: "http://yann.lecun.com/exdb/mnist",
            shape: [28, 28],
            counts: [
                vec![5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
                vec![980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
            ],
            other: "fashion_mnist",
            source: Source::Mnist,
        }
    }

    fn counts(&self, side: Side) -> &[usize] {
        match side {
            Side::Training => &self.counts[0],
            Side::Test => &self.counts[1],
        }
    }
}

/// The four files of a data set.
#[derive(Debug)]
pub(super) struct IdxSet {
    /// What the files must hold, unless they are the user's.
    known: Option<Known>,
    /// In the order of [`FILES`].
    pub paths: [PathBuf; 4],
}

impl IdxSet {
    /// Looks for a data set that has a name. The first folder that has any of the files must have them all, so that no run
    /// mixes files of two folders.
    pub fn find(known: Known, places: &Places) -> Result<Self, Error> {
        let folders = places.folders_named(known.folders);
        for folder in &folders {
            if let Some(paths) = idx_files::find(folder, Some(""), known.name)? {
                return Ok(Self { known: Some(known), paths });
            }
        }
        let needs = format!("four files, each with `.gz` or without: {}", FILES.join(", "));
        Err(Error::Missing { name: known.name.to_owned(), needs, origin: known.origin, folders })
    }

    /// Looks for the four files in a folder of the user, or for those that begin as the path ends.
    pub fn in_folder(folder: &Path, places: &Places) -> Result<Self, Error> {
        let found = places.find_idx(folder)?;
        let (folder, start) = if disk::is_folder(&found)? {
            (found.as_path(), None)
        } else {
            (found.parent().unwrap_or(&found), found.file_name().map(|name| name.to_string_lossy()))
        };
        let paths = idx_files::find(folder, start.as_deref(), "an idx data set")?;
        let paths = paths.ok_or_else(|| Error::NoIdxFiles { folder: folder.to_owned(), files: FILES })?;
        Ok(Self { known: None, paths })
    }

    /// The data set, if it has a name.
    pub fn name(&self) -> Option<&'static str> {
        self.known.as_ref().map(|known| known.name)
    }

    /// How the files are decoded.
    pub fn parameters(&self) -> String {
        let turned = if self.lies_on_its_side() { " turned" } else { "" };
        format!("idx {:?}{turned}", self.name())
    }

    /// Whether these are files of EMNIST (Cohen et al. 2017), whose images are stored with rows and columns exchanged.
    fn lies_on_its_side(&self) -> bool {
        let name = self.paths[0].file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        name.starts_with("emnist")
    }

    /// Reads both parts.
    pub fn decode(&self) -> Result<Decoded, Error> {
        let expected = [self.expected(Side::Training)?, self.expected(Side::Test)?];
        let [training, test] = &expected;
        let fits = Expected { shape: training.shape.clone(), ..test.clone() }.check_shape(&test.shape);
        fits.map_err(|damage| self.told(Error::damaged(&self.paths[2], damage)))?;
        let bytes: u64 = expected.iter().map(|expected| expected.len() as u64).fold(0, u64::saturating_add);
        limit::check(bytes, &self.paths[0])?;
        let labels = [self.labels(Side::Training, training.count)?, self.labels(Side::Test, test.count)?];
        let (labels, names) = self.classes(labels)?;
        let mut parts = Vec::new();
        for ((side, expected), labels) in Side::ALL.into_iter().zip(&expected).zip(labels) {
            let pixels = idx::read(self.of(side).0, expected).map_err(|error| self.told(error))?;
            let [height, width] = [expected.shape[0], expected.shape[1]];
            let ([height, width], pixels) = if self.lies_on_its_side() {
                ([width, height], transposed(&pixels, [height, width]))
            } else {
                ([height, width], pixels)
            };
            parts.push(Part::of_bytes(Dims::Image { channels: 1, height, width }, 255, pixels, labels));
        }
        let [training, test] = <[Part; 2]>::try_from(parts).expect("there are two sides");
        let turned = self.lies_on_its_side().then(|| {
            "files of EMNIST have images with rows and columns exchanged; they have been turned upright"
                .to_owned()
        });
        Ok(Decoded::named(training, test, names).noting(turned.into_iter().collect()))
    }

    /// Labels as places of classes, and the names of these: the official ones, or the numbers that are labels.
    fn classes(&self, labels: [Vec<u16>; 2]) -> Result<([Vec<u16>; 2], Vec<String>), Error> {
        if let Some(names) = self.known.as_ref().and_then(|known| known.source.class_names()) {
            return Ok((labels, names.iter().map(|name| (*name).to_owned()).collect()));
        }
        let numbers =
            |labels: &[u16]| labels.iter().map(|label| i128::from(*label)).collect::<Vec<_>>().into_iter();
        let classes = Classes::of(numbers(&labels[0]));
        let mut placed = Vec::new();
        for (side, labels) in Side::ALL.into_iter().zip(&labels) {
            placed.push(classes.labels(numbers(labels)).map_err(|unknown| {
                let (sample, label) = (unknown.sample, u16::try_from(unknown.label).unwrap_or(u16::MAX));
                let damage = Damage::UnknownLabel { sample, label, classes: classes.written() };
                self.told(Error::damaged(self.of(side).1, damage))
            })?);
        }
        Ok((placed.try_into().expect("there are two sides"), classes.names()))
    }

    /// Makes sure that both parts are there, with the right headers, lengths and labels.
    pub fn check(&self) -> Result<(), Error> {
        for side in Side::ALL {
            let (images, _) = self.of(side);
            let expected = self.expected(side)?;
            idx::check(images, &expected).map_err(|error| self.told(error))?;
            self.labels(side, expected.count)?;
        }
        Ok(())
    }

    fn of(&self, side: Side) -> (&Path, &Path) {
        let [training_images, training_labels, test_images, test_labels] = &self.paths;
        match side {
            Side::Training => (training_images, training_labels),
            Side::Test => (test_images, test_labels),
        }
    }

    /// What a file of images must hold: what is known, or else what its header announces.
    fn expected(&self, side: Side) -> Result<Expected, Error> {
        match &self.known {
            Some(known) => Ok(Expected {
                what: "images",
                count: known.counts(side).iter().sum(),
                shape: known.shape.to_vec(),
            }),
            None => idx::announced(self.of(side).0).map_err(Error::of_user),
        }
    }

    fn labels(&self, side: Side, count: usize) -> Result<Vec<u16>, Error> {
        let (_, path) = self.of(side);
        let expected = Expected { what: "labels", count, shape: Vec::new() };
        let labels = idx::read(path, &expected).map_err(|error| self.told(error))?;
        let labels: Vec<u16> = labels.into_iter().map(u16::from).collect();
        let checked = match &self.known {
            Some(known) => check_counts(&labels, known, side),
            None => Ok(()),
        };
        checked.map_err(|damage| self.told(Error::damaged(path, damage)))?;
        Ok(labels)
    }

    fn told(&self, error: Error) -> Error {
        if self.known.is_some() { error } else { error.of_user() }
    }
}

/// Images of so many rows and columns, with these exchanged.
fn transposed(pixels: &[u8], [rows, columns]: [usize; 2]) -> Vec<u8> {
    let images = pixels.chunks_exact(rows * columns);
    let turned = images.flat_map(|image| {
        (0..columns).flat_map(move |column| (0..rows).map(move |row| image[row * columns + column]))
    });
    turned.collect()
}

/// Makes sure that no label is out of range.
pub(super) fn check_labels(labels: &[u16], classes: usize) -> Result<(), Damage> {
    match labels.iter().position(|&label| usize::from(label) >= classes) {
        Some(sample) => Err(Damage::Label { sample, label: labels[sample], largest: classes - 1 }),
        None => Ok(()),
    }
}

/// How frequent the labels are tells Fashion-MNIST from MNIST: the names and sizes of the files agree.
fn check_counts(labels: &[u16], known: &Known, side: Side) -> Result<(), Damage> {
    let needed = known.counts(side);
    check_labels(labels, needed.len())?;
    let mut counts = vec![0_usize; needed.len()];
    for &label in labels {
        counts[usize::from(label)] += 1;
    }
    match (0..needed.len()).find(|&label| counts[label] != needed[label]) {
        Some(label) => Err(Damage::Balance {
            name: known.name.to_owned(),
            other: known.other,
            label,
            found: counts[label],
            needed: needed[label],
        }),
        None => Ok(()),
    }
}
