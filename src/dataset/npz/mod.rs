//! Arrays of numpy in one file, as `numpy.savez` writes them: `x_train`, `y_train`, and maybe `x_val`, `y_val`, `x_test`,
//! `y_test`.
//!
//! Other names that are in use are understood, too, in any case of letters: `train_images` with `train_labels`, `X_train`,
//! `x_valid`, or `X` with `y` for a file of one part; whatever else they are called is said by `names` in the space file. The
//! shape of x says what a sample is, n being the number of samples:
//!
//! | x | a sample is |
//! | --- | --- |
//! | (n, d) | a vector |
//! | (n, h, w) | an image of one channel; a network that takes arrays of h×w sees such an array |
//! | (n, h, w, c) with c up to 4 | an image, channels last, as Keras has it |
//! | (n, c, h, w) with w more than that | an image, channels first, as PyTorch has it |
//! | (n, …) with 4 to 7 sizes behind n | an array as it is written: a volume (channels, depth, rows, columns) |
//!
//! `channels: first` takes every array as it is written, (n, a, b) too: as a signal of a channels or a sequence of a steps.
//! `channels: last` brings the last size to the front.
//!
//! Bytes (uint8) are pixels from 0 to 255; all other numbers are taken as they are, true and false as 1 and 0, in either order
//! of bytes and of indices. Arrays of integers (bytes and truth values are some) are whole numbers, which a network may take as
//! tokens: what they lie between is known over all parts. Labels y are whole numbers of any type, of the shape (n) or (n, 1); the numbers that occur in the
//! training part, ascending, are the classes. What an array is, is read from its header before anything is unpacked.
//!
//! A sample is computed with in single precision. Where that would round the differences of a feature away, as with seconds since
//! 1970, its offset is subtracted before, by the rule that tables have; the features then have names, x0, x1, …, and are columns.

mod archive;
mod array;
mod labels;
mod layout;
mod names;
mod problem;
mod samples;

pub use problem::NpzProblem;

use super::cut::{Cut, cut_rows, unused};
use super::decoded::Decoded;
use super::limit::{self, MOST_BYTES};
use super::section::Section;
use super::{Error, Part, Places};
use crate::columns::{Column, Columns, Kind};
use crate::disk;
use crate::task::{ArrayNames, Channels};
use archive::{Archive, Looked};
use names::{Role, find};
use samples::Samples;
use std::path::{Path, PathBuf};

/// A file of arrays.
#[derive(Debug)]
pub(super) struct Npz {
    pub path: PathBuf,
    pub reading: Reading,
}

/// What the space file says of the arrays.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub names: ArrayNames,
    pub channels: Option<Channels>,
    pub test: Option<f64>,
}

impl Npz {
    /// Looks for the file.
    pub fn find(file: &Path, reading: Reading, places: &Places) -> Result<Self, Error> {
        Ok(Self { path: places.find_file(file)?, reading })
    }

    /// How the file is decoded.
    pub fn parameters(&self) -> String {
        let Reading { names, channels, test } = &self.reading;
        format!("npz {test:?} {names:?} {channels:?}")
    }

    /// Reads all parts.
    pub fn decode(&self) -> Result<Decoded, Error> {
        self.read(&disk::read_limited(&self.path, MOST_BYTES)?)
    }

