//! Reading and checking the data sets that a space file can name.

use super::fashion_mnist::{self, Sizes};
use super::part::Part;
use super::{Error, Images, Places, digits};
use crate::task::Source;

/// The part that training and validation samples are drawn from.
///
/// # Errors
/// If the files are not in any of the places, or are not exactly the expected ones.
pub fn training_part(source: Source, places: &Places) -> Result<Images, Error> {
    read(source, places, Part::Training)
}

/// The part that is read once, for the winner.
///
/// # Errors
/// If the files are not in any of the places, or are not exactly the expected ones.
pub fn test_part(source: Source, places: &Places) -> Result<Images, Error> {
    read(source, places, Part::Test)
}

fn read(source: Source, places: &Places, part: Part) -> Result<Images, Error> {
    match source {
        Source::Digits => Ok(digits::read(part)),
        Source::FashionMnist => fashion_mnist::read(&Sizes::official(), places, part),
    }
}

/// Makes sure, before the first epoch, that both parts are there and that their files look right.
///
/// Labels are read in full; of images only the header and the length are looked at, so this takes milliseconds, and what
/// is broken in the middle of a compressed file is found only when it is read.
///
/// # Errors
/// If the files are not in any of the places, or cannot be the expected ones.
pub fn check(source: Source, places: &Places) -> Result<(), Error> {
    match source {
        Source::Digits => Ok(()),
        Source::FashionMnist => fashion_mnist::check(&Sizes::official(), places),
    }
}
