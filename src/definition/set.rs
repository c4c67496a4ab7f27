//! The learned mixes of one trial and where they come from.

use super::check;
use super::problem::Error;
use super::provenance::Provenance;
use super::samples::Samples;
use crate::activation::LearnedMix;

/// Learned mixes and where they come from, checked: what can be exported.
///
/// They come from one trial, or from nowhere if they were written by hand.
///
/// It has at least one site, unless it comes from a trial of a network as it came, and no two of the same name. Every mix is in the form that
/// [`Mix::new`](crate::activation::Mix::new) gives it, its parameters lie in the catalogue's ranges, and its
/// coefficients are finite, one number for each base, one row or one for each channel, inside the mix's hull. Learned
/// parameters are finite, one for each base that has one, in as many rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    provenance: Option<Provenance>,
    samples: Option<Samples>,
    sites: Vec<LearnedMix>,
}

impl Definition {
    /// The version of the file format.
    ///
    /// It grows by one with every change that an older program would misread or refuse: a new field, a new base, a new
    /// hull. A program reads every version up to its own.
    pub const FORMAT: u32 = 1;

    /// The definition of these mixes.
    ///
    /// # Errors
    /// If something is not as the type promises: every such [`Problem`](super::Problem) at once.
    pub fn new(provenance: Option<Provenance>, sites: Vec<LearnedMix>) -> Result<Self, Error> {
        let problems = check::problems(provenance.as_ref(), &sites);
        let definition = Self { provenance, samples: None, sites };
        if problems.is_empty() { Ok(definition) } else { Err(Error(problems)) }
    }

    /// The same, learned on such samples.
    ///
    /// # Errors
    /// If they contradict themselves: every such [`Problem`](super::Problem) at once.
    pub fn with_samples(self, samples: Samples) -> Result<Self, Error> {
        let problems = samples.problems();
        if problems.is_empty() {
            Ok(Self { samples: Some(samples), ..self })
        } else {
            Err(Error(problems.into_iter().map(|problem| problem.within("samples")).collect()))
        }
    }

    /// Where the mixes come from; nowhere if they were written by hand.
    #[must_use]
    pub fn provenance(&self) -> Option<&Provenance> {
        self.provenance.as_ref()
    }

    /// What the samples were that they were learned on; nothing if nobody says.
    #[must_use]
    pub fn samples(&self) -> Option<&Samples> {
        self.samples.as_ref()
    }

    /// The mix of every site: those that were searched in the order of the network, then those that were fixed.
    #[must_use]
    pub fn sites(&self) -> &[LearnedMix] {
        &self.sites
    }
}
