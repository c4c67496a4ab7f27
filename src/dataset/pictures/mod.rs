//! A folder for every class, with pictures in it: PNG or JPEG, told by their content.
//!
//! The folders of the classes are in the folder itself, or in `train` inside it; beside that `valid` (or `val`, `validation`,
//! `dev`) and `test` are parts of their own, in any case of letters. Pictures lie in the folder of their class, or in a folder
//! `images` in it. The classes are numbered in the order of their names. What is hidden, what systems leave behind, and text
//! that goes with pictures is passed over. A picture is turned as its camera says, its transparency is dropped, and 16 bits
//! are rounded to 8. Everything is listed and looked at before anything is decoded, and all problems are told at once.

mod jpeg;
mod kinds;
mod layout;
pub(super) mod picture;
mod png;
mod problem;

pub use problem::PictureProblem;

use super::cache::Origin;
use super::cut::{cut_test, unused};
use super::decoded::Decoded;
use super::limit::{self, bytes_of, room};
use super::{Error, Part, Places};
use crate::disk;
use crate::task::Dims;
use layout::{Class, classes, sections};
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
    folder: PathBuf,
    classes: Vec<String>,
    training: Vec<Listed>,
    validation: Option<Vec<Listed>>,
    test: Option<Vec<Listed>>,
}

/// A picture that is there, and the class that it belongs to.
#[derive(Debug)]
struct Listed {
    path: PathBuf,
    label: u16,
}

impl Pictures {
    /// Looks for the folder, and lists what is in it.
    pub fn find(folder: &Path, settings: Settings, places: &Places) -> Result<Self, Error> {
        let folder = places.find_folder(folder)?;
        let sections = sections(&folder)?;
        let mut problems = Vec::new();
        let training = classes(&sections.training, &mut problems);
        let mut like = |part: Option<PathBuf>| part.map(|part| list_like(&part, &training, &mut problems));
        let (validation, test) = (like(sections.validation), like(sections.test));
        Error::none(problems)?;
        let classes = training.iter().map(|class| class.name.clone()).collect();
        let training = (0..).zip(training).flat_map(|(label, class)| listed(label, class.pictures)).collect();
        Ok(Self { settings, folder, classes, training, validation, test })
    }

    fn parts(&self) -> impl Iterator<Item = (&'static str, &Vec<Listed>)> {
        let others = [("validation", &self.validation), ("test", &self.test)];
        let others = others.into_iter().filter_map(|(name, part)| Some((name, part.as_ref()?)));
        [("training", &self.training)].into_iter().chain(others)
    }

    /// The pictures, and how they are decoded.
    pub fn origin(&self) -> Origin {
        let files = self.parts().flat_map(|(part, listed)| {
            let name = move |listed: &Listed| format!("{part} {}", self.classes[usize::from(listed.label)]);
            listed.iter().map(move |listed| (name(listed), listed.path.clone()))
        });
        let parameters = format!("pictures {:?} {:?}", self.settings, self.classes);
        Origin { parameters, files: files.collect() }
    }

    /// Reads all parts.
    pub fn decode(&self) -> Result<Decoded, Error> {
        let size = self.size()?;
        let pixels: usize = size.iter().product();
        let count: usize = self.parts().map(|(_, listed)| listed.len()).sum();
        limit::check(bytes_of(count, pixels, 3), &self.folder)?;
        let mut problems = Vec::new();
        let mut read = Vec::new();
        for (_, listed) in self.parts() {
            match self.read(listed, size) {
                Ok(part) => read.push((listed, part)),
                Err(error) => problems.extend(error),
            }
        }
        Error::none(problems)?;
        let channels =
            if self.settings.grey || read.iter().all(|(_, (_, is_grey))| *is_grey) { 1 } else { 3 };
        let mut parts = read.into_iter().map(|(listed, (planes, _))| part(listed, planes, size, channels));
        let all = parts.next().expect("there is a training part");
        let validation = self.validation.as_ref().and_then(|_| parts.next());
        let (own, unused) = (parts.next(), unused(self.settings.test));
        let notes = unused.filter(|_| own.is_some());
        let (training, test) = match own {
            Some(test) => (all, test),
            None => cut_test(&all, self.settings.test),
        };
        let decoded =
            Decoded::named(training, test, self.classes.clone()).noting(notes.into_iter().collect());
        Ok(match validation {
            Some(validation) => decoded.with_validation(&validation),
            None => decoded,
        })
    }

