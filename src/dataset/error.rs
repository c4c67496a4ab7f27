//! What can go wrong with data, told with the file, what it holds, what is needed and the way out.

use crate::disk;
use std::fmt::{Display, Write};
use std::path::{Path, PathBuf};

/// Data that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No folder has any of the files.
    #[error("{}", missing(name, files, origin, folders))]
    Missing {
        /// The data set.
        name: &'static str,
        /// The files that are needed, without `.gz`.
        files: Vec<&'static str>,
        /// Where the files can be had.
        origin: &'static str,
        /// Where they were looked for, in order.
        folders: Vec<PathBuf>,
    },
    /// A folder has some of the files and lacks others.
    #[error(
        "`{}` has only a part of {name}: {} not there, neither with `.gz` nor without; add {}, or remove the rest to have \
         the other places looked at",
        folder.display(),
        listed(lacking),
        if lacking.len() == 1 { "it" } else { "them" }
    )]
    Incomplete {
        /// The data set.
        name: &'static str,
        /// The folder that has a part.
        folder: PathBuf,
        /// The files that are not there.
        lacking: Vec<&'static str>,
    },
    /// A file is not the one that is needed.
    #[error("`{}` {damage}; fetch the official file again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        damage: Damage,
    },
    /// A file cannot be read.
    #[error(transparent)]
    Disk(#[from] disk::Error),
}

impl Error {
    /// An error about one file.
    pub(super) fn damaged(path: &Path, damage: Damage) -> Self {
        Self::Damaged { path: path.to_owned(), damage }
    }
}

/// What is wrong with a file; the text goes on where the file's name ends.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    /// It is no gzip file, or a corrupt one.
    #[error("cannot be unpacked: {0}")]
    Packing(std::io::Error),
    /// It is another kind of file.
    #[error("starts with 0x{found:08x}, but an idx file of {what} starts with 0x{needed:08x}")]
    Magic {
        /// `images` or `labels`.
        what: &'static str,
        /// The first four bytes.
        found: u32,
        /// What they should be.
        needed: u32,
    },
    /// Its images have another shape.
    #[error("holds {what} of {found} pixels, but {needed} are needed")]
    Shape {
        /// `images` or `labels`.
        what: &'static str,
        /// Rows × columns.
        found: String,
        /// Rows × columns.
        needed: String,
    },
    /// It holds more or fewer samples.
    #[error("holds {found} {what}, but {needed} are needed")]
    Count {
        /// `images` or `labels`.
        what: &'static str,
        /// How many its header announces.
        found: usize,
        /// How many there should be.
        needed: usize,
    },
    /// It ends too early.
    #[error("ends too early: {found} bytes of content where {needed} are expected")]
    Truncated {
        /// How many bytes it has, unpacked.
        found: usize,
        /// How many it should have, unpacked.
        needed: usize,
    },
    /// It goes on after its end.
    #[error("goes on after the {needed} bytes of content that are expected")]
    Trailing {
        /// How many bytes it should have, unpacked.
        needed: usize,
    },
    /// A label is out of range.
    #[error("gives sample {sample} the label {label}, but labels go from 0 to {largest}")]
    Label {
        /// The index of the first such sample, from 0.
        sample: usize,
        /// Its label.
        label: u8,
        /// The largest label.
        largest: usize,
    },
    /// A label is too frequent or too rare, so this is another data set in files of the same names.
    #[error(
        "gives {found} samples the label {label}, but fashion_mnist has {needed} of each; the older mnist has files of the \
         same names"
    )]
    Balance {
        /// The first such label.
        label: usize,
        /// How many samples carry it.
        found: usize,
        /// How many should.
        needed: usize,
    },
}

fn missing(name: &str, files: &[&str], origin: &str, folders: &[PathBuf]) -> String {
    let mut text = format!("{name} is in none of the folders that were looked at");
    for folder in folders {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {}", folder.display());
    }
    if folders.is_empty() {
        text.push_str("\n  (none: neither --data-dir nor ACTSEARCH_DATA nor HOME is set)");
    }
    let files = files.join(", ");
    text + &format!(
        "\nit needs four files, each with `.gz` or without: {files}\nthey come from {origin}; put them into one of these \
         folders, or name theirs with `--data-dir DIR` or in the environment variable ACTSEARCH_DATA"
    )
}

/// `` `a`, `b` are ``, `` `a` is ``.
fn listed(names: &[impl Display]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("{} {}", quoted.join(", "), if names.len() == 1 { "is" } else { "are" })
}
