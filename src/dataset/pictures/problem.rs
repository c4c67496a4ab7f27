//! What can be wrong with a folder of pictures.

use std::path::PathBuf;

/// What is wrong with a folder of pictures; the text goes on where the name of the file or folder ends.
#[derive(Debug, thiserror::Error)]
pub enum PictureProblem {
    /// A file cannot be read as a picture.
    #[error("cannot be read as a PNG or JPEG picture: {reason}; replace or remove it")]
    Unreadable {
        /// What is wrong with it.
        reason: String,
    },
    /// A file lies where folders of classes are.
    #[error("is a file among the folders of the classes; remove it, or put it into the folder of its class")]
    NoFolder,
    /// There is no class.
    #[error("has no folders inside; it needs one for every class, with pictures in it")]
    NoClass,
    /// There are too many classes.
    #[error(
        "has {found} folders of classes, more than can be told apart; name the folder above the pictures of each class"
    )]
    Classes {
        /// How many there are.
        found: usize,
    },
    /// A class has no picture.
    #[error("has no pictures; add some, or remove the folder")]
    NoPicture,
    /// A class has pictures in the test part only.
    #[error("is a class that has no folder for training; add one, or remove this one")]
    UnknownClass,
    /// It has a test part, and one is to be cut off.
    #[error("is a test part already; leave `test` out of the space file")]
    TwoTestParts,
    /// Two pictures have different sizes.
    #[error(
        "is {0} high and {1} wide, but `{path}` is {2} high and {3} wide; say in the space file by `size: [HEIGHT, WIDTH]` \
         what all are brought to",
        found[0], found[1], first[0], first[1], path = other.display()
    )]
    Sizes {
        /// Height and width of this picture.
        found: [usize; 2],
        /// Height and width of the first picture.
        first: [usize; 2],
        /// The first picture.
        other: PathBuf,
    },
}
