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
    #[error("has no array `{name}`; it has {}", if known.is_empty() { "none".to_owned() } else { known.join(", ") })]
    Lacking {
        /// The array.
        name: String,
        /// The arrays that are there.
        known: Vec<String>,
    },
    /// It has a test part, and one is to be cut off.
    #[error("brings a test part of its own (x_test, y_test); leave `test` out")]
    TwoTestParts,
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
        "has an array `{name}` of the shape {shape}; samples have the shape (n, d), (n, h, w), (n, h, w, c) or (n, c, h, w) \
         with at most 4 channels c, none of them 0"
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
    /// A label is out of range.
    #[error("gives sample {sample} of `{name}` the label {label}, but labels go from 0 to {largest}")]
    Label {
        /// The array.
        name: String,
        /// The index of the first such sample, from 0.
        sample: usize,
        /// Its label.
        label: i128,
        /// The largest label.
        largest: usize,
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
    /// The test samples have another shape.
    #[error("has test samples of {test}, but training samples of {training}; both need one shape")]
    Unlike {
        /// The shape of a test sample.
        test: String,
        /// The shape of a training sample.
        training: String,
    },
    /// The test samples have another type.
    #[error("has bytes in one of x_train and x_test, and other numbers in the other; both need one type")]
    UnlikeTypes,
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
