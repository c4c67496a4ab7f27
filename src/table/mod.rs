//! Tabular benchmarks: every candidate of a small space, trained, so that controllers and schedulers can be measured on the
//! truth in milliseconds.
//!
//! A table is a folder with a space file, `space.yaml`, and `table.safetensors`: two tensors of u16 with the shape
//! (candidates, seeds, epochs), `validation` and `test`, which count the samples that were right at the end of an epoch.
//! [`MISSING`] stands where a training had diverged. The metadata say how many samples the parts have. The super-candidate, with
//! which the controller `gradient` begins and which may lie outside the space, has tensors of its own: `super_validation` and
//! `super_test` of the shape (seeds, epochs), and `super_coefficients` of f32 and the shape (seeds, epochs, sites, bases).

mod file;
mod replay;
mod truth;

pub use replay::{Epoch, replay};
pub use truth::Truth;

use crate::disk;
use crate::plan::{self, Plan};
use std::path::{Path, PathBuf};

/// Stands for an epoch that a training did not reach.
pub const MISSING: u16 = u16::MAX;

/// How many samples were right at the ends of the epochs of one training.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Of the validation samples.
    pub validation: Vec<u16>,
    /// Of the test samples.
    pub test: Vec<u16>,
    /// The coefficients of each site; a table keeps those of the super-candidate only.
    pub coefficients: Vec<Vec<Vec<f32>>>,
}

/// Every candidate of a space, trained from several seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The space file.
    pub plan: Plan,
    seeds: usize,
    samples: Samples,
    validation: Vec<u16>,
    test: Vec<u16>,
    /// Of the super-candidate, one from each seed; none if the table does not have it.
    supers: Vec<Curve>,
}

/// How many samples accuracies are shares of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Samples {
    /// Of the validation part.
    pub validation: u16,
    /// Of the test part.
    pub test: u16,
}

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file is missing or unreadable.
    #[error(transparent)]
    Disk(#[from] disk::Error),
    /// The space file is wrong.
    #[error(transparent)]
    Space(#[from] plan::OpenError),
    /// The numbers are not those of the space.
    #[error("`{path}` is no table of its space: {reason}; make it anew")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl Table {
    /// A table of these curves: for each candidate, in the order of the space, one for each seed. Those of the
    /// super-candidate, one for each seed, may be missing.
    ///
    /// # Panics
    /// If there are not as many curves as candidates and seeds ask for, or one is longer than the plan has epochs.
    #[must_use]
    pub fn new(plan: Plan, seeds: usize, samples: Samples, curves: &[Curve], supers: Vec<Curve>) -> Self {
        assert!(supers.is_empty() || supers.len() == seeds);
        assert_eq!(Some(curves.len() as u128), plan.space.count().map(|count| count * seeds as u128));
        let epochs = plan.task.training.epochs as usize;
        let validation = curves.iter().flat_map(|curve| padded(&curve.validation, epochs)).collect();
        let test = curves.iter().flat_map(|curve| padded(&curve.test, epochs)).collect();
        Self { plan, seeds, samples, validation, test, supers }
    }

    /// Reads the table in a folder.
    ///
    /// # Errors
    /// If a file is missing, or the two do not belong together.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        Self::of_plan(plan::open(&folder.join("space.yaml"), &[], None)?.plan, folder)
    }

    /// Reads the numbers in a folder, which were made with this plan.
    ///
    /// # Errors
    /// If they are missing, or not those of the plan.
    pub fn of_plan(plan: Plan, folder: &Path) -> Result<Self, Error> {
        let path = folder.join("table.safetensors");
        let bytes = disk::read(&path)?;
        file::parse(plan, &bytes).map_err(|reason| Error::Damaged { path, reason })
    }

    /// Writes the numbers beside the space file.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), disk::Error> {
        disk::write(&folder.join("table.safetensors"), &file::bytes(self))
    }

    /// How a candidate did from one of the seeds.
    #[must_use]
    pub fn curve(&self, candidate: usize, seed: usize) -> Curve {
        let first = self.place(candidate, seed, 1);
        let of = |counts: &[u16]| {
            let counts = counts[first..first + self.epochs()].iter().copied();
            counts.take_while(|count| *count != MISSING).collect()
        };
        Curve { validation: of(&self.validation), test: of(&self.test), coefficients: Vec::new() }
    }

    /// How the super-candidate did from one of the seeds, if the table has it.
    #[must_use]
    pub fn super_curve(&self, seed: usize) -> Option<&Curve> {
        self.supers.get(seed)
    }

    /// How many samples the accuracies are shares of.
    #[must_use]
    pub fn samples(&self) -> Samples {
        self.samples
    }

    /// How many candidates it has.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.validation.len() / (self.seeds * self.epochs())
    }

    /// From how many seeds each of them was trained.
    #[must_use]
    pub fn seeds(&self) -> usize {
        self.seeds
    }

    /// For how many epochs.
    #[must_use]
    pub fn epochs(&self) -> usize {
        self.plan.task.training.epochs as usize
    }

    /// The validation accuracy of a candidate, trained from one of the seeds, at the end of an epoch, counted from 1;
    /// nothing if it had diverged by then.
    #[must_use]
    pub fn validation(&self, candidate: usize, seed: usize, epoch: usize) -> Option<f64> {
        share(self.validation[self.place(candidate, seed, epoch)], self.samples.validation)
    }

    /// The test accuracy, as [`Table::validation`].
    #[must_use]
    pub fn test(&self, candidate: usize, seed: usize, epoch: usize) -> Option<f64> {
        share(self.test[self.place(candidate, seed, epoch)], self.samples.test)
    }

    fn place(&self, candidate: usize, seed: usize, epoch: usize) -> usize {
        (candidate * self.seeds + seed) * self.epochs() + epoch - 1
    }
}

fn share(count: u16, of: u16) -> Option<f64> {
    (count != MISSING).then(|| f64::from(count) / f64::from(of))
}

/// As many counts as there are epochs.
fn padded(counts: &[u16], epochs: usize) -> Vec<u16> {
    assert!(counts.len() <= epochs, "a curve has at most as many epochs as the plan");
    let missing = std::iter::repeat_n(MISSING, epochs - counts.len());
    counts.iter().copied().chain(missing).collect()
}

#[cfg(test)]
mod tests;
