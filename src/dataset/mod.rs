//! Labelled images: found, read, checked, split and measured, as plain bytes.
//!
//! A data set has a training part and a test part. Validation samples are cut out of the training part by [`split()`]; the
//! test part is read once, for the winner. Nothing here is drawn from anything but a [`Seed`](crate::seed::Seed), so the
//! same run always sees the same samples. Files are read strictly: one that is not exactly the expected one is an error
//! that names it, never a smaller data set.

mod apportion;
mod digits;
mod error;
mod fashion_mnist;
mod idx;
mod images;
mod part;
mod places;
mod scale;
mod source;
mod split;

pub use error::{Damage, Error};
pub use images::Images;
pub use places::Places;
pub use scale::{Scale, scale};
pub use source::{check, test_part, training_part};
pub use split::{Split, split};

#[cfg(test)]
mod tests;
