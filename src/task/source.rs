//! The data sets that a space file can name, by a word or by their files.

use super::csv_table::{Csv, csv};
use super::source_keys::{path, test};
use super::{ArrayNames, Channels, Dims, Facts, class_names};
use crate::columns::Columns;
use crate::yaml::{Shape, alike, boolean, integer, leading, list, record};
use std::fmt;
use std::path::{Path, PathBuf};

/// A data set of labelled samples.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// 1,797 handwritten digits of 8×8 pixels, compiled into the program.
    Digits,
    /// 70,000 pieces of clothing of 28×28 pixels, read from the four IDX files.
    FashionMnist,
    /// 70,000 handwritten digits of 28×28 pixels, read from the four IDX files.
    Mnist,
    /// Up to 60,000 small photographs of ten kinds of things, 3×32×32 pixels.
    Cifar10 {
        /// Which of the five training batches are read, 10,000 images each; ascending.
        batches: Vec<u8>,
    },
    /// 60,000 small photographs of a hundred kinds of things, 3×32×32 pixels.
    Cifar100,
    /// A folder with four IDX files that are named like those of MNIST.
    Idx {
        /// The folder.
        folder: PathBuf,
    },
    /// Arrays of numpy in one file: `x_train`, `y_train`, and maybe `x_val`, `y_val`, `x_test`, `y_test`.
    Npz {
        /// The file.
        file: PathBuf,
        /// Which array is which, where they have other names.
        names: ArrayNames,
        /// Which of the sizes of a sample are its channels; nothing where its shape shows it.
        channels: Option<Channels>,
        /// The share that is cut off as test part, where the file brings none.
        test: Option<f64>,
    },
    /// A table in CSV files.
    Csv(Box<Csv>),
    /// A folder for every class, with pictures in it.
    ImageFolder {
        /// The folder of these folders.
        folder: PathBuf,
        /// Height and width that every picture is brought to.
        size: Option<[usize; 2]>,
        /// Whether colours are turned into grey.
        grey: bool,
        /// The share that is cut off as test part, where the folder brings none.
        test: Option<f64>,
    },
}

impl Source {
    /// Every data set that is known by a word, in the order in which they are listed, with that word.
    #[must_use]
    pub fn named() -> Vec<(&'static str, Self)> {
        vec![
            ("digits", Self::Digits),
            ("fashion_mnist", Self::FashionMnist),
            ("mnist", Self::Mnist),
            ("cifar10", Self::Cifar10 { batches: (1..=5).collect() }),
            ("cifar100", Self::Cifar100),
        ]
    }

    /// What is known of a data set that has a name; nothing for files of the user, which have to be read.
    #[must_use]
    pub fn facts(&self) -> Option<Facts> {
        let image = |channels, size| Dims::Image { channels, height: size, width: size };
        let (dims, training_samples, test_samples) = match self {
            Self::Digits => (image(1, 8), 1437, 360),
            Self::FashionMnist | Self::Mnist => (image(1, 28), 60_000, 10_000),
            Self::Cifar10 { batches } => (image(3, 32), 10_000 * batches.len(), 10_000),
            Self::Cifar100 => (image(3, 32), 50_000, 10_000),
            Self::Idx { .. } | Self::Npz { .. } | Self::Csv(_) | Self::ImageFolder { .. } => return None,
        };
        Some(Facts {
            dims,
            class_names: self.class_names()?.iter().map(|name| (*name).to_owned()).collect(),
            training_samples,
            validation_samples: None,
            test_samples,
            whole: None,
            content: None,
            columns: Columns::default(),
            notes: Vec::new(),
        })
    }

    /// The official names of the classes of a data set that has a name; nothing for files of the user.
    #[must_use]
    pub fn class_names(&self) -> Option<&'static [&'static str]> {
        match self {
            Self::Digits | Self::Mnist => Some(&class_names::DIGITS),
            Self::FashionMnist => Some(&class_names::FASHION_MNIST),
            Self::Cifar10 { .. } => Some(&class_names::CIFAR10),
            Self::Cifar100 => Some(&class_names::CIFAR100),
            Self::Idx { .. } | Self::Npz { .. } | Self::Csv(_) | Self::ImageFolder { .. } => None,
        }
    }

    /// How the `source` of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        leading(
            Self::named(),
            vec![
                ("cifar10", cifar10()),
                ("idx", idx()),
                ("npz", npz()),
                ("csv", csv().map(|csv| Source::Csv(Box::new(csv)))),
                ("image_folder", image_folder()),
            ],
        )
    }
}

/// The word of a named data set, or the path of files as it is written in the space file.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: &Path = match self {
            Self::Digits => return f.write_str("digits"),
            Self::FashionMnist => return f.write_str("fashion_mnist"),
            Self::Mnist => return f.write_str("mnist"),
            Self::Cifar10 { .. } => return f.write_str("cifar10"),
            Self::Cifar100 => return f.write_str("cifar100"),
            Self::Idx { folder } | Self::ImageFolder { folder, .. } => folder,
            Self::Npz { file, .. } => file,
            Self::Csv(csv) => &csv.file,
        };
        write!(f, "{}", path.display())
    }
}

fn cifar10() -> Shape<Source> {
    record("CIFAR-10, or a part of it", |fields| {
        let about = "which of the five training batches are read";
        let batches = record("the training batches", move |fields| {
            let batches = fields.or("batches", about, list(integer(1..=5), 1..=5), (1..=5).collect());
            let mut batches: Vec<u8> =
                batches.into_iter().filter_map(|batch| u8::try_from(batch).ok()).collect();
            fields.complain_about_repeats("batches", &batches, u8::to_string);
            batches.sort_unstable();
            Some(batches)
        });
        let batches = fields.required("cifar10", "the training batches", batches);
        Some(Source::Cifar10 { batches: batches? })
    })
}

fn idx() -> Shape<Source> {
    record("four IDX files", |fields| {
        let about = "the folder of four IDX files that are named like those of MNIST or EMNIST, packed or not; of several sets, the folder \
                     and what the names begin with: gzip/emnist-letters";
        let folder = fields.required("idx", about, path());
        Some(Source::Idx { folder: folder? })
    })
}

fn npz() -> Shape<Source> {
    record("arrays of numpy", |fields| {
        let about = "the file with x_train and y_train, and maybe x_val, y_val, x_test, y_test, or other names that are in \
                     use: train_images, X_train, X with y";
        let file = fields.required("npz", about, path());
        let about = "what the arrays are called, where that cannot be known from their names";
        let names = fields.optional("names", about, ArrayNames::shape()).unwrap_or_default();
        let about = "which size of a sample are its channels; where not given, up to 4 in the last place of an image are, and \
                     anything else is taken as it is written";
        let channels = fields.optional("channels", about, Channels::shape());
        let test = test(fields);
        Some(Source::Npz { file: file?, names, channels, test })
    })
}

fn image_folder() -> Shape<Source> {
    record("a folder for every class, with pictures in it", |fields| {
        let about = "the folder with a folder for every class, or with such folders under train, and maybe valid and test";
        let folder = fields.required("image_folder", about, path());
        let about = "height and width that every picture is brought to; not needed where all have one size";
        let size = fields.optional("size", about, alike(integer(1..=4096), 2));
        let grey = fields.or("grey", "whether colours are turned into grey", boolean(), false);
        let test = test(fields);
        let size = size.map(|size| size.into_iter().filter_map(|size| usize::try_from(size).ok()).collect());
        let size = size.and_then(|size: Vec<usize>| size.try_into().ok());
        Some(Source::ImageFolder { folder: folder?, size, grey, test })
    })
}
