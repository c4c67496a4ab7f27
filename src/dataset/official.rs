//! The official files of the data sets that have a name: where they can be had, and their checksums.

/// How a data set is distributed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Distribution {
    /// The folder in a data folder that its files belong into.
    pub folder: &'static str,
    /// The files that are downloaded.
    pub downloads: &'static [Download],
    /// Whether these are archives, with the files inside.
    pub is_packed: bool,
}

/// A file that is downloaded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Download {
    pub file: &'static str,
    pub md5: &'static str,
    /// More bytes than that are not downloaded: a little more than the file has.
    pub most: u64,
    /// Where the folder of this file is, in the order in which they are asked.
    pub bases: &'static [&'static str],
}

/// Where there is a choice, the server that is asked by https comes first.
const FASHION: &[&str] = &[
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
];
const MNIST: &[&str] =
    &["https://ossci-datasets.s3.amazonaws.com/mnist", "https://storage.googleapis.com/cvdf-datasets/mnist"];
const CIFAR: &[&str] = &["https://www.cs.toronto.edu/~kriz"];

/// How the data set of this name is distributed; nothing for one that is compiled in.
pub(super) fn distribution(name: &str) -> Option<Distribution> {
    let plain = |folder, downloads| Distribution { folder, downloads, is_packed: false };
    let packed = |folder, downloads| Distribution { folder, downloads, is_packed: true };
    match name {
        "fashion_mnist" => Some(plain("fashion-mnist", FASHION_FILES)),
        "mnist" => Some(plain("mnist", MNIST_FILES)),
        "cifar10" => Some(packed("cifar-10-batches-bin", CIFAR10_ARCHIVE)),
        "cifar100" => Some(packed("cifar-100-binary", CIFAR100_ARCHIVE)),
        _ => None,
    }
}

const FASHION_FILES: &[Download] = &[
    Download {
        file: "train-images-idx3-ubyte.gz",
        md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        most: 27_000_000,
        bases: FASHION,
    },
    Download {
        file: "train-labels-idx1-ubyte.gz",
        md5: "25c81989df183df01b3e8a0aad5dffbe",
        most: 30_000,
        bases: FASHION,
    },
    Download {
        file: "t10k-images-idx3-ubyte.gz",
        md5: "bef4ecab320f06d8554ea6380940ec79",
        most: 4_500_000,
        bases: FASHION,
    },
    Download {
        file: "t10k-labels-idx1-ubyte.gz",
        md5: "bb300cfdad3c16e7a12a480ee83cd310",
        most: 6_000,
        bases: FASHION,
    },
];
const MNIST_FILES: &[Download] = &[
    Download {
        file: "train-images-idx3-ubyte.gz",
        md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        most: 10_000_000,
        bases: MNIST,
    },
    Download {
        file: "train-labels-idx1-ubyte.gz",
        md5: "d53e105ee54ea40749a09fcbcd1e9432",
        most: 30_000,
        bases: MNIST,
    },
    Download {
        file: "t10k-images-idx3-ubyte.gz",
        md5: "9fb629c4189551a2d022fa330f9573f3",
        most: 1_700_000,
        bases: MNIST,
    },
    Download {
        file: "t10k-labels-idx1-ubyte.gz",
        md5: "ec29112dd5afa0611ce80d1b7f02629c",
        most: 6_000,
        bases: MNIST,
    },
];
const CIFAR10_ARCHIVE: &[Download] = &[Download {
    file: "cifar-10-binary.tar.gz",
    md5: "c32a1d4ab5d03f1284b67883e8d87530",
    most: 171_000_000,
    bases: CIFAR,
}];
const CIFAR100_ARCHIVE: &[Download] = &[Download {
    file: "cifar-100-binary.tar.gz",
    md5: "03b5dce01913d631647c71ecec9e9cb8",
    most: 171_000_000,
    bases: CIFAR,
}];

/// The MD5 of an official file, by the name of the data set and of the file; packed or unpacked, binary or python.
pub(super) fn md5_of(name: &str, file: &str) -> Option<&'static str> {
    let downloads = distribution(name).filter(|distribution| !distribution.is_packed);
    let downloads = downloads.map_or(&[][..], |distribution| distribution.downloads);
    let downloaded = downloads.iter().find(|download| download.file == file).map(|download| download.md5);
    let inside =
        INSIDE.iter().find(|(set, inside, _)| (*set, *inside) == (name, file)).map(|(_, _, md5)| *md5);
    downloaded.or(inside)
}

/// The files inside of what is downloaded: data set, file, MD5.
const INSIDE: &[(&str, &str, &str)] = &[
    ("fashion_mnist", "train-images-idx3-ubyte", "f4a8712d7a061bf5bd6d2ca38dc4d50a"),
    ("fashion_mnist", "train-labels-idx1-ubyte", "9018921c3c673c538a1fc5bad174d6f9"),
    ("fashion_mnist", "t10k-images-idx3-ubyte", "8181f5470baa50b63fa0f6fddb340f0a"),
    ("fashion_mnist", "t10k-labels-idx1-ubyte", "15d484375f8d13e6eb1aabb0c3f46965"),
    ("mnist", "train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb"),
    ("mnist", "train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624"),
    ("mnist", "t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea"),
    ("mnist", "t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637"),
    ("cifar10", "data_batch_1.bin", "5dd7e06a14cb22eb9f671a540d1b7c25"),
    ("cifar10", "data_batch_2.bin", "5ea93a67294ea407fff1d09f752e9692"),
    ("cifar10", "data_batch_3.bin", "942cd6a4bcdd0dd3c604fbe906cb4421"),
    ("cifar10", "data_batch_4.bin", "ae636b3ba5c66a11e91e8cb52e771fcb"),
    ("cifar10", "data_batch_5.bin", "53f37980c15c3d472c316c40844f3f0d"),
    ("cifar10", "test_batch.bin", "803d5f7f4d78ea53de84dbe85f74fb6d"),
    ("cifar10", "data_batch_1", "c99cafc152244af753f735de768cd75f"),
    ("cifar10", "data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"),
    ("cifar10", "data_batch_3", "54ebc095f3ab1f0389bbae665268c751"),
    ("cifar10", "data_batch_4", "634d18415352ddfa80567beed471001a"),
    ("cifar10", "data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"),
    ("cifar10", "test_batch", "40351d587109b95175f43aff81a1287e"),
    ("cifar100", "train.bin", "6172c7755cfe09b2fe270c85cebc1b15"),
    ("cifar100", "test.bin", "4499cfba6c016c1be1438163640a0898"),
    ("cifar100", "train", "16019d7e3df5f24257cddd939b257f8d"),
    ("cifar100", "test", "f0ef6b0ae62326f3e7ffdfab6717acfc"),
];
