//! A folder for every class, with pictures in it: PNG or JPEG, told by their content.
//!
//! The folders of the classes are in the folder itself, or in `train` and `test` (or `val`, if there is no `test`) inside it.
//! The classes are numbered in the order of their names. Names that begin with a dot are passed over, as are the files that
//! some systems leave in every folder.

mod picture;
mod problem;

pub use problem::PictureProblem;

use super::cache::Origin;
use super::cut::cut_test;
use super::decoded::Decoded;
use super::{Error, Part, Places};
use crate::disk;
use crate::task::Dims;
use picture::{Picture, Wish};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// How a folder of pictures is read.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// Height and width that every picture is brought to.
    pub size: Option<[usize; 2]>,
    pub grey: bool,
    pub test: Option<f64>,
}

/// A folder of pictures.
#[derive(Debug)]
pub(super) struct Pictures {
    settings: Settings,
    classes: Vec<String>,
    training: Vec<Listed>,
    test: Option<Vec<Listed>>,
}

/// A picture that is there, and the class that it belongs to.
#[derive(Debug)]
struct Listed {
    path: PathBuf,
    label: u16,
}

/// What systems leave in folders.
const LITTER: [&str; 2] = ["Thumbs.db", "desktop.ini"];

impl Pictures {
    /// Looks for the folder, and lists what is in it.
    pub fn find(folder: &Path, settings: Settings, places: &Places) -> Result<Self, Error> {
        let folder = places.find_folder(folder)?;
        let inside = |name: &str| {
            let inside = folder.join(name);
            disk::is_folder(&inside).map(|is_there| is_there.then_some(inside))
        };
        let (training, test, validation) = (inside("train")?, inside("test")?, inside("val")?);
        let (training, test) = match (training, test.or(validation)) {
            (Some(training), Some(test)) => (training, Some(test)),
            _ => (folder, None),
        };
        if let Some(test) = test.as_ref().filter(|_| settings.test.is_some()) {
            return Err(wrong(test, PictureProblem::TwoTestParts));
        }
        let classes = classes_in(&training)?;
        let test = test.map(|test| list(&test, &classes, true)).transpose()?;
        Ok(Self { training: list(&training, &classes, false)?, test, settings, classes })
    }

    /// The pictures, and how they are decoded.
    pub fn origin(&self) -> Origin {
        let name =
            |side: &str, listed: &Listed| format!("{side} {}", self.classes[usize::from(listed.label)]);
        let training = self.training.iter().map(|listed| (name("training", listed), listed.path.clone()));
        let test = self.test.iter().flatten().map(|listed| (name("test", listed), listed.path.clone()));
        Origin {
            parameters: format!("pictures {:?} {:?}", self.settings, self.classes),
            files: training.chain(test).collect(),
        }
    }

    /// Reads both parts.
    pub fn decode(&self) -> Result<Decoded, Error> {
        let size = self.settings.size;
        let training = read(&self.training, size)?;
        let size = size.or(training.first().map(|picture| picture.size));
        let test = self.test.as_ref().map(|test| read(test, size)).transpose()?;
        self.check_sizes(&training, test.as_ref())?;
        let mut all = training.iter().chain(test.iter().flatten());
        let channels = if self.settings.grey || all.all(|picture| picture.is_grey) { 1 } else { 3 };
        let all = part(&self.training, training, channels);
        let (training, test) = match (&self.test, test) {
            (Some(listed), Some(test)) => (all, part(listed, test, channels)),
            _ => cut_test(&all, self.settings.test),
        };
        Ok(Decoded::named(training, test, self.classes.clone()))
    }

    /// Where no size is given, all pictures must have one.
    fn check_sizes(&self, training: &[Picture], test: Option<&Vec<Picture>>) -> Result<(), Error> {
        let Some(first) = training.first() else { return Ok(()) };
        let listed = self.training.iter().chain(self.test.iter().flatten());
        let other = training.iter().chain(test.into_iter().flatten()).zip(listed);
        match other.into_iter().find(|(picture, _)| picture.size != first.size) {
            Some((picture, listed)) => Err(wrong(
                &listed.path,
                PictureProblem::Sizes {
                    found: picture.size,
                    first: first.size,
                    other: self.training[0].path.clone(),
                },
            )),
            None => Ok(()),
        }
    }
}

fn wrong(path: &Path, problem: PictureProblem) -> Error {
    Error::Picture { path: path.to_owned(), problem }
}

/// The names in a folder that mean something.
fn names_in(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = disk::list(folder)?;
    names.retain(|name| !name.starts_with('.') && !LITTER.contains(&name.as_str()));
    Ok(names)
}

/// The most classes that labels can tell apart.
const MOST_CLASSES: usize = 10_000;

fn classes_in(folder: &Path) -> Result<Vec<String>, Error> {
    let classes = names_in(folder)?;
    for class in &classes {
        if !disk::is_folder(&folder.join(class))? {
            return Err(wrong(&folder.join(class), PictureProblem::NoFolder));
        }
    }
    match classes.len() {
        0 => Err(wrong(folder, PictureProblem::NoClass)),
        found if found > MOST_CLASSES => Err(wrong(folder, PictureProblem::Classes { found })),
        _ => Ok(classes),
    }
}

/// The pictures of every class.
fn list(folder: &Path, classes: &[String], is_test: bool) -> Result<Vec<Listed>, Error> {
    let mut listed = Vec::new();
    for class in classes_in(folder)? {
        let folder = folder.join(&class);
        let Some(label) = classes.iter().position(|known| *known == class) else {
            return Err(wrong(&folder, PictureProblem::UnknownClass));
        };
        let label = u16::try_from(label).expect("there are at most ten thousand classes");
        let names = names_in(&folder)?;
        if names.is_empty() && !is_test {
            return Err(wrong(&folder, PictureProblem::NoPicture));
        }
        listed.extend(names.into_iter().map(|name| Listed { path: folder.join(name), label }));
    }
    Ok(listed)
}

/// Reads pictures on all cores; the first that cannot be read is told.
fn read(listed: &[Listed], size: Option<[usize; 2]>) -> Result<Vec<Picture>, Error> {
    let wish = size.map_or(Wish::AsItIs, Wish::Size);
    let read = |listed: &Listed| -> Result<Picture, Error> {
        let bytes = disk::read(&listed.path)?;
        Picture::read(&bytes, wish).map_err(|problem| wrong(&listed.path, problem))
    };
    let pictures: Vec<_> = listed.par_iter().map(read).collect();
    pictures.into_iter().collect()
}

fn part(listed: &[Listed], pictures: Vec<Picture>, channels: usize) -> Part {
    let [height, width] = pictures.first().map_or([0, 0], |picture| picture.size);
    let labels = listed.iter().map(|listed| listed.label).collect();
    let values = pictures.into_iter().flat_map(|picture| picture.into_planes(channels)).collect();
    Part::of_bytes(Dims::Image { channels, height, width }, 255, values, labels)
}
