//! Reading and checking the data sets that a space file can name.

use super::cache::Origin;
use super::cifar::{Cifar, Kind, Sizes};
use super::decoded::Decoded;
use super::idx_set::{IdxSet, Known};
use super::npz::{Npz, Reading};
use super::pictures::{Pictures, Settings};
use super::side::Side;
use super::table::{Description, Table};
use super::{Error, Part, Places, cache, digits};
use crate::task::{Csv, Data, Facts, Source};
use std::path::PathBuf;

/// The part that training and validation samples are drawn from.
///
/// # Errors
/// If the files are not in any of the places, or are not the expected ones.
pub fn training_part(source: &Source, places: &Places) -> Result<Part, Error> {
    read(source, places, Side::Training)
}

/// The part that is read once, for the winner.
///
/// # Errors
/// If the files are not in any of the places, or are not the expected ones.
pub fn test_part(source: &Source, places: &Places) -> Result<Part, Error> {
    read(source, places, Side::Test)
}

/// Both parts, for whoever looks at a data set.
///
/// # Errors
/// If the files are not in any of the places, or are not the expected ones.
pub fn decoded(source: &Source, places: &Places) -> Result<Decoded, Error> {
    read_all(source, places, true)
}

/// The files of a data set; none for one that is compiled in.
///
/// # Errors
/// If they are not in any of the places.
pub fn locate(source: &Source, places: &Places) -> Result<Vec<PathBuf>, Error> {
    let origin = Found::find(source, places)?.origin();
    Ok(origin.into_iter().flat_map(|origin| origin.files).map(|(_, path)| path).collect())
}

/// What a table holds, column by column, whether it can be learned from or not; without a label every column is described.
///
/// # Errors
/// If its files are not in any of the places, or are no tables, or lack a column that is named.
pub fn describe(csv: &Csv, label: Option<&str>, places: &Places) -> Result<Description, Error> {
    Table::find(csv, places)?.describe(label)
}

/// What is known of a data set; files of the user are read to find it out.
///
/// # Errors
/// If they are not in any of the places, or are damaged, or hold nothing that could be learned.
pub fn facts(source: &Source, places: &Places) -> Result<Facts, Error> {
    match source.facts() {
        Some(facts) => Ok(facts),
        None => read_all(source, places, false).map(|decoded| decoded.facts()),
    }
}

/// The SHA-256 of all values and labels of a data set, which is read for it unless it is kept decoded.
///
/// # Errors
/// If its files are not in any of the places, or are damaged.
pub fn content(source: &Source, places: &Places) -> Result<Option<String>, Error> {
    Ok(read_all(source, places, false)?.facts().content)
}

/// Makes sure, before the first epoch, that both parts are there and are what the plan says.
///
/// Of IDX files labels are read in full; of images only the header and the length are looked at, so this takes
/// milliseconds, and what is broken in the middle of a compressed file is found only when it is read.
///
/// # Errors
/// If the files are not in any of the places, cannot be the expected ones, or are no longer those that the run began with.
pub fn check(data: &Data, places: &Places) -> Result<(), Error> {
    let Some(needed) = &data.facts.content else {
        return Found::find(&data.source, places)?.check();
    };
    let found = content(&data.source, places)?.unwrap_or_default();
    if found == *needed {
        return Ok(());
    }
    Err(Error::Changed { name: data.source.to_string(), found, needed: needed.clone() })
}

/// What a data set is decoded from; nothing for one that is compiled in.
pub(super) fn origin(source: &Source, places: &Places) -> Result<Option<Origin>, Error> {
    Ok(Found::find(source, places)?.origin())
}

fn read(source: &Source, places: &Places, side: Side) -> Result<Part, Error> {
    Ok(read_all(source, places, true)?.into_part(side))
}

/// Both parts, by way of those that are kept; with `whole` every value of these is checked.
fn read_all(source: &Source, places: &Places, whole: bool) -> Result<Decoded, Error> {
    let found = Found::find(source, places)?;
    let decoded = match found.origin() {
        Some(origin) => cache::through(places.decoded(), &origin, whole, || found.decode())?,
        None => found.decode()?,
    };
    decoded.check_classes(source)?;
    Ok(decoded)
}

/// The files of a data set, once they have been found.
#[derive(Debug)]
enum Found {
    Digits,
    Idx(Box<IdxSet>),
    Cifar(Cifar),
    Npz(Npz),
    Table(Table),
    Pictures(Pictures),
}

impl Found {
    fn find(source: &Source, places: &Places) -> Result<Self, Error> {
        let cifar = |kind: Kind| {
            let sizes = Sizes::official(&kind);
            Cifar::find(kind, sizes, places).map(Self::Cifar)
        };
        match source {
            Source::Digits => Ok(Self::Digits),
            Source::FashionMnist => IdxSet::find(Known::fashion_mnist(), places).map(Box::new).map(Self::Idx),
            Source::Mnist => IdxSet::find(Known::mnist(), places).map(Box::new).map(Self::Idx),
            Source::Cifar10 { batches } => cifar(Kind::Ten(batches.clone())),
            Source::Cifar100 => cifar(Kind::Hundred),
            Source::Idx { folder } => IdxSet::in_folder(folder, places).map(Box::new).map(Self::Idx),
            Source::Npz { file, names, channels, test } => {
                let reading = Reading { names: names.clone(), channels: *channels, test: *test };
                Npz::find(file, reading, places).map(Self::Npz)
            }
            Source::Csv(csv) => Table::find(csv, places).map(Self::Table),
            Source::ImageFolder { folder, size, grey, test } => {
                let settings = Settings { size: *size, grey: *grey, test: *test };
                Pictures::find(folder, settings, places).map(Self::Pictures)
            }
        }
    }

    fn decode(&self) -> Result<Decoded, Error> {
        match self {
            Self::Digits => Ok(digits::decode()),
            Self::Idx(set) => set.decode(),
            Self::Cifar(cifar) => cifar.decode(),
            Self::Npz(npz) => npz.decode(),
            Self::Table(table) => table.decode(),
            Self::Pictures(pictures) => pictures.decode(),
        }
    }

    /// The files that it is decoded from; nothing for what is compiled in.
    fn origin(&self) -> Option<Origin> {
        let numbered = |kind: String, paths: &[PathBuf]| {
            let files = paths.iter().enumerate().map(|(number, path)| (number.to_string(), path.clone()));
            Some(Origin { parameters: kind, files: files.collect() })
        };
        match self {
            Self::Digits => None,
            Self::Idx(set) => numbered(set.parameters(), &set.paths),
            Self::Cifar(cifar) => numbered(cifar.parameters(), &cifar.paths),
            Self::Npz(npz) => numbered(npz.parameters(), std::slice::from_ref(&npz.path)),
            Self::Table(table) => numbered(table.parameters(), &table.paths),
            Self::Pictures(pictures) => Some(pictures.origin()),
        }
    }

    fn check(&self) -> Result<(), Error> {
        match self {
            Self::Digits => Ok(()),
            Self::Idx(set) => set.check(),
            Self::Cifar(cifar) => cifar.check(),
            Self::Npz(_) | Self::Table(_) | Self::Pictures(_) => self.decode().map(drop),
        }
    }
}