    /// The size of all pictures: the one that is wished, else that of the first.
    fn size(&self) -> Result<[usize; 2], Error> {
        match (self.settings.size, self.training.first()) {
            (Some(size), _) => Ok(size),
            (None, Some(first)) => {
                let bytes = file(first)?;
                picture::size(&bytes).map_err(|problem| wrong(&first.path, problem))
            }
            (None, None) => Ok([0, 0]),
        }
    }

    /// Reads pictures on all cores: their red, green and blue planes, and whether all of them are grey; or what is wrong.
    fn read(&self, listed: &[Listed], size: [usize; 2]) -> Result<(Vec<u8>, bool), Vec<Error>> {
        let bytes = 3 * size.iter().product::<usize>();
        let mut planes = room(listed.len() * bytes, &self.folder).map_err(|error| vec![error])?;
        planes.resize(listed.len() * bytes, 0);
        let read = |(listed, planes): (&Listed, &mut [u8])| -> Result<bool, Error> {
            let bytes = file(listed)?;
            let is_grey = if self.settings.size.is_some() {
                picture::resized(&bytes, size, planes)
            } else {
                picture::as_it_is(&bytes, size, &self.training[0].path, planes)
            };
            is_grey.map_err(|problem| wrong(&listed.path, problem))
        };
        let all: Vec<_> = listed.par_iter().zip(planes.par_chunks_exact_mut(bytes)).map(read).collect();
        let (grey, problems): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
        if problems.is_empty() {
            return Ok((planes, grey.into_iter().flatten().all(|is_grey| is_grey)));
        }
        Err(problems.into_iter().filter_map(Result::err).collect())
    }
}

/// No picture to learn from has a larger file.
const MOST_FILE: u64 = 1 << 28;

fn file(listed: &Listed) -> Result<Vec<u8>, Error> {
    Ok(disk::read_limited(&listed.path, MOST_FILE)?)
}

fn wrong(path: &Path, problem: PictureProblem) -> Error {
    Error::Picture { path: path.to_owned(), problem }
}

fn listed(label: u16, pictures: Vec<PathBuf>) -> impl Iterator<Item = Listed> {
    pictures.into_iter().map(move |path| Listed { path, label })
}

/// The pictures of a part that has the classes of the training part, no other and no fewer.
fn list_like(folder: &Path, training: &[Class], problems: &mut Vec<Error>) -> Vec<Listed> {
    let classes = classes(folder, problems);
    for class in training.iter().filter(|class| classes.iter().all(|other| other.name != class.name)) {
        let other = class.folder.clone();
        problems.push(wrong(folder, PictureProblem::MissingClass { name: class.name.clone(), other }));
    }
    let mut all = Vec::new();
    for class in classes {
        match (0..).zip(training).find(|(_, known)| known.name == class.name) {
            Some((label, _)) => all.extend(listed(label, class.pictures)),
            None => problems.push(wrong(&class.folder, PictureProblem::UnknownClass)),
        }
    }
    all
}

/// A part, of the planes of its pictures; with one channel, grey takes their place.
fn part(listed: &[Listed], mut planes: Vec<u8>, size: [usize; 2], channels: usize) -> Part {
    let [height, width] = size;
    let pixels = height * width;
    if channels == 1 {
        for (to, from) in (0..planes.len())
            .map(|at| (at, at / pixels * 3 * pixels + at % pixels))
            .take(listed.len() * pixels)
        {
            planes[to] = picture::grey([planes[from], planes[from + pixels], planes[from + 2 * pixels]]);
        }
        planes.truncate(listed.len() * pixels);
        planes.shrink_to_fit();
    }
    let labels = listed.iter().map(|listed| listed.label).collect();
    Part::of_bytes(Dims::Image { channels, height, width }, 255, planes, labels)
}
