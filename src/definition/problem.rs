//! What can be wrong with a definition.

use crate::activation::{Hull, Sharing};
use crate::yaml::StoreError;

/// Why there is no definition.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is no YAML, or has other fields than a definition.
    #[error(transparent)]
    Yaml(#[from] StoreError),
    /// A later version of the program wrote the file.
    #[error(
        "the definition has format {found}, and this program reads formats up to {known}: read it with a newer actsearch"
    )]
    Newer {
        /// The format of the file.
        found: u32,
        /// The latest format that this program reads.
        known: u32,
    },
    /// No version of the program writes this format.
    #[error("the definition has format 0, but the first format is 1")]
    NoSuchFormat,
    /// It is not what was written.
    #[error(
        "the definition was changed: `sha256` is {0}, and that is not the SHA-256 of the lines before it; put the file back as it \
         was, or remove the line `sha256` if the change is meant"
    )]
    Changed(String),
    /// The definition contradicts itself.
    #[error("{}", lines(.0))]
    Wrong(Vec<Problem>),
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

/// One thing that is wrong with a definition, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Problem {
    /// There is nothing to define.
    #[error("there is no site, but a definition needs at least one")]
    NoSite,
    /// An accuracy is no share.
    #[error("{name} is {value}, but an accuracy is a share from 0 to 1")]
    Accuracy {
        /// Which accuracy.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// The shape of a sample is that of no array.
    #[error(
        "samples: the shape is {0:?}, but must be [entries], [channels, rows, columns] of an image, or all of at most 7 sizes of \
         another array, none of them 0"
    )]
    Shape(Vec<usize>),
    /// There are not as many entries or numbers as the shape of a sample says.
    #[error("samples: {what} has {found} entries, but must have {wanted}, as the shape says")]
    Samples {
        /// What has them.
        what: &'static str,
        /// How many it has.
        found: usize,
        /// How many the shape needs.
        wanted: usize,
    },
    /// The mix of a site is wrong.
    #[error("site {site:?}: {fault}")]
    Site {
        /// The site.
        site: String,
        /// What is wrong with its mix.
        fault: Fault,
    },
}

/// One thing that is wrong with the mix of a site. Rows are counted from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// An earlier site has the same name.
    #[error("two sites have this name, but each needs its own")]
    Twice,
    /// The mix has no base.
    #[error("the mix has no base, but needs at least one")]
    NoBase,
    /// The same mix has another form, and that is the one to write.
    #[error(
        "hull {} with sharing {} is for this mix the same as hull {} with sharing {}: write that",
        .written.0.name(), .written.1.name(), .wanted.0.name(), .wanted.1.name()
    )]
    OtherForm {
        /// The hull and sharing that were given.
        written: (Hull, Sharing),
        /// The hull and sharing that mean the same.
        wanted: (Hull, Sharing),
    },
    /// A parameter of a base is out of its range.
    #[error("{parameter} of {base} is {value}, but must be {allowed}")]
    Parameter {
        /// The name of the base.
        base: &'static str,
        /// The name of its parameter.
        parameter: &'static str,
        /// The parameter's value.
        value: f64,
        /// The values that are allowed.
        allowed: String,
    },
    /// There are not as many rows of coefficients as the sharing needs.
    #[error("there are {found} rows of coefficients, but sharing {} needs {}", .sharing.name(), rows_of(*.sharing))]
    Rows {
        /// How many there are.
        found: usize,
        /// Who shares one row.
        sharing: Sharing,
    },
    /// A row has not one coefficient for each base.
    #[error("row {row} of the coefficients has length {found}, but the mix has {bases} bases")]
    RowLength {
        /// Which row.
        row: usize,
        /// How many numbers it has.
        found: usize,
        /// How many bases the mix has.
        bases: usize,
    },
    /// There are not as many rows of learned parameters as the bases need.
    #[error("learned parameters: the number of rows is {found}, but must be {needed}")]
    ParameterRows {
        /// How many there are.
        found: usize,
        /// As many as there are rows of coefficients, or none if no base has a learned parameter.
        needed: usize,
    },
    /// A row has not one learned parameter for each base that has one.
    #[error("row {row} of the learned parameters has length {found}, but must have {needed}")]
    ParameterRowLength {
        /// Which row.
        row: usize,
        /// How many numbers it has.
        found: usize,
        /// How many bases have a learned parameter.
        needed: usize,
    },
    /// A coefficient or a learned parameter is infinite or not a number.
    #[error("row {row} of the {numbers}: that of {base} is {value}, but must be finite")]
    NotFinite {
        /// What it is a row of: `coefficients` or `learned parameters`.
        numbers: &'static str,
        /// Which row.
        row: usize,
        /// The name of the base.
        base: &'static str,
        /// The number.
        value: f32,
    },
    /// A coefficient is negative where the hull forbids it.
    #[error("row {row} of the coefficients: that of {base} is {value}, but hull {} has none below 0", .hull.name())]
    Negative {
        /// Which row.
        row: usize,
        /// The name of the base.
        base: &'static str,
        /// The coefficient.
        value: f32,
        /// The hull.
        hull: Hull,
    },
    /// The coefficients of a row do not sum to one where the hull says so.
    #[error("row {row} of the coefficients sums to {sum}, but in hull {} to 1", .hull.name())]
    Sum {
        /// Which row.
        row: usize,
        /// The sum.
        sum: f64,
        /// The hull.
        hull: Hull,
    },
}

fn rows_of(sharing: Sharing) -> &'static str {
    match sharing {
        Sharing::Layer => "exactly one",
        Sharing::Channel => "one for each channel",
    }
}
