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
    /// It says to have more pixels than any picture.
    #[error(
        "says that it is {height} high and {width} wide, allowed: at most {most} pixels; make it smaller, or remove it"
    )]
    Pixels {
        /// Its height.
        height: u32,
        /// Its width.
        width: u32,
        /// The most pixels.
        most: u64,
    },
    /// It says to have more pixels than its file can hold.
    #[error(
        "says that it is {height} high and {width} wide, which its {len} bytes cannot be; replace or remove it"
    )]
    Short {
        /// Its height.
        height: u32,
        /// Its width.
        width: u32,
        /// The length of its file.
        len: usize,
    },
    /// Pictures lie where folders are.
    #[error(
        "has {} beside its folders ({first}{}); put pictures into the folder of their class, or remove them",
        counted(*count, "picture"), and_more(*count)
    )]
    NoClassFolder {
        /// How many there are.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// Something in a folder is neither a file nor a folder.
    #[error("{what}; remove it")]
    Special {
        /// What it is, with its verb.
        what: String,
    },
    /// Several folders are one part.
    #[error("has several folders for one part ({}); put them together, or rename one", found.join(", "))]
    SamePart {
        /// Their names.
        found: Vec<String>,
    },
    /// There is another part, but nothing to train on.
    #[error(
        "has the name of a part, but there is no folder `train` beside it; add one, or rename this one if it is a class"
    )]
    NoTraining,
    /// A folder beside the parts is none.
    #[error(
        "is a folder beside `train`, and no part: parts are called train, valid (or val, validation, dev) and test; move it \
         away, or rename it"
    )]
    NoPart,
    /// The only folder has the folders that are meant.
    #[error(
        "has only one folder, which has folders in it and no pictures; name `{}` in the space file if its folders are the \
         classes or the parts",
        inside.display()
    )]
    OneFolder {
        /// That folder.
        inside: PathBuf,
    },
    /// Two folders of classes cannot be told apart.
    #[error("has the same name as `{}` once what is no UTF-8 is replaced; rename one of them", other.display())]
    SameName {
        /// The other folder.
        other: PathBuf,
    },
    /// A class has folders inside.
    #[error(
        "has {} inside ({first}{}); pictures have to lie in the folder of their class, or in one folder `images` in it",
        counted(*count, "folder"), and_more(*count)
    )]
    Nested {
        /// How many there are.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// There are pictures of kinds that are not read.
    #[error(
        "has pictures that are not read ({}){}; save them as PNG or JPEG, or remove them",
        found.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", "),
        if *read > 0 { format!(" beside {read} that are") } else { String::new() }
    )]
    OtherKinds {
        /// How many there are of each kind.
        found: Vec<(String, usize)>,
        /// How many others there are.
        read: usize,
    },
    /// There is no class.
    #[error("has no folders inside; it needs one for every class, with pictures in it")]
    NoClass,
    /// There are too many classes.
    #[error(
        "has {found} folders of classes, allowed: at most {most}; name the folder that holds one folder for each class"
    )]
    Classes {
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// A class has no picture.
    #[error("has no pictures; add some, or remove the folder")]
    NoPicture,
    /// A class has pictures outside the training part only.
    #[error("is a class that has no folder for training; add one, or remove this one")]
    UnknownClass,
    /// A class has pictures in the training part only.
    #[error("has no folder for the class `{name}`, which `{}` has; add one, or leave the class out there, too", other.display())]
    MissingClass {
        /// The class.
        name: String,
        /// Its folder in the training part.
        other: PathBuf,
    },
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

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn and_more(count: usize) -> &'static str {
    if count > 1 { ", …" } else { "" }
}
