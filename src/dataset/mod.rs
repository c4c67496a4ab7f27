//! Labelled samples: found, read, checked, split and measured, as plain bytes and numbers.
//!
//! A data set has a training part and a test part. Validation samples are cut out of the training part by [`split()`]; the
//! test part is read once, for the winner. Nothing here is drawn from anything but a [`Seed`](crate::seed::Seed), so the
//! same run always sees the same samples. Files are read strictly: one that is not exactly the expected one is an error
//! that names it, never a smaller data set. What has been decoded is kept in the user's cache folder. Every
//! reader looks at what is declared before it takes memory, and a file that is no regular one is refused by its name.

mod apportion;
mod batch;
mod cache;
mod checksum;
mod cifar;
mod classes;
mod container;
mod cut;
mod damage;
mod decoded;
mod digits;
mod error;
mod fetch;
mod idx;
mod idx_files;
mod idx_set;
mod limit;
mod npz;
mod official;
mod part;
mod pictures;
mod places;
mod scale;
mod section;
mod sheet;
mod side;
mod slice;
mod source;
mod split;
mod table;
mod verify;
mod whole_number;

pub use batch::Preparation;
pub use damage::Damage;
pub use decoded::Decoded;
pub use error::Error;
pub use fetch::{Progress, Watch, fetch};
pub use npz::NpzProblem;
pub use part::{Part, Values};
pub use pictures::PictureProblem;
pub use places::Places;
pub use scale::Scale;
pub use sheet::{Sheet, letters, range, sheet};
pub use source::{check, content, decoded, describe, facts, locate, test_part, training_part};
pub use split::{Split, split};
pub use table::{Described, Description, Found, Look, TableProblem, TableProblems};
pub use verify::{Verified, check_official, verify};

#[cfg(test)]
mod tests;
