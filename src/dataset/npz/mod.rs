//! Arrays of numpy in one file, as `numpy.savez` writes them: `x_train`, `y_train`, and maybe `x_test`, `y_test`.
//!
//! The shape of x says what a sample is, n being the number of samples:
//!
//! | x | a sample is |
//! | --- | --- |
//! | (n, d) | a vector |
//! | (n, h, w) | an image of one channel |
//! | (n, h, w, c) with c up to 4 | an image, channels last, as Keras has it |
//! | (n, c, h, w) with c up to 4, and w more than that | an image, channels first, as PyTorch has it |
//!
//! Bytes (uint8) are pixels from 0 to 255; all other numbers are taken as they are. Labels y are whole numbers of any type, of
//! the shape (n) or (n, 1).

mod array;
mod problem;
mod samples;

pub use problem::NpzProblem;

use super::cut::cut_test;
use super::decoded::Decoded;
use super::{Error, Part, Places};
use crate::disk;
use array::Array;
use samples::Samples;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// A file of arrays.
#[derive(Debug)]
pub(super) struct Npz {
    pub path: PathBuf,
    test: Option<f64>,
}

impl Npz {
    /// Looks for the file.
    pub fn find(file: &Path, test: Option<f64>, places: &Places) -> Result<Self, Error> {
        Ok(Self { path: places.find_file(file)?, test })
    }

    /// How the file is decoded.
    pub fn parameters(&self) -> String {
        format!("npz {:?}", self.test)
    }

    /// Reads both parts.
    pub fn decode(&self) -> Result<Decoded, Error> {
        let bytes = disk::read(&self.path)?;
        read(&bytes, self.test).map_err(|problem| Error::Npz { path: self.path.clone(), problem })
    }
}

fn read(bytes: &[u8], test: Option<f64>) -> Result<Decoded, NpzProblem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| NpzProblem::Unreadable { reason: error.to_string() })?;
    let (x, y) = (array(&mut archive, "x_train")?, array(&mut archive, "y_train")?);
    let (x, y) = (needed(&archive, "x_train", x)?, needed(&archive, "y_train", y)?);
    let training = part("train", &x, &y, None)?;
    let classes = usize::from(training.labels().iter().max().copied().unwrap_or_default()) + 1;
    let (x, y) = (array(&mut archive, "x_test")?, array(&mut archive, "y_test")?);
    if x.is_none() && y.is_none() {
        let (training, test) = cut_test(&training, test);
        return Ok(Decoded::numbered(training, test, classes));
    }
    if test.is_some() {
        return Err(NpzProblem::TwoTestParts);
    }
    let (x, y) = (needed(&archive, "x_test", x)?, needed(&archive, "y_test", y)?);
    let test = part("test", &x, &y, Some((&training, classes)))?;
    Ok(Decoded::numbered(training, test, classes))
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The array of this name, if there is one.
fn array(archive: &mut Archive, name: &str) -> Result<Option<Array>, NpzProblem> {
    let Some(at) = archive.index_for_name(&format!("{name}.npy")) else { return Ok(None) };
    let unreadable = |reason: String| NpzProblem::Array { name: name.to_owned(), reason };
    let file = archive.by_index(at).map_err(|error| unreadable(error.to_string()))?;
    let mut bytes = Vec::new();
    // One byte more than the archive announces: so the checksum is looked at, and no file is unpacked without end.
    let len = file.size();
    file.take(len.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(error.to_string()))?;
    Array::parse(bytes).map(Some).map_err(unreadable)
}

fn needed<T>(archive: &Archive, name: &str, array: Option<T>) -> Result<T, NpzProblem> {
    array.ok_or_else(|| NpzProblem::Lacking {
        name: name.to_owned(),
        known: archive.file_names().flatten().map(|name| name.trim_end_matches(".npy").to_owned()).collect(),
    })
}

/// One part; the test part has the shape, the kind of values and the labels that the training part has.
fn part(side: &str, x: &Array, y: &Array, like: Option<(&Part, usize)>) -> Result<Part, NpzProblem> {
    let (x_name, y_name) = (format!("x_{side}"), format!("y_{side}"));
    let samples = Samples::of(x, &x_name)?;
    let labels = samples::labels(y, &y_name)?;
    if labels.len() != samples.count {
        return Err(NpzProblem::Counts {
            x: x_name.clone(),
            samples: samples.count,
            y: y_name,
            labels: labels.len(),
        });
    }
    if let Some((training, classes)) = like {
        samples::check_labels(&labels, classes, &y_name)?;
        if samples.dims != training.dims {
            return Err(NpzProblem::Unlike {
                test: samples.dims.to_string(),
                training: training.dims.to_string(),
            });
        }
    }
    samples.into_part(labels, like.map(|(training, _)| training))
}
