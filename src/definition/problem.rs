//! What can be wrong with a definition.

use crate::activation::{Hull, Sharing};
use crate::yaml::Problems;

/// Why a text is no definition.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A later version of the program wrote it.
    #[error(
        "the definition has format {found}, and this program reads formats up to {known}: read it with a newer actsearch"
    )]
    Newer {
        /// The format of the file.
        found: u64,
        /// The latest format that this program reads.
        known: u32,
    },
    /// It has problems: every one of them, with its line and column.
    #[error(transparent)]
    Wrong(#[from] Problems),
}

/// Why mixes are no definition: everything that is wrong with them.
#[derive(Debug, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct Error(pub Vec<Problem>);

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

/// One thing that is wrong with a definition, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("`{path}` {fault}")]
pub struct Problem {
    /// The path of what is wrong, as a file would have it: `sites.0.coefficients.2`, with everything counted from 0.
    pub path: String,
    /// What is wrong with it.
    pub fault: Fault,
}

impl Problem {
    /// The same inside of what has this path.
    pub(super) fn within(self, path: &str) -> Self {
        Self { path: format!("{path}.{}", self.path), ..self }
    }
}

/// What is wrong with something: what comes after its path in a sentence.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// There is nothing to define.
    #[error("is empty, allowed: at least one site where there is no `provenance`")]
    NoSite,
    /// An accuracy is no share.
    #[error("is `{0}`, allowed: a share from 0 to 1")]
    Accuracy(f64),
    /// The shape of a sample is that of no array.
    #[error(
        "is `{0:?}`, allowed: [entries], [channels, rows, columns] of an image, or all of at most 7 sizes of another array, none \
         of them 0"
    )]
    Shape(Vec<usize>),
    /// There are not as many entries or numbers as the shape of a sample says.
    #[error("has {}, allowed: {needed}, as the shape of a sample says", counted(*.found, "entry", "entries"))]
    Entries {
        /// How many there are.
        found: usize,
        /// How many the shape needs.
        needed: usize,
    },
    /// An earlier site has the same name.
    #[error("is like `sites.{0}.site`, but each site needs a name of its own")]
    Twice(usize),
    /// The mix has no base.
    #[error("is empty, allowed: at least one base")]
    NoBase,
    /// The same mix has another form, and that is the one to write.
    #[error(
        "says hull {} with sharing {}, which is for this mix the same as hull {} with sharing {}: write that",
        .written.0.name(), .written.1.name(), .needed.0.name(), .needed.1.name()
    )]
    OtherForm {
        /// The hull and sharing that were given.
        written: (Hull, Sharing),
        /// The hull and sharing that mean the same.
        needed: (Hull, Sharing),
    },
    /// A parameter of a base is out of its range.
    #[error("is `{value}`, allowed: {allowed}")]
    Parameter {
        /// The parameter's value.
        value: f64,
        /// The values that are allowed.
        allowed: String,
    },
    /// There are not as many rows of coefficients as the sharing needs.
    #[error(
        "has {}, allowed with sharing {}: {}",
        counted(*.found, "row", "rows"), .sharing.name(), rows_of(*.sharing)
    )]
    Rows {
        /// How many there are.
        found: usize,
        /// Who shares one row.
        sharing: Sharing,
    },
    /// A row has not one coefficient for each base.
    #[error("has length {found}, allowed: {needed}, as many as there are bases")]
    RowLength {
        /// How many numbers it has.
        found: usize,
        /// How many bases the mix has.
        needed: usize,
    },
    /// There are not as many rows of learned parameters as the bases need.
    #[error("has {}, allowed: {needed}, {}", counted(*.found, "row", "rows"), reason_of(*.needed))]
    ParameterRows {
        /// How many there are.
        found: usize,
        /// As many as there are rows of coefficients, or none if no base has a learned parameter.
        needed: usize,
    },
    /// A row has not one learned parameter for each base that has one.
    #[error("has length {found}, allowed: {needed}, as many as there are bases with a learned parameter")]
    ParameterRowLength {
        /// How many numbers it has.
        found: usize,
        /// How many bases have a learned parameter.
        needed: usize,
    },
    /// A coefficient or a learned parameter is infinite or not a number.
    #[error("is `{0}`, allowed: a finite number")]
    NotFinite(f32),
    /// A coefficient is negative where the hull forbids it.
    #[error("is `{value}`, allowed in hull {}: a number of at least 0", .hull.name())]
    Negative {
        /// The coefficient.
        value: f32,
        /// The hull.
        hull: Hull,
    },
    /// The coefficients of a row do not sum to one where the hull says so.
    #[error("sums to {sum}, allowed in hull {}: 1", .hull.name())]
    Sum {
        /// The sum.
        sum: f64,
        /// The hull.
        hull: Hull,
    },
}

fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

fn rows_of(sharing: Sharing) -> &'static str {
    match sharing {
        Sharing::Layer => "exactly one",
        Sharing::Channel => "one for each channel",
    }
}

fn reason_of(parameter_rows: usize) -> &'static str {
    if parameter_rows == 0 {
        "since no base has a learned parameter"
    } else {
        "as many as there are of coefficients"
    }
}