    /// Reads all parts from the bytes of the file.
    pub fn read(&self, bytes: &[u8]) -> Result<Decoded, Error> {
        let mut archive = Archive::open(bytes, &self.path).map_err(|problem| self.told(problem))?;
        let looked = self.look(&mut archive)?;
        let (labels, names) = self.labels(&looked, &mut archive)?;
        let cut = looked.test.is_none().then(|| cut_rows(&labels[0], self.reading.test));
        let trained = cut.as_ref().map(|(training, _)| training.as_slice());
        let (mut parts, mut offsets, mut whole) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (pair, labels)) in looked.all().zip(labels).enumerate() {
            let Looked { name, .. } = &pair.x;
            let array = archive.unpack(&pair.x).map_err(|problem| self.told(problem))?;
            whole.push(pair.samples.whole(&array, name).map_err(|problem| self.told(problem))?);
            if number == 0 {
                let fitted = pair.samples.offsets(&array, trained, name);
                offsets = fitted.map_err(|problem| self.told(problem))?;
            }
            parts.push(pair.samples.part(array, name, labels, &offsets, &self.path)?);
        }
        let whole = whole.into_iter().reduce(|one, other| Some(one?.with(other?))).flatten();
        let notes = looked.training.samples.note(&looked.training.x, self.reading.channels);
        let decoded = self.decoded(parts, &looked, cut, names).of_columns(columns(&offsets));
        Ok(decoded.of_whole(whole).noting(notes.into_iter().collect()))
    }

    /// The labels of every part, and what the classes are called; all problems are told.
    fn labels(&self, looked: &Looks, archive: &mut Archive) -> Result<(Vec<Vec<u16>>, Vec<String>), Error> {
        let mut y = |of: &Pair| archive.unpack(&of.y).map_err(|problem| self.told(problem));
        let y_train = y(&looked.training)?;
        let classes = labels::classes(&y_train, &looked.training.y.name);
        let classes = classes.map_err(|problem| self.told(problem))?;
        let (mut all, mut problems) = (Vec::new(), Vec::new());
        for pair in looked.all() {
            match labels::labels(&y(pair)?, &pair.y.name, &classes) {
                Ok(labels) => all.push(labels),
                Err(problem) => problems.push(self.told(problem)),
            }
        }
        Error::none(problems)?;
        Ok((all, classes.names()))
    }

    fn told(&self, problem: NpzProblem) -> Error {
        Error::Npz { path: self.path.clone(), problem }
    }

    /// Finds out what there is and whether it fits together; all problems are told.
    fn look(&self, archive: &mut Archive) -> Result<Looks, Error> {
        let mut problems = Vec::new();
        let known = archive.names();
        let mut pair = |section| {
            let pair = self.pair(section, &known, archive, &mut problems)?;
            pair.check_counts().map_err(|problem| problems.push(self.told(problem))).ok().map(|()| pair)
        };
        let [training, validation, test] = Section::ALL.map(&mut pair);
        if let Some(training) = &training {
            let others = [("validation", &validation), ("test", &test)];
            let others = others.into_iter().filter_map(|(part, pair)| Some((part, pair.as_ref()?)));
            let unlike = others.filter_map(|(part, pair)| pair.samples.unlike(part, &training.samples));
            problems.extend(unlike.map(|problem| self.told(problem)));
        }
        let parts = [&training, &validation, &test].into_iter().flatten();
        let bytes = parts.map(|pair| pair.samples.bytes()).fold(0, u64::saturating_add);
        problems.extend(limit::check(bytes, &self.path).err());
        Error::none(problems)?;
        let training = training.expect("without a training part there is a problem");
        Ok(Looks { training, validation, test })
    }

    /// The arrays of a part, which has both or none; the training part has to be there.
    fn pair(
        &self,
        section: Section,
        known: &[String],
        archive: &mut Archive,
        problems: &mut Vec<Error>,
    ) -> Option<Pair> {
        let [x, y] = [Role::X, Role::Y].map(|role| find(known, &self.reading.names, role, section));
        let is_needed = section == Section::Training || !matches!((&x, &y), (Ok(None), Ok(None)));
        let mut look = |name: Result<Option<String>, NpzProblem>, role: Role| {
            let lacking = || NpzProblem::Lacking { name: role.name(section), known: known.to_vec() };
            let name =
                name.and_then(|name| if is_needed { name.map(Some).ok_or_else(lacking) } else { Ok(None) });
            let name = name.map_err(|problem| self.told(problem));
            let looked = name.and_then(|name| name.map(|name| archive.look(&name)).transpose());
            looked.map_err(|problem| problems.push(problem)).ok().flatten()
        };
        let (x, y) = (look(x, Role::X), look(y, Role::Y));
        let mut told = |problem| problems.push(self.told(problem));
        let samples =
            x.as_ref().map(|x| Samples::of(x, self.reading.channels)).transpose().map_err(&mut told).ok();
        let labels = y.as_ref().map(labels::count).transpose().map_err(&mut told).ok();
        Some(Pair { samples: samples??, labels: labels??, x: x?, y: y? })
    }

    fn decoded(&self, parts: Vec<Part>, looked: &Looks, cut: Option<Cut>, names: Vec<String>) -> Decoded {
        let mut parts = parts.into_iter();
        let mut next = |is_there: bool| if is_there { parts.next() } else { None };
        let all = next(true).expect("the training part comes first");
        let (validation, test) = (next(looked.validation.is_some()), next(looked.test.is_some()));
        let decoded = match (cut, test) {
            (Some((training, test)), _) => Decoded::named(all.select(&training), all.select(&test), names),
            (None, test) => Decoded::named(all, test.expect("what is not cut off is there"), names)
                .noting(unused(self.reading.test).into_iter().collect()),
        };
        match validation {
            Some(validation) => decoded.with_validation(&validation),
            None => decoded,
        }
    }
}

/// Features by the names that scikit-learn has for those without, where something is subtracted from any; else none.
fn columns(offsets: &[f64]) -> Columns {
    if offsets.iter().all(|offset| *offset == 0.0) {
        return Columns::default();
    }
    let column = |(feature, offset): (usize, &f64)| {
        let kind = Kind::Number { offset: *offset, fill: None };
        Column { kind, ..Column::numbers(&format!("x{feature}")) }
    };
    Columns::new(offsets.iter().enumerate().map(column).collect())
}

/// The arrays of one part, once their headers have been looked at.
#[derive(Debug)]
struct Pair {
    x: Looked,
    y: Looked,
    samples: Samples,
    labels: usize,
}

impl Pair {
    fn check_counts(&self) -> Result<(), NpzProblem> {
        if self.samples.count == self.labels {
            return Ok(());
        }
        let (x, y) = (self.x.name.clone(), self.y.name.clone());
        Err(NpzProblem::Counts { x, samples: self.samples.count, y, labels: self.labels })
    }
}

/// The parts of a file.
#[derive(Debug)]
struct Looks {
    training: Pair,
    validation: Option<Pair>,
    test: Option<Pair>,
}

impl Looks {
    fn all(&self) -> impl Iterator<Item = &Pair> {
        [Some(&self.training), self.validation.as_ref(), self.test.as_ref()].into_iter().flatten()
    }
}
