//! What can be wrong with a file of arrays.

/// What is wrong with a file of arrays; the text goes on where the file's name ends.
#[derive(Debug, thiserror::Error)]
pub enum NpzProblem {
    /// It is no archive.
    #[error("cannot be read as a file of arrays: {reason}; write it by `numpy.savez`")]
    Unreadable {
        /// What the archive lacks.
        reason: String,
    },
    /// An array is not there.
    #[error(
        "has no array `{name}`; it has {}; if it is there under another name, say so by `names: {{{name}: NAME}}`",
        listed(known)
    )]
    Lacking {
        /// The array.
        name: String,
        /// The arrays that are there.
        known: Vec<String>,
    },
    /// An array that the space file names is not there.
    #[error("has no array `{name}`, which `names` gives for {key}; it has {}", listed(known))]
    Named {
        /// What the array is for.
        key: String,
        /// The name that the space file has.
        name: String,
        /// The arrays that are there.
        known: Vec<String>,
    },
    /// Several arrays have names that are usual for the same.
    #[error(
        "has {}, each of which may be {key}; say by `names: {{{key}: NAME}}` which one is meant",
        listed(found)
    )]
    Ambiguous {
        /// What the array is for.
        key: String,
        /// The arrays.
        found: Vec<String>,
    },
    /// An array is damaged or of another kind.
    #[error("has an array `{name}` that cannot be read: {reason}")]
    Array {
        /// The array.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An array has a shape that no samples have.
    #[error(
        "has an array `{name}` of the shape {shape}; samples have the shape (n, d), (n, h, w), (n, c, h, w), or any with n and at \
         most 7 sizes behind it, none of them 0; one number for each is written as (n, 1)"
    )]
    Shape {
        /// The array.
        name: String,
        /// Its shape.
        shape: String,
    },
    /// Labels have a shape that no labels have.
    #[error(
        "has an array `{name}` of the shape {shape}; labels have the shape (n) or (n, 1), a whole number for each sample"
    )]
    LabelShape {
        /// The array.
        name: String,
        /// Its shape.
        shape: String,
    },
    /// Labels are not whole numbers.
    #[error(
        "has an array `{name}` of the type {found}; labels are whole numbers: write it with `.astype(\"int64\")`"
    )]
    LabelType {
        /// The array.
        name: String,
        /// Its type.
        found: String,
    },
    /// There are too many labels to be classes.
    #[error(
        "has {found} different labels in `{name}`, allowed: at most 10,000; they must be classes, and not something that is \
         measured"
    )]
    Classes {
        /// The array.
        name: String,
        /// How many different labels it has.
        found: usize,
    },
    /// A label does not occur in the training part.
    #[error(
        "gives sample {sample} of `{name}` the label {label}{}, but the labels of the training part are {classes}; add \
         samples of it to the training part, or remove it here",
        if *count > 1 { format!(", and {} more have no label of the training part", count - 1) } else { String::new() }
    )]
    UnknownLabel {
        /// The array.
        name: String,
        /// The index of the first such sample, from 0.
        sample: usize,
        /// Its label.
        label: i128,
        /// How many samples have such a label.
        count: usize,
        /// The labels of the training part.
        classes: String,
    },
    /// There are more samples than labels, or fewer.
    #[error("has {samples} samples in `{x}`, but {labels} labels in `{y}`; both need as many")]
    Counts {
        /// The array of samples.
        x: String,
        /// How many it has.
        samples: usize,
        /// The array of labels.
        y: String,
        /// How many it has.
        labels: usize,
    },
    /// The samples of a part have another shape.
    #[error("has {part} samples of {found}, but training samples of {training}; both need one shape")]
    Unlike {
        /// The part.
        part: &'static str,
        /// The shape of its samples.
        found: String,
        /// The shape of a training sample.
        training: String,
    },
    /// The samples of a part have another type.
    #[error(
        "has bytes in one of the training and the {part} samples, and other numbers in the other; both need one type"
    )]
    UnlikeTypes {
        /// The part.
        part: &'static str,
    },
    /// Double precision does not have a whole number.
    #[error(
        "has the whole number {value} in sample {sample} of `{name}`, which double precision does not have, as it has all up to \
         2^53 = 9007199254740992; subtract what is common to all of them before you write them, or divide them"
    )]
    Inexact {
        /// The array.
        name: String,
        /// The index of the first such sample, from 0.
        sample: usize,
        /// What stands there.
        value: i128,
    },
    /// Single precision cannot tell the values of a channel apart.
    #[error(
        "has numbers in {place} of `{name}` that are so far from 0, near {offset}, that single precision rounds their \
         differences away; subtract {offset} from them"
    )]
    LostDigits {
        /// The array.
        name: String,
        /// The channel, or the place along a size, from 0.
        place: String,
        /// What lies near all of them.
        offset: f64,
    },
    /// A number is none that can be computed with.
    #[error(
        "has the value {value} in sample {sample} of `{name}`; it must be finite in single precision: correct or remove it"
    )]
    NotFinite {
        /// The array.
        name: String,
        /// The index of the first such sample, from 0.
        sample: usize,
        /// What stands there.
        value: f64,
    },
}

/// The names of arrays, unless there are too many to be read.
fn listed(names: &[String]) -> String {
    const MOST: usize = 20;
    match names.len() {
        0 => "none".to_owned(),
        len if len > MOST => format!("{}, and {} more", names[..MOST].join(", "), len - MOST),
        _ => names.join(", "),
    }
}
