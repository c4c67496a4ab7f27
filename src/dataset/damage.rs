//! What can be wrong with a file of images and labels in bytes.

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
    /// It holds nothing.
    #[error("holds no {what}")]
    Empty {
        /// `images` or `labels`.
        what: &'static str,
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
    /// It is no pickle, or another one than the official files are.
    #[error("cannot be read as a pickle: {reason}, at byte {at}")]
    Pickle {
        /// Where that is.
        at: usize,
        /// What is wrong there.
        reason: &'static str,
    },
    /// It is packed, and too short for what its header announces.
    #[error("announces {needed} bytes of content, which its {found} packed bytes cannot be")]
    Packed {
        /// How many bytes the header announces.
        needed: usize,
        /// How many bytes the file has.
        found: usize,
    },
    /// A label of the test part does not occur in the training part.
    #[error("gives sample {sample} the label {label}, but the labels of the training part are {classes}")]
    UnknownLabel {
        /// The index of the first such sample, from 0.
        sample: usize,
        /// Its label.
        label: u16,
        /// The labels of the training part.
        classes: String,
    },
    /// Its dictionary lacks something.
    #[error("is a pickle without the key `{key}` as the official files have it")]
    Lacking {
        /// The key.
        key: &'static str,
    },
    /// A label is out of range.
    #[error("gives sample {sample} the label {label}, but labels go from 0 to {largest}")]
    Label {
        /// The index of the first such sample, from 0.
        sample: usize,
        /// Its label.
        label: u16,
        /// The largest label.
        largest: usize,
    },
    /// A label is too frequent or too rare, so this is another data set in files of the same names.
    #[error(
        "gives {found} samples the label {label}, but {name} has {needed}; {other} has files of the same names"
    )]
    Balance {
        /// The data set that was asked for.
        name: String,
        /// The one that it may be instead.
        other: &'static str,
        /// The first such label.
        label: usize,
        /// How many samples carry it.
        found: usize,
        /// How many should.
        needed: usize,
    },
}
